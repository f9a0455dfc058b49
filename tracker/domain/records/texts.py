"""Rows as the texts that an export has of them."""

Row = dict[str, str]
Rows = dict[str, list[Row]]
"""Rows by the name of their table, those of every table in their order."""
