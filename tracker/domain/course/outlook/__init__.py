"""What comes next: a whole course fitted to a recovery by day, for charts and for refitting."""
