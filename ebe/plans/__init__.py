"""Hires that an enterprise plans, month by month: what a forecast reads."""
