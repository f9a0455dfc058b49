"""What is believed of a recovery: its pace and heights, sharpened by every entry.

Pace is a grid; for each pace the height of each channel is a normal belief (conjugate, so that a
million entries are cheap). Arrays stand as (…, C, N): N recoveries lie together in memory.
"""

from dataclasses import dataclass

import numpy as np

from analysis import NORMAL_95
from tracker.domain.course.arrays import FloatArray, Indices
from tracker.domain.course.diaries import Diaries
from tracker.domain.course.healing import PACE_Z
from tracker.domain.course.manners import Answered, Manners, no_manners
from tracker.domain.course.reference import DIARY_CHANNELS, CourseReference

# Chosen: on simulated recoveries (tests/benchmark/second_world, 1,000 a row, 2026-11); spreads of
# people are assumed.
PACE_WEIGHTS = (np.exp(-0.5 * PACE_Z**2) + 0.02) / (np.exp(-0.5 * PACE_Z**2) + 0.02).sum()
HEIGHT_MEAN = np.array([1.05, 0.95, 0.95, 1.0, 1.0, 1.05], np.float32)
OWN_HEIGHT_SD = np.array([0.28, 0.6, 0.66, 0.6, 0.6, 0.34])
"""Spread of each channel's height beyond that of healing: some people never swell or itch."""
_CALM_NOISE, NOISE, _FULL_NOISE_FROM = 0.5, 0.85, 5.0
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
OUTLIER = 10.0
_BLUNT_FROM = 2.0
"""An entry further out than this moves what is expected less and less."""
_KEPT = 0.9
"""Share of what was learned that is left after each entry: recoveries change their course."""
_SAME_PACE, _SAME_PACE_AS_REDNESS = 0.4, 0.8
"""Share of what the other symptoms say of pace that holds for a symptom, too: one skin heals."""
PHOTO = len(DIARY_CHANNELS)


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
        arrays = {name: values[..., :PHOTO, :] for name, values in vars(self).items()
                  if name != "manners"}  # fmt: skip
        return Start(**arrays, manners=self.manners)

    def with_photos_of(self, other: "Start") -> "Start":
        """Return these beliefs, about photos as another has them."""
        arrays = {name: np.concatenate([values, getattr(other, name)[..., PHOTO:, :]], axis=-2)
                  for name, values in vars(self).items() if name != "manners"}  # fmt: skip
        return Start(**arrays, manners=self.manners)

    def rows(self, chosen: Indices | slice) -> "Start":
        """Return the beliefs of some recoveries."""
        arrays = {name: values[..., chosen] for name, values in vars(self).items()
                  if name != "manners"}  # fmt: skip
        return Start(**arrays, manners=self.manners.rows(chosen))


def common_start(diaries: Diaries, reference: CourseReference) -> Start:
    """Return what is believed of people nothing is known of but their ordinary level."""
    number = len(diaries.day)
    ordinary = np.zeros((PHOTO + 1, number), np.float32)
    ordinary[:PHOTO] = np.maximum(diaries.believed_ordinary.T, 0)
    sd = np.hypot(reference.spread.height_sd, OWN_HEIGHT_SD).astype(np.float32)
    shape = (len(PACE_Z), PHOTO + 1, number)
    weights = np.log(PACE_WEIGHTS).astype(np.float32)[:, None, None]
    return Start(
        pace=np.broadcast_to(weights, shape).copy(),
        height=np.repeat(HEIGHT_MEAN[:, None], number, axis=1),
        certainty=np.repeat(1 / sd[:, None] ** 2, number, axis=1),
        ordinary=ordinary,
        manners=no_manners(number),
    )


