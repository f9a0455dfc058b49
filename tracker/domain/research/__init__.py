"""Tables for research: what may stand in them, and a person's lines under another name."""
