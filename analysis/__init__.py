"""Measurement of redness and texture of skin in photos."""
