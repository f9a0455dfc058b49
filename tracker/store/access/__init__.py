"""A clinic's accounts, consents and audit, and the guard before every record."""
