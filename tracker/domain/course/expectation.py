"""What is expected of each entry, given nothing but the entries before it.

A rating is `ordinary + height · course(day / pace)` with the scatter of this person. Pace is a
grid; for each pace the height of each channel is a normal belief that every entry sharpens
(conjugate, so that a million entries are cheap). What comes out are a mean and a spread for every
entry: from the person's own entries before it, and from other people alone. What is entered today
never enters what is expected of today; so whatever is weighed against it is monotone.

Arrays stand as (…, C, N): N recoveries lie together in memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis import NORMAL_95
from tracker.domain.course.arrays import FloatArray, Indices
from tracker.domain.course.diaries import MISSING, Diaries
from tracker.domain.course.earlier import settled_level
from tracker.domain.course.healing import PACE_Z, courses_by_pace
from tracker.domain.course.manners import Manners, no_manners
from tracker.domain.course.reference import (
    DIARY_CHANNELS,
    LAST_DAY,
    CourseReference,
)

BoolArray = npt.NDArray[np.bool_]

# Chosen: on simulated recoveries (tests/benchmark/second_world, 1,000 a row, 2026-11); spreads of
# people are assumed.
PACE_WEIGHTS = (np.exp(-0.5 * PACE_Z**2) + 0.02) / (np.exp(-0.5 * PACE_Z**2) + 0.02).sum()
HEIGHT_MEAN = np.array([1.05, 0.95, 0.95, 1.0, 1.0, 1.05], np.float32)
_OWN_HEIGHT_SD = np.array([0.28, 0.6, 0.66, 0.6, 0.6, 0.34])
"""Spread of each channel's height beyond that of healing: some people never swell or itch."""
_CALM_NOISE, _NOISE, _FULL_NOISE_FROM = 0.5, 0.85, 5.0
"""Scatter of ratings in points, of who feels nothing and from 5 points on (assumed; each
person's own is learned)."""
_ORDINARY_NOISE = 1.5
"""An ordinary level above 0 comes and goes."""
_RESTLESS_NOISE = 0.5
"""So do the other symptoms of such a skin, which are felt below half a point on an ordinary day."""
_FORECAST_SCATTER_EI = 1.2
"""Scatter of a photo about what was expected of it: wider than about a course that is given
(`ratings._PHOTO_SCATTER_EI`)."""
_PHOTO_GAIN_SD = 0.15
_OUTLIER = 10.0
_BLUNT_FROM = 2.0
"""An entry further out than this moves what is expected less and less."""
_KEPT = 0.9
"""Share of what was learned that is left after each entry: recoveries change their course."""
_SAME_PACE, _SAME_PACE_AS_REDNESS = 0.4, 0.8
"""Share of what the other symptoms say of pace that holds for a symptom, too: one skin heals."""
_PHOTO = len(DIARY_CHANNELS)


@dataclass(frozen=True, eq=False)
class Start:
    """What is believed of N recoveries before their first entry."""

    pace: FloatArray
    """(P, C, N) log weights."""
    height: FloatArray
    """(C, N) mean."""
    certainty: FloatArray
    """(C, N) one over the variance of the height."""
    ordinary: FloatArray
    """(C, N) points that the skin rates on an ordinary day; 0 in photos."""
    manners: Manners

    def without_photos(self) -> "Start":
        """Return the beliefs about ratings alone."""
        arrays = {name: values[..., :_PHOTO, :] for name, values in vars(self).items()
                  if name != "manners"}  # fmt: skip
        return Start(**arrays, manners=self.manners)

    def with_photos_of(self, other: "Start") -> "Start":
        """Return these beliefs, about photos as another has them."""
        arrays = {name: np.concatenate([values, getattr(other, name)[..., _PHOTO:, :]], axis=-2)
                  for name, values in vars(self).items() if name != "manners"}  # fmt: skip
        return Start(**arrays, manners=self.manners)

    def rows(self, chosen: Indices | slice) -> "Start":
        """Return the beliefs of some recoveries."""
        arrays = {name: values[..., chosen] for name, values in vars(self).items()
                  if name != "manners"}  # fmt: skip
        return Start(**arrays, manners=self.manners.rows(chosen))


