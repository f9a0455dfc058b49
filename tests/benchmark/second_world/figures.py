"""Every figure that is measured, with the definition of what it counts.

A *recovery* is one session's diary from day 0 to the world's last day. *Off course* means off
course, urgent or emergency. A *false alarm* is a normal recovery, flares of ordinary life included,
that is off course on any day. A trouble is *found within D days* if a day from its onset (the first
evening on which it is there) to D days later is off course; alarms from before the onset do not
count. Onset is day 0 for over-treatment and slow redness. A trouble is *named* by the reason of a
watch or more that names a pattern. All shares carry Wilson's 95 % interval.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from tests.benchmark.second_world.cohort import Cohort, draw
from tests.benchmark.second_world.judged import WATCH, Judged, judge
from tests.benchmark.second_world.people import NEEDLES, PAIN, RED, Ask, Bools
from tests.benchmark.second_world.raters import Way
from tests.benchmark.second_world.strains import NO_FLARE, Trouble
from tests.benchmark.second_world.worlds import WORLDS, World

Z = 1.959964
JUMPS = (4, 6, 8)
SCATTERS = (0.3, 0.5, 0.7, 0.9, 1.2)
WITHIN = {
    Trouble.INFECTION: 2,
    Trouble.PAIN_ONLY: 2,
    Trouble.PHOTO_ONLY: 3,
    Trouble.HERPES: 2,
    Trouble.ALLERGY: 2,
    Trouble.SWELLING: 2,
    Trouble.OVER_TREATMENT: 4,
    Trouble.SLOW: 7,
    Trouble.BURN: 2,
}
"""Days from the onset in which a trouble is to be found."""
NO_OWN_WORDS = ("above its usual range", "lean away", "could not be read", "Nothing was rated")
"""Parts of reasons that name no pattern of their own."""


@dataclass(frozen=True)
class Figure:
    """A share of recoveries."""

    world: str
    name: str
    group: str
    """Which recoveries: a needle length, a way of rating, …; empty for all together."""
    hits: int
    out_of: int

    @property
    def percent(self) -> float:
        """The share."""
        return 100 * self.hits / max(self.out_of, 1)

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval, in percent."""
        n, p = max(self.out_of, 1), self.hits / max(self.out_of, 1)
        middle = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
        half = Z / (1 + Z**2 / n) * np.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
        return 100 * max(middle - half, 0.0), 100 * min(middle + half, 1.0)


def _figure(world: World, name: str, group: str, hit: Bools) -> Figure:
    return Figure(world.name, name, group, int(hit.sum()), int(hit.size))


def groups_by_device(cohort: Cohort) -> dict[str, Bools]:
    """Return which recoveries are of each needle length, and which of radio-frequency."""
    people = cohort.people
    found = {f"{mm:g} mm": ~people.is_rf & (people.length_mm == mm) for mm in NEEDLES}
    return {"all": np.ones(len(people), bool), **found, "radio-frequency": people.is_rf}


