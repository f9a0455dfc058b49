"""Clinical reference tables, with their sources."""
