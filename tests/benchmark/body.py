"""How surely and how exactly photos of generated body skin are laid over each other, and how well
change is read with the printed card beside the skin.

Success is a registration whose median error is under 3 mm; errors are of the successes.

Run `python -m tests.benchmark.body` (about fifteen minutes), with `--write` to keep the figures.
"""

from collections.abc import Iterator

import numpy as np

from analysis.body.recipe import analyse_body_photo
from analysis.photo.decode import Photo
from analysis.vocabulary import Measure, ZoneMeasurement
from tests.benchmark.limb import common_points, generate_limb, photograph, treat
from tests.benchmark.report import report

_LIMBS, _CARD_LIMBS = 40, 12
_SUCCESS_MM = 3.0
_REDNESS = Measure.DELTA_ERYTHEMA_INDEX
_RISE_OD = 0.15
_TRUE_RISE = _RISE_OD * 64 / np.log(10)
"""EI: blood takes 0.36 times as much from red as from green."""
_TREATMENTS: tuple[dict[str, float], ...] = ({}, {"redness": _RISE_OD}, {"flakes_per_cm2": 5.0})

Found = dict[Measure, ZoneMeasurement]


def main() -> None:
    """Print the figures beside the committed ones."""
    report("body", [*_figures("alone", 0), *_figures("with three marks", 3), *_changes()])


def _figures(name: str, marks: int) -> Iterator[tuple[str, float]]:
    medians, p90s, refused = [], [], 0
    for seed in range(_LIMBS):
        errors = _errors_mm(seed, marks)
        refused += errors is None
        if errors is not None and np.median(errors) < _SUCCESS_MM:
            medians.append(np.median(errors))
            p90s.append(np.quantile(errors, 0.9))
    yield f"{name}: success, share", len(medians) / _LIMBS
    yield f"{name}: refused, share", refused / _LIMBS
    yield f"{name}: median error, mm", float(np.median(medians))
    yield f"{name}: p90 error, mm, median of limbs", float(np.median(p90s))
    yield f"{name}: p90 error, mm, worst tenth of limbs", float(np.quantile(p90s, 0.9))


def _changes() -> Iterator[tuple[str, float]]:
    """Yield what is read from untreated, reddened and flaking limbs under another lamp."""
    null, red, flaky = zip(*(_treated(seed) for seed in range(_CARD_LIMBS)), strict=True)
    redness = np.array([_value(found, _REDNESS) for found in null])
    yield "card: untreated redness, 1.96 SD in EI", float(1.96 * np.nanstd(redness, ddof=1))
    yield "card: untreated redness, mean in EI", float(np.nanmean(redness))
    rises = np.array([_value(found, _REDNESS) for found in red]) - redness
    yield "card: rise read over true rise", float(np.nanmean(rises)) / _TRUE_RISE
    for measure in sorted({measure for limb in null for measure in limb}):
        found = [limb[measure] for limb in null if measure in limb]
        if measure is not Measure.ERYTHEMA_INDEX:
            within = [abs(m.value) <= (m.mdc95 or 0) for m in found]
            yield f"card: {measure.value} untreated within mdc95", float(np.mean(within))
            yield f"card: {measure.value} untreated p95", _p95(found)
            yield f"card: {measure.value} measured, share", len(found) / _CARD_LIMBS
    flakes, none = (
        [
            limb[measure].value
            for limb in limbs
            if (measure := Measure.FLAKES_PER_CM2_CHANGE) in limb
        ]
        for limbs in (flaky, null)
    )
    yield "card: flakes at 5 per cm², AUC", float(np.mean(np.greater.outer(flakes, none)))


def _value(found: Found, measure: Measure) -> float:
    return found[measure].value if measure in found else np.nan


def _p95(found: list[ZoneMeasurement]) -> float:
    return float(np.quantile(np.abs([m.value for m in found]), 0.95))


def _treated(seed: int) -> list[Found]:
    """Measure one limb after every treatment."""
    limb = generate_limb(seed)
    before = Photo(photograph(limb, seed, moved=False, card=True).pixels, "")
    found = []
    for how in _TREATMENTS:
        after = photograph(treat(limb, seed, **how), seed, moved=True, card=True)
        analysis = analyse_body_photo(Photo(after.pixels, ""), before)
        found.append({m.measure: m for m in analysis.measurements})
    return found


def _errors_mm(seed: int, marks: int) -> np.ndarray | None:
    limb = generate_limb(seed)
    before, after = (photograph(limb, seed, moved=moved) for moved in (False, True))
    points, truth, px_per_mm = common_points(limb, before, after)
    given = np.random.default_rng(seed).choice(len(points), marks, replace=False)
    pairs = [(tuple(points[i]), tuple(truth[i])) for i in given]
    analysis = analyse_body_photo(Photo(after.pixels, ""), Photo(before.pixels, ""), pairs)
    if analysis.registration is None:
        return None
    off = np.linalg.norm(analysis.registration.map_points(points) - truth, axis=1)
    return np.asarray(off / px_per_mm)


if __name__ == "__main__":
    main()
