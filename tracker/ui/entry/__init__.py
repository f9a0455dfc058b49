"""Where a run of the app begins: the page script, and what answers before it does."""

from pathlib import Path

SCRIPT = Path(__file__).with_name("script.py")
"""The page script, which Streamlit runs anew for every click. Nothing imports it."""
