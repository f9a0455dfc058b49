"""Simulated recoveries with known truth, drawn from other distributions than the model assumes.

They rank methods and show orders of magnitude; they prove nothing about patients.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from tracker.domain.course.arrays import DoubleArray
from tracker.domain.course.diaries import MISSING, PADDING, Diaries, empty_diaries
from tracker.domain.course.reference import (
    DIARY_CHANNELS,
    Channel,
    CourseReference,
    DeviceGroup,
    level_at,
)


class Decay(StrEnum):
    """How redness, swelling and pain fade; each falls to 1 of 10 on the day of the reference."""

    EXPONENTIAL = "exponential"
    STRETCHED = "stretched"
    POWER = "power"
    PLATEAU = "plateau"
    BIPHASIC = "biphasic"


class Disturbance(StrEnum):
    """What happens in a recovery."""

    NONE = "none"
    INFECTION = "infection"
    ALLERGY = "allergy"
    HERPES = "herpes"
    SLOW_REDNESS = "slow_redness"
    SLOW_ALL = "slow_all"


@dataclass(frozen=True, kw_only=True)
class CohortDesign:
    """How people, their ratings and their diaries differ."""

    length_mm: float = 1.0
    people: int = 1000
    recoveries: int = 1
    """Recoveries of each person, one after the other."""
    last_day: int = 10
    decay: Decay = Decay.STRETCHED
    height_cv: float = 0.35
    pace_cv: float = 0.35
    within_person_share: float = 0.3
    """Share of the variance in height and pace that is new in each recovery."""
    symptom_sd: float = 0.25
    """Spread of each symptom's height about the person's, as a standard deviation of logs."""
    noise: float = 0.6
    """Scale of the rating noise in points; heavy-tailed (Student's t)."""
    noise_freedom: float = 4.0
    """Degrees of freedom of the noise: the fewer, the heavier its tails."""
    noise_when_calm: float = 0.5
    """Share of the noise that is left where nothing is felt."""
    noise_sd: float = 0.0
    """Spread of the noise between people, as a standard deviation of logs."""
    bias_sd: float = 0.3
    """Spread of what a person adds to every rating, in points."""
    coarse_share: float = 0.2
    """Share of people who rate in steps of 2; a quarter as many use steps of 5."""
    weekly: float = 0.0
    """Height of a weekly rhythm in points (evenings of a working week)."""
    missing: float = 0.08
    late: float = 0.0
    """Share of days entered a day late, when tomorrow already colours the memory."""
    slow_high: bool = False
    """Whether everybody heals slowly and rates high: one standard deviation in both."""
    photos: bool = False
    photo_error_ei: float = 1.5
    """Standard deviation of a photo's redness change."""
    disturbance: Disturbance = Disturbance.NONE
    from_onset: bool = False
    """Whether a disturbance adds its first points on its onset day, not on the day after."""
    strength: float = 1.0
    """Multiplies the slope of a disturbance; of the pace itself for slow healing."""
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Cohort:
    """Diaries and the truth behind them; the recoveries of a person follow each other."""

    diaries: Diaries
    onset: npt.NDArray[np.int64]
    """(N,) day from which the recovery is disturbed; -1 in normal ones."""
    person: npt.NDArray[np.int64]
    """(N,)"""


@dataclass(frozen=True, eq=False)
class _People:
    height: DoubleArray
    pace: DoubleArray
    step: npt.NDArray[np.int64]
    bias: DoubleArray
    noise: DoubleArray
    symptom: DoubleArray


def simulate_cohort(design: CohortDesign, reference: CourseReference) -> Cohort:
    """Draw a cohort; the same design gives the same cohort."""
    rng = np.random.default_rng(design.seed)
    people = _draw_people(design, rng)
    number = design.people * design.recoveries
    days = np.arange(design.last_day + 1)
    onset = _draw_onsets(design, rng, number)
    diaries = empty_diaries(number, len(days))
    diaries.length_mm[:] = design.length_mm
    diaries.day[:] = days
    for index, channel in enumerate(DIARY_CHANNELS):
        mean = _mean(design, reference, people, channel, days)
        mean += _disturbed(design, channel, days, onset)
        diaries.ratings[:, :, index] = _rate(design, rng, people, mean, days)
        if design.photos and channel is Channel.REDNESS:
            diaries.photo[:] = _photograph(design, rng, mean)
    _drop_days(design, rng, diaries)
    return Cohort(
        diaries=diaries,
        onset=onset,
        person=np.repeat(np.arange(design.people), design.recoveries),
    )


def _draw_people(design: CohortDesign, rng: np.random.Generator) -> _People:
    number = design.people * design.recoveries
    shift = 1.0 if design.slow_high else 0.0
    kinds = rng.choice(
        [1, 2, 5],
        size=design.people,
        p=[1 - 1.25 * design.coarse_share, design.coarse_share, 0.25 * design.coarse_share],
    )
    symptom_sd = design.symptom_sd
    return _People(
        height=_draw_factor(design, rng, design.height_cv, shift),
        pace=_draw_factor(design, rng, design.pace_cv, shift),
        step=np.repeat(kinds, design.recoveries),
        bias=np.repeat(
            rng.normal(shift * design.bias_sd, design.bias_sd, design.people), design.recoveries
        ),
        noise=np.repeat(
            design.noise * np.exp(design.noise_sd * rng.standard_normal(design.people)),
            design.recoveries,
        ),
        symptom=np.exp(symptom_sd * rng.standard_normal((number, len(DIARY_CHANNELS)))),
    )


def _draw_factor(
    design: CohortDesign, rng: np.random.Generator, variation: float, shift: float
) -> DoubleArray:
    """Return gamma-distributed factors with mean 1: lighter above than the model's own."""
    own = 1 - design.within_person_share
    person = rng.gamma(1 / (own * variation**2), own * variation**2, design.people)
    person *= 1 + shift * variation * np.sqrt(own)
    again = design.within_person_share * variation**2
    number = design.people * design.recoveries
    factor: DoubleArray = np.repeat(person, design.recoveries) * rng.gamma(1 / again, again, number)
    return factor


def _mean(
    design: CohortDesign,
    reference: CourseReference,
    people: _People,
    channel: Channel,
    days: npt.NDArray[np.int64],
) -> DoubleArray:
    table = reference.tables[channel, DeviceGroup.MECHANICAL]
    course = _course(design.decay, level_at(table, design.length_mm), channel)
    pace = people.pace
    if design.disturbance is Disturbance.SLOW_ALL or (
        design.disturbance is Disturbance.SLOW_REDNESS and channel is Channel.REDNESS
    ):
        pace = pace * design.strength
    height = people.height * people.symptom[:, DIARY_CHANNELS.index(channel)]
    return height[:, None] * course(days / pace[:, None])


def _course(
    decay: Decay, level: DoubleArray, channel: Channel
) -> Callable[[DoubleArray], DoubleArray]:
    if channel in (Channel.ITCHING, Channel.DRYNESS):
        return lambda day: np.interp(day, np.arange(len(level)), level)
    start = level[0]
    tau = 1 / max(np.log(level[0] / level[1]), 0.1)
    until = tau * np.log(max(start, 1.5))
    shape = _SHAPES[decay]
    grid = np.linspace(0.05, 60, 6000)
    reached = grid[int(np.argmax(shape(grid) <= 1 / max(start, 1.5)))]
    return lambda day: start * shape(day * reached / until)


# Chosen: other laws than the model's own, so that it is not judged by itself.
_SHAPES: dict[Decay, Callable[[DoubleArray], DoubleArray]] = {
    Decay.EXPONENTIAL: lambda day: np.exp(-day),
    Decay.STRETCHED: lambda day: np.exp(-(day**0.8)),
    Decay.POWER: lambda day: (1 + day / 2) ** -2.5,
    Decay.PLATEAU: lambda day: (1 + np.exp(-1.5)) / (1 + np.exp(1.5 * (day - 1))),
    Decay.BIPHASIC: lambda day: 0.75 * np.exp(-1.6 * day) + 0.25 * np.exp(-0.45 * day),
}

# Chosen: by what the signs are said to do (SOURCES.md, red flags); no study has daily ratings.
_SLOPES: dict[Disturbance, dict[Channel, float]] = {
    Disturbance.INFECTION: {Channel.REDNESS: 1.2, Channel.PAIN: 1.2, Channel.SWELLING: 0.6},
    Disturbance.ALLERGY: {Channel.ITCHING: 1.6, Channel.REDNESS: 0.8, Channel.SWELLING: 0.5},
    Disturbance.HERPES: {Channel.PAIN: 2.0, Channel.REDNESS: 0.8, Channel.ITCHING: 0.8},
}
_ONSETS = {Disturbance.INFECTION: (2, 6), Disturbance.ALLERGY: (2, 5), Disturbance.HERPES: (2, 8)}


def _draw_onsets(
    design: CohortDesign, rng: np.random.Generator, number: int
) -> npt.NDArray[np.int64]:
    if design.disturbance is Disturbance.NONE:
        return np.full(number, -1)
    if design.disturbance not in _ONSETS:
        return np.zeros(number, np.int64)
    return rng.integers(*_ONSETS[design.disturbance], number)


def _disturbed(
    design: CohortDesign,
    channel: Channel,
    days: npt.NDArray[np.int64],
    onset: npt.NDArray[np.int64],
) -> DoubleArray:
    slope = design.strength * _SLOPES.get(design.disturbance, {}).get(channel, 0.0)
    since = days - onset[:, None] + int(design.from_onset)
    added: DoubleArray = slope * np.maximum(since, 0.0)
    return added


def _rate(
    design: CohortDesign,
    rng: np.random.Generator,
    people: _People,
    mean: DoubleArray,
    days: npt.NDArray[np.int64],
) -> npt.NDArray[np.int8]:
    later = np.append(mean[:, 1:], mean[:, -1:], axis=1)
    is_late = rng.random(mean.shape) < design.late
    felt = np.where(is_late, (mean + later) / 2, mean)
    weekday = rng.integers(0, 7, len(mean))[:, None] + days
    felt = felt + design.weekly * np.sin(2 * np.pi * weekday / 7)
    noise = people.noise[:, None] * rng.standard_t(design.noise_freedom, mean.shape)
    noise *= np.clip(design.noise_when_calm + felt / 2, design.noise_when_calm, 1.0)
    step = people.step[:, None]
    said = step * np.round((felt + people.bias[:, None] * (felt > 0.3) + noise) / step)
    return np.clip(said, 0, 10).astype(np.int8)


def _photograph(
    design: CohortDesign, rng: np.random.Generator, mean: DoubleArray
) -> npt.NDArray[np.float32]:
    gain = 1.8 * np.exp(0.25 * rng.standard_normal((len(mean), 1)))
    error = design.photo_error_ei * rng.standard_normal(mean.shape)
    return (gain * mean + error).astype(np.float32)


def _drop_days(design: CohortDesign, rng: np.random.Generator, diaries: Diaries) -> None:
    """Take missing days out and close the gaps."""
    is_kept = rng.random(diaries.day.shape) >= design.missing
    order = np.argsort(~is_kept, axis=1, kind="stable")
    for name in ("day", "photo"):
        column = getattr(diaries, name)
        column[:] = np.take_along_axis(column, order, axis=1)
    diaries.ratings[:] = np.take_along_axis(diaries.ratings, order[:, :, None], axis=1)
    is_left = np.take_along_axis(is_kept, order, axis=1)
    diaries.day[~is_left] = PADDING
    diaries.photo[~is_left] = np.nan
    diaries.ratings[~is_left] = MISSING
