"""Tables for research: who is in them cannot be told, and no word of theirs is in them."""
