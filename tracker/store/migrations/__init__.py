"""The schema, one migration per release that changes it."""
