"""What the law asks, on the pages: forms, columns and filters of the read log, consents and rights requests."""
