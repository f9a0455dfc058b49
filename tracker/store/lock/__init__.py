"""The lock as it lies in the data folder: its vault, tries at it, and switching it on and off."""
