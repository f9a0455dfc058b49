"""Tables of a theme of their own, beside the main ones in `tracker/store/tables.py`."""
