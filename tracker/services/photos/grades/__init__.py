"""Practitioners' grades of redness beside photos, and how well they and the photos agree."""
