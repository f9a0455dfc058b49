"""Sort the rows of a diary file into recoveries and days, and pack them for judging."""

import numpy as np
import numpy.typing as npt

from tracker.domain.course.diaries import MISSING, Diaries, bits_of, empty_diaries, flag_status_rank
from tracker.domain.course.reference import DIARY_CHANNELS, Channel
from tracker.domain.records.same_day import RAISED_BY
from tracker.domain.records.scales import MAX_RATING
from tracker.services.batch.cleaning import Report
from tracker.services.batch.diary_csv import ORDINARY_COLUMNS
from tracker.services.batch.diary_rows import DiaryRows, flags_of

LATEST_START = 3
"""A diary that begins later says little about the first, decisive days."""
ASSUMED_LENGTH_MM = 1.0
"""Used, and said so, where no row of a recovery has a needle length."""
_RAISED_BY = {
    bits_of([sign]): [DIARY_CHANNELS.index(Channel(symptom.value)) for symptom in raising]
    for sign, raising in RAISED_BY.items()
}
"""The rated channels that raise each sign, by its bit."""


def sort_rows(rows: DiaryRows, report: Report) -> DiaryRows:
    """Return the rows by recovery and day, one row a day; report what had to be put right.

    The recoveries are numbered in the order in which they begin.
    """
    rows = rows.renumbered()
    step = np.diff(rows.recovery)
    later = (step > 0) | ((step == 0) & (np.diff(rows.day) > 0))
    if later.all():
        return rows
    _report_order(rows, step, report)
    order = np.lexsort((rows.number, rows.day, rows.recovery))
    return _merge_duplicates(rows.take(order), report)


def starts_of(rows: DiaryRows) -> npt.NDArray[np.intp]:
    """Return the first row of each recovery in sorted rows."""
    is_start = np.ones(len(rows), np.bool_)
    is_start[1:] = rows.recovery[1:] != rows.recovery[:-1]
    return np.flatnonzero(is_start)


def pack_rows(rows: DiaryRows, starts: npt.NDArray[np.intp], report: Report) -> Diaries:
    """Put sorted rows into the arrays that are judged together."""
    sizes = np.diff(starts, append=len(rows))
    diaries = empty_diaries(len(starts), int(sizes.max(initial=0)))
    at = np.arange(diaries.day.shape[1]) < sizes[:, None]
    diaries.day[at] = rows.day
    diaries.ratings[at] = rows.ratings
    diaries.photo[at] = rows.photo
    diaries.photo_mdc95[at] = rows.photo_mdc95
    diaries.reddest_zone[at] = rows.reddest_zone
    diaries.reddest_mdc95[at] = rows.photo_mdc95
    hidden = np.maximum(rows.photo_mdc95 - rows.photo_too_high, 0)
    diaries.photo_hidden[at] = diaries.reddest_hidden[at] = hidden
    diaries.is_unreadable[at] = rows.is_unreadable
    diaries.is_sign_unreadable[at] = rows.is_sign_unreadable
    found, place = np.unique(rows.flags, return_inverse=True)
    ranks = [flag_status_rank(flags_of(bits)) for bits in found.tolist()]
    diaries.flag_rank[at] = np.array(ranks, np.int8)[place]
    for bits in ("flags", "yes", "no", "special", "outcome", "since"):
        getattr(diaries, bits)[at] = getattr(rows, bits)
    diaries.length_mm[:] = _needle_lengths(rows, starts, report)
    diaries.is_rf[:] = rows.is_rf[starts]
    diaries.ordinary[:] = _ordinary_levels(rows, starts, report)
    _report_late_starts(rows, starts, report)
    return diaries


def _report_order(rows: DiaryRows, step: npt.NDArray[np.intp], report: Report) -> None:
    for row in np.flatnonzero((np.diff(rows.day) < 0) & (step == 0)) + 1:
        report(f"{_where(rows, row)} stands after a later day; the days were put in order.")
    for row in np.flatnonzero(step < 0) + 1:
        report(f"{_where(rows, row)} stands apart from its recovery; the rows were joined.")


