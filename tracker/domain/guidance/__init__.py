"""The whole session: may I, is everything ready, how, how far, what now, and was it worth it."""
