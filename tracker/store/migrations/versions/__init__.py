"""Named by release."""
