"""Many clients at once: the list of who needs somebody, what is done about it, and figures."""
