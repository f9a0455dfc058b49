"""The pages of many clients at once."""
