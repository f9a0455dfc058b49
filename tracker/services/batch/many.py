"""Many CSV files at once: a crew judges them, whoever asked writes what it found, file by file.

Beside each result lies what it was judged from. Where that is what it would be judged from now, the
file is left alone: a run that was ended, however, is taken up by beginning it once more.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from analysis import CrewError, Lost, assemble
from tracker.domain.course.reference import CourseReference
from tracker.domain.verdict.method import method_of_verdicts
from tracker.errors import InvalidEntry, ProcessEnded, StoreUnavailable, UserError
from tracker.said import Said
from tracker.services.batch.assessing import assess_csv
from tracker.table_text import read_text

_BYTES_OF_A_TASK = 1_000_000
"""Chosen: judging so much takes about as long as measuring a photo."""
_UNEXPECTED = Said("It could not be judged ({reason}).")


@dataclass(frozen=True)
class AssessedFile:
    """One step of the batch."""

    done: int
    total: int
    name: str
    problems: tuple[str, ...] = ()
    """What in it could not be used; the rest is judged."""
    error: str | None = None
    """Why nothing in it was judged."""


@dataclass(frozen=True)
class _Task:
    path: Path
    judged_from: str
    reference: CourseReference
    text: str | None = None
    """None where whoever judges it reads it."""


@dataclass(frozen=True)
class _Told:
    table: str
    problems: tuple[str, ...]


def assess_files(
    paths: Sequence[Path], target: Path, reference: CourseReference, workers: int | None = None
) -> Iterator[AssessedFile]:
    """Judge every recovery in several files; each gets a table of the same name in a folder.

    Parameters
    ----------
    paths : sequence of path
        CSV files as `assess_csv` reads them; a folder stands for those in it.
    target : path
        Folder of the tables, made if absent.
    workers : int, optional
        Processes of this machine that share the work; see `analysis.assemble`.

    Raises
    ------
    InvalidEntry
        If there is no file, or two would be written to one place.
    ProcessEnded
        If a cluster cannot be used, or is gone. What was done until then is kept.
    StoreUnavailable
        If the folder cannot be written to.
    """
    files = _files_in(paths)
    _check_places(files, target)
    tasks = [_Task(one, _judged_from(one, reference), reference) for one in files]
    told = {one.path: _told_before(one, target) for one in tasks}
    missing = [one for one in tasks if told[one.path] is None]
    number, weight = 0, sum(_size(one.path) for one in missing) // _BYTES_OF_A_TASK
    for path, problems in told.items():
        if problems is not None:
            number += 1
            yield AssessedFile(number, len(tasks), path.name, problems)
    try:
        with assemble(weight, workers=workers) as crew:
            sent = (one if crew.is_here else _with_text(one) for one in missing)
            for task, found in crew.share(_judge, sent):
                number += 1
                yield _kept(task, found, target, (number, len(tasks)))
    except CrewError as error:
        raise ProcessEnded(str(error)) from error


def _files_in(paths: Sequence[Path]) -> list[Path]:
    found = [
        one for path in paths for one in (sorted(path.glob("*.csv")) if path.is_dir() else [path])
    ]
    if not found:
        raise InvalidEntry("There is no CSV file in the folder. Please choose another one.")
    return found


def _check_places(files: Sequence[Path], target: Path) -> None:
    names = [one.name for one in files]
    twice = {name for name in names if names.count(name) > 1}
    if twice or any(one.parent.resolve() == target.resolve() for one in files):
        raise InvalidEntry(
            "{name} would be written over. Please choose another folder, or give files of one "
            "name one after the other.",
            name=", ".join(sorted(twice)) or files[0].name,
        )


def _judged_from(path: Path, reference: CourseReference) -> str:
    found = hashlib.sha256(f"{method_of_verdicts()} {reference.version} ".encode())
    if path.is_file():
        with path.open("rb") as file:
            while part := file.read(1 << 20):
                found.update(part)
    return found.hexdigest()


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _told_before(task: _Task, target: Path) -> tuple[str, ...] | None:
    """Return what an earlier run told of a file as it is now; None where it is to be judged."""
    beside = _beside(task.path, target)
    if not beside.is_file():
        return None
    judged_from, *problems = beside.read_text(encoding="utf-8").splitlines()
    return tuple(problems) if judged_from == task.judged_from else None


def _beside(path: Path, target: Path) -> Path:
    return target / f"{path.name}.judged-from"


def _with_text(task: _Task) -> _Task:
    with suppress(OSError, csv.Error):  # what cannot be read is told by whoever judges
        return replace(task, text=read_text(task.path))
    return task


def _judge(task: _Task) -> _Told | UserError:
    """Judge a file: what a member of a crew does."""
    out, problems = io.StringIO(), list[str]()
    source = task.path if task.text is None else io.StringIO(task.text, newline="")
    try:
        assess_csv(source, out, problems.append, task.reference)
    except UserError as error:
        return error
    return _Told(out.getvalue(), tuple(problems))


def _kept(
    task: _Task, told: _Told | UserError | Lost, target: Path, step: tuple[int, int]
) -> AssessedFile:
    name = task.path.name
    if isinstance(told, Lost):
        return AssessedFile(*step, name, error=Said(_UNEXPECTED, reason=told.why))
    if isinstance(told, UserError):
        return AssessedFile(*step, name, error=told.text)
    beside = _beside(task.path, target)
    try:
        target.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)  # until the new table is whole
        _write(target / name, told.table)
        _write(beside, "\n".join((task.judged_from, *told.problems)))
    except OSError as error:
        raise StoreUnavailable(
            "The table cannot be written to {folder} ({reason}). Please check the free space and "
            "that you may write there.",
            folder=target,
            reason=error.strerror or error,
        ) from error
    return AssessedFile(*step, name, told.problems)


def _write(path: Path, text: str) -> None:
    new = path.with_name(f"{path.name}.new")
    new.write_text(text, encoding="utf-8", newline="")
    new.replace(path)
