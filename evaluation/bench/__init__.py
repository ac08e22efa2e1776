"""Measuring: data of two sizes, and each figure beside its floor in the same run (design.md §7)."""
