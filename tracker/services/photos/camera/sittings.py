"""Sittings before the camera: photos of one session that are taken, looked through, then saved.

What is taken lies in memory only until it is saved or forgotten; of frames nothing is kept.
"""

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import analysis
from tracker import clock
from tracker.domain.records.kept import BodyArea, Photo, View
from tracker.errors import NotFound, UserError
from tracker.said import Said
from tracker.services.photos.album import find_before
from tracker.services.photos.camera.release import Release
from tracker.store.repository import Store

MOST_SITTINGS = 6
"""Chosen: windows that one household has open. The one that was left longest goes first, one
with photos that are not saved last."""
LONGEST_REST_S = 3600.0
"""After which what was not saved is forgotten. Chosen: longer than any sitting."""
AREA = "area"
"""The one side of what is no face."""
_ALWAYS = (View.FRONT, View.LEFT_THREE_QUARTER, View.RIGHT_THREE_QUARTER)
_PROFILES = {
    View.LEFT_THREE_QUARTER: View.LEFT_PROFILE,
    View.RIGHT_THREE_QUARTER: View.RIGHT_PROFILE,
}
_TAKEN, _UNREADABLE = Said("Taken."), Said("The camera's picture cannot be read.")


class Busy(Exception):
    """A frame is being judged already."""


class Gone(Exception):
    """The sitting is over, or was forgotten."""


@dataclass(frozen=True)
class Answer:
    """What is said of a frame or a photo."""

    hint: str
    """In English; the window says it in its own language."""
    is_well: bool
    releases: bool = False
    is_kept: bool = False


@dataclass(frozen=True)
class Taken:
    """A photo that is not saved yet."""

    content: bytes
    """As the camera gave it."""
    said: Answer
    taken_at: datetime


class Sitting:
    """Photos of one session that are being taken in one window.

    Parameters
    ----------
    procedure_id : int
        The session that was shown when the sitting began; they are saved to it and to no other.
    area : BodyArea
    aims : mapping of str to Aim or None
        By the name of each side, in the order in which they are taken; None where there is no
        face to judge.
    language : str
        The window's.
    """

    def __init__(
        self,
        procedure_id: int,
        area: BodyArea,
        aims: Mapping[str, analysis.Aim | None],
        language: str,
    ) -> None:
        self.procedure_id, self.area, self.language = procedure_id, area, language
        self.aims = dict(aims)
        self._taken: dict[str, Taken] = {}
        self._release = Release()
        self._side = ""
        self._judges, self._guard = threading.Lock(), threading.Lock()
        self._is_over = False
        self.saved = 0
        self.touched_s = time.monotonic()

    @property
    def taken(self) -> dict[str, Taken]:
        """What is not saved yet, in the order of sides."""
        with self._guard:
            return {side: self._taken[side] for side in self.aims if side in self._taken}

    def look(self, side: str, frame: bytes, enlarged: float, now_s: float) -> Answer:
        """Judge a frame of a side, and forget it.

        Parameters
        ----------
        enlarged : float
            How many pixels of the photo one of the frame's stands for.
        now_s : float
            When it came, by a clock that never goes back.

        Raises
        ------
        Busy
            If a frame is under way: it is not queued.
        Gone
            If the sitting is over or knows no such side.
        """
        self._check(side)
        if not self._judges.acquire(blocking=False):
            raise Busy
        try:
            return self._judged(side, frame, enlarged, now_s)
        finally:
            self._judges.release()

    def keep(self, side: str, content: bytes, *, by_itself: bool) -> Answer:
        """Judge a photo of a side and hold it, byte for byte, until it is saved.

        One that was released by itself is held only if it passes; one that somebody took is held
        with what was said of it.

        Raises
        ------
        Gone
            If the sitting is over or knows no such side.
        """
        self._check(side)
        taken_at = clock.wall()
        answer = _judge_photo(content, self.aims[side], by_itself=by_itself)
        if answer.is_kept:
            with self._guard:
                if self._is_over:
                    raise Gone
                self._taken[side] = Taken(content, answer, taken_at)
        return answer

    def drop(self, side: str) -> None:
        """Forget what was taken of a side: it is saved."""
        with self._guard:
            self._taken.pop(side, None)
            self.saved += 1

    def end(self) -> None:
        """Forget everything; nothing can be taken any more."""
        with self._guard:
            self._is_over = True
            self._taken.clear()

    def _check(self, side: str) -> None:
        if self._is_over or side not in self.aims:
            raise Gone
        self.touched_s = time.monotonic()

    def _judged(self, side: str, frame: bytes, enlarged: float, now_s: float) -> Answer:
        if side != self._side:
            self._release, self._side = Release(), side
        aim = self.aims[side]
        if aim is None:
            return Answer("", is_well=False)
        try:
            photo = analysis.read_photo(frame)
        except analysis.UnreadablePhoto:
            return Answer(_UNREADABLE, is_well=False)
        framing = analysis.judge_framing(photo, aim, enlarged)
        hint, releases = self._release.note(framing, now_s)
        return Answer(hint, framing.well, releases)


