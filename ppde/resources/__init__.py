"""Training and levers for persons: forms and columns."""
