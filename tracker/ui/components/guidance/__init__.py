"""Parts of a session: planning it, the facial map to tap, the walk, what it cost."""
