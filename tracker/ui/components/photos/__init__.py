"""Parts that show photos and what was measured on them."""
