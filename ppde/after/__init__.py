"""After the list, on the pages: news at 3, 6 and 12 months, mobility out of an enterprise."""
