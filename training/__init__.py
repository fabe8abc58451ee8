"""Trains the network from the gold data. Never needed to use the program; the only place that imports torch."""
