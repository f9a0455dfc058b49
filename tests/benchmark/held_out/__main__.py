"""Print how the warning does on the held-out draw, with Wilson's 95 % intervals.

Run by hand from the project's root: `python -m tests.benchmark.held_out [--recoveries N]`.
"""

import argparse
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tests.benchmark.held_out.diaries import CHANNELS, Draw, Trouble, draw, table_of
from tests.benchmark.second_world.figures import Figure
from tests.benchmark.second_world.judged import OFF_COURSE, STATUSES, WATCH, verdicts_of

WITHIN = {trouble: 3 if trouble is Trouble.PHOTO else 2 for trouble in Trouble}
"""Days from the onset in which a trouble is to be found."""
JUMPS = (4, 6, 8)
RECOVERIES = 1500
_REDNESS, _PAIN = CHANNELS.index("redness"), CHANNELS.index("pain")
_GROUPS: dict[str, dict[str, object]] = {
    "all": {},
    "1.5 mm": {"is_rf": False, "lengths": (1.5,)},
    "2.5 and 3 mm": {"is_rf": False, "lengths": (2.5, 3.0)},
    "radio-frequency": {"is_rf": True},
}


def ranks(drawn: Draw) -> np.ndarray:
    """Return (N, days) the rank of each day's status, 0 where nothing was entered."""
    rank = np.zeros(drawn.is_entered.shape, np.int8)
    said = verdicts_of(table_of(drawn))["status"].map(STATUSES.index)
    rank[drawn.is_entered] = said.to_numpy()
    return rank


def jumped(drawn: Draw, points: int) -> tuple[Draw, np.ndarray]:
    """Raise redness and pain by so many points on a day from 2 to 5; return where, too."""
    n = len(drawn.onset)
    day = np.random.default_rng(points).integers(2, 6, n)
    rated = ~np.isnan(drawn.ratings[np.arange(n), day][:, [_REDNESS, _PAIN]]).any(axis=1)
    rows = np.flatnonzero(rated)
    ratings = drawn.ratings.copy()
    for channel in (_REDNESS, _PAIN):
        raised = ratings[rows, day[rows], channel] + points
        ratings[rows, day[rows], channel] = np.minimum(raised, 10)
    at = np.zeros(drawn.is_entered.shape, bool)
    at[rows, day[rows]] = True
    photo = np.where(at, np.nan, drawn.photo)
    return replace(drawn, ratings=ratings, photo=photo), at


def figures(n: int) -> Iterator[Figure]:
    """Measure everything."""

    def figure(name: str, group: str, hit: np.ndarray) -> Figure:
        return Figure("held out", name, group, int(hit.sum()), int(hit.size))

    for group, asked in _GROUPS.items():
        normal = draw(n, 1, **asked)  # type: ignore[arg-type]
        rank = ranks(normal)
        yield figure("false alarms", group, (rank >= OFF_COURSE).any(axis=1))
        yield figure("a watch at all", group, (rank >= WATCH).any(axis=1))
        for points in JUMPS:
            raised, at = jumped(normal, points)
            yield figure(f"jump of {points}, same day", group, ranks(raised)[at] >= OFF_COURSE)
    for trouble, days in WITHIN.items():
        sick = draw(n, 2, trouble)
        since = np.arange(sick.is_entered.shape[1]) - sick.onset[:, None]
        found = (ranks(sick) >= OFF_COURSE) & (since >= 0)
        yield figure(f"{trouble} within {days} days", "", (found & (since <= days)).any(axis=1))
        yield figure(f"{trouble} ever", "", found.any(axis=1))


def main() -> None:
    """Print every figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recoveries", type=int, default=RECOVERIES, help="in each row")
    for one in figures(parser.parse_args().recoveries):
        low, high = one.interval
        name = f"{one.name} ({one.group})" if one.group else one.name
        print(f"{name:46s} {one.percent:6.1f} % ({low:.1f}–{high:.1f}, n = {one.out_of})")


if __name__ == "__main__":
    main()
