"""The use cases, one module each; the only place where pixels meet records."""
