"""Many clients at once: how each of them stands, what was done about it, and a clinic's figures."""
