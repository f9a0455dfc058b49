"""Photos from before this diary: dated by their cameras, put to sessions that the person confirms.

What a camera wrote into a file is read here, before it is stripped when the photo is kept.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.domain.records.kept import BodyArea, NewProcedure, PhotoRole, Procedure
from tracker.said import Said
from tracker.services.photos.keeping import Upload, add_photos
from tracker.services.photos.previewing import PhotoPreview
from tracker.services.photos.progress import Progress
from tracker.services.recovery.procedures import log_procedure
from tracker.store.repository import Store

FOLLOWED = timedelta(days=42)
"""How long photos belong to a session. Chosen: six weeks, after which skin is told as healed."""
BEFORE = timedelta(days=3)
"""How long before a session a photo counts as that from before. Chosen: skin changes in days."""

TOO_EARLY = Said(
    "A later photo from before the session is there, which is the one to compare with. This one "
    "was left out."
)


@dataclass(frozen=True)
class OldPhoto:
    """One file that was handed in."""

    name: str
    content: bytes
    taken_at: datetime | None
    """As its camera says, else what the person said; None where nobody knows."""


@dataclass(frozen=True)
class Group:
    """Photos that seem to belong to one session."""

    photos: tuple[OldPhoto, ...]
    session: Procedure | None
    """The session in the diary that they fit; None where one is to be entered first."""

    @property
    def first_day(self) -> date:
        """The day of the first photo."""
        return min(_when(one) for one in self.photos).date()

    @property
    def last_day(self) -> date:
        """The day of the last photo."""
        return max(_when(one) for one in self.photos).date()


def group_photos(photos: Iterable[OldPhoto], sessions: Sequence[Procedure]) -> tuple[Group, ...]:
    """Put dated photos to the sessions whose days they fit, the others together by their dates."""
    by_session: dict[int, list[OldPhoto]] = {}
    strays: list[list[OldPhoto]] = []
    for photo in sorted((one for one in photos if one.taken_at is not None), key=_when):
        session = session_of(_when(photo), sessions)
        if session is not None:
            by_session.setdefault(session.id, []).append(photo)
        elif strays and _when(photo) - _when(strays[-1][0]) <= FOLLOWED:
            strays[-1].append(photo)
        else:
            strays.append([photo])
    known = {one.id: one for one in sessions}
    groups = [Group(tuple(found), known[one]) for one, found in by_session.items()]
    groups += [Group(tuple(found), None) for found in strays]
    return tuple(sorted(groups, key=lambda group: group.first_day))


def bring_in_photos(
    store: Store, photos: Sequence[OldPhoto], session: Procedure | NewProcedure
) -> Iterator[Progress]:
    """Add photos to a session, which is entered first where it is new; one bad file stops none.

    Of those from before the session the last of an area is the one to compare with; earlier ones
    are said to be left out.
    """
    kept = session if isinstance(session, Procedure) else log_procedure(store, session)
    dated = sorted((one for one in photos if one.taken_at is not None), key=_when)
    earlier = [one for one in dated if _when(one) < kept.started_at]
    left_out = {id(one) for one in earlier[:-1]}
    uploads = [_upload(one, kept) for one in dated if id(one) not in left_out]
    total = len(dated)
    for number, one in enumerate(earlier[:-1], start=1):
        yield Progress(number, total, one.name, error=TOO_EARLY)
    for step in add_photos(store, kept.id, uploads):
        yield Progress(step.done + len(left_out), total, step.name, step.outcome, step.error)


def dated(name: str, content: bytes, preview: PhotoPreview, said: date | None) -> OldPhoto:
    """Return a photo with the date of its camera, else with the day that the person said."""
    noon = None if said is None else datetime(said.year, said.month, said.day, 12)
    return OldPhoto(name, content, preview.taken_at or noon)


def _upload(photo: OldPhoto, session: Procedure) -> Upload:
    is_before = _when(photo) < session.started_at
    return Upload(
        name=photo.name,
        content=photo.content,
        role=PhotoRole.BEFORE if is_before else PhotoRole.FOLLOW_UP,
        area=BodyArea.FACE if session.includes_face else BodyArea.OTHER,
        taken_at=photo.taken_at,
    )


def session_of(taken_at: datetime, sessions: Iterable[Procedure]) -> Procedure | None:
    """Return the last session that a photo can have followed, else the one it came before."""
    when = taken_at.replace(tzinfo=None)
    fitting = [one for one in sessions if one.started_at - BEFORE <= when < _end(one)]
    return max(fitting, key=lambda one: one.started_at, default=None)


def _end(session: Procedure) -> datetime:
    return session.started_at + FOLLOWED


def _when(photo: OldPhoto) -> datetime:
    assert photo.taken_at is not None, "only dated photos are put in order"
    return photo.taken_at.replace(tzinfo=None)
