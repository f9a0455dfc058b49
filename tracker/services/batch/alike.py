"""Which entries are told in the same words, so that these are written once."""

from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt

from tracker.domain.course.diaries import MISSING, Diaries
from tracker.domain.course.earlier import last_before
from tracker.domain.course.reference import DIARY_CHANNELS
from tracker.domain.records.patterns import Pattern, facts_in, shipped_pattern_rows
from tracker.domain.records.status import Status
from tracker.domain.verdict.facts import OF_ONE_SYMPTOM, OF_RATINGS, RISING, Places
from tracker.domain.verdict.photo_facts import OF_PHOTOS
from tracker.domain.verdict.rules.plain import NONE
from tracker.domain.verdict.verdicts import Verdicts

_LARGEST = 1 << 62
"""Chosen: what a signed number of 64 bits holds, with a bit to spare."""
_REMEMBERED = 65536
"""Chosen: about 20 MB of words."""
_OF_ENTRIES = {"day", "risen", "rising", "others", "rated", "run", "alone",
               "off_day", "before_day", "urgent_day"}  # fmt: skip
"""Facts that the groups below tell apart. Chosen: what reasons name."""


_SINCE = {"off_day", "before_day", "urgent_day"}


class Alike:
    """The words that were written last, by what decides them."""

    def __init__(self) -> None:
        self._written: dict[tuple[int, ...], str] = {}

    def write(
        self, decides: npt.NDArray[np.int64], write: Callable[[int], str]
    ) -> npt.NDArray[np.object_]:
        """Return the words of each entry, (n,), of which those alike are written once.

        Parameters
        ----------
        decides : (n, columns) array
            As of `what_decides`.
        write : callable
            Writes the words of one entry, by its place.
        """
        _, first, same = np.unique(_numbered(decides.T), return_index=True, return_inverse=True)
        if len(self._written) > _REMEMBERED:
            self._written.clear()
        texts = [self._text(tuple(decides[one].tolist()), one, write) for one in first.tolist()]
        return np.array(texts, object)[same]

    def _text(self, key: tuple[int, ...], one: int, write: Callable[[int], str]) -> str:
        if key[0]:  # its words may say more than the columns do
            return write(one)
        if key not in self._written:
            self._written[key] = write(one)
        return self._written[key]


def what_decides(
    diaries: Diaries, verdicts: Verdicts, at: tuple[Places, Places]
) -> npt.NDArray[np.int64]:
    """Return (n, columns) what the words of entries follow from: the same columns, the same words.

    The first column is 0, or another number for each entry whose words follow from more.
    """
    pattern, channel = verdicts.pattern[at].astype(np.intp), verdicts.channel[at]
    told = _Told.of_patterns()
    values = diaries.ratings[at] + 1
    lowest, highest = (extreme[at[0], at[1]] + 1 for extreme in _extremes_before(diaries, at[0]))
    own = channel[:, None] == np.arange(values.shape[1])
    has_photo = ~np.isnan(diaries.photo[at]) | ~np.isnan(diaries.reddest_zone[at])
    is_alone = told.alone[pattern] | (told.photo[pattern] & has_photo)
    alone = np.where(is_alone, np.arange(1, len(pattern) + 1), 0)
    run = np.where(told.run[pattern], _runs(verdicts.rank > 0)[at], 0)
    off, before = (
        np.where(told.off[pattern], since, 0) for since in _off_days(diaries, verdicts, at)
    )
    columns = (
        alone, pattern, verdicts.rank[at], channel - NONE, diaries.day[at], run, off, before,
        *np.where(told.values[pattern] | own, values, 0).T,
        *np.where(told.lowest[pattern] | own, lowest, 0).T,
        *(told.kept[pattern] & (highest > values)).T,
        *(told.since[pattern] & (last_before(diaries)[at] >= values)).T,
    )  # fmt: skip
    return np.stack(columns, axis=1, dtype=np.int64, casting="unsafe")