def _judge_photo(content: bytes, aim: analysis.Aim | None, *, by_itself: bool) -> Answer:
    try:
        photo = analysis.read_photo(content)
    except analysis.UnreadablePhoto as error:
        return Answer(str(error), is_well=False)
    if aim is None:
        return Answer(_TAKEN, is_well=True, is_kept=True)
    framing = analysis.judge_framing(photo, aim)
    if framing.well:
        return Answer(_TAKEN, is_well=True, is_kept=True)
    first = framing.findings[0]
    said = Said("{why} {retake}", why=Said(first.why), retake=Said(first.retake))
    return Answer(said, is_well=False, is_kept=not by_itself)


class Sittings:
    """The sittings of this process, each under a secret that only its window knows."""

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._clock_s = clock_s
        self._open: dict[str, Sitting] = {}
        self._guard = threading.Lock()

    def open(self, sitting: Sitting) -> str:
        """Take a sitting in, and return its secret."""
        secret = secrets.token_urlsafe(32)
        with self._guard:
            spare = max(0, len(self._open) - MOST_SITTINGS + 1)
            gone = [self._open.pop(one) for one in sorted(self._open, key=self._rank)[:spare]]
            self._open[secret] = sitting
        for one in gone:
            one.end()
        return secret

    def _rank(self, secret: str) -> tuple[bool, float]:
        """Order sittings by how little would be lost."""
        one = self._open[secret]
        return bool(one.taken), one.touched_s

    def find(self, secret: str) -> Sitting:
        """Return the sitting of a secret; raise Gone if there is none."""
        self._forget(lambda one: self._clock_s() - one.touched_s > LONGEST_REST_S)
        with self._guard:
            if secret not in self._open:
                raise Gone
            return self._open[secret]

    def end_all(self) -> None:
        """Forget every sitting: the app locked."""
        self._forget(lambda _one: True)

    def end_deleted(self, store: Store) -> None:
        """Forget the sittings of sessions that are no longer there."""
        self._forget(lambda one: not _is_there(store, one.procedure_id))

    def _forget(self, is_over: Callable[[Sitting], bool]) -> None:
        with self._guard:
            gone = {secret: one for secret, one in self._open.items() if is_over(one)}
            for secret, one in gone.items():
                del self._open[secret]
                one.end()


def _is_there(store: Store, procedure_id: int) -> bool:
    try:
        with store.reading() as records:
            records.get_procedure(procedure_id)
    except NotFound:
        return False
    return True


SITTINGS = Sittings()
"""Those of this process."""


def aims_for(
    store: Store, photos: tuple[Photo, ...], area: BodyArea
) -> dict[str, analysis.Aim | None]:
    """Return the sides to take, front, left, right, and how the head is held for each.

    Where a side has a photo from before, it is held as there.
    """
    if area is not BodyArea.FACE:
        return {AREA: None}
    befores = {view: _own_before(photos, view) for view in View}
    views = [_shown_before(view, befores) for view in _ALWAYS]
    return {view.value: _aim(store, view, befores[view]) for view in views}


def before_of(photos: tuple[Photo, ...], area: BodyArea, side: str) -> Photo | None:
    """Return the photo from before of a side, to be laid under the camera's picture."""
    if area is not BodyArea.FACE:
        return find_before(photos, area)
    return _own_before(photos, View(side))


def _own_before(photos: tuple[Photo, ...], view: View) -> Photo | None:
    found = find_before(photos, BodyArea.FACE, view)
    return found if found is not None and found.view is view else None


def _shown_before(view: View, befores: Mapping[View, Photo | None]) -> View:
    """Return the profile where only that was taken before, else the usual side."""
    profile = _PROFILES.get(view, view)
    return profile if befores[view] is None and befores[profile] is not None else view


def _aim(store: Store, view: View, before: Photo | None) -> analysis.Aim:
    usual = analysis.Aim.at(analysis.Pose[view.name])
    if before is None:
        return usual
    with suppress(UserError, analysis.AnalysisError):  # one that cannot be read leads nobody
        found = analysis.find_aim(analysis.read_photo(store.photos.read(before.digest)))
        return found if found.pose is usual.pose else usual
    return usual
