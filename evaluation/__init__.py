"""Measures the program against the gold data and against its peers. Outside the package; needs nothing but it."""
