"""Pseudonymised extracts: what a territory opens of its journeys to an evaluation, for a question and until a date (domain.md §7.4, §8.1)."""
