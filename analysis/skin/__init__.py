"""One photo's skin, unrolled: what every later step looks at, taken from one photo alone."""
