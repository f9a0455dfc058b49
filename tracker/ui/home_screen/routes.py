"""The manifest, and the worker that a phone keeps: a page that says the computer is asleep.

The worker holds that page in its own text and nothing else: it keeps no answer, so no word of a
diary stays on the phone.
"""

import json
from html import escape
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tracker.locale import translator
from tracker.ui.bare_page import draw_page, language_of
from tracker.ui.home_screen.tags import LIGHT, MANIFEST, icon
from tracker.ui.language import mark

WORKER = "/worker.js"
_WORKER = Path(__file__).with_name("worker.js").read_text(encoding="utf-8")
_ASLEEP = mark("The computer is asleep")
_ASLEEP_WHY = mark(
    "Fifth Day runs on your computer, and it does not answer. Please wake it, start Fifth Day "
    "there and look whether the phone is in the same network. Nothing of your diary is "
    "on this phone."
)
_AGAIN = mark("Try again")


async def _manifest(_request: Request) -> Response:
    manifest = {
        "name": "Fifth Day",
        "short_name": "Fifth Day",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": LIGHT,
        "background_color": LIGHT,
        "icons": [
            {"src": icon(512), "sizes": "512x512", "type": "image/png", "purpose": purpose}
            for purpose in ("any", "maskable")
        ],
    }
    return JSONResponse(manifest, media_type="application/manifest+json")


async def _worker(request: Request) -> Response:
    page = draw_asleep(language_of(request.headers.get("accept-language", "")))
    script = _WORKER.replace("__PAGE__", json.dumps(page))
    return Response(script, media_type="text/javascript")


def draw_asleep(language: str) -> str:
    """Return the page that says the computer is asleep."""
    translate = translator(language)
    return draw_page(
        language,
        translate(_ASLEEP),
        f"<p>{escape(translate(_ASLEEP_WHY))}</p>"
        f'<p><a href="/">{escape(translate(_AGAIN))}</a></p>',
    )


HOME_SCREEN = (Route(MANIFEST, _manifest), Route(WORKER, _worker))
"""Routes behind the doors."""