@dataclass(frozen=True, eq=False)
class Expected:
    """Means and spreads of entries, (E, C, N); photos in EI, ratings in points."""

    mean: FloatArray
    sd: FloatArray


@dataclass(frozen=True, eq=False)
class Followed:
    """Recoveries with what was expected of each entry, and the beliefs at their end."""

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
    end: Start


def common_start(diaries: Diaries, reference: CourseReference) -> Start:
    """Return what is believed of people nothing is known of but their ordinary level."""
    number = len(diaries.day)
    ordinary = np.zeros((_PHOTO + 1, number), np.float32)
    ordinary[:_PHOTO] = np.maximum(diaries.believed_ordinary.T, 0)
    sd = np.hypot(reference.spread.height_sd, _OWN_HEIGHT_SD).astype(np.float32)
    shape = (len(PACE_Z), _PHOTO + 1, number)
    weights = np.log(PACE_WEIGHTS).astype(np.float32)[:, None, None]
    return Start(
        pace=np.broadcast_to(weights, shape).copy(),
        height=np.repeat(HEIGHT_MEAN[:, None], number, axis=1),
        certainty=np.repeat(1 / sd[:, None] ** 2, number, axis=1),
        ordinary=ordinary,
        manners=no_manners(number),
    )


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
    if np.isnan(entered[:, _PHOTO:]).all():
        entered, start = entered[:, :_PHOTO], start.without_photos()
        courses = courses[:, :_PHOTO]
    belief = _Belief(start)
    own, usual = (Expected(*np.empty((2, *entered.shape), np.float32)) for _ in range(2))
    usual_mean, usual_spread = _usual(courses, reference)
    settled = np.zeros_like(entered)
    settled[:, :_PHOTO] = settled_level(diaries).transpose(1, 2, 0)
    least, paces = np.empty_like(entered), []
    for entry, values in enumerate(entered):
        on_day = plan_of * (LAST_DAY + 1) + np.clip(diaries.day[:, entry], 0, LAST_DAY)
        error = diaries.photo_too_high[:, entry]
        own.mean[entry], own.sd[entry] = belief.expect(courses[:, :, on_day], error)
        mean, spread = usual_mean[:, on_day], usual_spread[:, on_day]
        ordinary = np.maximum(start.ordinary, settled[entry])
        usual.sd[entry] = np.sqrt(spread + _noise(mean, ordinary, error))
        usual.mean[entry] = mean + ordinary
        least[entry] = belief.manners.least(values)
        paces.append(belief.pace_without_redness())
        belief.see(values, diaries.photo_hidden[:, entry])
    first = _from_day_0(
        diaries, entered[0, 0], courses[:, :1], plan_of, start, settled[:, :1], paces
    )
    end = belief.as_start()
    if start is not everything:
        end = end.with_photos_of(everything)
    return Followed(entered, least, own, usual, first, end)


