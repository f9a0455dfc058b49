"""Give everything back: every table as CSV, every photo under a readable name."""

import contextlib
import csv
import io
import json
import re
import shutil
import tempfile
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import IO

from tracker import clock
from tracker.domain.records.copies import CopyMade
from tracker.domain.records.kept import Person, Photo, Procedure
from tracker.errors import InvalidEntry, StoreUnavailable, UserError
from tracker.locale import ENGLISH
from tracker.services.data.export_source import DOCUMENT, SCHEMA
from tracker.services.recovery.courses import course_files
from tracker.store.disk.leftovers import noted
from tracker.store.disk.private import close_to_others, make_private_folder, write_private
from tracker.store.records.as_json import schema, tables_as_json
from tracker.store.records.loading import Texts
from tracker.store.records.owned import texts_of
from tracker.store.repository import Records, Store
from tracker.table_text import protect_cell

_MISSING = "These photos could not be exported; everything else is here.\n\n"
_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png"}


@dataclass(frozen=True)
class Export:
    """Where everything was written, and what could not be."""

    folder: Path
    missing: tuple[str, ...]
    """Names of the photos whose files are missing or damaged; MISSING.txt says why."""


def export_everything(store: Store, folder: Path) -> Export:
    """Write everything into a new folder.

    Raises
    ------
    InvalidEntry
        If the folder exists and is not empty; nothing is ever overwritten.
    StoreUnavailable
        If it cannot be written; no half export stays behind. If the program is ended, the next
        start removes it.
    """
    missing = list[str]()
    with new_folder(store, folder) as unfinished:
        for name, content in _files(store, missing):
            make_private_folder((unfinished / name).parent)
            write_private(unfinished / name, content)
    return Export(folder.absolute(), tuple(missing))


@contextmanager
def new_folder(store: Store, folder: Path) -> Iterator[Path]:
    """Yield a folder to write an export into; it has its name once all is written.

    Raises
    ------
    InvalidEntry, StoreUnavailable
        As `export_everything` says.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidEntry(
            "{folder} is not empty. Please choose a new or an empty folder.", folder=folder
        )
    unfinished = folder.parent / f".fifthday-{uuid.uuid4().hex}"
    try:
        with noted(store.settings.database_path, unfinished), _removed_after(unfinished):
            yield unfinished
            close_to_others(unfinished.rglob("*"))
            _give_name(unfinished, folder)
    except OSError as error:
        raise StoreUnavailable(
            "The export could not be written to {folder} ({reason}). "
            "Please check the free space and that you may write there.",
            folder=folder,
            reason=error.strerror,
        ) from error
    note_copy(store, str(folder))


def note_copy(store: Store, place: str) -> None:
    """Remember where a copy went, for whoever deletes something later.

    Of copies that a signed-in person took the audit tells, like of every look.
    """
    if store.is_whole and not store.is_read_only:
        with contextlib.suppress(StoreUnavailable), store.writing() as records:
            records.copies.add(CopyMade(made_at=clock.now(), place=place))


def copies_made(store: Store) -> tuple[CopyMade, ...]:
    """Return the exports that still may be somewhere: what was downloaded, and folders there."""
    with store.reading() as records:
        made = records.copies.list_all()
    return tuple(one for one in made if not one.place or Path(one.place).exists())


@contextmanager
def _removed_after(unfinished: Path) -> Iterator[None]:
    make_private_folder(unfinished)
    try:
        yield
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _give_name(unfinished: Path, folder: Path) -> None:
    """Give the finished folder its name, in place of an empty folder, in one step if possible."""
    try:
        if folder.exists():
            folder.rmdir()
        unfinished.rename(folder)
    except OSError:  # for instance a folder that somebody works in
        shutil.copytree(unfinished, folder, dirs_exist_ok=True)


def export_as_zip(store: Store, person_id: int | None = None) -> IO[bytes]:
    """Return everything, or all of one person, as an open ZIP file; it is gone when closed.

    Photos whose files are missing or damaged are listed in its MISSING.txt.
    """
    with ExitStack() as stack:
        target = stack.enter_context(tempfile.TemporaryFile())
        with zipfile.ZipFile(target, "w") as archive:
            for name, content in _files(store, [], person_id):
                kind = zipfile.ZIP_STORED if name.startswith("photos/") else zipfile.ZIP_DEFLATED
                archive.writestr(f"fifthday/{name}", content, compress_type=kind)
        target.seek(0)
        note_copy(store, "")
        stack.pop_all()  # the caller closes it
    return target


def _files(
    store: Store, missing: list[str], person_id: int | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of each file of an export, one at a time.

    Parameters
    ----------
    missing : list of str
        The names of photos that cannot be given are added to it.
    """
    with store.reading() as records:
        yield "README.txt", _readme(records)
        tables = _tables(records, person_id)
        photos = list(photo_names(records, person_id))
    for name, (columns, rows) in tables.items():
        yield f"tables/{name}.csv", _csv(columns, rows)
    yield DOCUMENT, tables_as_json(tables)
    yield SCHEMA, json.dumps(schema(), indent=1).encode()
    yield from course_files(store.settings)
    reasons = []
    for name, photo in photos:
        try:
            yield f"photos/{name}", store.photos.read(photo.digest)
        except UserError as error:
            missing.append(name)
            reasons.append(f"{name}: {error.text}\n")
    if reasons:
        yield "MISSING.txt", (_MISSING + "".join(reasons)).encode()


def _tables(records: Records, person_id: int | None) -> dict[str, Texts]:
    if person_id is not None:
        return texts_of(records.list_rows(person_id))
    return {name: (columns, rows) for name, columns, rows in records.dump_tables()}


def _readme(records: Records) -> bytes:
    """Return what an export holds, in the language of whom it was last looked at for."""
    people: tuple[Person, ...] = ()
    with contextlib.suppress(UserError):  # damage keeps nobody from the rest
        people = records.list_people()
    followed = [one for one in people if one.followed_at is not None] or people[:1]
    last = max(followed, key=_followed_at, default=None)
    texts = resources.files(__name__.rpartition(".")[0]).joinpath("readme")
    told = texts.joinpath(f"{ENGLISH if last is None else last.language}.txt")
    return (told if told.is_file() else texts.joinpath(f"{ENGLISH}.txt")).read_bytes()


def _followed_at(person: Person) -> datetime:
    return person.followed_at or datetime.min.replace(tzinfo=UTC)


def _csv(columns: list[str], rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([columns, *([protect_cell(cell) for cell in row] for row in rows)])
    return text.getvalue().encode("utf-8-sig")  # the mark makes spreadsheets read umlauts


def photo_names(records: Records, person_id: int | None = None) -> Iterator[tuple[str, Photo]]:
    """Yield every photo, of all or of one, with the readable name that it has in an export."""
    people = records.list_people() if person_id is None else [records.get_person(person_id)]
    for person in people:
        for procedure in records.list_procedures(person.id):
            for photo in records.list_photos(procedure.id):
                yield f"{_folder_of(person, procedure)}/{_name_of(photo)}", photo


def _folder_of(person: Person, procedure: Procedure) -> str:
    name = re.sub(r"\W+", "-", person.name).strip("-")
    return f"{person.id}_{name}/session-{procedure.id}_{procedure.started_at:%Y-%m-%d}"


def _name_of(photo: Photo) -> str:
    when = f"{photo.taken_at:%Y-%m-%d_%H%M}"
    return f"{photo.id}_{when}_{photo.role}_{photo.area}{_SUFFIXES[photo.media_type]}"
