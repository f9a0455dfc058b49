"""The records of many clients at once: how each stands, and what was done about it."""