def expected_at_first(diaries: Diaries, reference: CourseReference, start: Start) -> Expected:
    """Return what is expected of each entry before the first one is known."""
    courses, plan_of = courses_by_pace(diaries, reference)
    shape = (diaries.day.shape[1], _PHOTO + 1, len(plan_of))
    expected, belief = Expected(*np.empty((2, *shape), np.float32)), _Belief(start)
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
    at_first = courses[:, :, days]
    noise = np.float32(_NOISE**2)
    value = np.where(diaries.day[:, 0] == 0, redness - ordinary[0], np.nan)
    said = ~np.isnan(value)
    off = np.nan_to_num(value - at_first * start.height[:1])
    variance = at_first**2 / start.certainty[:1] + noise
    unlikely = 0.5 * (np.log(variance) + np.minimum(off**2 / variance, _OUTLIER))
    unlikely = np.where(said, unlikely, 0)
    certainty = start.certainty[:1] + np.where(said, at_first**2 / noise, 0)
    pull = start.certainty[:1] * start.height[:1]
    pull = pull + np.where(said, np.nan_to_num(value) * at_first / noise, 0)
    expected = Expected(*np.empty((2, *settled.shape), np.float32))
    for entry, day in enumerate(np.clip(diaries.day.T, 0, LAST_DAY)):
        course = courses[:, :, days + day]
        pace = paces[entry] - unlikely
        mean, spread = _mixed(pace, course * (pull / certainty), course**2 / certainty)
        expected.mean[entry] = mean + ordinary[entry]
        expected.sd[entry] = np.sqrt(spread + _scatter(mean, ordinary[entry]))
    return expected


