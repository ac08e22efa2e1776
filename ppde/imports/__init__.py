"""Importing persons and their journeys."""
