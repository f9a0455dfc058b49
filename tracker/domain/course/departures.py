"""How strongly each entry of a batch speaks against a normal recovery, by kind of departure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tracker.domain.course.by_day import Seen, by_day
from tracker.domain.course.diaries import GROUPS, Diaries
from tracker.domain.course.evidence import Evidence, is_worth_weighing, log_ratio, weigh
from tracker.domain.course.healing import DAYS, Plan, healing_model
from tracker.domain.course.hypotheses import SLIGHTLY_SLOW_SHARE
from tracker.domain.course.personal import Memories
from tracker.domain.course.reference import CourseReference
from tracker.domain.records.flags import AdviceLevel
from tracker.domain.records.status import LOWEST_STATUS

FloatArray = npt.NDArray[np.float64]
Indices = npt.NDArray[np.intp]

NOTHING = -99.0
"""The log ratio where nothing has been weighed."""
_BATCH = 1000
_PLANS = 12
"""Plans that are weighed together; the tables of more would take too much memory."""
_LENGTH_STEP_MM = 0.05
HABIT_DAY = 7
_LEARNED_BELOW = 1.4
"""A recovery with more evidence of a rise than this is not learned from as normal."""


@dataclass(frozen=True, eq=False)
class Suspicion:
    """Log likelihood ratios against the normal course, (N, D) by day."""

    rise: FloatArray
    climb: FloatArray
    slow: FloatArray
    """NOTHING where no more redness is left than usual."""
    leading_rise: FloatArray
    """Number of the likeliest of RISES other than itching."""
    slow_and_high: FloatArray
    """(N,) how far this person is known to heal slowly and rate high, in standard deviations."""
    own_redness: FloatArray
    """(N,) redness on HABIT_DAY that earlier normal recoveries make usual for this person; -1
    for people with fewer than two of them."""


def suspect(
    diaries: Diaries,
    reference: CourseReference,
    memories: Memories | None = None,
    persons: Sequence[str | None] | None = None,
) -> Suspicion:
    """Weigh every recovery of a batch, a person's recoveries one after the other.

    Parameters
    ----------
    diaries : Diaries
        N recoveries; those of one person stand in time order.
    reference : CourseReference
        The expected course.
    memories : Memories, optional
        What is known of persons from before this batch; learns from it.
    persons : sequence of str or None, optional
        Whose recovery each one is.
    """
    number = len(diaries.day)
    memories = memories or Memories(reference.spread.within_person_share)
    people: Sequence[str | None] = persons if persons is not None else [None] * number
    seen = by_day(diaries)
    suspicion = Suspicion(
        rise=np.full((number, DAYS), NOTHING),
        climb=np.full((number, DAYS), NOTHING),
        slow=np.full((number, DAYS), NOTHING),
        leading_rise=np.zeros((number, DAYS)),
        slow_and_high=np.zeros(number),
        own_redness=np.full(number, -1.0),
    )
    plans, plan_of = _plans(diaries)
    for rows in _batches(seen, reference, plans, plan_of, people):
        whose = [people[row] for row in rows.tolist()]
        learns = any(who is not None for who in whose)
        prior = memories.prior(whose)
        mine, plan_of_mine = np.unique(plan_of[rows], return_inverse=True)
        batch_plans = [plans[plan] for plan in mine.tolist()]
        evidence = weigh(
            seen.rows(rows), reference, batch_plans, plan_of_mine, prior, learns=learns
        )
        _enter(suspicion, rows, evidence, memories.slow_share(whose))
        suspicion.slow_and_high[rows] = prior.slow_and_high()
        known = memories.is_known(whose)
        for number, plan in enumerate(batch_plans):
            chosen = np.flatnonzero(known & (plan_of_mine == number))
            own = healing_model(reference, plan, 1).usual_redness(HABIT_DAY, prior.rows(chosen))
            suspicion.own_redness[rows[chosen]] = own
        if learns:
            normal = _is_normal(suspicion, diaries, rows)
            learners = [who if ok else None for who, ok in zip(whose, normal, strict=True)]
            memories.learn(learners, prior, evidence)
    return suspicion


def _plans(diaries: Diaries) -> tuple[list[Plan], Indices]:
    """Return the plans that occur, and (N,) which of them each recovery has."""
    factors, factor_of = np.unique(diaries.time_factor, return_inverse=True)
    lengths = np.rint(diaries.length_mm / _LENGTH_STEP_MM).astype(np.intp)
    codes = (lengths * len(factors) + factor_of) * len(GROUPS) + diaries.is_rf
    found, plan_of = np.unique(codes, return_inverse=True)
    plans = []
    for code in found.tolist():
        rest, group = divmod(code, len(GROUPS))
        length, factor = divmod(rest, len(factors))
        length_mm = round(length * _LENGTH_STEP_MM, 2)
        plans.append(Plan(length_mm, GROUPS[group], float(factors[factor])))
    return plans, plan_of


def _batches(
    seen: Seen,
    reference: CourseReference,
    plans: Sequence[Plan],
    plan_of: Indices,
    people: Sequence[str | None],
) -> Iterator[Indices]:
    """Yield recoveries of different people, earlier ones first.

    Of people who are not known, only recoveries that there is a question about.
    """
    is_named = np.array([who is not None for who in people], np.bool_)
    is_asked = is_named | is_worth_weighing(seen, reference, plans, plan_of)
    turns = np.where(is_named, _turns(people), -1)
    order = np.lexsort((plan_of, turns))
    order = order[is_asked[order]]
    is_next = (np.diff(turns[order]) != 0) | (np.diff(plan_of[order] // _PLANS) != 0)
    for rows in np.split(order, np.flatnonzero(is_next) + 1):
        for start in range(0, len(rows), _BATCH):
            yield rows[start : start + _BATCH]


def _turns(people: Sequence[str | None]) -> npt.NDArray[np.int64]:
    """Return for each recovery how many of the same person stand before it."""
    counts: dict[str, int] = {}
    turns = np.zeros(len(people), np.int64)
    for row, person in enumerate(people):
        if person is not None:
            turns[row] = counts.get(person, 0)
            counts[person] = int(turns[row]) + 1
    return turns


def _enter(suspicion: Suspicion, rows: Indices, evidence: Evidence, slow_share: FloatArray) -> None:
    normal = evidence.normal
    suspicion.rise[rows] = log_ratio(evidence.rise, normal + evidence.rhythm)
    suspicion.climb[rows] = log_ratio(evidence.climb, normal + evidence.rhythm)
    suspicion.leading_rise[rows] = evidence.leading
    share = slow_share[:, None]
    usual = (1 - SLIGHTLY_SLOW_SHARE) * normal + SLIGHTLY_SLOW_SHARE * evidence.slightly_slow
    slow = log_ratio(evidence.slow, (1 - share) * usual + share * evidence.slow)
    suspicion.slow[rows] = np.where(evidence.stays_red, slow, NOTHING)


def _is_normal(
    suspicion: Suspicion, diaries: Diaries, rows: npt.NDArray[np.intp]
) -> npt.NDArray[np.bool_]:
    most = np.maximum(suspicion.rise[rows], suspicion.climb[rows]).max(axis=1)
    flagged = diaries.flag_rank[rows].max(axis=1) >= LOWEST_STATUS[AdviceLevel.TODAY].rank
    normal: npt.NDArray[np.bool_] = (most < _LEARNED_BELOW) & ~flagged
    return normal
