"""What the head of every page says of the app: its icon, its colours, where its manifest is.

Icons stand in the text itself: a phone may ask for them without its cookie, and would get none.
"""

import base64
from pathlib import Path

MANIFEST = "/manifest.webmanifest"
LIGHT, DARK = "#fbfaf8", "#14191a"


def icon(size: int) -> str:
    """Return an icon as an address that holds it."""
    content = Path(__file__).with_name(f"icon-{size}.png").read_bytes()
    return f"data:image/png;base64,{base64.b64encode(content).decode()}"


TAGS = f"""<link rel="manifest" href="{MANIFEST}" crossorigin="use-credentials">
<link rel="apple-touch-icon" href="{icon(180)}">
<meta name="apple-mobile-web-app-capable" content="yes">
<meta name="apple-mobile-web-app-title" content="Fifth Day">
<meta name="mobile-web-app-capable" content="yes">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="{LIGHT}">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="{DARK}">
"""
