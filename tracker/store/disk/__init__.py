"""What lies in the data folder beside records: private files, copies, and what was left behind."""
