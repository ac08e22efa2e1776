"""Who directs an enterprise: named among the accounts of the territory, invited, ended."""