class Belief:
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
        # Of the entry that is expected; kept for all entries, since new memory costs time.
        self._square, self._level, self._doubt, self._said, self._work = np.empty(
            (5, *shape), np.float32
        )

    def expect(self, course: FloatArray, photo_error: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return (C, N) mean and spread of the next entry, on days with this (P, C, N) course.

        The error of its photo is how much too high it may be: more is asked of what is redder.
        """
        self._course = course
        np.multiply(course, course, out=self._square)
        np.divide(self.pull, self.certainty, out=self._level)
        self._level *= course
        np.divide(self._square, self.certainty, out=self._doubt)
        self._tell_pace()
        mean, spread = mixed(self._shared_pace(), self._level, self._doubt)
        rounding = self.manners.rounding(mean)
        noise = noise_of(mean, self.ordinary, photo_error, self.manners.scatter)
        noise[:PHOTO] += rounding[:PHOTO]
        self._variance = noise
        mean, variance = self.manners.bend(mean + self.ordinary, spread + noise)
        self._mean, self._sd = mean, np.sqrt(variance)
        return self._mean, self._sd

    def see(self, entered: Answered, photo_hidden: FloatArray) -> None:
        """Learn what was entered, on the entry that was expected last.

        A photo in which redness may hide says less of the skin's own level.
        """
        self._variance[PHOTO:] += (photo_hidden / NORMAL_95) ** 2
        known = entered.known
        value = (entered.value - self.ordinary) * known
        variance = np.add(self._doubt, self._variance, out=self._doubt)
        off = np.subtract(value, self._level, out=self._level)
        off *= off
        off /= variance
        np.minimum(off, np.float32(OUTLIER), out=off)
        off += np.log(variance, out=variance)
        off *= np.float32(0.5) * known
        self.pace -= off
        surprise = (entered.value - self._mean) / self._sd * known
        weight = np.minimum(1, _BLUNT_FROM / np.maximum(np.abs(surprise), 1e-6))
        weight = weight / self._variance * known
        for belief, back, said, shown in (
            (self.certainty, self._back, weight, self._square),
            (self.pull, self._pull_back, weight * value, self._course),
        ):
            belief *= np.float32(_KEPT)
            more = np.multiply(said, shown, out=self._work)
            more += back
            belief += more
        self.manners = self.manners.after(entered, surprise, self._mean, self.ordinary)

    def pace_without_redness(self) -> FloatArray:
        """Return the (P, 1, N) log weights of redness's pace, as the other symptoms tell it.

        As of the entry that is expected.
        """
        said = self._said[:, 1:PHOTO].sum(axis=1, keepdims=True)
        return np.asarray(self._first_pace[:, :1] + np.float32(_SAME_PACE_AS_REDNESS) * said)

    def _shared_pace(self) -> FloatArray:
        """Return the (P, C, N) log weights of each symptom's pace, the others' say among them."""
        everything = self._said.sum(axis=1, keepdims=True)
        others = np.subtract(everything, self._said, out=self._work)
        others *= np.float32(_SAME_PACE)
        return np.asarray(np.add(others, self.pace, out=others))

    def _tell_pace(self) -> None:
        """Put down what the entries so far say of each symptom's pace."""
        said = np.subtract(self.pace, self._first_pace, out=self._said)
        said -= said.max(axis=0)

    def as_start(self) -> Start:
        """Return what is believed by now, with the heights of all paces taken together."""
        one = np.float32(1)
        mean, variance = mixed(self.pace, self.pull / self.certainty, one / self.certainty)
        certainty = np.asarray(one / np.maximum(variance, 1e-3), np.float32)
        return Start(self.pace, mean, certainty, self.ordinary, self.manners)


def mixed(
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


def noise_of(
    mean: FloatArray,
    ordinary: FloatArray,
    photo_error: FloatArray,
    scatter: FloatArray | float = 1.0,
) -> FloatArray:
    """Return (…, C, N) the variance of entries about their level."""
    noise = scatter_of(mean, ordinary, scatter)
    if mean.shape[-2] > PHOTO:
        gain = _PHOTO_GAIN_SD * np.maximum(mean[..., PHOTO:, :], 0)
        error = (photo_error / NORMAL_95)[..., None, :] ** 2
        noise[..., PHOTO:, :] = error + _FORECAST_SCATTER_EI**2 + gain**2
    return noise


def scatter_of(
    mean: FloatArray, ordinary: FloatArray, scatter: FloatArray | float = 1.0
) -> FloatArray:
    """Return the variance of ratings about their level."""
    calm = np.minimum(np.maximum(mean / _FULL_NOISE_FROM, 0), 1)
    noise = scatter * (_CALM_NOISE + (NOISE - _CALM_NOISE) * calm) ** 2
    if not ordinary.any():
        return np.asarray(noise, np.float32)
    is_restless = np.any(ordinary > 0, axis=-2, keepdims=True)
    noise = noise + np.where(is_restless, np.float32(_RESTLESS_NOISE**2), np.float32(0))
    more = np.float32(_ORDINARY_NOISE**2 - _RESTLESS_NOISE**2)
    return np.asarray(noise + np.where(ordinary > 0, more, np.float32(0)), np.float32)
