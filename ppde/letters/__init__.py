"""What the person reads: letters and the private page, in plain French."""