def _merge_duplicates(rows: DiaryRows, report: Report) -> DiaryRows:
    is_repeat = np.zeros(len(rows), np.bool_)
    is_repeat[1:] = (np.diff(rows.recovery) == 0) & (np.diff(rows.day) == 0)
    first = np.maximum.accumulate(np.where(is_repeat, 0, np.arange(len(rows))))
    for row in np.flatnonzero(is_repeat):
        report(
            f"{_where(rows, row)} repeats day {rows.day[row]}; the worse of both counts, question "
            "by question."
        )
        _put_worse(rows, int(first[row]), int(row))
    return rows.take(~is_repeat)


def _put_worse(rows: DiaryRows, first: int, repeat: int) -> None:
    """Let the first row of a day say the worse of both; what calms a verdict stays its own.

    It stays for what it was said of: no rating that is higher, no sign that was entered later.
    """
    for sign, raising in _RAISED_BY.items():
        if (rows.ratings[repeat, raising] > rows.ratings[first, raising]).any():
            rows.no[first] &= ~sign
    _put_outcome(rows, first, repeat)
    for signs in (rows.flags, rows.yes, rows.is_unreadable, rows.is_sign_unreadable):
        signs[first] |= signs[repeat]
    np.maximum(rows.ratings[first], rows.ratings[repeat], out=rows.ratings[first])
    _put_redder(rows, first, repeat)


def _put_outcome(rows: DiaryRows, first: int, repeat: int) -> None:
    """Let the last outcome of a day count; the signs of later rows are not settled by it."""
    if rows.outcome[repeat]:
        rows.outcome[first], rows.since[first] = rows.outcome[repeat], 0
    elif rows.is_sign_unreadable[repeat]:
        rows.outcome[first] = 0  # it may be any sign, so nothing is settled for sure
    elif rows.outcome[first]:
        rows.since[first] |= rows.flags[repeat] | rows.yes[repeat]


def _put_redder(rows: DiaryRows, first: int, repeat: int) -> None:
    """Let the first row show the redder photo, with the smaller error: a redder one is no doubt."""
    has_photo = [
        not np.isnan([rows.photo[at], rows.reddest_zone[at]]).all() for at in (first, repeat)
    ]
    for error in (rows.photo_mdc95, rows.photo_too_high):
        if all(has_photo):
            error[first] = min(error[first], error[repeat])
        elif has_photo[1]:
            error[first] = error[repeat]
    for change in (rows.photo, rows.reddest_zone):
        change[first] = np.fmax(change[first], change[repeat])


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


def _ordinary_levels(
    rows: DiaryRows, starts: npt.NDArray[np.intp], report: Report
) -> npt.NDArray[np.int8]:
    """Return the ordinary level of each recovery (N, C); where rows differ, the lowest is safe."""
    known = rows.ordinary != MISSING
    if not known.any():
        return np.full((len(starts), rows.ordinary.shape[1]), MISSING, np.int8)
    lowest = np.minimum.reduceat(np.where(known, rows.ordinary, MAX_RATING + 1), starts)
    highest = np.maximum.reduceat(rows.ordinary, starts)
    for recovery, channel in np.argwhere((highest != MISSING) & (lowest < highest)).tolist():
        report(
            f"{_where(rows, starts[recovery])} has several values of {ORDINARY_COLUMNS[channel]}, "
            f"from {lowest[recovery, channel]} to {highest[recovery, channel]}; the lowest was "
            "used. It must be the same on all rows of a recovery."
        )
    return np.where(highest == MISSING, MISSING, lowest).astype(np.int8)


def _report_late_starts(rows: DiaryRows, starts: npt.NDArray[np.intp], report: Report) -> None:
    for row in starts[rows.day[starts] > LATEST_START]:
        report(f"{_where(rows, row)} begins on day {rows.day[row]}; the days before are missing.")


def _where(rows: DiaryRows, row: int | np.intp) -> str:
    return f"Row {rows.number[row]} (recovery {rows.names[rows.recovery[row]]})"
