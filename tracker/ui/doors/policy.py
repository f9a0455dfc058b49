"""What a page may load and who may show it, told to the browser with every answer."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path

import streamlit

from tracker.ui.doors.keyhole import PATH as KEYHOLE
from tracker.ui.doors.page import ADDED_DIGEST

_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_PAGE = Path(streamlit.__file__).parent / "static" / "index.html"
PAIR, CODE = "/pair", "/code"
"""Where a phone asks to be let in, and where it is asked for its short code."""
_FORMS = (KEYHOLE, PAIR, CODE)
_KEPT_BY_BROWSERS = "/static/"  # Streamlit's own files; nothing of a person is among them


def headers_for(host: str, path: str) -> dict[str, str]:
    """Return the headers that are added to an answer.

    Parameters
    ----------
    host : str
        Host header of the request, one of the allowed names.
    path : str
        What was asked for.
    """
    has_form = path in _FORMS
    headers = {
        "Content-Security-Policy": _content_policy(host, "'self'" if has_form else "'none'"),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
        # Without a referrer a browser does not say either that a form is this page's own.
        "Referrer-Policy": "same-origin" if has_form else "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
    if not path.startswith(_KEPT_BY_BROWSERS):
        headers["Cache-Control"] = "no-store"  # photos shall not lie in the browser's cache
    return headers


def _content_policy(host: str, forms: str) -> str:
    rules = {
        "default-src": "'none'",
        "base-uri": "'self'",
        "connect-src": f"'self' ws://{host} wss://{host}",  # not every browser counts ws as self
        "font-src": "'self' data:",
        "form-action": forms,
        "frame-ancestors": "'none'",
        "img-src": "'self' data: blob:",
        "manifest-src": "'self'",
        "media-src": "'self' blob:",
        "object-src": "'none'",
        # Components of the second version come as blobs, made by a script of Streamlit's own.
        "script-src": f"'self' blob: {_inline_scripts()}",
        "style-src": "'self' 'unsafe-inline'",  # Streamlit styles every element by script
        "worker-src": "'self' blob:",
    }
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


@cache
def _inline_scripts() -> str:
    digests = [hashlib.sha256(script).digest() for script in _INLINE_SCRIPT.findall(_page())]
    named = [base64.b64encode(digest).decode() for digest in digests]
    return " ".join(f"'sha256-{name}'" for name in (*named, ADDED_DIGEST))


def _page() -> bytes:
    return _PAGE.read_bytes()
