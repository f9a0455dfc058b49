"""What the camera sends past the page: small frames to be judged, and the photos themselves.

It lies behind the doors and the lock like everything else, and asks for a sitting's secret.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tracker.locale import translator
from tracker.said import say
from tracker.services.photos.camera.sittings import Answer, Busy, Gone, Sitting, Sittings

FRAME, PHOTO = "/camera/frame", "/camera/photo"
SECRET = "sitting"
"""Header with the secret of the sitting: in an address it could be written down on the way."""
MOST_BYTES = {FRAME: 2_000_000, PHOTO: 80_000_000}
"""Chosen: a frame has about 100 kB, a photo of 64 megapixels 50 MB at most."""
MOST_ENLARGED = 100.0
_GONE, _BUSY, _TOO_LARGE, _WRONG = 410, 429, 413, 400

Answered = Callable[[Sitting, Request, bytes], Answer]


def camera_routes(sittings: Sittings, touch: Callable[[], None]) -> list[Route]:
    """Return the two routes.

    Parameters
    ----------
    sittings : Sittings
    touch : callable
        Told that somebody is there when a photo was taken; a camera left running is nobody.
    """

    def keep(sitting: Sitting, request: Request, content: bytes) -> Answer:
        touch()
        by_itself = request.query_params.get("by_itself") == "yes"
        return sitting.keep(_side(request), content, by_itself=by_itself)

    return [
        Route(FRAME, _answering(sittings, _look), methods=["POST"]),
        Route(PHOTO, _answering(sittings, keep), methods=["POST"]),
    ]


def _look(sitting: Sitting, request: Request, content: bytes) -> Answer:
    enlarged = float(request.query_params.get("enlarged", "1"))
    if not 1 <= enlarged <= MOST_ENLARGED:
        raise ValueError
    return sitting.look(_side(request), content, enlarged, time.monotonic())


def _answering(sittings: Sittings, answer: Answered) -> Callable[[Request], Awaitable[Response]]:
    async def answered(request: Request) -> Response:
        try:
            sitting = sittings.find(request.headers.get(SECRET, ""))
            content = await _body(request)
            if content is None:
                return Response(status_code=_TOO_LARGE)
            found = await asyncio.to_thread(answer, sitting, request, content)
        except Gone:
            return Response(status_code=_GONE)
        except Busy:
            return Response(status_code=_BUSY)
        except (ValueError, ClientDisconnect):
            return Response(status_code=_WRONG)
        return JSONResponse(_told(found, sitting.language))

    return answered


def _side(request: Request) -> str:
    return request.query_params.get("side", "")


async def _body(request: Request) -> bytes | None:
    """Read what was sent into memory, never onto the disk; None for too much."""
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > MOST_BYTES[request.url.path]:
            return None
    return bytes(content)


def _told(answer: Answer, language: str) -> dict[str, object]:
    return {
        "hint": say(answer.hint, translator(language)),
        "well": answer.is_well,
        "releases": answer.releases,
        "kept": answer.is_kept,
    }
