"""Photos of a session: kept, measured, compared, marked, and the printed card."""
