"""Collect every text that people read, for translators. No part of the program that runs."""
