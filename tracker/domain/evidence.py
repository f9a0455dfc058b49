"""Weigh what has been seen against the normal course: marginal likelihoods, day by day.

For every cell of the grid (healing.py) the likelihood of all ratings and photos so far is kept as
a running product (grid.py); the marginal likelihood is its mean over the prior. Missing days and
unanswered questions simply do not enter.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tracker.domain.course import Channel, CourseReference, seldom_exceeded
from tracker.domain.grid import Grid
from tracker.domain.healing import DAYS, Plan, Prior, healing_model
from tracker.domain.hypotheses import RISES, SLIGHTLY_SLOWER, SLOWER
from tracker.domain.patterns import Pattern
from tracker.domain.ratings import NOT_ANSWERED, STEP_SHARES, STEPS
from tracker.domain.seen import Seen

DoubleArray = npt.NDArray[np.float64]

_IS_CLIMB = np.array([rise.pattern is Pattern.ITCH_CLIMBING for rise in RISES])
_STYLE_DAYS = 3
"""A rating style is given up for good where one of the first days contradicts it."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """Marginal likelihoods of all that was seen by each day, and the beliefs at the end."""

    normal: DoubleArray
    """(N, D) the normal course."""
    rhythm: DoubleArray
    """(N, D) a normal course with a rhythm in all ratings; 0 where none has risen."""
    rise: DoubleArray
    """(N, D) rises other than itching, mixed by their shares."""
    climb: DoubleArray
    """(N, D) climbing itching."""
    leading: npt.NDArray[np.int8]
    """(N, D) number of the likeliest of RISES other than itching."""
    slightly_slow: DoubleArray
    """(N, D) redness that heals a little slower than the rest, as it does in many people."""
    slow: DoubleArray
    """(N, D) redness that heals much slower than the rest."""
    stays_red: npt.NDArray[np.bool_]
    """(N, D) where more redness is left than usual, so that slowness is judged."""
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
    total.stays_red[:] = seen.stays_red(_usual_redness(reference, plan))
    has_risen = seen.has_risen()
    for step, share in zip(STEPS, STEP_SHARES, strict=True):
        rows = np.flatnonzero(fits_style(seen, step))
        if len(rows):
            grid = Grid(seen.rows(rows), healing_model(reference, plan, step), prior.rows(rows))
            part = _read(grid, prior.rows(rows), has_risen[rows], total.stays_red[rows], learns)
            _add(total, part, share, rows)
    return total


def is_worth_weighing(seen: Seen, reference: CourseReference, plan: Plan) -> npt.NDArray[np.bool_]:
    """Return (N,) whether anything has risen or stays red, so that there is a question at all."""
    stays_red = seen.stays_red(_usual_redness(reference, plan))
    return np.asarray((seen.has_risen() | stays_red).any(axis=1))


def _usual_redness(reference: CourseReference, plan: Plan) -> DoubleArray:
    table = reference.tables[Channel.REDNESS, plan.group]
    usual = seldom_exceeded(table, plan.length_mm)
    days = np.arange(DAYS)
    return np.asarray(np.maximum(np.interp(days / plan.time_factor, days, usual), 1))


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
        rhythm=np.zeros((number, DAYS)),
        rise=np.zeros((number, DAYS)),
        climb=np.zeros((number, DAYS)),
        leading=np.zeros((number, DAYS), np.int8),
        slightly_slow=np.zeros((number, DAYS)),
        slow=np.zeros((number, DAYS)),
        stays_red=np.zeros((number, DAYS), np.bool_),
        pace=np.zeros(prior.pace.shape),
        height={channel: np.zeros(rows.shape) for channel, rows in prior.height.items()},
    )


def _add(total: Evidence, part: Evidence, share: float, rows: npt.NDArray[np.intp]) -> None:
    leads = share * part.rise > total.rise[rows]
    total.leading[rows] = np.where(leads, part.leading, total.leading[rows])
    for name in ("normal", "rhythm", "rise", "climb", "slightly_slow", "slow", "pace"):
        getattr(total, name)[rows] += share * getattr(part, name)
    for channel, values in part.height.items():
        total.height[channel][rows] += share * values


def _read(
    grid: Grid,
    prior: Prior,
    has_risen: npt.NDArray[np.bool_],
    stays_red: npt.NDArray[np.bool_],
    learns: bool,
) -> Evidence:
    evidence = _no_evidence(prior)
    _fill(evidence.normal, grid.normal())
    _read_slow(evidence, grid, np.flatnonzero(stays_red.any(axis=1)))
    rows, days = np.nonzero(has_risen)
    rises, evidence.rhythm[rows, days] = grid.rises(rows, days)
    evidence.climb[rows, days] = rises[:, _IS_CLIMB].sum(axis=1)
    evidence.rise[rows, days] = rises[:, ~_IS_CLIMB].sum(axis=1)
    evidence.leading[rows, days] = np.where(_IS_CLIMB, -1, rises).argmax(axis=1)
    if learns:
        evidence.pace[:] = grid.pace_belief()
        evidence.height.update(grid.height_beliefs())
    return evidence


def _read_slow(evidence: Evidence, grid: Grid, red: npt.NDArray[np.intp]) -> None:
    """Weigh slow redness where there is any; elsewhere it is as likely as the normal course."""
    evidence.slow[:] = evidence.slightly_slow[:] = evidence.normal
    if len(red):
        slow, slightly = np.empty((2, len(red), DAYS))
        _fill(slow, np.mean([grid.slower(times, red) for times in SLOWER], axis=0))
        _fill(slightly, grid.slower(SLIGHTLY_SLOWER, red))
        evidence.slow[red], evidence.slightly_slow[red] = slow, slightly


def _fill(by_day: DoubleArray, known: DoubleArray) -> None:
    """Enter what is known by each day; after the last day it stays as it is."""
    by_day[:, : known.shape[1]] = known
    by_day[:, known.shape[1] :] = known[:, -1:]
