"""What 0.5.0 changes, each a step of one chain; named by what it is about."""
