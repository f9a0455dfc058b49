"""What the shell commands do."""

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from analysis.errors import UnreadablePhoto
from analysis.image import read_photo
from analysis.measure import analyse_photo
from analysis.quality import refusal
from analysis.results import PhotoAnalysis

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
)


def score(baseline: str, photos: Sequence[str], table: str | None) -> int:
    """Score photos against a baseline and write the table.

    Parameters
    ----------
    baseline : str
        Path of the photo from before the session.
    photos : sequence of str
        Paths of the photos to score.
    table : str or None
        Where to write the CSV; None for standard output.

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
    all_usable = True
    with _opened(table) as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for number, path in enumerate(photos, start=1):
            _show_progress(number, len(photos), path)
            analysis = _analyse(path, before)
            writer.writerows(_rows(path, analysis))
            all_usable &= analysis.quality.usable
    return 0 if all_usable else 1


def _analyse(path: str, before: PhotoAnalysis) -> PhotoAnalysis:
    try:
        return analyse_photo(read_photo(Path(path)), before)
    except UnreadablePhoto as error:
        return PhotoAnalysis(refusal("unreadable", str(error), "Choose the original file."))


def _rows(path: str, analysis: PhotoAnalysis) -> Iterator[Iterable[object]]:
    findings = ";".join(finding.code for finding in analysis.quality.findings)
    usable = str(analysis.quality.usable).lower()
    for m in analysis.measurements:
        mdc95 = "" if m.mdc95 is None else f"{m.mdc95:.4g}"
        values = (m.zone.value, m.measure.value, f"{m.value:.5g}", m.unit.value, mdc95)
        yield (path, *values, analysis.reference, usable, findings)
    if not analysis.measurements:
        yield (path, "", "", "", "", "", analysis.reference, usable, findings)


@contextmanager
def _opened(table: str | None) -> Iterator[TextIO]:
    if table is None:
        yield sys.stdout
        return
    with Path(table).open("w", newline="", encoding="utf-8") as out:
        yield out


def _show_progress(number: int, total: int, path: str) -> None:
    print(f"[{number}/{total}] {path}", file=sys.stderr)
