"""Many recoveries from a table, judged block by block."""