class _Belief:
    """What is believed of N recoveries as their entries come in."""

    def __init__(self, start: Start) -> None:
        self.pace, self._first_pace = start.pace.copy(), start.pace
        shape, pull = self.pace.shape, start.certainty * start.height
        self.certainty: FloatArray = np.broadcast_to(start.certainty, shape).copy()
        self.pull: FloatArray = np.broadcast_to(pull, shape).copy()
        # What comes back of the start with each entry.
        self._back = np.float32(1 - _KEPT) * start.certainty
        self._pull_back = np.float32(1 - _KEPT) * pull
        self.ordinary = start.ordinary
        self.manners = start.manners

    def expect(self, course: FloatArray, photo_error: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return (C, N) mean and spread of the next entry, on days with this (P, C, N) course.

        The error of its photo is how much too high it may be: more is asked of what is redder.
        """
        self._course, self._square = course, course * course
        self._level = course * (self.pull / self.certainty)
        self._doubt = self._square / self.certainty
        self._said = self._said_of_pace()
        mean, spread = _mixed(self._shared_pace(), self._level, self._doubt)
        rounding = self.manners.rounding(mean)
        noise = _noise(mean, self.ordinary, photo_error, self.manners.scatter)
        noise[:_PHOTO] += rounding[:_PHOTO]
        self._variance = noise
        mean, variance = self.manners.bend(mean + self.ordinary, spread + noise)
        self._mean, self._sd = mean, np.sqrt(variance)
        return self._mean, self._sd

    def see(self, entered: FloatArray, photo_hidden: FloatArray) -> None:
        """Learn (C, N) what was entered, not-a-number where nothing was.

        A photo in which redness may hide says less of the skin's own level.
        """
        self._variance[_PHOTO:] += (photo_hidden / NORMAL_95) ** 2
        known = ~np.isnan(entered)
        value = np.where(known, entered - self.ordinary, 0).astype(np.float32)
        variance = self._doubt + self._variance
        off = value - self._level
        off *= off
        off /= variance
        np.minimum(off, np.float32(_OUTLIER), out=off)
        off += np.log(variance, out=variance)
        off *= np.float32(0.5) * known
        self.pace -= off
        surprise = np.where(known, (entered - self._mean) / self._sd, 0)
        weight = np.minimum(1, _BLUNT_FROM / np.maximum(np.abs(surprise), 1e-6))
        weight = np.where(known, weight / self._variance, 0).astype(np.float32)
        for belief, back, more in (
            (self.certainty, self._back, weight * self._square),
            (self.pull, self._pull_back, weight * value * self._course),
        ):
            belief *= np.float32(_KEPT)
            more += back
            belief += more
        self.manners = self.manners.after(entered, surprise, self._mean, self.ordinary)

    def pace_without_redness(self) -> FloatArray:
        """Return the (P, 1, N) log weights of redness's pace, as the other symptoms tell it.

        As of the entry that is expected.
        """
        said = self._said[:, 1:_PHOTO].sum(axis=1, keepdims=True)
        return np.asarray(self._first_pace[:, :1] + np.float32(_SAME_PACE_AS_REDNESS) * said)

    def _shared_pace(self) -> FloatArray:
        """Return the (P, C, N) log weights of each symptom's pace, the others' say among them."""
        others = self._said.sum(axis=1, keepdims=True) - self._said
        others *= np.float32(_SAME_PACE)
        return np.asarray(np.add(others, self.pace, out=others))

    def _said_of_pace(self) -> FloatArray:
        said = self.pace - self._first_pace
        return np.asarray(np.subtract(said, said.max(axis=0), out=said))

    def as_start(self) -> Start:
        """Return what is believed by now, with the heights of all paces taken together."""
        one = np.float32(1)
        mean, variance = _mixed(self.pace, self.pull / self.certainty, one / self.certainty)
        certainty = np.asarray(one / np.maximum(variance, 1e-3), np.float32)
        return Start(self.pace, mean, certainty, self.ordinary, self.manners)


def _mixed(
    pace: FloatArray, means: FloatArray, variances: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return mean and variance of normal beliefs (P, …), mixed by log weights of pace."""
    weights = pace - pace.max(axis=0)
    np.exp(weights, out=weights)
    weights /= weights.sum(axis=0)
    mean = (weights * means).sum(axis=0)
    squares = means * means
    squares += variances
    squares *= weights
    variance = squares.sum(axis=0)
    variance -= mean * mean
    return mean, np.maximum(variance, 0, out=variance)


def _noise(
    mean: FloatArray,
    ordinary: FloatArray,
    photo_error: FloatArray,
    scatter: FloatArray | float = 1.0,
) -> FloatArray:
    """Return (C, N) the variance of entries about their level."""
    noise = _scatter(mean, ordinary, scatter)
    gain = _PHOTO_GAIN_SD * np.maximum(mean[_PHOTO:], 0)
    noise[_PHOTO:] = (photo_error / NORMAL_95) ** 2 + _FORECAST_SCATTER_EI**2 + gain**2
    return np.asarray(noise, np.float32)


def _scatter(
    mean: FloatArray, ordinary: FloatArray, scatter: FloatArray | float = 1.0
) -> FloatArray:
    """Return the variance of ratings about their level."""
    calm = np.clip(mean / _FULL_NOISE_FROM, 0, 1)
    noise = scatter * (_CALM_NOISE + (_NOISE - _CALM_NOISE) * calm) ** 2
    if not ordinary.any():
        return np.asarray(noise, np.float32)
    is_restless = np.any(ordinary > 0, axis=0)
    noise = noise + np.where(is_restless, np.float32(_RESTLESS_NOISE**2), np.float32(0))
    more = np.float32(_ORDINARY_NOISE**2 - _RESTLESS_NOISE**2)
    return np.asarray(noise + np.where(ordinary > 0, more, np.float32(0)), np.float32)


def _usual(courses: FloatArray, reference: CourseReference) -> tuple[FloatArray, FloatArray]:
    """Return (C, plans · days) mean and variance of the level over people."""
    channels = slice(courses.shape[1])
    sd = np.hypot(reference.spread.height_sd, _OWN_HEIGHT_SD).astype(np.float32)[channels, None]
    weights = np.log(PACE_WEIGHTS).astype(np.float32)[:, None, None]
    pace = np.broadcast_to(weights, courses.shape)
    return _mixed(pace, courses * HEIGHT_MEAN[channels, None], (courses * sd) ** 2)


def _entered(diaries: Diaries) -> FloatArray:
    """Return what was entered, (E, C, N), not-a-number where nothing was."""
    number, entries = diaries.day.shape
    entered = np.empty((entries, _PHOTO + 1, number), np.float32)
    entered[:, :_PHOTO] = diaries.ratings.transpose(1, 2, 0)
    entered[:, :_PHOTO][entered[:, :_PHOTO] == MISSING] = np.nan
    entered[:, _PHOTO] = diaries.photo.T
    return entered
