"""Who may see whose record in a clinic: accounts, roles, consents, and what is noted of looks."""
