"""The ways in which a normal recovery may go: a grid of height, pace and shape.

A channel's true level on a day is `height · course(day / pace)`. The pace is shared by all
channels of a recovery, the height is each channel's own about a common level; redness may fade
early or with a long tail (shape). Cells of the grid stand in arrays as (pace, shape × height).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tracker.domain.course.arrays import DoubleArray, FloatArray, Indices
from tracker.domain.course.diaries import GROUPS, Diaries
from tracker.domain.course.ratings import level_index, rating_likelihoods, rating_shares
from tracker.domain.course.reference import (
    LAST_DAY,
    Channel,
    CourseReference,
    DeviceGroup,
    level_at,
)

# Chosen: the grid, for time; the table ends on its day. Source of EI_PER_POINT: SOURCES.md.
DAYS = LAST_DAY + 1
"""Days that the statistics look at."""
LEVELS = 3
"""Levels of how high everything is in a recovery; a symptom's own height varies about it."""
EI_PER_POINT = 1.8
"""Photo redness for each point of rated redness (derived; reference/SOURCES.md)."""

# Chosen: on simulated recoveries (tests/benchmark/drift.py, 500 a row, 2026-11), or assumed; no
# diary is published.
_HEIGHT_Z = np.linspace(-1.9, 2.1, 5)
PACE_Z = np.linspace(-2.0, 2.4, 6)
"""The grid of paces, in standard deviations of their logarithm."""
_LENGTH_STEP_MM = 0.05
_MOST_HUNDREDTHS = 100_000
"""More than any time factor has; Chosen: so."""
_SHAPES = (0.65, 0.95, 1.35)
_SHAPE_WEIGHTS = (0.3, 0.4, 0.3)
_NEVER = 0.25
"""Share of people who never have a symptom other than redness (clinical reference 1.4)."""
_EXTRA_HEIGHT_SD = 0.2
"""Added to the spread of heights: people rate differently, beyond healing differently."""
_LEVEL_Z = np.linspace(-1.3, 1.3, LEVELS)
_COMMON_SHARE = 0.6
"""Share of the variance of a height that all symptoms of a recovery have in common (assumed)."""
_BALANCING = 50
"""Rounds after which neither the heights' own weights nor the levels' change any more."""
_SHAPED = frozenset({Channel.REDNESS, Channel.PHOTO_REDNESS})


class Plan(NamedTuple):
    """What decides the grid of a recovery."""

    length_mm: float
    group: DeviceGroup
    time_factor: float


@lru_cache(maxsize=160)
def healing_model(reference: CourseReference, plan: Plan, step: int) -> "HealingModel":
    """Return the grid for a plan and a rating style, kept for the next time."""
    return HealingModel(reference, plan, step)


def heights_of(channel: Channel, reference: CourseReference) -> DoubleArray:
    """Return (A,) how many times higher than usual; 0 is a symptom that never comes."""
    own = np.hypot(reference.spread.height_sd, _EXTRA_HEIGHT_SD)
    heights: DoubleArray = np.exp(own * _HEIGHT_Z)
    return heights if channel in _SHAPED else np.concatenate([[0.0], heights])


@dataclass(frozen=True, eq=False)
class HealingModel:
    """The grid for one plan, and how likely each rating is in each of its cells."""

    reference: CourseReference
    plan: Plan
    step: int
    _tables: dict[Channel, FloatArray] = field(default_factory=dict)
    _levels: dict[Channel, DoubleArray] = field(default_factory=dict)

    @cached_property
    def pace(self) -> DoubleArray:
        """Return (P,) how many times slower than usual."""
        spread: DoubleArray = np.exp(self.reference.spread.pace_sd * PACE_Z)
        return spread * self.plan.time_factor

    def height(self, channel: Channel) -> DoubleArray:
        """Return (A,) how many times higher than usual; 0 is a symptom that never comes."""
        return heights_of(channel, self.reference)

    def level(self, channel: Channel) -> DoubleArray:
        """Return the (D, P, K) true level on each day in each cell."""
        if channel not in self._levels:
            self._levels[channel] = self._level(channel)
        return self._levels[channel]

    def likelihood(self, channel: Channel) -> FloatArray:
        """Return the (D, 12, P·K) likelihoods of ratings."""
        if channel not in self._tables:
            cells = level_index(self.level(channel).reshape(DAYS, -1))
            table = rating_likelihoods(self.step)[:, cells]
            self._tables[channel] = np.ascontiguousarray(np.moveaxis(table, 0, 1))
        return self._tables[channel]

    def shares(self, channel: Channel) -> DoubleArray:
        """Return the (D, 11, P·K) shares of ratings that are expected in each cell."""
        cells = level_index(self.level(channel).reshape(DAYS, -1))
        return np.moveaxis(rating_shares(self.step)[:, cells], 0, 1)

    def _level(self, channel: Channel) -> DoubleArray:
        table = self.reference.tables[channel, self.plan.group]
        course = level_at(table, self.plan.length_mm)
        day = np.arange(DAYS)[:, None] / self.pace
        shaped = [
            _course_at(course, _warp(day, shape, course))
            for shape in (_SHAPES if channel in _SHAPED else (1.0,))
        ]
        level = np.stack(shaped, axis=2)[..., None] * self.height(channel)
        return np.asarray(level.reshape(DAYS, len(self.pace), -1))


