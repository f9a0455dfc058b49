"""The lock as it lies in the data folder: its vault, the tries at it, and switching it on and off."""
