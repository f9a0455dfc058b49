"""Bringing in what was kept elsewhere: an export, old photos, a table."""
