"""What a camera sends while photos are taken: when it releases, and what is not saved yet."""
