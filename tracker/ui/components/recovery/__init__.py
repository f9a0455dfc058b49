"""Parts that show a recovery: its status, its care, its questions and its charts' marks."""