class _Told:
    """Which facts the words of each pattern can use, (patterns,) or (patterns, channels)."""

    def __init__(self) -> None:
        uses = [
            frozenset[str]().union(*map(facts_in, shipped_pattern_rows()[pattern].reasons))
            for pattern in Pattern
        ]
        names = [channel.value for channel in DIARY_CHANNELS]
        rising = [channel in RISING for channel in DIARY_CHANNELS]
        ratings = {f"{name}{what}" for name in names for what in ("", *OF_RATINGS)}
        grouped = ratings | OF_ONE_SYMPTOM | _OF_ENTRIES
        self.photo = np.array([not used.isdisjoint(OF_PHOTOS) for used in uses])
        self.alone = np.array([bool(used - grouped - OF_PHOTOS) for used in uses])
        self.kept = np.array([[f"{name}_kept" in used for name in names] for used in uses])
        self.since = np.array(
            [[not used.isdisjoint({f"{name}_since", "rising"}) for name in names] for used in uses]
        )
        self.off = np.array([not used.isdisjoint(_SINCE) for used in uses])
        self.run = np.array([not used.isdisjoint({"run", "alone"}) for used in uses])
        self.lowest = np.array(
            [
                [not used.isdisjoint({f"{name}_from", f"{name}_since"})
                 or (rises and not used.isdisjoint({"risen", "rising", "others"}))
                 for name, rises in zip(names, rising, strict=True)]
                for used in uses
            ]
        )  # fmt: skip
        self.values = self.lowest | np.array(
            [["rated" in used or not used.isdisjoint(_values(name)) for name in names]
             for used in uses]
        )  # fmt: skip

    @staticmethod
    @cache
    def of_patterns() -> "_Told":
        return _Told()


def _numbered(columns: npt.NDArray[np.int64]) -> Places:
    """Return the same number for rows in which all columns are the same."""
    number, many = np.zeros(len(columns[0]), np.int64), 1
    for column in columns:
        width = int(column.max(initial=0)) + 1
        if many * width > _LARGEST:
            found, number = np.unique(number, return_inverse=True)
            many = len(found)
        number, many = number * width + column, many * width
    return number


def _extremes_before(
    diaries: Diaries, recoveries: Places
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]]:
    """Return each rating's lowest and highest (N, E, C) on earlier entries, MISSING for none."""
    lowest, highest = (np.full(diaries.ratings.shape, MISSING, np.int8) for _ in range(2))
    rows = np.unique(recoveries)
    values = diaries.ratings[rows]
    known = np.where(values == MISSING, np.int8(99), values)
    before = np.minimum.accumulate(known, axis=1)[:, :-1, :]
    lowest[rows, 1:, :] = np.where(before == 99, MISSING, before)
    highest[rows, 1:, :] = np.maximum.accumulate(values, axis=1)[:, :-1, :]
    return lowest, highest


def _runs(holds: npt.NDArray[np.bool_]) -> npt.NDArray[np.int16]:
    """Return for how many entries (N, E) up to and with each one something holds."""
    run = holds.astype(np.int16)
    for entry in range(1, run.shape[1]):
        run[:, entry] *= run[:, entry - 1] + 1
    return run


def _off_days(
    diaries: Diaries, verdicts: Verdicts, at: tuple[Places, Places]
) -> tuple[npt.NDArray[np.int16], npt.NDArray[np.int16]]:
    """Return since when entries have been off course, from 1 on, and of the one before that was.

    The second tells the day, and whether it was urgent.
    """
    recovery, entry = at
    is_off = verdicts.rank >= Status.OFF_COURSE.rank
    run = _runs(is_off)[at]
    since = np.where(run > 1, diaries.day[recovery, entry - np.maximum(run - 1, 0)] + 1, 0)
    was_off = (entry > 0) & is_off[recovery, entry - 1]
    urgent = verdicts.rank[recovery, entry - 1] >= Status.URGENT.rank
    return since, np.where(was_off, 2 * diaries.day[recovery, entry - 1] + 1 + urgent, 0)


def _values(name: str) -> set[str]:
    return {name, f"{name}_left", f"{name}_kept"}
