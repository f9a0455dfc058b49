"""The camera with hints: sides of a face one after the other, looked through, then saved."""
