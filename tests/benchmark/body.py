"""How surely and how exactly photos of generated body skin are laid over each other.

Success is a registration whose median error is under 3 mm; errors are of the successes.

Run `python -m tests.benchmark.body` (about five minutes), with `--write` to keep the figures.
"""

from collections.abc import Iterator

import numpy as np

from analysis.body import analyse_body_photo
from analysis.image import Photo
from tests.benchmark.limb import common_points, generate_limb, photograph
from tests.benchmark.report import report

_LIMBS = 40
_SUCCESS_MM = 3.0


def main() -> None:
    """Print the figures beside the committed ones."""
    report("body", [*_figures("alone", 0), *_figures("with three marks", 3)])


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


def _errors_mm(seed: int, marks: int) -> np.ndarray | None:
    limb = generate_limb(seed)
    before, after = (photograph(limb, seed, moved=moved) for moved in (False, True))
    points, truth, px_per_mm = common_points(limb, before, after)
    given = np.random.default_rng(seed).choice(len(points), marks, replace=False)
    pairs = [(tuple(points[i]), tuple(truth[i])) for i in given]
    analysis = analyse_body_photo(Photo(after.pixels, ""), Photo(before.pixels, ""), pairs or None)
    if analysis.registration is None:
        return None
    off = np.linalg.norm(analysis.registration.map_points(points) - truth, axis=1)
    return np.asarray(off / px_per_mm)


if __name__ == "__main__":
    main()
