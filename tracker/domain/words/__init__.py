"""What things are called on screens: names, units and sentences that need no statistics."""
