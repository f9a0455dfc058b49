"""The pages about all that is kept: locked, backed up, brought in."""
