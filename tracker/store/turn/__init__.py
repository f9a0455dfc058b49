"""Whose turn it is to write, and what is remembered from one to the next."""
