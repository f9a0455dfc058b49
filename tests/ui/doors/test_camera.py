"""The camera's routes answer only who knows a sitting's secret, and read no more than they must."""

import json

import pytest
from starlette.applications import Starlette
from starlette.types import Message

from analysis import Aim, Pose
from tests.conftest import PROJECT
from tests.ui.doors.test_unlocking import run
from tracker.domain.records.kept import BodyArea
from tracker.services.photos.camera.sittings import Sitting, Sittings
from tracker.ui.doors import camera
from tracker.ui.doors.camera import FRAME, PHOTO, camera_routes

FACE = (PROJECT / "sample_images" / "normal" / "before.jpg").read_bytes()


class Window:
    """A window with a sitting of its own, and what its requests come to."""

    def __init__(self, language: str = "en") -> None:
        self.touches = 0
        self.sittings = Sittings()
        self.sitting = Sitting(7, BodyArea.FACE, {"front": Aim.at(Pose.FRONT)}, language)
        self.secret = self.sittings.open(self.sitting)
        self._app = Starlette(routes=camera_routes(self.sittings, self._touch))

    def _touch(self) -> None:
        self.touches += 1

    def post(
        self, path: str, query: str, body: bytes, secret: str | None = None, method: str = "POST"
    ) -> tuple[int, dict[str, object]]:
        header = (b"sitting", (self.secret if secret is None else secret).encode())
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [header],
        }
        given: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
        sent: list[Message] = []

        async def receive() -> Message:
            return given.pop(0) if given else {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        run(lambda: self._app(scope, receive, send))
        said = b"".join(one.get("body", b"") for one in sent)
        return sent[0]["status"], json.loads(said) if said.startswith(b"{") else {}


@pytest.fixture
def window() -> Window:
    return Window()


@pytest.mark.parametrize("path", [FRAME, PHOTO])
def test_without_the_secret_nothing_is_taken(window: Window, path: str) -> None:
    for secret in ("", "x", window.secret[:-1], window.secret + "x"):
        assert window.post(path, "side=front", FACE, secret) == (410, {})
    assert window.post(path, "side=front", FACE, method="GET")[0] == 405
    assert not window.sitting.taken
    assert not window.touches


def test_a_photo_comes_byte_for_byte_and_counts_as_somebody_there(window: Window) -> None:
    status, said = window.post(PHOTO, "side=front&by_itself=yes", FACE)
    assert (status, said["kept"], said["well"]) == (200, True, True)
    assert window.sitting.taken["front"].content == FACE
    assert window.touches == 1


def test_a_frame_is_answered_in_the_windows_language_and_leaves_nothing() -> None:
    window = Window("de")
    status, said = window.post(FRAME, "side=front&enlarged=1", FACE)
    assert (status, said["hint"]) == (200, "Gut – halt still.")
    assert not window.sitting.taken
    assert not window.touches  # a camera left running keeps no diary open


@pytest.mark.parametrize(
    "query", ["side=front&enlarged=0.5", "side=front&enlarged=x", "enlarged=nan&side=front"]
)
def test_a_size_that_cannot_be_is_refused(window: Window, query: str) -> None:
    assert window.post(FRAME, query, FACE)[0] == 400


def test_an_unknown_side_and_too_much_are_refused(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.post(PHOTO, "side=back", FACE)[0] == 410
    monkeypatch.setitem(camera.MOST_BYTES, PHOTO, len(FACE) - 1)
    assert window.post(PHOTO, "side=front", FACE)[0] == 413
    assert not window.sitting.taken


def test_the_lock_is_tried_on_both_routes(app_routes: list[str]) -> None:
    assert {FRAME, PHOTO} <= set(app_routes)
