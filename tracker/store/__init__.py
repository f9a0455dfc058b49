"""Rows and files: SQLite by SQLAlchemy, photos behind one fsspec URL."""
