"""A held-out draw: other laws of healing, rating and photos, on which nothing was ever set.

Its figures are read once after a change of rules, never while one is sought.
"""
