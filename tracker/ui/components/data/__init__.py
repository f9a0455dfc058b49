"""Data that leave the app: files that are saved, copies of records, backups."""
