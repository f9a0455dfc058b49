"""What is expected of each entry, given nothing but the entries before it.

A rating is `ordinary + height · course(day / pace)` with the scatter of this person. Pace is a
grid; for each pace the height of each channel is a normal belief that every entry sharpens
(conjugate, so that a million entries are cheap). What comes out are a mean and a spread for every
entry: from the person's own entries before it, and from other people alone. What is entered today
never enters what is expected of today; so whatever is weighed against it is monotone.

Arrays stand as (…, C, N): N recoveries lie together in memory.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tracker.domain.course.arrays import FloatArray, Indices
from tracker.domain.course.belief import (
    HEIGHT_MEAN,
    NOISE,
    OUTLIER,
    OWN_HEIGHT_SD,
    PACE_WEIGHTS,
    PHOTO,
    Belief,
    Start,
    mixed,
    noise_of,
    scatter_of,
)
from tracker.domain.course.diaries import MISSING, Diaries
from tracker.domain.course.earlier import settled_level
from tracker.domain.course.healing import courses_by_pace
from tracker.domain.course.manners import answered
from tracker.domain.course.reference import (
    LAST_DAY,
    CourseReference,
)


@dataclass(frozen=True, eq=False)
class Expected:
    """Means and spreads of entries, (E, C, N); photos in EI, ratings in points."""

    mean: FloatArray
    sd: FloatArray


@dataclass(frozen=True, eq=False)
class Followed:
    """Recoveries with what was expected of each entry."""

    entered: FloatArray
    """(E, C, N), not-a-number where nothing was; without photos where nobody has any."""
    least: FloatArray
    """(E, C, N) how little this person may mean by it."""
    own: Expected
    """From the entries before."""
    usual: Expected
    """From other people alone, and the ordinary level."""
    first: Expected
    """From the person's own day 0 and the pace of their other symptoms, (E, 1, N): redness only.
    Redness that stays while all else goes stands out here, while `own` follows it."""
    last: Callable[[], Start]
    """Learns the last entry, too."""

    @cached_property
    def end(self) -> Start:
        """What is believed at the end; worked out only for whom it will be remembered."""
        return self.last()


def follow(diaries: Diaries, reference: CourseReference, start: Start) -> Followed:
    """Expect every entry of N recoveries from the entries before it.

    Parameters
    ----------
    diaries : Diaries
        The recoveries.
    reference : CourseReference
        The expected course.
    start : Start
        What is believed of each before its first entry.
    """
    courses, plan_of = courses_by_pace(diaries, reference)
    entered, everything = _entered(diaries), start
    if np.isnan(entered[:, PHOTO:]).all():
        entered, start = entered[:, :PHOTO], start.without_photos()
        courses = np.ascontiguousarray(courses[:, :PHOTO])
    belief = Belief(start)
    own = Expected(*np.empty((2, *entered.shape), np.float32))
    settled = np.zeros_like(entered)
    settled[:, :PHOTO] = settled_level(diaries).transpose(1, 2, 0)
    least, paces = np.empty_like(entered), []
    days = plan_of * (LAST_DAY + 1) + np.clip(diaries.day.T, 0, LAST_DAY)
    answers = answered(entered)
    course = np.empty((*courses.shape[:2], len(plan_of)), np.float32)

    def see(entry: int) -> None:
        belief.see(answers[entry], diaries.photo_hidden[:, entry])

    for entry, on_day in enumerate(days):
        if entry:
            see(entry - 1)
        error = diaries.photo_too_high[:, entry]
        courses.take(on_day, axis=2, out=course, mode="clip")  # much faster than by indices
        own.mean[entry], own.sd[entry] = belief.expect(course, error)
        least[entry] = belief.manners.least(entered[entry], answers[entry].rating)
        paces.append(belief.pace_without_redness())
    ordinary = np.maximum(start.ordinary, settled)
    usual = _usual(courses, reference, days, ordinary, diaries.photo_too_high.T)
    first = _from_day_0(
        diaries, entered[0, 0], courses[:, :1], plan_of, start, settled[:, :1], paces
    )

    def learn_last() -> Start:
        see(len(answers) - 1)
        end = belief.as_start()
        return end if start is everything else end.with_photos_of(everything)

    return Followed(entered, least, own, usual, first, learn_last)


def expected_at_first(diaries: Diaries, reference: CourseReference, start: Start) -> Expected:
    """Return what is expected of each entry before the first one is known."""
    courses, plan_of = courses_by_pace(diaries, reference)
    shape = (diaries.day.shape[1], PHOTO + 1, len(plan_of))
    expected, belief = Expected(*np.empty((2, *shape), np.float32)), Belief(start)
    for entry, day in enumerate(np.clip(diaries.day.T, 0, LAST_DAY)):
        course = courses[:, :, plan_of * (LAST_DAY + 1) + day]
        error = diaries.photo_too_high[:, entry]
        expected.mean[entry], expected.sd[entry] = belief.expect(course, error)
    return expected


def _from_day_0(
    diaries: Diaries,
    redness: FloatArray,
    courses: FloatArray,
    plan_of: Indices,
    start: Start,
    settled: FloatArray,
    paces: Sequence[FloatArray],
) -> Expected:
    """Expect redness (E, 1, N) from that of the first entry, (N,), and the others' pace."""
    days = plan_of * (LAST_DAY + 1)
    ordinary = np.maximum(start.ordinary[:1], settled)
    at_first = courses.take(days, axis=2)
    noise = np.float32(NOISE**2)
    value = np.where(diaries.day[:, 0] == 0, redness - ordinary[0], np.nan)
    said = ~np.isnan(value)
    off = np.nan_to_num(value - at_first * start.height[:1])
    variance = at_first**2 / start.certainty[:1] + noise
    unlikely = 0.5 * (np.log(variance) + np.minimum(off**2 / variance, OUTLIER))
    unlikely = np.where(said, unlikely, 0)
    certainty = start.certainty[:1] + np.where(said, at_first**2 / noise, 0)
    pull = start.certainty[:1] * start.height[:1]
    pull = pull + np.where(said, np.nan_to_num(value) * at_first / noise, 0)
    expected = Expected(*np.empty((2, *settled.shape), np.float32))
    for entry, day in enumerate(np.clip(diaries.day.T, 0, LAST_DAY)):
        course = courses.take(days + day, axis=2)
        pace = paces[entry] - unlikely
        mean, spread = mixed(pace, course * (pull / certainty), course**2 / certainty)
        expected.mean[entry] = mean + ordinary[entry]
        expected.sd[entry] = np.sqrt(spread + scatter_of(mean, ordinary[entry]))
    return expected


