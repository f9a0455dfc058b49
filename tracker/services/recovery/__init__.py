"""A recovery: its session, its diary, what is said of it and what is expected."""
