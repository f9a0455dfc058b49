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
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tracker import clock
from tracker.domain.records.copies import CopyMade
from tracker.domain.records.kept import Person, Photo, Procedure
from tracker.errors import InvalidEntry, StoreUnavailable, UserError
from tracker.services.data.export_source import DOCUMENT, SCHEMA
from tracker.services.recovery.courses import course_files
from tracker.store.disk.leftovers import noted
from tracker.store.disk.private import close_to_others, make_private_folder, write_private
from tracker.store.records.as_json import schema, tables_as_json
from tracker.store.repository import Records, Store
from tracker.table_text import protect_cell

_README = """\
Fifth Day: everything that was kept, exported on your own request.

tables/   One CSV file per table (UTF-8, comma, first row = column names).
          Empty cell = not known or not answered. Dates are ISO 8601, in your own wall-clock time.
          Where a spreadsheet would take a text for a formula, an apostrophe stands before it.
  people          id, name; is_demo is True for the invented person of the demo;
                  consents_to_refit: whether the usual range may be learned from the recoveries;
                  skin_sensitive: your own word; language of the screens; day_ends_hour: until
                  this hour of the night it is still the day before; emergency_number (empty =
                  that of the country); followed_at (UTC)
  procedures      sessions: person_id, time, device, setting, passes, products, notes, cost,
                  needle_set_id -> needle_sets.id; utc_offset_min: minutes that the clock was ahead
                  of UTC (so for photos); diary_day: day 0 of the recovery; version: how often
                  it was kept
  treated_zones   zones of a session (left and right are the person's own), needle length in mm,
                  passes (empty = only those of the session are known), reached_endpoint: left
                  because it was evenly red
  diary_entries   what was said of a day, with the note; areas it is about, as JSON; recorded_at:
                  when it was first entered, with its zone; version: how often it was kept
  area_ratings    entry_id -> diary_entries.id, where an area differs from what holds for all
  area_flags      entry_id -> diary_entries.id, a red flag of one area only
  drafts          what was typed and is not saved yet, by form and field, as JSON
  ratings         entry_id -> diary_entries.id, symptom, 0-10 (0 none, 10 severe)
  red_flags       entry_id -> diary_entries.id, each red-flag question answered with yes
  special_events  entry_id, what may explain that day
  sign_answers    entry_id, a sign that a rating raised and that was asked back, and the answer
  outcomes        entry_id, what came of an urgent or emergency advice
  ordinary_levels how your skin rates on an ordinary day, 0-10, by the day on which you said so
  assessments     the verdict that was shown each time an entry was saved: diary_day, day since the
                  session, status, pattern, reason, version of the expected course, when;
                  basis: digest of what was known
  photos          procedure_id, role, area, time, sha256 of the file, size; findings as JSON;
                  view: side of a face; on_skin and
                  same_person: your own answers; is_chosen: you let it count for its day
  common_spots    spots that you marked in a photo and in the one from before, in pixels of the
                  two files, from the upper left corner
  measurements    computed values of a photo's zones with unit, method and version;
                  mdc95 = smallest change that can be told from error (95 %);
                  provenance as JSON. Computed values are derived, not felt or diagnosed.
  screening_answers  the latest answer to each question before a session; item = the question's
                  name in the program's reference tables (so for every item and goal below)
  needle_sets     rollers, stamps and cartridges; uses_before: sessions before they were entered
  planned_sessions   sessions that were planned; starts of numbing and needling in UTC;
                  procedure_id: the session that came of it
  planned_zones   plan_id -> planned_sessions.id, needle length in mm
  readiness_ticks what was ready, and since when (UTC)
  planned_photos  photos from before a session that is not recorded yet, as base64
  walk_events     what was tapped during the guided session, in order, times in UTC
  care_ticks      after-care that was ticked off, by session and day
  product_uses    products put on the skin; needled_in: during needling
  zone_notes      spots and marks seen in a zone, by day
  person_goals    what a person needles for
  goal_grades     grades given for a goal, by day
  practitioner_answers  what a practitioner answered on a session, with a grade of redness from
                  0 (clear) to 4 (severe)
  copies_made     exports that were made (UTC), and the folder; empty = downloaded

diary.json  The same tables once more, as JSON; diary.schema.json is its schema (JSON Schema).
          An export is read back by `fifthday import` or on the page “Bring data in”.

reference/  The versions of the expected course that assessments name: the shipped one, and those of
          your own data folder. Each row says whether it is published or derived, and its source.

MISSING.txt  Only where photo files are missing or damaged: which, and why.

photos/   One folder per person and session. A file's name begins with the photo's id in
          tables/photos.csv, then its date, time, role and area. The files are the cleaned copies:
          without place, camera and other hidden data.
"""
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
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidEntry(
            "{folder} is not empty. Please choose a new or an empty folder.", folder=folder
        )
    unfinished, missing = folder.parent / f".fifthday-{uuid.uuid4().hex}", list[str]()
    try:
        with noted(store.settings.database_path, unfinished), _removed_after(unfinished):
            for name, content in _files(store, missing):
                make_private_folder((unfinished / name).parent)
                write_private(unfinished / name, content)
            close_to_others(unfinished.rglob("*"))
            _give_name(unfinished, folder)
    except OSError as error:
        raise StoreUnavailable(
            "The export could not be written to {folder} ({reason}). "
            "Please check the free space and that you may write there.",
            folder=folder,
            reason=error.strerror,
        ) from error
    _note(store, str(folder))
    return Export(folder, tuple(missing))


def _note(store: Store, place: str) -> None:
    """Remember where a copy went, for whoever deletes something later."""
    if not store.is_read_only:
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


def export_as_zip(store: Store) -> IO[bytes]:
    """Return everything as an open ZIP file, kept on disk and gone when closed.

    Photos whose files are missing or damaged are listed in its MISSING.txt.
    """
    target = tempfile.TemporaryFile()  # noqa: SIM115 (the caller closes it)
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in _files(store, []):
            kind = zipfile.ZIP_STORED if name.startswith("photos/") else zipfile.ZIP_DEFLATED
            archive.writestr(f"fifthday/{name}", content, compress_type=kind)
    target.seek(0)
    _note(store, "")
    return target


def _files(store: Store, missing: list[str]) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of each file of an export, one at a time.

    Parameters
    ----------
    missing : list of str
        The names of photos that cannot be given are added to it.
    """
    yield "README.txt", _README.encode()
    with store.reading() as records:
        tables = {name: (columns, rows) for name, columns, rows in records.dump_tables()}
        photos = list(photo_names(records))
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


def _csv(columns: list[str], rows: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([columns, *([protect_cell(cell) for cell in row] for row in rows)])
    return text.getvalue().encode("utf-8-sig")  # the mark makes spreadsheets read umlauts


def photo_names(records: Records) -> Iterator[tuple[str, Photo]]:
    """Yield every photo with the readable name that it has in an export."""
    for person in records.list_people():
        for procedure in records.list_procedures(person.id):
            for photo in records.list_photos(procedure.id):
                yield f"{_folder_of(person, procedure)}/{_name_of(photo)}", photo


def _folder_of(person: Person, procedure: Procedure) -> str:
    name = re.sub(r"\W+", "-", person.name).strip("-")
    return f"{person.id}_{name}/session-{procedure.id}_{procedure.started_at:%Y-%m-%d}"


def _name_of(photo: Photo) -> str:
    when = f"{photo.taken_at:%Y-%m-%d_%H%M}"
    return f"{photo.id}_{when}_{photo.role}_{photo.area}{_SUFFIXES[photo.media_type]}"
