"""Folders with years of photos, brought in at once: a crew cleans them, whoever asked keeps them.

Each photo goes to the session whose days it fits, by the date that its camera wrote. What is there
already is left alone, so that a run that was ended is taken up by beginning it once more.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from analysis import Crew, CrewError, Lost, assemble, use_one_thread
from tracker.domain.records.kept import BodyArea, PhotoRole, Procedure, View
from tracker.errors import NotFound, ProcessEnded, UserError
from tracker.said import Said
from tracker.services.data.old_photos import TOO_EARLY, session_of
from tracker.services.photos.album import Album, check_new, find_replaced, load_album
from tracker.services.photos.keeping import Upload, photo_of
from tracker.services.photos.many.rescore import rescore
from tracker.services.photos.progress import PhotoOutcome, Progress
from tracker.services.photos.scoring import (
    CleanPhoto,
    Subject,
    check_one_face,
    clean_photo,
    score,
)
from tracker.store.photos import digest_of
from tracker.store.repository import Store

_SUFFIXES = {".jpg", ".jpeg", ".jfif", ".png", ".webp", ".heic", ".heif", ".avif"}
_NO_DATE = Said("This file does not say when it was taken. Please add it on the page “Photos”.")
_NO_SESSION = Said(
    "It was taken on {day}, which is no day of a session in the diary. Please enter the session "
    "first, and run the command again."
)
_UNREADABLE = Said("It cannot be read ({reason}). Please check that you may read it.")
_UNEXPECTED = Said("It could not be brought in ({reason}).")
_THERE = Said("It is there already.")


@dataclass(frozen=True)
class _Task:
    path: Path
    sessions: tuple[Procedure, ...]
    known: frozenset[str]
    """Digests of what is there already."""
    content: bytes | None = None
    """None where whoever cleans it reads it."""


@dataclass(frozen=True)
class _Developed:
    """A photo as it will be kept."""

    session: Procedure
    upload: Upload
    clean: CleanPhoto
    view: View


def bring_in_years(
    store: Store, person_id: int, folders: Sequence[Path], workers: int | None = None
) -> Iterator[Progress]:
    """Bring in all photos in folders and those within, then measure what is new.

    Of those from before a session the last of an area and side is the one to compare with.

    Parameters
    ----------
    workers : int, optional
        Processes of this machine that share the work; see `analysis.assemble`.

    Raises
    ------
    NotFound
        If there is no photo, or the person has no session yet.
    ProcessEnded
        If a cluster cannot be used, or is gone. What was done until then is kept.
    """
    paths = _photos_in(folders)
    with store.reading() as records:
        sessions = records.list_procedures(person_id)
        known = frozenset(one.digest for one in records.list_all_photos(person_id))
    if not paths or not sessions:
        raise NotFound(
            "There is no photo in the folder, or no session in the diary that one could belong "
            "to. Please choose another folder, or enter the sessions first."
        )
    course = _Course(store, len(paths))
    tasks = [_Task(one, sessions, known) for one in paths]
    try:
        with assemble(len(tasks), use_one_thread, workers) as crew:
            for task, found in crew.share(_develop, _reached(tasks, crew)):
                yield from course.take(str(task.path), found)
        yield from course.keep_befores()
    except CrewError as error:
        raise ProcessEnded(str(error)) from error
    yield from rescore(store, workers, person_id)


def _photos_in(folders: Sequence[Path]) -> list[Path]:
    found = {
        one
        for folder in folders
        for one in (folder.rglob("*") if folder.is_dir() else [folder])
        if one.suffix.lower() in _SUFFIXES and one.is_file()
    }
    return sorted(found)


def _reached(tasks: Sequence[_Task], crew: Crew) -> Iterator[_Task]:
    for task in tasks:
        try:
            yield task if crew.is_here else replace(task, content=task.path.read_bytes())
        except OSError:
            yield replace(task, content=b"")  # refused as no photo


def _develop(task: _Task) -> _Developed | Said:
    """Clean a photo and find the session that it fits: what a member of a crew does."""
    try:
        content = task.path.read_bytes() if task.content is None else task.content
        return _developed(task, content)
    except OSError as error:
        return Said(_UNREADABLE, reason=error.strerror or type(error).__name__)
    except UserError as error:
        return error.text


def _developed(task: _Task, content: bytes) -> _Developed | Said:
    clean = clean_photo(content)
    if clean.taken_at is None:
        return _NO_DATE
    session = session_of(clean.taken_at, task.sessions)
    if session is None:
        return Said(_NO_SESSION, day=clean.taken_at.date())
    upload = _upload(content, clean.taken_at, session)
    if upload.area is BodyArea.FACE:  # it is put upright by the face
        clean = clean_photo(content, upload.area)
    if digest_of(clean.content) in task.known:
        return _THERE
    scored = score(Subject(clean.content), upload.area, None, session.treated_zones)
    check_one_face(scored)
    return _Developed(session, replace(upload, content=b""), clean, scored.view)


def _upload(content: bytes, taken_at: datetime, session: Procedure) -> Upload:
    is_before = taken_at.replace(tzinfo=None) < session.started_at
    return Upload(
        content=content,
        role=PhotoRole.BEFORE if is_before else PhotoRole.FOLLOW_UP,
        area=BodyArea.FACE if session.includes_face else BodyArea.OTHER,
    )


@dataclass
class _Course:
    """How far it is."""

    store: Store
    total: int
    done: int = 0
    befores: dict[tuple[int, BodyArea, View], tuple[str, _Developed]] = field(default_factory=dict)
    """The last photo so far from before each session, with its name: the one to compare with."""

    def take(self, name: str, found: _Developed | Said | Lost) -> Iterator[Progress]:
        """Keep a photo; one from before a session is held until the last one is known."""
        if isinstance(found, Lost):
            yield self._tell(name, Said(_UNEXPECTED, reason=found.why))
        elif isinstance(found, Said):
            yield self._tell(name, None if found == _THERE else found)
        elif found.upload.role is PhotoRole.BEFORE:
            yield from self._hold(name, found)
        else:
            yield self._keep(name, found)

    def keep_befores(self) -> Iterator[Progress]:
        """Keep the photos to compare with."""
        for name, found in self.befores.values():
            yield self._keep(name, found)

    def _hold(self, name: str, found: _Developed) -> Iterator[Progress]:
        place = found.session.id, found.upload.area, found.view
        held = [one for one in (self.befores.get(place), (name, found)) if one is not None]
        *earlier, self.befores[place] = sorted(held, key=_taken_at)
        for other, _ in earlier:
            yield self._tell(other, TOO_EARLY)

    def _keep(self, name: str, found: _Developed) -> Progress:
        try:
            return self._tell(name, outcome=_add(self.store, found))
        except UserError as error:
            return self._tell(name, error.text)

    def _tell(
        self, name: str, error: Said | None = None, outcome: PhotoOutcome | None = None
    ) -> Progress:
        self.done += 1
        return Progress(self.done, self.total, name, outcome, error)


def _taken_at(one: tuple[str, _Developed]) -> datetime:
    assert one[1].clean.taken_at is not None, "what has no date was told"
    return one[1].clean.taken_at


def _add(store: Store, found: _Developed) -> PhotoOutcome:
    """Keep a photo that is not measured yet."""
    with store.writing(procedure_id=found.session.id) as records:
        album: Album = load_album(records, found.session.id)
        ends_hour = records.get_person(album.procedure.person_id).day_ends_hour
        photo = photo_of(found.upload, found.clean, album.procedure, ends_hour)
        photo = replace(photo, view=found.view)
        check_new(photo, album)
        if photo.role is PhotoRole.BEFORE:
            find_replaced(photo, album, replace_before=False)
        kept = records.add_photo(photo, found.clean.content)
        records.drop_choice(kept.id)
        return PhotoOutcome(kept, ())
