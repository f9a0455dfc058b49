"""Whose data it is: people, everything given back, and the invented person."""
