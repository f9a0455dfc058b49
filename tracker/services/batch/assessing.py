"""Judge the recoveries of a CSV file, one block after the other."""

import re
from collections import deque
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO, NamedTuple

import numpy as np
import numpy.typing as npt

from tracker.domain.course.diaries import Diaries
from tracker.domain.course.reference import CourseReference, shipped_course
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.status import Status
from tracker.domain.verdict.reasons import reason_at, reason_of
from tracker.domain.verdict.rules.plain import NONE
from tracker.domain.verdict.verdicts import Verdicts
from tracker.services.batch.alike import Alike, what_decides
from tracker.services.batch.cleaning import Report
from tracker.services.batch.diary_csv import read_diary
from tracker.services.batch.diary_recoveries import pack_rows, sort_rows, starts_of
from tracker.services.batch.diary_rows import DiaryRows
from tracker.services.batch.judging import Judges
from tracker.table_text import protect_cell

OUTPUT_COLUMNS = ("recovery_id", "day", "status", "reason")

Places = npt.NDArray[np.intp]

_STATUSES = tuple(Status)
_SPECIAL = re.compile(r'[",\r\n]')
"""What makes a cell of CSV need quotes."""
_CALM = list(Pattern).index(Pattern.AS_EXPECTED)


def assess_csv(
    source: Path | IO[str],
    out: IO[str],
    report: Report,
    reference: CourseReference | None = None,
    judges: int = 1,
) -> int:
    """Judge every day of every recovery in a CSV file.

    Parameters
    ----------
    source : path or text stream
        CSV with the columns of `tracker.services.batch.diary_csv.COLUMNS`. The rows of a recovery
        stand together; `person/recovery` ids stand in time order.
    out : text stream
        Gets CSV with `recovery_id, day, status, reason`, one row for each recovery and day.
    report : callable
        Gets one sentence, with the row, for everything that could not be used.
    reference : CourseReference, optional
        The expected course; the shipped one by default.
    judges : int
        Processes that share the judging; 1 judges in this one. A script that asks for more needs
        the usual `if __name__ == "__main__"`.

    Returns
    -------
    int
        How many problems were reported. The rest has still been judged.

    Raises
    ------
    InvalidEntry
        If nothing can be judged: no file, no rows, or columns missing.
    """
    counter = _Counter(report)
    ids, words = _Ids(counter), Alike()
    begun: deque[_Begun] = deque()
    is_first = True
    with Judges(reference or shipped_course(), judges) as bench:
        for rows in _whole_recoveries(read_diary(source, counter)):
            if is_first:
                out.write(",".join(OUTPUT_COLUMNS) + "\n")
            is_first = False
            begun.append(_begin(rows, bench, counter, ids))
            if len(begun) > bench.ahead:
                out.write(_lines(begun.popleft(), words))
        out.writelines(_lines(batch, words) for batch in begun)
    return counter.problems


class _Counter:
    """Hands sentences on and counts them."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.problems = 0

    def __call__(self, sentence: str) -> None:
        self.problems += 1
        self._report(sentence)


def _whole_recoveries(blocks: Iterator[DiaryRows]) -> Iterator[DiaryRows]:
    """Hold back each block's last recovery until its end is known."""
    held: DiaryRows | None = None
    for block in blocks:
        rows = held.followed_by(block) if held else block
        if not len(rows):
            continue
        others, held = _without_last(rows)
        if len(others):
            yield others
    if held:
        yield held


def _without_last(rows: DiaryRows) -> tuple[DiaryRows, DiaryRows]:
    """Return the rows of all recoveries but the last row's, and those of that one."""
    is_last = rows.recovery == rows.recovery[-1]
    start = int(is_last.argmax())
    if is_last[start:].all():  # they stand together, as they should: slices copy nothing
        return rows.take(slice(start)), rows.take(slice(start, None))
    return rows.take(~is_last), rows.take(is_last)


class _Begun(NamedTuple):
    """A batch that is being judged."""

    rows: DiaryRows
    diaries: Diaries
    verdicts: Callable[[], Verdicts]
    """Waits for them."""


class _Ids:
    """The recoveries so far: tells where one comes again, in another writing or further down."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._seen: dict[int, int] = {}

    def check(self, rows: DiaryRows, starts: Places) -> None:
        """Report the recoveries of sorted rows that look like an earlier one."""
        for name, row in zip(rows.names, rows.number[starts].tolist(), strict=True):
            like, own = hash("".join(name.split()).casefold()), hash(name)
            earlier = self._seen.get(like)
            if earlier is None:
                self._seen[like] = own
                continue
            how = "comes again, far from its other rows"
            if earlier != own:
                how = "differs only in blanks or capitals from an earlier recovery"
            self._report(f"Row {row} (recovery {name}) {how}; it was judged as one of its own.")


def _begin(rows: DiaryRows, bench: Judges, report: Report, ids: _Ids) -> _Begun:
    rows = sort_rows(rows, report)
    starts = starts_of(rows)
    ids.check(rows, starts)
    diaries = pack_rows(rows, starts, report)
    return _Begun(rows, diaries, bench.judge(diaries, _persons_of(rows.names)))


def _lines(begun: _Begun, words: Alike) -> str:
    rows, diaries, verdicts = begun
    lines = np.empty((len(rows), 2), object)
    lines[:, 0] = np.array(_quote_all(rows.names), object)[rows.recovery]
    lines[:, 1] = _ends(diaries, verdicts(), rows, words)
    return "".join(lines.ravel().tolist())


def _persons_of(recovery_ids: list[str]) -> list[str | None]:
    """Return the persons of `person/recovery` ids."""
    if "/" not in "".join(recovery_ids):
        return [None] * len(recovery_ids)
    parts = (recovery_id.partition("/") for recovery_id in recovery_ids)
    return [person if slash else None for person, slash, _ in parts]


def _ends(
    diaries: Diaries, verdicts: Verdicts, rows: DiaryRows, words: Alike
) -> npt.NDArray[np.object_]:
    """Return what stands after the id in each row: day, status and reason as CSV."""
    calm = _tail(0, reason_of(Pattern.AS_EXPECTED, {}))
    calm_on = [f",{day},{calm}\n" for day in range(rows.day.max() + 1)]
    ends: npt.NDArray[np.object_] = np.array(calm_on, object)[rows.day]
    is_told = diaries.present & ((verdicts.pattern != _CALM) | (verdicts.channel != NONE))
    recovery, entry = np.nonzero(is_told)
    told = np.flatnonzero(is_told[diaries.present])

    def write(one: int) -> str:
        at = (recovery[one], entry[one])
        return f",{diaries.day[at]},{_tail(verdicts.rank[at], reason_at(diaries, verdicts, at))}\n"

    ends[told] = words.write(what_decides(diaries, verdicts, (recovery, entry)), write)
    return ends


@lru_cache(maxsize=65536)
def _tail(rank: int, reason: str) -> str:
    return f"{_STATUSES[rank]},{_quote(reason)}"


def _quote_all(names: list[str]) -> list[str]:
    # One search through all names is much faster than one for each.
    is_plain = not _SPECIAL.search("".join(names)) and names == _protected(names)
    return names if is_plain else [_quote(name) for name in names]


def _protected(names: list[str]) -> list[str]:
    return protect_cell("\r".join(names)).split("\r")


def _quote(text: str) -> str:
    text = protect_cell(text)
    # Not by the csv module, which leaves a carriage return bare before other line ends.
    return '"{}"'.format(text.replace('"', '""')) if _SPECIAL.search(text) else text
