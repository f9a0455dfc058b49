"""Backups: written, looked through, restored, and kept in generations."""
