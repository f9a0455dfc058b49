from collections.abc import Mapping

import pytest

from tracker.domain.course.recovery import RecoveryDay, RecoveryPlan
from tracker.domain.records.flags import AdviceLevel, RedFlag
from tracker.domain.records.scales import Symptom
from tracker.domain.records.status import LOWEST_STATUS, Status, worst
from tracker.domain.verdict.advice import MISSING_AFTER, WHAT_TO_DO
from tracker.domain.verdict.assess import Assessment, assess_recovery, prompt_for_missing_day
from tracker.domain.words.flag_texts import shipped_flag_texts

PLAN = RecoveryPlan(needle_length_mm=1.0)
NORMAL_REDNESS = (5, 3, 2, 1, 1, 0, 0, 0)
NORMAL_PAIN = (2, 1, 0, 0, 0, 0, 0, 0)
INFECTION_REDNESS = (5, 3, 2, 1, 3, 5, 6, 7)
INFECTION_PAIN = (2, 1, 0, 0, 2, 4, 5, 7)


def _days(
    redness: tuple[int, ...], pain: tuple[int, ...], flags: Mapping[int, RedFlag] | None = None
) -> list[RecoveryDay]:
    return [
        RecoveryDay(
            day=day,
            ratings={Symptom.REDNESS: red, Symptom.PAIN: hurt},
            red_flags=frozenset({(flags or {})[day]} if day in (flags or {}) else ()),
        )
        for day, (red, hurt) in enumerate(zip(redness, pain, strict=True))
    ]


def _statuses(assessments: tuple[Assessment, ...]) -> list[Status]:
    return [assessment.status for assessment in assessments]


def test_a_normal_recovery_stays_on_course_and_says_that_nobody_watches() -> None:
    assessments = assess_recovery(_days(NORMAL_REDNESS, NORMAL_PAIN), PLAN)
    assert set(_statuses(assessments)) == {Status.ON_COURSE}
    for assessment in assessments:
        assert "Nobody is watching" in assessment.what_to_do
        assert assessment.what_would_change_it
        assert assessment.reference_version


def test_an_infection_like_course_is_off_course_within_two_days() -> None:
    statuses = _statuses(assess_recovery(_days(INFECTION_REDNESS, INFECTION_PAIN), PLAN))
    assert worst(statuses[:4]).rank <= Status.WATCH.rank
    assert worst(statuses[4:6]).rank >= Status.OFF_COURSE.rank


@pytest.mark.parametrize("flag", RedFlag)
@pytest.mark.parametrize("day", [0, 1, 4])
def test_a_red_flag_gives_its_level_on_the_same_day(flag: RedFlag, day: int) -> None:
    days = _days(NORMAL_REDNESS, NORMAL_PAIN, {day: flag})
    assessment = assess_recovery(days, PLAN)[day]
    assert assessment.status.rank >= LOWEST_STATUS[flag.level].rank
    assert "yes" in assessment.reason


def test_a_flag_is_never_lowered_by_calm_ratings_and_never_lowers_a_worse_verdict() -> None:
    calm = assess_recovery(_days((0,) * 8, (0,) * 8, {3: RedFlag.FEVER}), PLAN)
    assert calm[3].status is Status.URGENT
    infected = _days(INFECTION_REDNESS, (2, 1, 0, 0, 2, 6, 8, 9), {7: RedFlag.NUMBNESS})
    assert assess_recovery(infected, PLAN)[7].status is Status.URGENT


@pytest.mark.parametrize("known", range(1, 8))
def test_each_day_is_judged_only_from_what_was_known_by_then(known: int) -> None:
    days = _days(INFECTION_REDNESS, INFECTION_PAIN, {6: RedFlag.FEVER})
    whole = assess_recovery(days, PLAN)
    assert assess_recovery(days[:known], PLAN) == whole[:known]


@pytest.mark.parametrize("length_mm", [0.25, 0.5, 1.0, 1.5])
def test_redness_of_3_on_day_7_is_always_off_course_up_to_1_5_mm(length_mm: float) -> None:
    day = RecoveryDay(day=7, ratings={Symptom.REDNESS: 3})
    (assessment,) = assess_recovery([day], RecoveryPlan(needle_length_mm=length_mm))
    assert assessment.status.rank >= Status.OFF_COURSE.rank


def test_usual_ratings_do_not_alarm_on_the_first_two_days_and_tens_do() -> None:
    usual = assess_recovery(_days((8, 5), (4, 2)), PLAN)
    assert set(_statuses(usual)) == {Status.ON_COURSE}
    tens = assess_recovery(_days((10, 10), (10, 10)), RecoveryPlan(needle_length_mm=0.25))
    assert all(status.rank >= Status.OFF_COURSE.rank for status in _statuses(tens))


@pytest.mark.parametrize("jump", [3, 4, 5, 6, 8])
def test_a_jump_of_redness_and_pain_is_off_course_that_day_however_large(jump: int) -> None:
    turned = assess_recovery(_days((5, 3, 2, 2 + jump), (2, 1, 0, jump)), PLAN)[-1]
    assert turned.status.rank >= Status.OFF_COURSE.rank


