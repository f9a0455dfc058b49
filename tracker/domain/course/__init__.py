"""The statistics of a recovery: what is usual, how likely what was entered is, what comes next."""
