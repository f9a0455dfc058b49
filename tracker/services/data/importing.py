"""Bringing an export into a diary, empty or in use: the union of both, or nothing at all."""

import io
import zipfile
import zlib
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol

from PIL import Image, UnidentifiedImageError
from sqlalchemy.exc import SQLAlchemyError

from tracker.errors import InvalidEntry, Overtaken, StoreUnavailable
from tracker.said import Said
from tracker.services.data.export_source import Foreign, Source
from tracker.services.recovery.drafts import rename_form
from tracker.store.records.loading import NoSuchValue, Texts
from tracker.store.records.merging import Difference, Merged, RowOfTexts
from tracker.store.repository import Records, Store

_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG"}
_TELLING = frozenset({"exif", "xmp", "XML:com.adobe.xmp", "comment", "photoshop", "Raw profile"})
"""What pictures say besides what they show."""
_FOREIGN = Said(
    "{path} is no export of Fifth Day, or was changed since ({reason}). Nothing was brought in. "
    "Please choose the file or folder as it was exported by this version."
)
_DIFFERENT = {
    "people": (Said("the person {name}"), "name"),
    "procedures": (Said("the session of {name}"), "started_at"),
    "diary_entries": (Said("the diary entry of {name}"), "day"),
    "photos": (Said("the photo of {name}"), "taken_at"),
    "planned_sessions": (Said("the session planned for {name}"), "planned_for"),
    "needle_sets": (Said("the needles {name}"), "name"),
    "drafts": (Said("something typed and not saved yet"), ""),
}
_DIFFERENT_SIGNS = Said(
    "the diary entry of {name}, whose warning signs are others there: look at both, and tick here "
    "what was so"
)
_SIGNS = frozenset({"red_flags", "area_flags", "sign_answers", "outcomes"})
_DIFFERENT_ELSE = Said("a line of “{name}”")
_TIMES = frozenset({"started_at", "day", "taken_at", "planned_for"})
_COUNTS = Said(
    "New here: people {people}, sessions {procedures}, diary entries {diary_entries}, "
    "photos {photos}, other lines {others}."
)
_NOTHING = Said("Nothing in it is new: all that can be brought in is here already.")
_MISSING = Said(
    "The files of these photos are missing in the export, or were changed: {photos}. Their "
    "entries are brought in; put the files back from a backup, or add the same photos again."
)
_KEPT = Said("Here this differs from the export, and what is here stays: {what}.")
_MORE = Said("{count} more differ likewise.")
_UNREADABLE = (
    *(ValueError, LookupError, ArithmeticError, TypeError, AttributeError),
    *(EOFError, RuntimeError),
)
"""What reading what is no export may raise."""
_MOST_TOLD = 20
_COUNTED = ("people", "procedures", "diary_entries", "photos")


class Holding(Protocol):
    """Tables and photos that come from elsewhere."""

    @property
    def tables(self) -> Mapping[str, Texts]:
        """All tables."""

    @property
    def photos(self) -> Container[str]:
        """Digests of the photos whose files are there."""

    def photo(self, digest: str) -> bytes:
        """Return the content of one of them."""


CheckPhoto = Callable[[bytes, RowOfTexts], None]


@dataclass(frozen=True)
class BroughtIn:
    """What an import added, or would add."""

    people: int
    procedures: int
    diary_entries: int
    photos: int
    others: int
    """Rows of other tables."""
    missing: tuple[str, ...]
    """Names of the added photos whose files the export does not hold."""
    differences: tuple[Said, ...]
    """What is in both and differs: what was here is kept."""

    @property
    def is_nothing(self) -> bool:
        """Tell whether everything in it was here already."""
        return not (self.procedures + self.diary_entries + self.photos + self.people + self.others)


def look_into(store: Store, path: Path, upload: IO[bytes] | None = None) -> BroughtIn:
    """Tell what `import_export` would add; nothing is changed. It raises the same."""
    with said_of(_FOREIGN, path), Source(path, upload) as source:
        return look_at(store, source)


def look_at(store: Store, source: Holding) -> BroughtIn:
    """Tell what `bring_in` would add; nothing is changed."""
    with store.reading() as records:
        merged = _merge(records, source.tables)
        return _told(merged, _missing(merged, source))


def import_export(store: Store, path: Path, upload: IO[bytes] | None = None) -> BroughtIn:
    """Bring in what an export holds and the diary does not: nothing is doubled or overwritten.

    Parameters
    ----------
    path : path
        A folder, a ZIP file or a JSON document; or what the upload is called.
    upload : binary file, optional
        What was uploaded.

    Raises
    ------
    InvalidEntry
        If this is no export, or it cannot be brought in. Nothing was changed.
    """
    with said_of(_FOREIGN, path), Source(path, upload) as source:
        return bring_in(store, source)


def bring_in(store: Store, source: Holding, check: CheckPhoto | None = None) -> BroughtIn:
    """Bring in what comes from elsewhere, in one transaction.

    Afterwards it is merged once more, for a trial: whatever is not found again, as it is in the
    source, was not brought in right, and then nothing is.

    Parameters
    ----------
    check : callable, optional
        Refuses the file of a photo, given its row; without it, whatever an export does not hold.
    """
    with store.writing() as records:
        merged = _merge(records, source.tables)
        columns = {name: names for name, (names, _) in source.tables.items()}
        for row in merged.added["photos"]:
            if row["digest"] in source.photos:
                (check or _check_photo)(source.photo(row["digest"]), row)
        records.load_tables(merged.texts(columns), _contents(merged, source))
        again = records.merge_tables(source.tables, rename_form)
        if any(again.added.values()) or len(again.differences) != len(merged.differences):
            raise Foreign("it would not be the same afterwards")
        _read_again(records, map(int, again.ids["people"].values()))
        return _told(merged, _missing(merged, source))


