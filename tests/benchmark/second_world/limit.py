"""What gradient boosting reaches that was trained in the very world it is measured in.

It knows all troubles and their shares beforehand, so it is a limit, not a rival. Trained on some
recoveries, its threshold set on others at a share of false alarms, measured on a third lot.
Needs scikit-learn:
`uv run --group dev --group benchmark python -m tests.benchmark.second_world.limit`.
"""

import argparse
import csv

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier

from tests.benchmark.second_world.cohort import Cohort, draw
from tests.benchmark.second_world.figures import WITHIN
from tests.benchmark.second_world.people import Ask, Floats
from tests.benchmark.second_world.raters import NOT_RATED
from tests.benchmark.second_world.strains import Trouble
from tests.benchmark.second_world.targets import LIMITS
from tests.benchmark.second_world.worlds import WORLDS, World

FALSE_ALARMS = 0.035
COLUMNS = ("world", "figure", "free", "never_milder")
_RISES = 10
"""The first features may only raise the score, where it is never milder."""


def features(cohort: Cohort) -> Floats:
    """Return (N, days, F) what is known on each day; not-a-number where nothing is."""
    rated = np.where(cohort.ratings == NOT_RATED, np.nan, cohort.ratings).astype(float)
    shape = (*rated.shape[:2], 1)
    day = np.broadcast_to(np.arange(shape[1])[None, :, None], shape)
    people = cohort.people
    plan = np.stack([people.length_mm, people.is_rf, *np.rint(people.ordinary).T], axis=1)
    photo = np.stack([cohort.photo, cohort.photo / cohort.photo_mdc95], axis=2)
    told = cohort.strains.flare_told[..., None]
    before = [_earlier(rated, back) for back in (1, 2, 3)]
    lowest = _lowest(rated)
    first = np.broadcast_to(rated[:, :1], rated.shape)
    return np.concatenate(
        [
            rated, rated - lowest, *before, lowest, first,
            photo, photo - _lowest(photo), _earlier(photo, 1),
            day, told, np.broadcast_to(plan[:, None], (*shape[:2], plan.shape[1])),
        ],
        axis=2,
    )  # fmt: skip


def _earlier(values: Floats, back: int) -> Floats:
    moved = np.full_like(values, np.nan)
    moved[:, back:] = values[:, :-back]
    return moved


def _lowest(values: Floats) -> Floats:
    """Return the lowest value before each day."""
    known = np.fmin.accumulate(values, axis=1)
    return _earlier(known, 1)


def _training(world: World, n: int, seed: int) -> tuple[Floats, npt.NDArray[np.bool_]]:
    x, y = [], []
    for trouble in (None, *WITHIN):
        cohort = _draw(world, n * (4 if trouble is None else 1), trouble, seed)
        since = np.arange(world.days) - cohort.onset[:, None]
        sick = np.full(since.shape, trouble is not None) & (since >= 0)
        if trouble in WITHIN:
            sick &= since <= WITHIN[trouble] + 1
        x.append(features(cohort)[cohort.is_entered])
        y.append(sick[cohort.is_entered])
    return np.concatenate(x), np.concatenate(y)


def _draw(world: World, n: int, trouble: Trouble | None, seed: int) -> Cohort:
    photos = 1.0 if trouble is Trouble.PHOTO_ONLY else 0.3
    return draw(world, Ask(n, photo_share=photos), trouble, seed=seed)


def limits(world: World, n: int, is_monotone: bool) -> dict[str, float]:
    """Return the percent of each trouble found in time at the share of false alarms."""
    x, y = _training(world, n, seed=101)
    rises = np.zeros(x.shape[1], int)
    rises[:_RISES] = is_monotone
    model = HistGradientBoostingClassifier(
        max_iter=150, learning_rate=0.08, monotonic_cst=rises, random_state=1
    ).fit(x, y)

    def score(cohort: Cohort) -> Floats:
        scores = np.full(cohort.is_entered.shape, -1.0)
        known = features(cohort)[cohort.is_entered]
        scores[cohort.is_entered] = model.predict_proba(known)[:, 1]
        return scores

    normal = score(_draw(world, 2 * n, None, seed=102)).max(axis=1)
    threshold = np.quantile(normal, 1 - FALSE_ALARMS)
    found = {}
    for trouble, days in WITHIN.items():
        cohort = _draw(world, n, trouble, seed=103)
        since = np.arange(world.days) - cohort.onset[:, None]
        hit = (score(cohort) > threshold) & (since >= 0) & (since <= days)
        found[f"{trouble} within {days} days"] = 100 * float(hit.any(axis=1).mean())
    return found


def main() -> None:
    """Print the limits of each sub-world, free and never milder when a rating rises."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recoveries", type=int, default=1500, help="of each trouble")
    parser.add_argument("--write", action="store_true", help="keep them beside the figures")
    options = parser.parse_args()
    rows = []
    for name, world in WORLDS.items():
        free, monotone = (limits(world, options.recoveries, m) for m in (False, True))
        for figure, value in free.items():
            rows.append((name, figure, f"{value:.1f}", f"{monotone[figure]:.1f}"))
            print(*rows[-1], sep="; ", flush=True)
    if options.write:
        with LIMITS.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([COLUMNS, *rows])


if __name__ == "__main__":
    main()
