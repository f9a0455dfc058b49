"""What the shell commands do."""

import csv
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import IO, NamedTuple

from analysis.crew import Crew, CrewError, Lost, assemble
from analysis.errors import AnalysisError, UnreadablePhoto
from analysis.methods import METHODS
from analysis.photo.decode import read_photo
from analysis.photo.places import Lying, photos_in
from analysis.quality.findings import refusal
from analysis.recipe import analyse_photo
from analysis.results import PhotoAnalysis
from analysis.threads import use_one_thread
from analysis.unfinished import Row, Scored, Unfinished
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

_TABLE_START = ",".join(COLUMNS[:3]).encode()
"""How a table of scores begins. Chosen: three columns, which hardly another table begins with."""
_FORMULA_STARTS = ("=", "+", "-", "@")
"""What a spreadsheet would take a file's name for."""


class Told(NamedTuple):
    """What the person says of all photos to score."""

    on_skin: OnSkin | None = None
    same_person: bool = False


_NOTHING = Told()
_FROM_BEFORE = refusal(
    "photo_from_before",
    "This is the very photo from before, so there is nothing to compare.",
    "Choose a photo that was taken later.",
)


def score(
    baseline: str,
    photos: Sequence[str],
    table: str | None,
    told: Told = _NOTHING,
    workers: int | None = None,
) -> int:
    """Score photos against a baseline and write the table.

    With a table, what is done stays beside it until all is done: a run that was ended, however, is
    taken up by the same call.

    Parameters
    ----------
    baseline : str
        Path or URL of the photo from before the session.
    photos : sequence of str
        Paths or URLs of the photos to score; a folder stands for the photos in it.
    table : str or None
        Where to write the CSV; None for standard output.
    told : Told, optional
        What lay on the skin of all photos but the baseline, and whether all show one person.
    workers : int, optional
        Processes of this machine that share the work; see `analysis.assemble`.

    Returns
    -------
    exit_code : int
        0 if every photo was usable, 1 if some were not; the rest is scored all the same.

    Raises
    ------
    AnalysisError
        If the baseline cannot be read or scored, or the photos or a cluster not be reached; or if
        the table would be written over another file.
    """
    _check_is_no_other_file(table)
    content = Lying(baseline).read()
    before, lying = _baseline(content), list(photos_in(photos))
    ready = before, told
    if table is None:
        return _show(lying, ready, workers)
    with Unfinished(Path(table), _told_apart(content, told)) as unfinished:
        missing = [one for one in lying if not unfinished.has(one)]
        failed = dict[Lying, Scored]()
        for number, (photo, found) in enumerate(_score_all(missing, ready, workers), start=1):
            _show_progress(len(lying) - len(missing) + number, len(lying), photo, found)
            if isinstance(found, Lost):
                failed[photo] = _failed(photo)
            else:
                unfinished.keep(photo, found)
        every = ((failed.get(one) or unfinished.scored(one)) for one in lying)
        usable = list[bool]()
        unfinished.finish(lambda out: usable.append(_write(out, every)))
    return 0 if all(usable) else 1


def _check_is_no_other_file(table: str | None) -> None:
    """Refuse to write over anything but an earlier table: two photos may have been named."""
    if table is None or not Path(table).is_file():
        return
    with Path(table).open("rb") as there:
        begin = there.read(len(_TABLE_START))
    if begin not in (b"", _TABLE_START):
        raise AnalysisError(
            f"{table} is there already and is no table of scores, so it is left as it is. Please "
            "name another file after --csv."
        )


def _baseline(content: bytes) -> PhotoAnalysis:
    before = analyse_photo(read_photo(content))
    if not before.quality.usable:
        why = " ".join(finding.why for finding in before.quality.findings)
        raise UnreadablePhoto(f"The photo from before cannot be used. {why}")
    return before


def _told_apart(baseline: bytes, told: Told) -> str:
    """Return what tells this table from one that would be measured otherwise."""
    parts = sorted(METHODS), hashlib.sha256(baseline).hexdigest(), told
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _show(lying: list[Lying], ready: "_Ready", workers: int | None) -> int:
    def in_order() -> Iterator[Scored]:
        waiting, place = dict[Lying, Scored](), 0
        for number, (photo, found) in enumerate(_score_all(lying, ready, workers), start=1):
            _show_progress(number, len(lying), photo, found)
            waiting[photo] = _failed(photo) if isinstance(found, Lost) else found
            while place < len(lying) and lying[place] in waiting:
                yield waiting[lying[place]]
                place += 1

    return 0 if _write(sys.stdout, in_order()) else 1


def _write(out: IO[str], every: Iterable[Scored]) -> bool:
    """Write a table; return whether all photos in it are usable."""
    writer, all_usable = csv.writer(out), True
    writer.writerow(COLUMNS)
    for one in every:
        writer.writerows(one.rows)
        all_usable &= one.usable
    return all_usable


_Ready = tuple[PhotoAnalysis, Told]
_ready: _Ready | None = None
"""What this process scores by."""


def _get_ready(ready: _Ready) -> None:
    global _ready
    _ready = ready


def _join(ready: _Ready) -> None:
    use_one_thread()
    _get_ready(ready)


def _score_all(
    photos: list[Lying], ready: _Ready, workers: int | None
) -> Iterator[tuple[Lying, Scored | Lost]]:
    """Score photos, in the order in which they are done."""
    _get_ready(ready)
    try:
        with assemble(len(photos), partial(_join, ready), workers) as crew:
            for sent, found in crew.share(_score_one, _reached(photos, crew)):
                yield Lying(sent.path, sent.stamp), found
    except CrewError as error:
        raise AnalysisError(str(error)) from error


def _reached(photos: Iterable[Lying], crew: Crew) -> Iterator[Lying]:
    for one in photos:
        yield one if crew.is_here or one.is_far else one.with_content()


def _score_one(photo: Lying) -> Scored:
    assert _ready is not None
    analysis = _analyse(photo, *_ready)
    quality = analysis.quality
    why = "" if quality.usable else " ".join(finding.why for finding in quality.findings)
    return Scored(list(_rows(photo.path, analysis)), quality.usable, why)


def _failed(photo: Lying) -> Scored:
    finding = refusal("failed", "It could not be measured.", "Run the command again.")
    return Scored(list(_rows(photo.path, PhotoAnalysis(finding))), usable=False)


def _analyse(photo: Lying, before: PhotoAnalysis, told: Told) -> PhotoAnalysis:
    try:
        found = read_photo(photo.read())
        if found.digest == before.provenance["photo_sha256"]:
            return PhotoAnalysis(_FROM_BEFORE)
        return analyse_photo(found, before, **told._asdict())
    except UnreadablePhoto as error:
        return PhotoAnalysis(refusal("unreadable", str(error), "Choose the original file."))


def _rows(path: str, analysis: PhotoAnalysis) -> Iterator[Row]:
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


def _show_progress(number: int, total: int, photo: Lying, found: Scored | Lost) -> None:
    if isinstance(found, Lost):
        why = f": could not be measured ({found.why})"
    else:
        why = f": cannot be used. {found.why}" if found.why else ""
    print(f"[{number}/{total}] {photo.path}{why}", file=sys.stderr)
