"""« Serez-vous là ? »: what the members announce before a meeting, by the link of their mail or from its page."""
