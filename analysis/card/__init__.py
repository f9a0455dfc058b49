"""The printed card: how it looks, and what a photo of it tells of light and scale."""
