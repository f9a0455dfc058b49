"""The file: bytes to upright pixels, and what a camera says of how they were taken."""
