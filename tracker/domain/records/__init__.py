"""What people enter and what is said of it, as frozen records and the words they are built from."""
