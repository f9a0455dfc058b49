"""A person's own course from today on: the predictive band, and the day of "back to normal"."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tracker.domain.course.arrays import DoubleArray
from tracker.domain.course.diaries import pack
from tracker.domain.course.healing import DAYS, Plan, Prior, healing_model
from tracker.domain.course.outlook.by_day import Seen, by_day
from tracker.domain.course.outlook.running_products import Grid
from tracker.domain.course.personal import Memories
from tracker.domain.course.ratings import NOT_ANSWERED, STEP_SHARES, STEPS
from tracker.domain.course.recovery import Recovery, RecoveryDay, RecoveryPlan
from tracker.domain.course.reference import (
    DIARY_CHANNELS,
    LAST_DAY,
    Band,
    Basis,
    CourseReference,
    device_group,
    shipped_course,
    time_factor,
)
from tracker.domain.course.suspicion import suspect
from tracker.domain.records.scales import SETTLED, Symptom

# Chosen: what the words mean, and grids finer than what is shown of them.
BACK_TO_NORMAL = SETTLED + 0.5
"""A symptom whose true level lies below this, so that it is rated 0 or 1, counts as over."""
PHOTO_CHANGES = np.arange(-10.0, 40.0, 0.25)
"""Changes of the erythema index that a band is read from, in EI."""
_STYLE_DAYS = 3
"""A rating style is given up for good where one of the first days contradicts it."""
_BAND = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class DayRange:
    """When something is expected: the likeliest day, and the days that 90 in 100 lie between."""

    earliest: int
    median: int | None
    latest: int | None
    """None where it lies beyond the days that the course covers."""


@dataclass(frozen=True)
class PersonalCourse:
    """What is expected of this person in this recovery, if it stays normal (derived)."""

    bands: Mapping[Symptom, Mapping[int, Band]]
    """For each symptom the 90 % band of what will be entered, by day from tomorrow on."""
    photo: Mapping[int, Band]
    """The same for the redness of a photo as sure as the last one, in EI; empty before there is
    one."""
    back_to_normal: DayRange
    """When every symptom is expected to be almost clear or better."""


def predictive_band(
    days: Sequence[RecoveryDay],
    plan: RecoveryPlan,
    earlier: Sequence[Recovery] = (),
    reference: CourseReference | None = None,
) -> PersonalCourse:
    """Return what is expected from the day after the last entry on, given all that is known.

    Parameters
    ----------
    days : sequence of RecoveryDay
        This recovery so far; may be empty.
    plan : RecoveryPlan
        What was done.
    earlier : sequence of Recovery
        Earlier recoveries of the same person, in time order.
    reference : CourseReference, optional
        The expected course; the shipped one by default.
    """
    reference = reference or shipped_course()
    memories = Memories(reference)
    suspect(pack(earlier, reference), reference, memories, [_THIS] * len(earlier))
    seen = by_day(pack([Recovery(plan=plan, days=days)], reference))
    grid_plan = Plan(
        plan.needle_length_mm,
        device_group(plan.device),
        time_factor(plan.treated_zones, reference),
    )
    prior = memories.prior([_THIS])
    shares, calm = predict(seen, reference, grid_plan, prior)
    below = predict_photo(seen, reference, grid_plan, prior)
    to_come = range(max((day.day for day in days), default=-1) + 1, LAST_DAY + 1)
    return PersonalCourse(
        bands={
            Symptom(channel.value): {day: _band(shares[0, index, day]) for day in to_come}
            for index, channel in enumerate(DIARY_CHANNELS)
        },
        photo={} if below is None else {day: _photo_band(below[0, day]) for day in to_come},
        back_to_normal=_day_range(calm[0], _first_day_it_may_be_over(days)),
    )


def _first_day_it_may_be_over(days: Sequence[RecoveryDay]) -> int:
    """Return the last day with an entry, or the day after it if something was still rated there."""
    last = max(days, key=lambda day: day.day, default=RecoveryDay(day=0))
    return last.day + (max(last.ratings.values(), default=0) > BACK_TO_NORMAL)


_THIS = "this person"


def predict(
    seen: Seen, reference: CourseReference, plan: Plan, prior: Prior
) -> tuple[DoubleArray, DoubleArray]:
    """Return what is expected of recoveries that stay normal, given what has been seen.

    Returns
    -------
    shares : (N, C, D, 11) array
        Probability of each rating 0–10 of each symptom on each day.
    calm : (N, D) array
        Probability that every symptom lies below BACK_TO_NORMAL on each day.
    """
    number = len(seen.ratings)
    shares = np.zeros((number, len(DIARY_CHANNELS), DAYS, NOT_ANSWERED))
    calm = np.zeros((number, DAYS))
    weight = np.zeros(number)
    for rows, likelihood, grid in _by_style(seen, reference, plan, prior):
        part_shares, part_calm = grid.predict(BACK_TO_NORMAL)
        weight[rows] += likelihood
        shares[rows] += likelihood[:, None, None, None] * part_shares
        calm[rows] += likelihood[:, None] * part_calm
    return shares / weight[:, None, None, None], calm / weight[:, None]


def predict_photo(
    seen: Seen, reference: CourseReference, plan: Plan, prior: Prior
) -> DoubleArray | None:
    """Return (N, D, V) how likely the next photo shows less than each of PHOTO_CHANGES.

    It is taken to be as sure as the last photo of the batch; None where there is none.
    """
    taken = np.argwhere(~np.isnan(seen.photo))
    if not len(taken):
        return None
    mdc95 = float(seen.photo_mdc95[tuple(taken[-1])])
    below = np.zeros((len(seen.ratings), DAYS, len(PHOTO_CHANGES)))
    weight = np.zeros(len(seen.ratings))
    for rows, likelihood, grid in _by_style(seen, reference, plan, prior):
        weight[rows] += likelihood
        below[rows] += likelihood[:, None, None] * grid.predict_photo(PHOTO_CHANGES, mdc95)
    return np.asarray(below / weight[:, None, None])


def _by_style(
    seen: Seen, reference: CourseReference, plan: Plan, prior: Prior
) -> Iterator[tuple[npt.NDArray[np.intp], DoubleArray, Grid]]:
    """Yield for each rating style the recoveries that fit it, how likely it is, and their grid."""
    for step, share in zip(STEPS, STEP_SHARES, strict=True):
        rows = np.flatnonzero(fits_style(seen, step))
        if len(rows):
            model = healing_model(reference, plan, step)
            grid = Grid(seen.rows(rows), model, prior.rows(rows))
            yield rows, share * grid.normal(), grid


def fits_style(seen: Seen, step: int) -> npt.NDArray[np.bool_]:
    """Return (N,) whether the first days' ratings are all multiples of a style's step."""
    first = seen.ratings[:, :_STYLE_DAYS]
    fits: npt.NDArray[np.bool_] = ((first % step == 0) | (first == NOT_ANSWERED)).all(axis=(1, 2))
    return fits


def _photo_band(below: DoubleArray) -> Band:
    """Return the 90 % band of a photo's redness change."""
    low, median, high = (float(np.interp(level, below, PHOTO_CHANGES)) for level in _BAND)
    return Band(low, median, high, Basis.DERIVED)


def _band(shares: DoubleArray) -> Band:
    """Return the 90 % band of a rating, a whole rating r spread evenly over r ± 0.5."""
    edges = np.arange(-0.5, NOT_ANSWERED)
    below = np.concatenate([[0.0], np.cumsum(shares)])
    low, median, high = (float(np.clip(np.interp(level, below, edges), 0, 10)) for level in _BAND)
    return Band(low, median, high, Basis.DERIVED)


def _day_range(calm: DoubleArray, today: int) -> DayRange:
    """Read the days off the probability of being calm, which cannot fall once it has risen."""
    reached = np.maximum.accumulate(calm[today:])
    first = [
        today + int(np.argmax(reached >= level)) if reached[-1] >= level else None
        for level in _BAND
    ]
    return DayRange(earliest=first[0] or today, median=first[1], latest=first[2])
