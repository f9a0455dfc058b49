"""Around a session: before it, during it, after it, and whether it was worth it."""
