"""Two photos laid over each other, and how sure that is."""
