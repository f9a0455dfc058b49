"""A clinic: signing in, accounts, consents, invitations, and what the audit says."""
