"""How a territory counts: by name, or by figures typed each month without any name (domain.md §9.6)."""
