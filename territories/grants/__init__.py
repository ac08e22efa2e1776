"""Named access that a territory opens to a member of its hub: for a reason, until a date (peers.md J, K)."""
