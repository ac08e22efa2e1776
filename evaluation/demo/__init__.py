"""The demonstration world: real facts of the territories, invented people (design.md §5)."""