def of_normal(world: World, n: int) -> Iterator[Figure]:
    """False alarms and watches of normal recoveries; half are a person's second."""
    cohort = draw(world, Ask(n // 2, recoveries=2), seed=11)
    judged = judge(cohort)
    is_off, is_watch = judged.is_off.any(axis=1), (judged.rank >= WATCH).any(axis=1)
    for group, rows in groups_by_device(cohort).items():
        yield _figure(world, "false alarms", group, is_off[rows])
        yield _figure(world, "a watch at all", group, is_watch[rows])
    has_flare = (cohort.strains.flare != NO_FLARE).any(axis=1)
    told = cohort.strains.flare_told.any(axis=1)
    yield _figure(world, "false alarms", "explained flare", is_off[told])
    yield _figure(world, "false alarms", "flare not explained", is_off[has_flare & ~told])
    yield _figure(world, "false alarms", "no flare", is_off[~has_flare])


def of_ordinary_levels(world: World, n: int) -> Iterator[Figure]:
    """False alarms of skin that is never at 0; not told: the fourth recovery of a person."""
    for level in (1, 2, 3):
        told = judge(draw(world, Ask(n, ordinary_level=level), seed=12))
        yield _figure(world, "false alarms, level told", str(level), told.is_off.any(axis=1))
        ask = Ask(n // 4, ordinary_level=level, is_told=False, recoveries=4)
        untold = judge(draw(world, ask, seed=13)).is_off.any(axis=1)
        yield _figure(world, "false alarms, level not told, first", str(level), untold[::4])
        yield _figure(world, "false alarms, level not told, fourth", str(level), untold[3::4])


def of_ways_and_scatter(world: World, n: int) -> Iterator[Figure]:
    """False alarms by way of rating, and by scatter of the raters."""
    for way in Way:
        judged = judge(draw(world, Ask(n), seed=14, way=way))
        yield _figure(world, "false alarms, way of rating", way, judged.is_off.any(axis=1))
    for scatter in SCATTERS:
        judged = judge(draw(world, Ask(n), seed=15, scatter=scatter))
        yield _figure(world, "false alarms, scatter", str(scatter), judged.is_off.any(axis=1))
        sick = draw(world, Ask(n // 2), Trouble.INFECTION, seed=15, scatter=scatter)
        found = found_within(sick, judge(sick), WITHIN[Trouble.INFECTION])
        yield _figure(world, "infection within 2 days, scatter", str(scatter), found)


def jumped(
    cohort: Cohort, points: int, ei_per_point: float, seed: int = 16
) -> tuple[Cohort, Bools]:
    """Raise redness (with its photo) and pain on a day from 2 to 5; return where, too."""
    n = len(cohort.people)
    day = np.random.default_rng(seed).integers(2, 6, n)
    is_day = np.arange(cohort.ratings.shape[1]) == day[:, None]
    at = is_day & cohort.is_entered
    ratings, photo = cohort.ratings.copy(), cohort.photo.copy()
    for channel in (RED, PAIN):
        ratings[at, channel] = np.minimum(ratings[at, channel] + points, 10)
    photo[at] += points * ei_per_point
    return replace(cohort, ratings=ratings, photo=photo), at


def of_jumps(world: World, n: int) -> Iterator[Figure]:
    """Redness and pain so many points above what that day would have been: off course that day."""
    cohort = draw(world, Ask(n), seed=17)
    for points in JUMPS:
        raised, at = jumped(cohort, points, world.camera.ei_per_point)
        is_off = judge(raised).is_off
        for group, rows in groups_by_device(cohort).items():
            there = at & rows[:, None]
            yield _figure(world, f"jump of {points}, same day", group, is_off[there])


def found_within(cohort: Cohort, judged: Judged, days: int) -> Bools:
    """Return (N,) whether the trouble is off course from its onset to so many days later."""
    since = np.arange(judged.rank.shape[1]) - cohort.onset[:, None]
    return np.asarray((judged.is_off & (since >= 0) & (since <= days)).any(axis=1))


@cache
def sick_cohort(world_name: str, trouble: Trouble, n: int, seed: int = 18) -> Cohort:
    """Draw the people whom a trouble befalls."""
    ask = Ask(n)
    if trouble is Trouble.PHOTO_ONLY:
        ask = replace(ask, photo_share=1.0)
    if trouble is Trouble.BURN:
        ask = replace(ask, rf_share=1.0)
    return draw(WORLDS[world_name], ask, trouble, seed=seed)


def of_troubles(world: World, n: int) -> Iterator[Figure]:
    """How soon, and whether ever, each trouble is found; a watch with its own words, too."""
    for trouble, days in WITHIN.items():
        cohort = sick_cohort(world.name, trouble, n)
        judged = judge(cohort)
        found = found_within(cohort, judged, days)
        yield _figure(world, f"{trouble} within {days} days", "", found)
        ever = found_within(cohort, judged, world.days)
        yield _figure(world, f"{trouble} ever", "", ever)
        if trouble in (Trouble.OVER_TREATMENT, Trouble.SLOW):
            is_named = (judged.rank >= WATCH) & has_own_words(judged)
            is_named[:, days + 1 :] = False
            yield _figure(world, f"{trouble} named by day {days}", "", is_named.any(axis=1))
        if trouble in (Trouble.INFECTION, Trouble.ALLERGY, Trouble.PAIN_ONLY):
            for group, rows in groups_by_device(cohort).items():
                if group != "all":
                    yield _figure(world, f"{trouble} within {days} days", group, found[rows])


def has_own_words(judged: Judged) -> Bools:
    """Return (N, days) whether the reason names a pattern, not only that something is high."""
    reasons, place = np.unique(judged.reason.astype(str), return_inverse=True)
    generic = [not text or any(part in text for part in NO_OWN_WORDS) for text in reasons]
    return np.asarray(~np.array(generic)[place].reshape(judged.rank.shape))


def sensitivity_and_specificity(figures: list[Figure]) -> Iterator[Figure]:
    """Pool infections and allergies ever found, and normal recoveries that never alarm."""
    wanted = {f"{Trouble.INFECTION} ever", f"{Trouble.ALLERGY} ever"}
    for world in dict.fromkeys(figure.world for figure in figures):
        sick = [f for f in figures if f.world == world and f.name in wanted]
        if sick:
            hits, out_of = sum(f.hits for f in sick), sum(f.out_of for f in sick)
            yield Figure(world, "sensitivity, infections and allergies", "", hits, out_of)
        for f in figures:
            if (f.world, f.name, f.group) == (world, "false alarms", "all"):
                yield Figure(world, "specificity", "", f.out_of - f.hits, f.out_of)
