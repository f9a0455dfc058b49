"""Where the face is: its points, the skin map they span, its zones and its pose."""
