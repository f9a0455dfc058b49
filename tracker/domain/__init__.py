"""What the tracker knows: records, scales, the expected course, the rules. No I/O."""
