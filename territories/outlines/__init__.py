"""Outlines of the communes: a file that a hub loads, kept row by row, and the maps drawn of it. Everything works without."""
