"""Photos of one view over the days as frames on one skin, and as one moving picture to keep."""
