"""How the tables of a case came to be, step by step; each step is run once, when a case is opened."""
