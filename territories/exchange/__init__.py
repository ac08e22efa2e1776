"""Needs and offers exchanged between the territories of a hub (seed 001)."""
