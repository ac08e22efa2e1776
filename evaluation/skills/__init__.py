"""Supply of skills and wishes beside the needs of activities: counts of those on the list, never a name."""
