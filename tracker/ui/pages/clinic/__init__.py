"""A clinic: signing in, consents, clients and accounts."""