def test_one_better_day_after_an_off_course_day_is_not_on_course() -> None:
    days = [
        *_days(INFECTION_REDNESS, INFECTION_PAIN),
        RecoveryDay(day=8, red_flags=frozenset({RedFlag.NUMBNESS})),
        RecoveryDay(day=9),
    ]
    assessments = assess_recovery(days, PLAN)
    assert assessments[-2].status.rank >= LOWEST_STATUS[AdviceLevel.REVIEW].rank
    assert assessments[-1].status.rank >= Status.WATCH.rank


def test_a_missing_day_after_an_off_course_day_is_a_prompt() -> None:
    off = assess_recovery(_days((6, 4, 2, 1, 5, 6), (0,) * 6), PLAN)[-1]
    calm = assess_recovery(_days(NORMAL_REDNESS, NORMAL_PAIN), PLAN)[-1]
    assert "does not mean that all is well" in str(prompt_for_missing_day(off, off.day + 1))
    assert prompt_for_missing_day(off, off.day) is None
    assert prompt_for_missing_day(calm, calm.day + 1) is None


def test_a_rebound_of_redness_alone_is_off_course_and_says_from_where_to_where() -> None:
    days = _days((6, 4, 2, 1, 5, 6), (0,) * 6)
    latest = assess_recovery(days, PLAN)[-1]
    assert latest.status is Status.OFF_COURSE
    assert "from 1 to 6" in latest.reason


def test_itching_that_climbs_names_a_contact_allergy() -> None:
    days = [
        RecoveryDay(day=day, ratings={Symptom.REDNESS: 1, Symptom.ITCHING: itch})
        for day, itch in enumerate((0, 1, 1, 2, 6, 7))
    ]
    latest = assess_recovery(days, PLAN)[-1]
    assert latest.status.rank >= Status.OFF_COURSE.rank
    assert "allergy" in latest.reason
    assert "new product" in latest.what_to_do


def test_a_late_change_after_a_calm_recovery_is_off_course() -> None:
    days = [
        *_days(NORMAL_REDNESS, NORMAL_PAIN),
        RecoveryDay(day=21, ratings={Symptom.REDNESS: 0, Symptom.SWELLING: 3}),
    ]
    latest = assess_recovery(days, PLAN)[-1]
    assert latest.status is Status.OFF_COURSE
    assert "day 21" in latest.reason


def test_a_photo_that_contradicts_the_diary_is_said_to_disagree() -> None:
    days = _days(NORMAL_REDNESS[:4], NORMAL_PAIN[:4])
    contradicting = RecoveryDay(
        day=4, ratings={Symptom.REDNESS: 0}, photo_delta_ei=9.0, photo_mdc95=3.0
    )
    latest = assess_recovery([*days, contradicting], PLAN)[-1]
    assert latest.status.rank >= Status.WATCH.rank
    assert "disagree" in latest.reason


@pytest.mark.parametrize("change", [0.0, 9.0])
def test_a_day_of_which_there_is_only_a_photo_is_never_on_course(change: float) -> None:
    rated = _days(NORMAL_REDNESS[:2], NORMAL_PAIN[:2])
    bare = RecoveryDay(day=2)
    shown = RecoveryDay(day=2, photo_delta_ei=change, photo_mdc95=1.0)
    without, with_photo = (assess_recovery([*rated, day], PLAN)[-1] for day in (bare, shown))
    assert with_photo.status.rank >= without.status.rank == Status.WATCH.rank
    assert "Nothing was rated" in without.reason


def test_every_status_has_its_advice_and_its_prompt() -> None:
    assert set(WHAT_TO_DO) == set(Status)
    assert set(MISSING_AFTER) == {Status.OFF_COURSE, Status.URGENT, Status.EMERGENCY}


def test_a_missing_day_after_an_emergency_asks_for_help_and_for_what_came_of_it() -> None:
    flags = {3: RedFlag.PURPLE_PATCHES}
    emergency = assess_recovery(_days(NORMAL_REDNESS[:4], NORMAL_PAIN[:4], flags), PLAN)[-1]
    prompt = str(prompt_for_missing_day(emergency, emergency.day + 1))
    assert "call the emergency number" in prompt
    assert "say here what came of it" in prompt


def test_several_signs_are_each_named_once_with_their_own_advice() -> None:
    signs = {RedFlag.FEVER, RedFlag.RISING_PAIN, RedFlag.ONE_SIDED_SWELLING, RedFlag.OPEN_SORE}
    day = RecoveryDay(day=4, ratings={Symptom.REDNESS: 2}, red_flags=frozenset(signs))
    verdict = assess_recovery([*_days(NORMAL_REDNESS[:4], NORMAL_PAIN[:4]), day], PLAN)[-1]
    texts = [shipped_flag_texts()[flag] for flag in signs]
    assert [verdict.reason.count(text.question) for text in texts] == [1] * len(signs)
    advice = {text.what_to_do for text in texts}
    assert [verdict.what_to_do.count(one) for one in advice] == [1] * len(advice)
