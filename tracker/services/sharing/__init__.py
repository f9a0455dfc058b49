"""Sharing with phones of the home network: what is kept for it, and where this computer is."""