@dataclass(frozen=True, eq=False)
class Prior:
    """What is believed of pace and heights before a recovery, one row for each recovery."""

    pace: FloatArray
    """(N, P)"""
    height: dict[Channel, FloatArray]
    """(N, A) for each channel."""

    def rows(self, chosen: npt.NDArray[np.intp] | slice) -> "Prior":
        """Return the beliefs of some recoveries."""
        return Prior(
            self.pace[chosen], {channel: rows[chosen] for channel, rows in self.height.items()}
        )

    def cells(self, channel: Channel) -> FloatArray:
        """Return the (N, K) weights of shape × height."""
        weights = _SHAPE_WEIGHTS if channel in _SHAPED else (1.0,)
        return np.concatenate(
            [np.float32(weight) * self.height[channel] for weight in weights], axis=1
        )


def common_prior(number: int, channels: Iterable[Channel] = Channel) -> Prior:
    """Return what is believed of people nothing is known of."""
    heights = {channel: _height_weights(channel) for channel in channels}
    return Prior(
        pace=np.tile(_weights(PACE_Z), (number, 1)),
        height={channel: np.tile(row, (number, 1)) for channel, row in heights.items()},
    )


def level_weights() -> FloatArray:
    """Return (H,) the prior weights of how high everything is in a recovery."""
    return _weights(_LEVEL_Z)


@cache
def lift(channel: Channel) -> FloatArray:
    """Return (K, H) how much likelier each cell of a channel is at each level of everything.

    Averaged over either prior it is 1: what is believed of one symptom alone stays as it was.
    """
    weights, levels = _weights(_HEIGHT_Z)[:, None], level_weights()
    apart = (_HEIGHT_Z[:, None] - np.sqrt(_COMMON_SHARE) * _LEVEL_Z) ** 2
    times = np.exp(-apart / (2 * (1 - _COMMON_SHARE)) + _HEIGHT_Z[:, None] ** 2 / 2)
    for _ in range(_BALANCING):
        times /= (times * levels).sum(axis=1, keepdims=True)
        times /= (times * weights).sum(axis=0)
    if channel in _SHAPED:
        return np.tile(times, (len(_SHAPES), 1)).astype(np.float32)
    return np.concatenate([np.ones((1, LEVELS)), times]).astype(np.float32)


def _height_weights(channel: Channel) -> FloatArray:
    weights: FloatArray = _weights(_HEIGHT_Z)
    if channel in _SHAPED:
        return weights
    return np.concatenate([[_NEVER], (1 - _NEVER) * weights]).astype(np.float32)


def _weights(z: npt.NDArray[np.float64]) -> FloatArray:
    """Return normal weights with a heavier tail than normal: extremes are possible."""
    weights = np.exp(-0.5 * z**2) + 0.02
    return np.asarray(weights / weights.sum(), np.float32)


def _warp(
    day: npt.NDArray[np.float64], shape: float, course: npt.NDArray[np.float64]
) -> DoubleArray:
    """Bend time about the day on which the course has fallen to 1 of 10 (or half its start)."""
    if shape == 1.0:
        return day
    pivot = max(float(np.argmax(course <= max(1.0, course[0] / 6))), 1.0)
    warped: DoubleArray = pivot * (day / pivot) ** shape
    return warped


def _course_at(course: npt.NDArray[np.float64], day: npt.NDArray[np.float64]) -> DoubleArray:
    """Interpolate a course, in logarithms so that an exponential stays one."""
    tiny = 1e-3
    between = np.interp(day, np.arange(len(course)), np.log(course + tiny))
    level: DoubleArray = np.exp(between)
    return level


def courses_by_pace(diaries: Diaries, reference: CourseReference) -> tuple[FloatArray, Indices]:
    """Return the courses of all plans of N recoveries, and which plan each has.

    Returns
    -------
    array
        (P, C, plans · days), for each pace and channel; points, in photos EI.
    array
        (N,) number of the plan of each recovery.
    """
    steps = np.rint(diaries.length_mm / _LENGTH_STEP_MM).astype(np.int64)
    hundredths = np.rint(100 * diaries.time_factor).astype(np.int64)
    # Unique numbers are found many times faster than unique rows.
    kinds = (steps * len(GROUPS) + diaries.is_rf) * _MOST_HUNDREDTHS + hundredths
    _, first, plan_of = np.unique(kinds, return_index=True, return_inverse=True)
    courses = [
        _course(
            reference,
            round(int(steps[row]) * _LENGTH_STEP_MM, 2),
            GROUPS[int(diaries.is_rf[row])],
            int(hundredths[row]) / 100,
        )
        for row in first.tolist()
    ]
    return np.concatenate(courses, axis=2), plan_of


@lru_cache(maxsize=256)
def _course(
    reference: CourseReference, length_mm: float, group: DeviceGroup, time_factor: float
) -> FloatArray:
    """Return the (P, C, days) course of a typical height, for each pace."""
    days = np.arange(LAST_DAY + 1)
    paces = np.exp(reference.spread.pace_sd * PACE_Z) * time_factor
    tiny = 1e-3
    course = np.empty((len(paces), len(Channel), len(days)), np.float32)
    for place, channel in enumerate(Channel):
        level = np.log(level_at(reference.tables[channel, group], length_mm) + tiny)
        course[:, place] = np.exp(np.interp(days / paces[:, None], days, level))
    return course
