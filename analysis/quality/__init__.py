"""What a photo can carry: what is found wrong with it, and how to retake it."""
