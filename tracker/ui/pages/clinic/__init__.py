"""A clinic: many clients at once, signing in, consents and accounts."""
