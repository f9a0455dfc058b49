"""What was said elsewhere calms nothing: not an entry of the same day, an outcome that says that
nobody has looked at it, or a new session; and no higher rating gets slower advice."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import product

import numpy as np
import numpy.typing as npt
import pytest

from tests.tracker.domain.verdict.test_order import COURSE, Rng, _last, _swept_ratings, drawn
from tracker.domain.course.diaries import NOT_SEEN, Diaries, pack
from tracker.domain.course.personal import Memories
from tracker.domain.course.recovery import Recovery, RecoveryDay, RecoveryPlan
from tracker.domain.records.circumstances import Circumstances, Outcome
from tracker.domain.records.concern import worst_of
from tracker.domain.records.flags import AdviceLevel, RedFlag
from tracker.domain.records.kept import BodyArea, NewDiaryEntry, Zone
from tracker.domain.records.same_day import RAISED_BY
from tracker.domain.records.scales import Symptom
from tracker.domain.records.status import LOWEST_STATUS, Status
from tracker.domain.verdict.assess import assess_recovery
from tracker.domain.verdict.drift import find_drift
from tracker.domain.words.flag_texts import shipped_flag_texts

OFF, URGENT = Status.OFF_COURSE.rank, Status.URGENT.rank
PLAN = RecoveryPlan(needle_length_mm=1.0)
RATED = (Symptom.REDNESS, Symptom.SWELLING, Symptom.ITCHING, Symptom.PAIN)
FIRST = [
    RecoveryDay(day=day, ratings=dict(zip(RATED, rated, strict=True)))
    for day, rated in enumerate(((5, 2, 0, 2), (3, 1, 0, 1), (2, 0, 0, 0)))
]
FLAGS, SIGNS = tuple(RedFlag), tuple(RAISED_BY)
FEW, MANY = 15, 400
Ranks = npt.NDArray[np.int8]


def _entry(
    rng: Rng, *, flags: float = 0.0, answers: float = 0.0, outcome: Outcome | None = None
) -> NewDiaryEntry:
    rated = {one: int(rng.integers(0, 11)) for one in RATED if rng.random() < 0.9}
    flagged = [flag for flag in FLAGS if rng.random() < flags]
    no = [sign for sign in SIGNS if rng.random() < answers]
    return NewDiaryEntry(
        person_id=1,
        day=date(2026, 11, 3),
        areas=frozenset({BodyArea.FACE}),
        ratings=rated,
        red_flags=frozenset(flagged),
        circumstances=Circumstances(answers=dict.fromkeys(no, False), outcome=outcome),
    )


def _day(number: int, entries: Sequence[NewDiaryEntry]) -> RecoveryDay:
    entry = worst_of(entries)
    said = entry.circumstances
    return RecoveryDay(
        day=number,
        ratings=entry.ratings,
        red_flags=entry.red_flags,
        answers=said.answers,
        outcome=said.outcome,
        since_outcome=said.since_outcome,
    )


def _ranks(recoveries: Sequence[Sequence[RecoveryDay]]) -> Ranks:
    packed = pack([Recovery(plan=PLAN, days=days) for days in recoveries], COURSE)
    return np.asarray(find_drift(packed, COURSE).rank)


def _check_outcomes(seed: int, number: int) -> None:
    rng = np.random.default_rng(seed)
    together, alone = [], []
    calm = [replace(FIRST[2], day=day) for day in (4, 5)]
    for _ in range(number):
        first = _entry(rng, flags=0.1, outcome=Outcome.SEEN)
        later = _entry(rng, flags=0.1)
        together.append([*FIRST, _day(3, [first, later]), *calm])
        alone.append([*FIRST, _day(3, [later]), *calm])
    # What the first one is rated may hold longer; what it settles must not reach the later one.
    assert (_ranks(together)[:, 3:] >= _ranks(alone)[:, 3:])[_open(alone)].all()


def _open(recoveries: Sequence[Sequence[RecoveryDay]]) -> npt.NDArray[np.bool_]:
    urgent = [
        any(one.level > AdviceLevel.REVIEW for one in days[3].red_flags) for days in recoveries
    ]
    assert any(urgent)
    return np.array(urgent)


def _check_answers(seed: int, number: int) -> None:
    rng = np.random.default_rng(seed)
    together, first_alone, later_alone = [], [], []
    for _ in range(number):
        first, later = _entry(rng, answers=0.5), _entry(rng)
        stands = {
            sign: False
            for sign in first.circumstances.answers
            if all(later.ratings.get(s, -1) <= first.ratings.get(s, -1) for s in RAISED_BY[sign])
        }
        answered = replace(later, circumstances=Circumstances(answers=stands))
        together.append([*FIRST, _day(3, [first, later])])
        first_alone.append([*FIRST, _day(3, [first])])
        later_alone.append([*FIRST, _day(3, [answered])])
    both = _ranks(together)
    assert (both >= _ranks(first_alone)).all() and (both >= _ranks(later_alone)).all()


def _check_not_seen(seed: int, number: int) -> None:
    rng = np.random.default_rng(seed)
    diaries = drawn(rng, number)
    diaries.flags[:] = np.where(diaries.flag_rank > 0, 1 << rng.integers(0, 25), 0)
    silent = find_drift(diaries, COURSE).rank
    at = np.arange(number), rng.integers(0, _last(diaries) + 1)
    unsaid = diaries.outcome[at] == 0
    diaries.outcome[at] = np.where(unsaid, NOT_SEEN, diaries.outcome[at])
    assert (find_drift(diaries, COURSE).rank >= silent).all(), seed


def _check_speed(seed: int, number: int) -> None:
    rng = np.random.default_rng(seed)
    diaries = drawn(rng, number)
    for what, swept, times in _swept_ratings(rng, diaries):
        found = find_drift(swept, COURSE)
        at = np.arange(len(swept.day)), _last(swept)
        asks = np.array([*(LOWEST_STATUS[sign.level].rank - 0.5 for sign in FLAGS), 0])
        speed = np.maximum(found.rank[at], asks[found.asked[at]]).reshape(-1, times)
        assert (np.diff(speed, axis=1) >= 0).all(), (seed, what)


def _stood_still(rng: Rng, number: int, more: int = 6) -> tuple[Diaries, npt.NDArray[np.intp]]:
    """Return diaries whose last entry is the same for some days more, and the place of it."""
    whole = drawn(rng, number)
    last = _last(whole)
    padded = max(int(last.max()) + 1 + more, 1)
    days = []
    for row in range(number):
        entries = [*range(int(last[row]) + 1), *[int(last[row])] * more]
        days.append((entries + [entries[-1]] * padded)[:padded])
    at = np.arange(number)[:, None], np.array(days)
    values = {
        name: value[at] if value.ndim > 1 and name != "ordinary" else value
        for name, value in vars(whole).items()
    }
    still = Diaries(**values)
    still.day[:] += np.maximum(np.arange(padded) - last[:, None], 0).astype(np.int16)
    for name in ("outcome", "flag_rank", "flags", "no", "yes"):
        getattr(still, name)[:] = 0
    return still, last


def _check_still(seed: int, number: int) -> None:
    still, last = _stood_still(np.random.default_rng(seed), number)
    rank = find_drift(still, COURSE).rank
    for row in range(number):
        ranks = rank[row, last[row] :].tolist()
        worst = np.maximum.accumulate(ranks)
        assert all(now >= URGENT for now, most in zip(ranks, worst, strict=True) if most >= URGENT)


CHECKS = [_check_outcomes, _check_answers, _check_not_seen, _check_speed, _check_still]


@pytest.mark.parametrize("check", CHECKS)
def test_nothing_said_elsewhere_calms(check: object) -> None:
    assert callable(check)
    for seed in range(2):
        check(seed, FEW)


@pytest.mark.benchmark
@pytest.mark.parametrize("check", CHECKS)
def test_the_same_in_very_many_diaries(check: object) -> None:
    assert callable(check)
    for seed in range(100, 110):
        check(seed, MANY)


@pytest.mark.parametrize("before", list(product(range(2), repeat=3)))
def test_no_pain_before_makes_a_new_pain_milder(before: tuple[int, ...]) -> None:
    others = (5, 3, 2, 1, 1, 0, 0, 0)
    days = [
        RecoveryDay(
            day=day,
            ratings={Symptom.REDNESS: red, Symptom.PAIN: before[day] if day < 3 else pain},
        )
        for pain in range(4, 11)
        for day, red in enumerate(others)
    ]
    size = len(others)
    ranks = _ranks([days[at : at + size] for at in range(0, len(days), size)])
    assert (ranks[:, 4:] >= URGENT).all()


EMERGENCY = RecoveryDay(day=3, red_flags=frozenset({RedFlag.BREATHING_OR_FACE_SWELLING}))
URGENT_PAIN = RecoveryDay(day=3, ratings=dict(zip(RATED, (9, 6, 0, 8), strict=True)))


@pytest.mark.parametrize("last", [EMERGENCY, URGENT_PAIN])
def test_a_new_session_ends_no_open_advice(last: RecoveryDay) -> None:
    seen = replace(last, outcome=Outcome.SEEN)
    for one, is_open in ((last, True), (seen, False)):
        before = Recovery(plan=PLAN, days=[*FIRST, one])
        verdict = assess_recovery(FIRST[:1], PLAN, [before])[0]
        assert (verdict.status.rank >= URGENT) == is_open
        assert ("stands" in verdict.reason) == is_open
    later = [FIRST[0], replace(FIRST[1], outcome=Outcome.SEEN)]
    between = Recovery(plan=PLAN, days=later)
    before = Recovery(plan=PLAN, days=[*FIRST, last])
    assert assess_recovery(FIRST[:1], PLAN, [before, between])[0].status is Status.ON_COURSE


def test_another_skin_is_not_asked_about_the_first() -> None:
    face, neck = (replace(PLAN, treated_zones=frozenset({one})) for one in (Zone.CHIN, Zone.NECK))
    before = Recovery(plan=face, days=[*FIRST, EMERGENCY])
    assert assess_recovery(FIRST[:1], neck, [before])[0].status is Status.ON_COURSE
    assert assess_recovery(FIRST[:1], face, [before])[0].status is Status.EMERGENCY


def test_open_advice_is_remembered_from_batch_to_batch() -> None:
    memories = Memories(COURSE)
    for days, opens in (([*FIRST, EMERGENCY], 0), (FIRST, URGENT), (FIRST, URGENT)):
        batch = pack([Recovery(plan=PLAN, days=days)], COURSE)
        rank = find_drift(batch, COURSE, memories, ["somebody"]).rank
        assert (rank[0, :3] >= opens).all()
    assert find_drift(pack([Recovery(plan=PLAN, days=FIRST)], COURSE), COURSE).rank.max() == 0


@pytest.mark.parametrize(
    ("day", "ratings", "sign"),
    [
        (20, {Symptom.PAIN: 10}, RedFlag.RISING_PAIN),
        (5, {Symptom.PAIN: 4}, RedFlag.RISING_PAIN),
        (20, {Symptom.SWELLING: 10}, RedFlag.ONE_SIDED_SWELLING),
        (2, {Symptom.SWELLING: 10, Symptom.ITCHING: 10}, RedFlag.BREATHING_OR_FACE_SWELLING),
    ],
)
def test_the_advice_of_a_sign_that_is_asked_is_said_at_any_rating(
    day: int, ratings: dict[Symptom, int], sign: RedFlag
) -> None:
    last = RecoveryDay(day=day, ratings=dict.fromkeys(RATED, 0) | ratings)
    calm = [RecoveryDay(day=one, ratings=dict.fromkeys(RATED, 0)) for one in range(min(day, 12))]
    verdict = assess_recovery([*calm, last], PLAN)[-1]
    assert "contact a clinician" in verdict.what_to_do.lower()
    text = shipped_flag_texts()[sign]
    said = verdict.reason + verdict.what_to_do
    assert (text.asked_back or text.question) in said and text.what_to_do in said


@pytest.mark.parametrize("sign", [flag for flag in FLAGS if flag.level is AdviceLevel.REVIEW])
def test_a_sign_that_asks_for_a_review_stays_until_somebody_has_looked(sign: RedFlag) -> None:
    calm = {symptom: 0 for symptom in RATED}
    days = [
        *FIRST,
        RecoveryDay(day=3, ratings=calm, red_flags=frozenset({sign})),
        *(RecoveryDay(day=day, ratings=calm) for day in range(4, 9)),
    ]
    said = assess_recovery(days, PLAN)
    assert min(one.status.rank for one in said[3:]) >= OFF
    assert shipped_flag_texts()[sign].what_to_do in said[-1].what_to_do
    seen = [*days, RecoveryDay(day=9, ratings=calm, outcome=Outcome.SEEN)]
    calmer = [*seen, *(RecoveryDay(day=day, ratings=calm) for day in (10, 11))]
    assert assess_recovery(calmer, PLAN)[-1].status is Status.ON_COURSE
