"""A word that lets one browser in once: whoever can write into the data folder is its owner."""

import hashlib
import hmac
import json
import secrets
import time
import webbrowser
from collections.abc import Callable
from datetime import datetime, timedelta
from html import escape
from pathlib import Path

from tracker import clock
from tracker.store.disk.private import write_private

_NAME, _PAGE = "once.json", "once.html"
_LOOK_S = 0.1
Show = Callable[[str], object]
_LASTS = timedelta(seconds=60)  # Chosen: a browser starts in less


def give_word(data_dir: Path, now: datetime) -> str:
    """Return a word that nobody has seen; what is kept of it opens nothing."""
    word = secrets.token_urlsafe(32)
    kept = {"sha256": _digest(word), "until": (now + _LASTS).isoformat()}
    write_private(data_dir / _NAME, json.dumps(kept).encode())
    return word


def let_browser_in(data_dir: Path, address: str, show: Show = webbrowser.open) -> bool:
    """Open a browser that is let in once, and wait until it was; tell whether it was.

    The word stands in a page for the owner only, never among the arguments of a program.

    Parameters
    ----------
    address : str
        Of the keyhole.
    show : callable
        Opens a page, given its address, in a browser.
    """
    page, word = data_dir / _PAGE, give_word(data_dir, clock.now())
    onward = escape(f"0;url={address}?once={word}", quote=True)
    write_private(page, f'<meta http-equiv="refresh" content="{onward}">'.encode())
    try:
        show(page.absolute().as_uri())
        for _ in range(int(_LASTS.total_seconds() / _LOOK_S)):
            if not (data_dir / _NAME).exists():
                return True
            time.sleep(_LOOK_S)
        return False
    finally:
        page.unlink(missing_ok=True)
        (data_dir / _NAME).unlink(missing_ok=True)


def take_word(data_dir: Path, word: str, now: datetime) -> bool:
    """Tell whether this is the word that was given; afterwards none is."""
    path = data_dir / _NAME
    try:
        kept = json.loads(path.read_bytes())
        path.unlink()
        is_early = now <= datetime.fromisoformat(kept["until"])
        return is_early and hmac.compare_digest(str(kept["sha256"]), _digest(word))
    except (OSError, LookupError, TypeError, ValueError):
        return False


def _digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()
