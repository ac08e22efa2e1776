"""Where a territory stands on the exhaustivity of the stock and of the flow (domain.md §3.4, E12 and E13)."""