def _usual(
    courses: FloatArray,
    reference: CourseReference,
    days: Indices,
    ordinary: FloatArray,
    photo_error: FloatArray,
) -> Expected:
    """Expect entries (E, C, N) on days (E, N) of plans from other people alone."""
    channels = slice(courses.shape[1])
    sd = np.hypot(reference.spread.height_sd, OWN_HEIGHT_SD).astype(np.float32)[channels, None]
    weights = np.log(PACE_WEIGHTS).astype(np.float32)[:, None, None]
    pace = np.broadcast_to(weights, courses.shape)
    level, spread = mixed(pace, courses * HEIGHT_MEAN[channels, None], (courses * sd) ** 2)

    def on_days(values: FloatArray) -> FloatArray:
        return np.stack([values.take(day, axis=1) for day in days])

    if not ordinary.any() and courses.shape[1] == PHOTO:  # then it is the same for all of a day
        spread += scatter_of(level, np.zeros_like(level))
        return Expected(on_days(level), on_days(np.sqrt(spread)))
    mean, variance = on_days(level), on_days(spread)
    variance += noise_of(mean, ordinary, photo_error)
    mean += ordinary
    return Expected(mean, np.sqrt(variance, out=variance))


def _entered(diaries: Diaries) -> FloatArray:
    """Return what was entered, (E, C, N), not-a-number where nothing was."""
    number, entries = diaries.day.shape
    entered = np.empty((entries, PHOTO + 1, number), np.float32)
    entered[:, :PHOTO] = diaries.ratings.transpose(1, 2, 0)
    entered[:, :PHOTO][entered[:, :PHOTO] == MISSING] = np.nan
    entered[:, PHOTO] = diaries.photo.T
    return entered
