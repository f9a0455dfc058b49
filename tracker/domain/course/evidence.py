"""Weigh what has been seen against the normal course: marginal likelihoods, day by day.

For every cell of the grid (healing.py) the likelihood of all ratings and photos so far is kept as
a running product (grid.py); the marginal likelihood is its mean over the prior. Missing days and
unanswered questions simply do not enter.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tracker.domain.course.by_day import Seen
from tracker.domain.course.healing import DAYS, HealingModel, Plan, Prior, healing_model
from tracker.domain.course.hypotheses import RISES, SLIGHTLY_SLOWER, SLOWER
from tracker.domain.course.ratings import NOT_ANSWERED, STEP_SHARES, STEPS
from tracker.domain.course.reference import Channel, CourseReference, seldom_exceeded
from tracker.domain.course.running_products import Grid
from tracker.domain.records.patterns import Pattern

DoubleArray = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

_IS_CLIMB = np.array([rise.pattern is Pattern.ITCH_CLIMBING for rise in RISES])
_STYLE_DAYS = 3
"""A rating style is given up for good where one of the first days contradicts it."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """Marginal likelihoods of all that was seen by each day, and the beliefs at the end.

    Only days on which a departure is looked for are weighed; on others every likelihood is 0. The
    last column stands for the end of the recovery where it is asked for.
    """

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

    def rows(self, chosen: slice) -> "Evidence":
        """Return what was found for some of the recoveries."""
        height = {channel: belief[chosen] for channel, belief in self.height.items()}
        by_day = {name: values[chosen] for name, values in vars(self).items() if name != "height"}
        return Evidence(**by_day, height=height)


def weigh(
    seen: Seen,
    reference: CourseReference,
    plans: Sequence[Plan],
    plan_of: Indices,
    prior: Prior,
    *,
    learns: bool = True,
) -> Evidence:
    """Weigh recoveries under every rating style that fits them, mixed by the styles' shares.

    Parameters
    ----------
    seen : Seen
        N recoveries.
    reference : CourseReference
        The expected course.
    plans : sequence of Plan
        What was done.
    plan_of : (N,) array
        Which of the plans each recovery has.
    prior : Prior
        What is believed of the recoveries before.
    learns : bool
        Whether the beliefs at the end are wanted, to remember them for the next recovery.
    """
    total = _no_evidence(prior)
    total.stays_red[:] = seen.stays_red(_usual_redness(reference, plans)[plan_of])
    fitting = [np.flatnonzero(fits_style(seen, step)) for step in STEPS]
    rows = np.concatenate(fitting)
    models, model_of = _models(reference, plans, [plan_of[fit] for fit in fitting])
    part = _no_evidence(prior.rows(rows))
    part.stays_red[:] = total.stays_red[rows]
    _fill(part, seen.rows(rows), models, model_of, prior.rows(rows), learns)
    first = 0
    for fit, share in zip(fitting, STEP_SHARES, strict=True):
        _add(total, part.rows(slice(first, first + len(fit))), share, fit)
        first += len(fit)
    return total


def _models(
    reference: CourseReference, plans: Sequence[Plan], plan_of: Sequence[Indices]
) -> tuple[list[HealingModel], Indices]:
    """Return the models that occur, and which of them each recovery has, style after style."""
    kind_of = np.concatenate([style * len(plans) + fit for style, fit in enumerate(plan_of)])
    kinds, model_of = np.unique(kind_of, return_inverse=True)
    pairs = (divmod(kind, len(plans)) for kind in kinds.tolist())
    models = [healing_model(reference, plans[plan], STEPS[style]) for style, plan in pairs]
    return models, model_of


def is_worth_weighing(
    seen: Seen, reference: CourseReference, plans: Sequence[Plan], plan_of: Indices
) -> npt.NDArray[np.bool_]:
    """Return (N,) whether anything has risen or stays red, so that there is a question at all."""
    stays_red = seen.stays_red(_usual_redness(reference, plans)[plan_of])
    return np.asarray((seen.has_risen() | stays_red).any(axis=1))


def _usual_redness(reference: CourseReference, plans: Sequence[Plan]) -> DoubleArray:
    """Return (plans, D) the rating of redness that few people exceed."""
    days = np.arange(DAYS)
    usual = np.empty((len(plans), DAYS))
    for row, plan in zip(usual, plans, strict=True):
        high = seldom_exceeded(reference.tables[Channel.REDNESS, plan.group], plan.length_mm)
        row[:] = np.interp(days / plan.time_factor, days, high)
    return np.maximum(usual, 1)


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


def _fill(
    evidence: Evidence,
    seen: Seen,
    models: Sequence[HealingModel],
    model_of: Indices,
    prior: Prior,
    learns: bool,
) -> None:
    has_risen, red = seen.has_risen(), evidence.stays_red.copy()
    asked = has_risen | red
    if learns:
        asked[:, -1] = True
        red[:, -1] |= red.any(axis=1)
    rows, days = np.nonzero(asked)
    to = rows, days
    grid = Grid(seen, models, model_of, prior, (rows, np.minimum(days, seen.last_day)))
    evidence.normal[to] = evidence.slow[to] = evidence.slightly_slow[to] = grid.normal()
    _fill_slow(evidence, grid, red, to)
    _fill_rises(evidence, grid, has_risen, to)
    if learns:
        evidence.pace[:] = grid.pace_belief()
        evidence.height.update(grid.height_beliefs())


def _fill_slow(
    evidence: Evidence, grid: Grid, red: npt.NDArray[np.bool_], asked: tuple[Indices, Indices]
) -> None:
    """Weigh slow redness where there is any; elsewhere it is as likely as the normal course."""
    which = np.flatnonzero(red[asked])
    if len(which):
        to = asked[0][which], asked[1][which]
        evidence.slow[to] = np.mean([grid.slower(times, which) for times in SLOWER], axis=0)
        evidence.slightly_slow[to] = grid.slower(SLIGHTLY_SLOWER, which)


def _fill_rises(
    evidence: Evidence, grid: Grid, has_risen: npt.NDArray[np.bool_], asked: tuple[Indices, Indices]
) -> None:
    which = np.flatnonzero(has_risen[asked])
    to = asked[0][which], asked[1][which]
    rises, evidence.rhythm[to] = grid.rises(which)
    evidence.climb[to] = rises[:, _IS_CLIMB].sum(axis=1)
    evidence.rise[to] = rises[:, ~_IS_CLIMB].sum(axis=1)
    evidence.leading[to] = np.where(_IS_CLIMB, -1, rises).argmax(axis=1)