@contextmanager
def said_of(sentence: Said, path: Path) -> Iterator[None]:
    """Raise InvalidEntry with a sentence, its path and its reason, for what is not an export."""
    try:
        yield
    except (
        Foreign,
        NoSuchValue,
        Overtaken,
        OSError,
        zipfile.BadZipFile,
        zlib.error,
        SQLAlchemyError,
        NotImplementedError,
    ) as error:
        raise InvalidEntry(sentence, path=path, reason=_reason(error)) from error
    except _UNREADABLE as error:
        raise InvalidEntry(sentence, path=path, reason=type(error).__name__) from error


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, Foreign | NoSuchValue) else type(error).__name__


def _merge(records: Records, tables: Mapping[str, Texts]) -> Merged:
    merged = records.merge_tables(tables, rename_form)
    for one in merged.differences:
        if one.table == "people" and "is_demo" in one.columns:
            raise InvalidEntry(
                "Here and in the export there is somebody called {name}, one of them invented. "
                "Please give the one here another name first, so that nothing is mixed up.",
                name=one.row["name"],
            )
    return merged


def _contents(merged: Merged, source: Holding) -> Iterator[bytes]:
    """Yield the files of photos that are added, one at a time."""
    for digest in {row["digest"]: None for row in merged.added["photos"]}:
        if digest in source.photos:
            yield source.photo(digest)


def _missing(merged: Merged, source: Holding) -> tuple[str, ...]:
    lacking = (row for row in merged.added["photos"] if row["digest"] not in source.photos)
    return tuple(f"{row['id']} ({row['digest'][:8]}…)" for row in lacking)


def _told(merged: Merged, missing: tuple[str, ...]) -> BroughtIn:
    counts = {name: len(rows) for name, rows in merged.added.items()}
    others = sum(count for name, count in counts.items() if name not in _COUNTED)
    differences = tuple(map(_tell, merged.differences))
    return BroughtIn(
        **{name: counts[name] for name in _COUNTED},
        others=others,
        missing=missing,
        differences=differences,
    )


def _tell(one: Difference) -> Said:
    sentence, column = _DIFFERENT.get(one.table, (_DIFFERENT_ELSE, ""))
    if not _SIGNS.isdisjoint(one.columns):
        sentence = _DIFFERENT_SIGNS
    value: object = one.row.get(column, one.table)
    if column in _TIMES:
        value = datetime.fromisoformat(one.row[column]).date()
    return Said(sentence, name=value)


def _read_again(records: Records, people: Iterable[int]) -> None:
    """Read all of people once, as the pages will: what cannot be read is not let in."""
    try:
        for person_id in people:
            records.get_person(person_id)
            _read_person(records, person_id)
        records.copies.list_all()
    except StoreUnavailable as error:
        raise Foreign("a value that no diary has") from error


def _read_person(records: Records, person_id: int) -> None:
    records.list_entries(person_id)
    records.list_all_verdicts(person_id)
    records.list_all_photos(person_id)
    records.list_drafts(person_id)
    records.circumstances.list_ordinary(person_id)
    for procedure in records.list_procedures(person_id):
        records.list_all_measurements(procedure.id)
        records.care.list_ticks(procedure.id)
        records.care.list_answers(procedure.id)
    for plan in records.plans.list_plans(person_id):
        records.plans.list_ticks(plan.id)
        records.plans.list_events(plan.id)
        records.plans.find_photo(plan.id)
        records.plans.list_retests(plan.id)
    records.plans.list_answers(person_id)
    records.plans.list_needles(person_id)
    records.care.list_uses(person_id)
    records.care.list_notes(person_id)
    records.care.list_goals(person_id)
    records.care.list_grades(person_id)


def _check_photo(content: bytes, row: RowOfTexts) -> None:
    """Refuse a picture that is another than its row says, or says more than it shows."""
    try:
        with Image.open(io.BytesIO(content)) as image:
            size = str(image.width), str(image.height)
            tells = _TELLING.intersection(image.info) or image.getexif()
            is_kind = image.format == _FORMATS.get(row["media_type"])
    except (UnidentifiedImageError, OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise Foreign("a photo is no picture") from error
    if tells or not is_kind or size != (row["width_px"], row["height_px"]):
        raise Foreign("a photo is another than it was")


def say_brought(brought: BroughtIn) -> tuple[Said, ...]:
    """Return what was brought in, then what was not and why, in sentences."""
    said = [_NOTHING if brought.is_nothing else Said(_COUNTS, **vars(brought))]
    if brought.missing:
        said.append(Said(_MISSING, photos=", ".join(brought.missing)))
    said += [Said(_KEPT, what=one) for one in brought.differences[:_MOST_TOLD]]
    if left := len(brought.differences) - _MOST_TOLD:
        said += [Said(_MORE, count=left)] if left > 0 else []
    return tuple(said)
