"""Sort the rows of a diary file into recoveries and days, and pack them for judging."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from tracker.domain.diaries import Diaries, empty_diaries, flag_status_rank
from tracker.services.diary_csv import DiaryRows, Report

LATEST_START = 3
"""A diary that begins later says little about the first, decisive days."""
ASSUMED_LENGTH_MM = 1.0
"""Used, and said so, where no row of a recovery has a needle length."""


def sort_rows(rows: DiaryRows, report: Report) -> DiaryRows:
    """Return the rows by recovery and day, one row a day; report what had to be put right."""
    code, _ = pd.factorize(rows.recovery_id)
    later = (np.diff(code) > 0) | ((np.diff(code) == 0) & (np.diff(rows.day) > 0))
    if later.all():
        return rows
    _report_order(rows, code, report)
    order = np.lexsort((rows.number, rows.day, code))
    return _merge_duplicates(rows.take(order), code[order], report)


def starts_of(rows: DiaryRows) -> npt.NDArray[np.intp]:
    """Return the first row of each recovery in sorted rows."""
    is_start = np.ones(len(rows), np.bool_)
    is_start[1:] = rows.recovery_id[1:] != rows.recovery_id[:-1]
    return np.flatnonzero(is_start)


def pack_rows(rows: DiaryRows, starts: npt.NDArray[np.intp], report: Report) -> Diaries:
    """Put sorted rows into the arrays that are judged together."""
    sizes = np.diff(starts, append=len(rows))
    recovery = np.repeat(np.arange(len(starts)), sizes)
    at = (recovery, np.arange(len(rows)) - starts[recovery])
    diaries = empty_diaries(len(starts), int(sizes.max(initial=0)))
    diaries.day[at] = rows.day
    diaries.ratings[at] = rows.ratings
    diaries.photo[at] = rows.photo
    diaries.is_unreadable[at] = rows.is_unreadable
    for row in np.flatnonzero(rows.flags != None):  # noqa: E711 - elementwise
        diaries.flag_rank[at[0][row], at[1][row]] = flag_status_rank(rows.flags[row])
    diaries.length_mm[:] = _needle_lengths(rows, starts, report)
    diaries.is_rf[:] = rows.is_rf[starts]
    _report_late_starts(rows, starts, report)
    return diaries


def _report_order(rows: DiaryRows, code: npt.NDArray[np.intp], report: Report) -> None:
    step = np.diff(code)
    for row in np.flatnonzero((np.diff(rows.day) < 0) & (step == 0)) + 1:
        report(f"{_where(rows, row)} stands after a later day; the days were put in order.")
    for row in np.flatnonzero(step < 0) + 1:
        report(f"{_where(rows, row)} stands apart from its recovery; the rows were joined.")


def _merge_duplicates(rows: DiaryRows, code: npt.NDArray[np.intp], report: Report) -> DiaryRows:
    is_repeat = np.zeros(len(rows), np.bool_)
    is_repeat[1:] = (np.diff(code) == 0) & (np.diff(rows.day) == 0)
    first = np.maximum.accumulate(np.where(is_repeat, 0, np.arange(len(rows))))
    for row in np.flatnonzero(is_repeat):
        report(
            f"{_where(rows, row)} repeats day {rows.day[row]}; the first row counts, with the "
            "red flags of both."
        )
        flags = (rows.flags[first[row]] or frozenset()) | (rows.flags[row] or frozenset())
        rows.flags[first[row]] = flags or None
    return rows.take(~is_repeat)


def _needle_lengths(
    rows: DiaryRows, starts: npt.NDArray[np.intp], report: Report
) -> npt.NDArray[np.float64]:
    lowest = np.fmin.reduceat(rows.length_mm, starts)
    highest = np.fmax.reduceat(rows.length_mm, starts)
    for row in starts[np.isnan(lowest)]:
        report(
            f"{_where(rows, row)} has no needle length on any day; {ASSUMED_LENGTH_MM:g} mm "
            "was assumed."
        )
    for row in starts[lowest < highest]:
        report(f"{_where(rows, row)} has several needle lengths; the longest was used.")
    return np.nan_to_num(highest, nan=ASSUMED_LENGTH_MM)


def _report_late_starts(rows: DiaryRows, starts: npt.NDArray[np.intp], report: Report) -> None:
    for row in starts[rows.day[starts] > LATEST_START]:
        report(f"{_where(rows, row)} begins on day {rows.day[row]}; the days before are missing.")


def _where(rows: DiaryRows, row: int | np.intp) -> str:
    return f"Row {rows.number[row]} (recovery {rows.recovery_id[row]})"
