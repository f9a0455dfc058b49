"""Which version of the expected course is used: one of the data folder's, else the shipped one.

A version is two files in the folder `reference` of the data folder, `NAME.csv` and `NAME.toml`, in
the form of the shipped course.csv and course.toml; both may be edited by hand.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from tracker.config import Settings
from tracker.domain.course.outlook.refit import course_csv, course_header
from tracker.domain.course.reference import CourseReference, read_course, shipped_course
from tracker.errors import InvalidEntry, InvalidReference, StoreUnavailable
from tracker.store.disk.leftovers import UNFINISHED
from tracker.store.disk.private import make_private_folder, write_private

_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


def newest_course(settings: Settings) -> CourseReference:
    """Return the version whose table was changed last, the shipped one where there is none.

    Raises
    ------
    InvalidReference
        If it was edited so that it cannot be used; the sentence names the row or the entry.
    """
    tables = settings.course_dir.glob("*.csv")
    newest = max(tables, key=lambda table: (table.stat().st_mtime_ns, table.name), default=None)
    return shipped_course() if newest is None else _read(newest)


def course_named(settings: Settings, version: str | None) -> CourseReference:
    """Return a version by its name; the newest one for None, and where that version is gone."""
    if version == shipped_course().version:
        return shipped_course()
    table = settings.course_dir / f"{version}.csv"
    return _read(table) if version and table.is_file() else newest_course(settings)


def check_new_version(settings: Settings, version: str) -> None:
    """Check that a version can be written under this name.

    Raises
    ------
    InvalidEntry
        If the name is taken or is no name for a file.
    """
    if not _VERSION.fullmatch(version):
        raise InvalidEntry(
            "“{version}” cannot name a version. Please use letters, digits, dots and hyphens, "
            "for instance 2027.1.",
            version=version,
        )
    if version == shipped_course().version or (settings.course_dir / f"{version}.csv").exists():
        raise InvalidEntry(
            "There is already a version {version}. Please choose another name.", version=version
        )


def copy_shipped_course(settings: Settings, version: str) -> Path:
    """Write the shipped course under a new name, to be edited by hand; return its table's path.

    Raises
    ------
    InvalidEntry
        If the name is taken or is no name for a file.
    """
    check_new_version(settings, version)
    return write_course(settings, replace(shipped_course(), version=version))


def write_course(settings: Settings, reference: CourseReference) -> Path:
    """Write a new version into the data folder and return the path of its table."""
    table = settings.course_dir / f"{reference.version}.csv"
    unfinished = table.with_suffix(UNFINISHED)
    try:
        make_private_folder(settings.course_dir)
        write_private(table.with_suffix(".toml"), course_header(reference).encode())
        write_private(unfinished, course_csv(reference).encode())
        unfinished.replace(table)
    except OSError as error:
        raise StoreUnavailable(
            "The new version could not be written to {folder} ({reason}). "
            "Please check the free space and that you may write there.",
            folder=settings.course_dir,
            reason=error.strerror,
        ) from error
    return table


def course_files(settings: Settings) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every version for an export, the shipped one first."""
    shipped = shipped_course()
    yield f"reference/{shipped.version}.csv", course_csv(shipped).encode()
    yield f"reference/{shipped.version}.toml", course_header(shipped).encode()
    yield from own_course_files(settings)


def own_course_files(settings: Settings) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of every version of the data folder."""
    own = (file for file in settings.course_dir.glob("*") if file.suffix in (".csv", ".toml"))
    for file in sorted(own):
        yield f"reference/{file.name}", file.read_bytes()


def _read(table: Path) -> CourseReference:
    header = table.with_suffix(".toml")
    changed = tuple(file.stat().st_mtime_ns for file in (table, header) if file.exists())
    return _read_once(table, header, changed)


@lru_cache(maxsize=16)
def _read_once(table: Path, header: Path, changed: tuple[int, ...]) -> CourseReference:
    # `changed` is a part of the key only: an edited file is read anew.
    reference = read_course(table, header)
    if reference.version != table.stem:
        raise InvalidReference(
            f"{header.name} calls its version {reference.version}. A version has the name of its "
            f"files; please write version = '{table.stem}' there, or rename the files."
        )
    if reference.version == shipped_course().version:
        raise InvalidReference(
            f"{table.name} has the name of the shipped version. Please rename it and its header."
        )
    return reference
