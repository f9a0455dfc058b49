"""What sharing with phones keeps in the data folder: one file, sealed while the lock is on."""
