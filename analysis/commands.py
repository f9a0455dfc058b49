"""What the shell commands do."""

import csv
import multiprocessing
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TextIO

import cv2

from analysis.errors import UnreadablePhoto
from analysis.photo.decode import read_photo
from analysis.quality.findings import refusal
from analysis.recipe import analyse_photo
from analysis.results import PhotoAnalysis
from analysis.vocabulary import OnSkin

COLUMNS = (
    "photo",
    "zone",
    "measure",
    "value",
    "unit",
    "mdc95",
    "reference",
    "usable",
    "findings",
    "too_high",
)

_SUFFIXES = {".jpg", ".jpeg", ".jfif", ".png", ".webp", ".heic", ".heif", ".avif"}
_FORMULA_STARTS = ("=", "+", "-", "@")
"""What a spreadsheet would take a file's name for."""
_PHOTOS_PER_PROCESS = 4
"""Fewer photos are scored sooner than another process starts. Chosen: by hand, since a process has
to load the networks first."""

_Row = tuple[str, ...]
_Scored = tuple[str, list[_Row], bool]


class Told(NamedTuple):
    """What the person says of all photos to score."""

    on_skin: OnSkin | None = None
    same_person: bool = False


_worker_baseline: PhotoAnalysis | None = None
_worker_told = Told()


def score(
    baseline: str, photos: Sequence[str], table: str | None, told: Told = _worker_told
) -> int:
    """Score photos against a baseline and write the table.

    Parameters
    ----------
    baseline : str
        Path of the photo from before the session.
    photos : sequence of str
        Paths of the photos to score; a folder stands for the photos in it.
    table : str or None
        Where to write the CSV; None for standard output.
    told : Told, optional
        What lay on the skin of all photos but the baseline, and whether all show one person.

    Returns
    -------
    exit_code : int
        0 if every photo was usable, 1 if some were not; the rest is scored all the same.

    Raises
    ------
    UnreadablePhoto
        If the baseline cannot be read or scored.
    """
    before = analyse_photo(read_photo(Path(baseline)))
    if not before.quality.usable:
        why = " ".join(finding.why for finding in before.quality.findings)
        raise UnreadablePhoto(f"The photo from before cannot be used. {why}")
    paths = list(_photos_in(photos))
    all_usable = True
    with _opened(table) as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for number, (path, rows, usable) in enumerate(_score_all(paths, before, told), start=1):
            _show_progress(number, len(paths), path)
            writer.writerows(rows)
            all_usable &= usable
    return 0 if all_usable else 1


def _photos_in(paths: Sequence[str]) -> Iterator[str]:
    for path in paths:
        if Path(path).is_dir():
            inside = sorted(p for p in Path(path).iterdir() if p.suffix.lower() in _SUFFIXES)
            yield from (str(p) for p in inside)
        else:
            yield path


def _score_all(paths: Sequence[str], before: PhotoAnalysis, told: Told) -> Iterator[_Scored]:
    """Score photos in their order, on all cores where there are enough to make it worth while."""
    cores = min(os.cpu_count() or 1, len(paths) // _PHOTOS_PER_PROCESS)
    if cores < 2:
        yield from (_score_one(path, before, told) for path in paths)
        return
    # Spawned, not forked: OpenCV's threads do not survive a fork.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(cores, context, _start_worker, (before, told)) as workers:
        yield from workers.map(_score_in_worker, paths)


def _start_worker(before: PhotoAnalysis, told: Told) -> None:
    global _worker_baseline, _worker_told
    _worker_baseline, _worker_told = before, told
    cv2.setNumThreads(1)


def _score_in_worker(path: str) -> _Scored:
    assert _worker_baseline is not None
    return _score_one(path, _worker_baseline, _worker_told)


def _score_one(path: str, before: PhotoAnalysis, told: Told) -> _Scored:
    analysis = _analyse(path, before, told)
    return path, list(_rows(path, analysis)), analysis.quality.usable


def _analyse(path: str, before: PhotoAnalysis, told: Told) -> PhotoAnalysis:
    try:
        return analyse_photo(read_photo(Path(path)), before, **told._asdict())
    except UnreadablePhoto as error:
        return PhotoAnalysis(refusal("unreadable", str(error), "Choose the original file."))


def _rows(path: str, analysis: PhotoAnalysis) -> Iterator[_Row]:
    path = f"./{path}" if path.startswith(_FORMULA_STARTS) else path
    findings = ";".join(finding.code for finding in analysis.quality.findings)
    usable = str(analysis.quality.usable).lower()
    changes = [one for one in analysis.measurements if one.is_change]
    for m in changes:  # a photo's own values may not stand beside those of another
        mdc95 = "" if m.mdc95 is None else f"{m.mdc95:.4g}"
        values = (m.zone.value, m.measure.value, f"{m.value:.5g}", m.unit.value, mdc95)
        too_high = "" if m.too_high is None else f"{m.too_high:.4g}"
        yield (path, *values, analysis.reference, usable, findings, too_high)
    if not changes:
        yield (path, "", "", "", "", "", analysis.reference, usable, findings, "")


@contextmanager
def _opened(table: str | None) -> Iterator[TextIO]:
    if table is None:
        yield sys.stdout
        return
    with Path(table).open("w", newline="", encoding="utf-8") as out:
        yield out


def _show_progress(number: int, total: int, path: str) -> None:
    print(f"[{number}/{total}] {path}", file=sys.stderr)
