"""The parts of the list of clients."""
