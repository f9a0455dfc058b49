"""Photos over each other and over the days: slid, enlarged, in rows, as a film."""
