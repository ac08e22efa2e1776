"""What an enterprise gives of each month: people, hours, money (domain.md §4.2)."""
