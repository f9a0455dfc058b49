"""Untreated pairs: photos of skin that nothing was done to, and what they say of the error."""
