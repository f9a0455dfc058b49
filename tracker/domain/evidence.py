"""Weigh what has been seen against the normal course: marginal likelihoods, day by day.

For every cell of the grid (healing.py) the likelihood of all ratings and photos so far is kept as
a running product (grid.py); the marginal likelihood is its mean over the prior. Missing days and
unanswered questions simply do not enter.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tracker.domain.course import Channel, CourseReference
from tracker.domain.grid import Grid
from tracker.domain.healing import DAYS, Plan, Prior, healing_model
from tracker.domain.hypotheses import RISES, SLIGHTLY_SLOWER, SLOWER
from tracker.domain.ratings import NOT_ANSWERED, STEP_SHARES, STEPS
from tracker.domain.seen import Seen

DoubleArray = npt.NDArray[np.float64]

_STYLE_DAYS = 3
"""A rating style is given up for good where one of the first days contradicts it."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """Marginal likelihoods of all that was seen by each day, and the beliefs at the end."""

    normal: DoubleArray
    """(N, D) the normal course."""
    rises: DoubleArray
    """(N, D, len(RISES)) each rise, weighted by its share."""
    slightly_slow: DoubleArray
    """(N, D) redness that heals a little slower than the rest, as it does in many people."""
    slow: DoubleArray
    """(N, D) redness that heals much slower than the rest."""
    pace: DoubleArray
    """(N, P) belief in each pace after the last day, unscaled; zeros where not asked for."""
    height: dict[Channel, DoubleArray]
    """(N, A) belief in each height after the last day, unscaled; zeros where not asked for."""


def weigh(
    seen: Seen, reference: CourseReference, plan: Plan, prior: Prior, *, learns: bool = True
) -> Evidence:
    """Weigh recoveries of one plan under every rating style, mixed by the styles' shares.

    Parameters
    ----------
    learns : bool
        Whether the beliefs at the end are wanted, to remember them for the next recovery.
    """
    total = _no_evidence(prior)
    has_risen = seen.has_risen()
    for step, share in zip(STEPS, STEP_SHARES, strict=True):
        rows = np.flatnonzero(fits_style(seen, step))
        if len(rows):
            grid = Grid(seen.rows(rows), healing_model(reference, plan, step), prior.rows(rows))
            part = _read(grid, prior.rows(rows), has_risen[rows])
            if learns:
                part.pace[:] = grid.pace_belief()
                part.height.update(grid.height_beliefs())
            _add(total, part, share, rows)
    return total


def log_ratio(alternative: DoubleArray, normal: DoubleArray) -> DoubleArray:
    """Return the logarithm of a likelihood ratio, very low where nothing speaks for it."""
    floor = 1e-12
    ratio: DoubleArray = np.log(alternative / np.maximum(normal, 1e-300) + floor)
    return ratio


def fits_style(seen: Seen, step: int) -> npt.NDArray[np.bool_]:
    """Return (N,) whether the first days' ratings are all multiples of a style's step."""
    first = seen.ratings[:, :_STYLE_DAYS]
    fits: npt.NDArray[np.bool_] = ((first % step == 0) | (first == NOT_ANSWERED)).all(axis=(1, 2))
    return fits


def _no_evidence(prior: Prior) -> Evidence:
    number = len(prior.pace)
    return Evidence(
        normal=np.zeros((number, DAYS)),
        rises=np.zeros((number, DAYS, len(RISES))),
        slightly_slow=np.zeros((number, DAYS)),
        slow=np.zeros((number, DAYS)),
        pace=np.zeros(prior.pace.shape),
        height={channel: np.zeros(rows.shape) for channel, rows in prior.height.items()},
    )


def _add(total: Evidence, part: Evidence, share: float, rows: npt.NDArray[np.intp]) -> None:
    for name in ("normal", "rises", "slightly_slow", "slow", "pace"):
        getattr(total, name)[rows] += share * getattr(part, name)
    for channel, values in part.height.items():
        total.height[channel][rows] += share * values


def _read(grid: Grid, prior: Prior, has_risen: npt.NDArray[np.bool_]) -> Evidence:
    evidence = _no_evidence(prior)
    _fill(evidence.normal, grid.normal())
    _fill(evidence.slightly_slow, grid.slower(SLIGHTLY_SLOWER))
    _fill(evidence.slow, np.mean([grid.slower(slower) for slower in SLOWER], axis=0))
    rows, days = np.nonzero(has_risen)
    evidence.rises[rows, days] = grid.rises(rows, days)
    return evidence


def _fill(by_day: DoubleArray, known: DoubleArray) -> None:
    """Enter what is known by each day; after the last day it stays as it is."""
    by_day[:, : known.shape[1]] = known
    by_day[:, known.shape[1] :] = known[:, -1:]
