"""False alarms, detection, delay and calibration on simulated cohorts. Simulated throughout."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace

import numpy as np
import numpy.typing as npt

from tracker.domain.cohort import Cohort, CohortDesign, Decay, Disturbance, simulate_cohort
from tracker.domain.course import DIARY_CHANNELS, DeviceGroup, shipped_course
from tracker.domain.diaries import Diaries, band_high
from tracker.domain.drift import find_drift
from tracker.domain.healing import Plan, Prior
from tracker.domain.personal import Memories
from tracker.domain.plain_rules import NONE, above, rebound, still_red
from tracker.domain.prediction import predict
from tracker.domain.ratings import NOT_ANSWERED
from tracker.domain.seen import Seen, by_day
from tracker.domain.status import Status
from tracker.domain.suspicion import suspect

LENGTHS_MM = (0.25, 0.5, 1.0, 1.5, 2.0)
NEVER = 99

USUAL = CohortDesign(decay=Decay.STRETCHED, noise=0.45, seed=101)
WORLDS = {
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
}

Alarms = npt.NDArray[np.bool_]
Detector = Callable[[Diaries], Alarms]


def _ours(diaries: Diaries) -> Alarms:
    return np.asarray(find_drift(diaries, shipped_course()).rank >= Status.OFF_COURSE.rank)


def _one_day_above(diaries: Diaries) -> Alarms:
    return np.asarray(above(diaries, band_high(diaries, shipped_course())) != NONE)


def _two_days_above(diaries: Diaries) -> Alarms:
    high = (diaries.ratings > band_high(diaries, shipped_course())) & (diaries.day >= 2)[..., None]
    running = np.zeros(high.shape, np.bool_)
    neighbours = (np.diff(diaries.day, axis=1) == 1)[..., None]
    running[:, 1:] = high[:, 1:] & high[:, :-1] & neighbours
    return np.asarray(running.any(axis=2))


DETECTORS: dict[str, Detector] = {
    "likelihood ratio": _ours,
    "one day above the band": _one_day_above,
    "two days above the band": _two_days_above,
    "rebound of 3": lambda diaries: rebound(diaries) != NONE,
    "still red on day 5": lambda diaries: still_red(diaries) != NONE,
}


@dataclass(frozen=True)
class Figure:
    """One measured figure with everything that it was measured on."""

    figure: str
    detector: str
    world: str
    value: float
    design: CohortDesign

    def row(self) -> dict[str, object]:
        """Return the figure as one row of the baseline."""
        settings = {name: str(value) for name, value in asdict(self.design).items()}
        head = {"figure": self.figure, "detector": self.detector, "world": self.world}
        return {**head, "value": round(self.value, 2), **settings}


def measure_world(name: str, length_mm: float, people: int) -> Iterator[Figure]:
    """Measure every detector in one world with one needle length."""
    design = replace(WORLDS[name], length_mm=length_mm, people=people)
    normal = simulate_cohort(design, shipped_course())
    sick = {
        "infection": replace(design, disturbance=Disturbance.INFECTION, seed=design.seed + 1000),
        "allergy": replace(design, disturbance=Disturbance.ALLERGY, seed=design.seed + 2000),
        "herpes": replace(design, disturbance=Disturbance.HERPES, seed=design.seed + 3000),
    }
    cohorts = {what: simulate_cohort(sick[what], shipped_course()) for what in sick}
    for label, detector in DETECTORS.items():
        yield Figure("false alarms, %", label, name, ever(detector(normal.diaries)), design)
        for what, cohort in cohorts.items():
            delay = delays(cohort, detector(cohort.diaries))
            for figure, value in _delay_figures(what, delay).items():
                yield Figure(figure, label, name, value, sick[what])
    if length_mm >= 1.0:
        slow = replace(
            design, disturbance=Disturbance.SLOW_REDNESS, strength=2.0, seed=design.seed + 4000
        )
        cohort = simulate_cohort(slow, shipped_course())
        for label, detector in DETECTORS.items():
            by_day_7 = detector(cohort.diaries) & (cohort.diaries.day <= 7)
            yield Figure("redness at twice the pace by day 7, %", label, name, ever(by_day_7), slow)


def urgent_share(name: str, length_mm: float, people: int) -> Figure:
    """Return the share of normal recoveries that are ever called urgent."""
    design = replace(WORLDS[name], length_mm=length_mm, people=people)
    cohort = simulate_cohort(design, shipped_course())
    rank = find_drift(cohort.diaries, shipped_course()).rank
    share = ever(np.asarray(rank >= Status.URGENT.rank))
    return Figure("urgent, %", "likelihood ratio", name, share, design)


def slow_and_high(name: str, length_mm: float, people: int) -> Iterator[Figure]:
    """Measure people who always heal slowly and rate high, in their third and fourth recovery."""
    design = replace(WORLDS[name], length_mm=length_mm, people=people, recoveries=4, slow_high=True)
    cohort = simulate_cohort(design, shipped_course())
    course = shipped_course()
    persons = [str(person) for person in cohort.person]
    memories = Memories(course.spread.within_person_share)
    alarms = find_drift(cohort.diaries, course, memories, persons).rank >= Status.OFF_COURSE.rank
    later = np.arange(len(alarms)) % design.recoveries >= 2
    fixed = still_red(cohort.diaries, 7, longest_mm=1.5) != NONE
    ruled = alarms & np.maximum.accumulate(fixed, axis=1)
    what = "slow and high, third recovery on: "
    label = "likelihood ratio"
    yield Figure(what + "false alarms, %", label, name, ever(alarms[later]), design)
    without = alarms.any(axis=1) & ~ruled.any(axis=1)
    share = 100 * float(without[later].mean())
    yield Figure(what + "without the fixed rule of day 7, %", label, name, share, design)


def photos_added(name: str, length_mm: float, people: int) -> Iterator[Figure]:
    """Measure the same people with and without photos."""
    for label, photos in (("diary", False), ("diary and photos", True)):
        design = replace(WORLDS[name], length_mm=length_mm, people=people, photos=photos)
        infected = replace(design, disturbance=Disturbance.INFECTION)
        normal = simulate_cohort(design, shipped_course())
        cohort = simulate_cohort(infected, shipped_course())
        delay = delays(cohort, _ours(cohort.diaries))
        yield Figure("false alarms, %", label, name, ever(_ours(normal.diaries)), design)
        yield Figure("infection: mean delay, days", label, name, float(delay.mean()), infected)
        within = 100 * float((delay <= 1).mean())
        yield Figure("infection: within 1 day, %", label, name, within, infected)


def band_coverage(name: str, length_mm: float, people: int) -> Figure:
    """Return the share of normal next-day ratings inside the 90 % band (randomised rank)."""
    design = replace(WORLDS[name], length_mm=length_mm, people=people)
    seen = by_day(simulate_cohort(design, shipped_course()).diaries)
    prior = Memories(0.25).prior([None] * len(seen.ratings))
    ranks = next_day_ranks(seen, length_mm, prior, design.last_day, seed=design.seed)
    return Figure("inside the 90 % band, %", "likelihood ratio", name, _inside(ranks), design)


def band_coverage_slow_and_high(name: str, length_mm: float, people: int) -> Figure:
    """Return the same for the third recovery of people who heal slowly and rate high."""
    design = replace(WORLDS[name], length_mm=length_mm, people=people, recoveries=3, slow_high=True)
    cohort, course = simulate_cohort(design, shipped_course()), shipped_course()
    persons = [str(person) for person in cohort.person]
    is_third = np.arange(len(persons)) % 3 == 2
    memories = Memories(course.spread.within_person_share)
    earlier = [person for person, third in zip(persons, is_third, strict=True) if not third]
    suspect(cohort.diaries.rows(~is_third), course, memories, earlier)
    thirds = [person for person, third in zip(persons, is_third, strict=True) if third]
    seen = by_day(cohort.diaries.rows(is_third))
    ranks = next_day_ranks(seen, length_mm, memories.prior(thirds), design.last_day, design.seed)
    figure = "slow and high, third recovery: inside the 90 % band, %"
    return Figure(figure, "likelihood ratio", name, _inside(ranks), design)


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


def _delay_figures(what: str, delay: npt.NDArray[np.int64]) -> dict[str, float]:
    return {
        f"{what}: found, %": 100 * float((delay < NEVER).mean()),
        f"{what}: median delay, days": float(np.median(delay)),
        f"{what}: within 1 day, %": 100 * float((delay <= 1).mean()),
        f"{what}: within 2 days, %": 100 * float((delay <= 2).mean()),
    }


def _until(seen: Seen, day: int) -> Seen:
    ratings, photo = seen.ratings.copy(), seen.photo.copy()
    ratings[:, day:], photo[:, day:] = NOT_ANSWERED, np.nan
    return Seen(ratings, photo, seen.photo_mdc95)


def _inside(ranks: npt.NDArray[np.float64]) -> float:
    return 100 * float(((ranks > 0.05) & (ranks < 0.95)).mean())
