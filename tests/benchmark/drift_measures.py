"""False alarms, detection, delay and calibration on simulated cohorts. Simulated throughout."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tracker.domain.course.cohort import Cohort, CohortDesign, Decay, Disturbance, simulate_cohort
from tracker.domain.course.diaries import Diaries, band_high
from tracker.domain.course.healing import Plan, Prior
from tracker.domain.course.outlook.by_day import Seen, by_day
from tracker.domain.course.outlook.prediction import predict
from tracker.domain.course.personal import Memories
from tracker.domain.course.ratings import NOT_ANSWERED
from tracker.domain.course.reference import (
    DIARY_CHANNELS,
    Channel,
    DeviceGroup,
    shipped_course,
)
from tracker.domain.course.suspicion import suspect
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.status import Status
from tracker.domain.verdict.drift import find_drift
from tracker.domain.verdict.rules.plain import above, rebound

LENGTHS_MM = (0.25, 0.5, 1.0, 1.5, 2.0)
NEVER = 99

USUAL = CohortDesign(decay=Decay.STRETCHED, noise=0.45, seed=101)
KNOWN_WORLDS = {
    "usual": USUAL,
    "exponential": replace(USUAL, decay=Decay.EXPONENTIAL, seed=102),
    "plateau": replace(USUAL, decay=Decay.PLATEAU, seed=103),
    "power law": replace(USUAL, decay=Decay.POWER, seed=104),
    "biphasic": replace(USUAL, decay=Decay.BIPHASIC, seed=105),
    "noisy ratings": replace(USUAL, noise=0.6, seed=106),
    "coarse ratings": replace(USUAL, coarse_share=0.6, seed=107),
    "weekly rhythm": replace(USUAL, weekly=0.4, seed=108),
    "people much alike": replace(USUAL, height_cv=0.25, pace_cv=0.25, seed=109),
    "people very unlike": replace(USUAL, height_cv=0.5, pace_cv=0.5, seed=110),
    "late entries": replace(USUAL, late=0.25, seed=111),
    "a third missing": replace(USUAL, missing=0.33, seed=112),
    "noise when calm": replace(USUAL, noise=0.4, noise_when_calm=1.0, seed=113),
}
"""Worlds that were looked at when thresholds were set."""
HELD_OUT = {
    "heavy tails": replace(
        USUAL, decay=Decay.POWER, noise=0.33, noise_freedom=3.0, noise_when_calm=0.8, seed=201
    ),
    "raters unlike": replace(USUAL, decay=Decay.EXPONENTIAL, noise_sd=0.3, bias_sd=0.4, seed=202),
    "bad weeks": replace(USUAL, decay=Decay.BIPHASIC, weekly=0.3, late=0.15, seed=203),
    "coarse plateau": replace(
        USUAL, decay=Decay.PLATEAU, coarse_share=0.4, missing=0.2, noise=0.5, seed=204
    ),
}
"""Worlds that nothing was set on: measured once, at the end."""
WORLDS = {**KNOWN_WORLDS, **HELD_OUT}

Alarms = npt.NDArray[np.bool_]
Detector = Callable[[Diaries], Alarms]
OURS = "departures from what was expected"
_SLOW = tuple(
    tuple(Pattern).index(pattern)
    for pattern in (Pattern.SETTLING_SLOWLY, Pattern.NOT_SETTLING, Pattern.STILL_RED)
)


def ours(diaries: Diaries) -> Alarms:
    """Return where a recovery is called off course or worse."""
    return np.asarray(find_drift(diaries, shipped_course()).rank >= Status.OFF_COURSE.rank)


def _one_day_above(diaries: Diaries) -> Alarms:
    high = above(diaries, band_high(diaries, shipped_course())).any(axis=2)
    return np.asarray(high & (diaries.day >= 2))


def _two_days_above(diaries: Diaries) -> Alarms:
    high = (diaries.ratings > band_high(diaries, shipped_course())) & (diaries.day >= 2)[..., None]
    running = np.zeros(high.shape, np.bool_)
    neighbours = (np.diff(diaries.day, axis=1) == 1)[..., None]
    running[:, 1:] = high[:, 1:] & high[:, :-1] & neighbours
    return np.asarray(running.any(axis=2))


DETECTORS: dict[str, Detector] = {
    OURS: ours,
    "one day above the band": _one_day_above,
    "two days above the band": _two_days_above,
    "rebound of 3": lambda diaries: rebound(diaries).any(axis=2),
    "still red on day 5": lambda diaries: (
        (diaries.rating(Channel.REDNESS) >= 3) & (diaries.day >= 5)
    ),
}


@dataclass(frozen=True)
class Line:
    """What was measured of one detector in one world with one needle length."""

    world: str
    length_mm: float
    detector: str
    figures: dict[str, float]
    """By name; shares in percent, delays in days."""


def measure_world(world: str, length_mm: float, people: int) -> Iterator[Line]:
    """Measure every detector in one world with one needle length."""
    design = replace(WORLDS[world], length_mm=length_mm, people=people)
    normal = simulate_cohort(design, shipped_course())
    sick = _sick_cohorts(design)
    for label, detector in DETECTORS.items():
        figures = {"false_alarms": ever(detector(normal.diaries))}
        for what, cohort in sick.items():
            figures |= _delay_figures(what, delays(cohort, detector(cohort.diaries)))
        if label == OURS:
            rank = find_drift(normal.diaries, shipped_course()).rank
            figures["urgent"] = ever(np.asarray(rank >= Status.URGENT.rank))
        yield Line(world, length_mm, label, figures | _twice_as_slow(design, label))


def slow_and_high(world: str, length_mm: float, people: int) -> Line:
    """Measure people who always heal slowly and rate high, in their third and fourth recovery."""
    design = replace(
        WORLDS[world], length_mm=length_mm, people=people, recoveries=4, slow_high=True
    )
    cohort = simulate_cohort(design, shipped_course())
    course = shipped_course()
    persons = [str(person) for person in cohort.person]
    memories = Memories(course)
    alarms = find_drift(cohort.diaries, course, memories, persons).rank >= Status.OFF_COURSE.rank
    later = np.arange(len(alarms)) % design.recoveries >= 2
    figures = {"false_alarms": ever(alarms[later])}
    return Line(f"{world}, slow and high, third recovery on", length_mm, OURS, figures)


def photos_added(world: str, length_mm: float, people: int) -> Iterator[Line]:
    """Measure the same people with and without photos."""
    for label, photos in (("diary", False), ("diary and photos", True)):
        design = replace(WORLDS[world], length_mm=length_mm, people=people, photos=photos)
        infected = replace(design, disturbance=Disturbance.INFECTION)
        normal = simulate_cohort(design, shipped_course())
        cohort = simulate_cohort(infected, shipped_course())
        delay = delays(cohort, ours(cohort.diaries))
        figures = {"false_alarms": ever(ours(normal.diaries))} | _delay_figures("infection", delay)
        figures["infection_mean_delay"] = float(delay[delay < NEVER].mean())
        yield Line(world, length_mm, label, figures)


def band_coverage(world: str, length_mm: float, people: int) -> Line:
    """Measure the share of normal next-day ratings inside the 90 % band (randomised rank)."""
    design = replace(WORLDS[world], length_mm=length_mm, people=people)
    seen = by_day(simulate_cohort(design, shipped_course()).diaries)
    prior = Memories(shipped_course()).prior([None] * len(seen.ratings))
    ranks = next_day_ranks(seen, length_mm, prior, design.last_day, seed=design.seed)
    return Line(world, length_mm, "predictive band", {"in_band": _inside(ranks)})


def band_coverage_slow_and_high(world: str, length_mm: float, people: int) -> Line:
    """Measure the same for the third recovery of people who heal slowly and rate high."""
    design = replace(
        WORLDS[world], length_mm=length_mm, people=people, recoveries=3, slow_high=True
    )
    cohort, course = simulate_cohort(design, shipped_course()), shipped_course()
    persons = [str(person) for person in cohort.person]
    is_third = np.arange(len(persons)) % 3 == 2
    memories = Memories(course)
    earlier = [person for person, third in zip(persons, is_third, strict=True) if not third]
    suspect(cohort.diaries.rows(~is_third), course, memories, earlier)
    thirds = [person for person, third in zip(persons, is_third, strict=True) if third]
    seen = by_day(cohort.diaries.rows(is_third))
    ranks = next_day_ranks(seen, length_mm, memories.prior(thirds), design.last_day, design.seed)
    label = f"{world}, slow and high, third recovery on"
    return Line(label, length_mm, "predictive band", {"in_band": _inside(ranks)})


def next_day_ranks(
    seen: Seen, length_mm: float, prior: Prior, last_day: int, seed: int
) -> npt.NDArray[np.float64]:
    """Return the randomised rank (PIT) of every rating in its prediction from the day before."""
    rng = np.random.default_rng(seed)
    plan = Plan(length_mm, DeviceGroup.MECHANICAL, 1.0)
    ranks = []
    for day in range(1, last_day + 1):
        shares, _ = predict(_until(seen, day), shipped_course(), plan, prior)
        for index in range(len(DIARY_CHANNELS)):
            rating = seen.ratings[:, day, index]
            rows = np.flatnonzero(rating != NOT_ANSWERED)
            share = shares[rows, index, day]
            above = np.cumsum(share, axis=1)[np.arange(len(rows)), rating[rows]]
            own = share[np.arange(len(rows)), rating[rows]]
            ranks.append(above - own * rng.random(len(rows)))
    return np.concatenate(ranks)


def ever(alarms: Alarms) -> float:
    """Return the share of recoveries that ever alarm, in percent."""
    return 100 * float(alarms.any(axis=1).mean())


def delays(cohort: Cohort, alarms: Alarms) -> npt.NDArray[np.int64]:
    """Return the days from onset to the first alarm after it, NEVER for none."""
    counted = alarms & (cohort.diaries.day >= cohort.onset[:, None])
    first = counted.argmax(axis=1)
    day = cohort.diaries.day[np.arange(len(first)), first]
    return np.where(counted.any(axis=1), day - cohort.onset, NEVER)


def _sick_cohorts(design: CohortDesign) -> dict[str, Cohort]:
    infected = replace(design, disturbance=Disturbance.INFECTION, seed=design.seed + 1000)
    allergic = replace(design, disturbance=Disturbance.ALLERGY, seed=design.seed + 2000)
    designs = {
        "infection": infected,
        "allergy": allergic,
        "allergy_from_onset": replace(allergic, from_onset=True),
        "herpes": replace(design, disturbance=Disturbance.HERPES, seed=design.seed + 3000),
    }
    return {what: simulate_cohort(sick, shipped_course()) for what, sick in designs.items()}


def _twice_as_slow(design: CohortDesign, label: str) -> dict[str, float]:
    """Measure redness at twice the pace; `flagged` counts a watch that names slow redness, too."""
    if design.length_mm < 1.0:
        return {}
    slow = replace(
        design, disturbance=Disturbance.SLOW_REDNESS, strength=2.0, seed=design.seed + 4000
    )
    diaries = simulate_cohort(slow, shipped_course()).diaries
    by_day_7 = diaries.day <= 7
    figures = {"twice_the_pace_by_day_7": ever(DETECTORS[label](diaries) & by_day_7)}
    if label == OURS:
        named = np.isin(find_drift(diaries, shipped_course()).pattern, _SLOW) | ours(diaries)
        figures["twice_the_pace_flagged_by_day_7"] = ever(named & by_day_7)
    return figures


def _delay_figures(what: str, delay: npt.NDArray[np.int64]) -> dict[str, float]:
    return {
        f"{what}_found": 100 * float((delay < NEVER).mean()),
        f"{what}_median_delay": float(np.median(delay)),
        f"{what}_within_1": 100 * float((delay <= 1).mean()),
        f"{what}_within_2": 100 * float((delay <= 2).mean()),
    }


def _until(seen: Seen, day: int) -> Seen:
    ratings, photo = seen.ratings.copy(), seen.photo.copy()
    ratings[:, day:], photo[:, day:] = NOT_ANSWERED, np.nan
    return Seen(ratings, photo, seen.photo_mdc95)


def _inside(ranks: npt.NDArray[np.float64]) -> float:
    return 100 * float(((ranks > 0.05) & (ranks < 0.95)).mean())
