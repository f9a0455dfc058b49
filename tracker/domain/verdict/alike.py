"""Which entries are told in the same words, so that these are written once."""

from functools import cache

import numpy as np
import numpy.typing as npt

from tracker.domain.course.diaries import MISSING, Diaries
from tracker.domain.course.earlier import last_before
from tracker.domain.course.reference import DIARY_CHANNELS
from tracker.domain.records.patterns import Pattern, facts_in, shipped_pattern_rows
from tracker.domain.verdict.facts import OF_ONE_SYMPTOM, OF_RATINGS, RISING, Places
from tracker.domain.verdict.photo_facts import OF_PHOTOS
from tracker.domain.verdict.plain_rules import NONE
from tracker.domain.verdict.verdicts import Verdicts

_LARGEST = 1 << 62
"""Chosen: what a signed number of 64 bits holds, with a bit to spare."""
_OF_ENTRIES = {"day", "risen", "rising", "others", "rated", "run", "alone"}
"""Facts that the groups below tell apart. Chosen: what reasons name."""


def alike(diaries: Diaries, verdicts: Verdicts, at: tuple[Places, Places]) -> Places:
    """Return a number for each entry, the same only where the words are the same."""
    pattern, channel = verdicts.pattern[at].astype(np.intp), verdicts.channel[at]
    told = _Told.of_patterns()
    values = diaries.ratings[at] + 1
    lowest, highest = (extreme[at[0], at[1]] + 1 for extreme in _extremes_before(diaries, at[0]))
    own = channel[:, None] == np.arange(values.shape[1])
    has_photo = ~np.isnan(diaries.photo[at]) | ~np.isnan(diaries.reddest_zone[at])
    is_alone = told.alone[pattern] | (told.photo[pattern] & has_photo)
    alone = np.where(is_alone, np.arange(1, len(pattern) + 1), 0)
    run = np.where(told.run[pattern], _runs(verdicts)[at], 0)
    return _numbered(
        alone, pattern, verdicts.rank[at], channel - NONE, diaries.day[at], run,
        *np.where(told.values[pattern] | own, values, 0).T,
        *np.where(told.lowest[pattern] | own, lowest, 0).T,
        *(told.kept[pattern] & (highest > values)).T,
        *(told.since[pattern] & (last_before(diaries)[at] >= values)).T,
    )  # fmt: skip


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


def _numbered(*columns: npt.NDArray[np.integer]) -> Places:
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


def _runs(verdicts: Verdicts) -> npt.NDArray[np.int16]:
    """Return how many entries (N, E) up to and with each one are not on course."""
    run = (verdicts.rank > 0).astype(np.int16)
    for entry in range(1, run.shape[1]):
        run[:, entry] *= run[:, entry - 1] + 1
    return run


def _values(name: str) -> set[str]:
    return {name, f"{name}_left", f"{name}_kept"}
