"""A territory that keeps no name types its funnel each month; the registry makes the same indicators of it."""
