from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest

from tracker.domain.course.diaries import Diaries, band_high, pack, unknown
from tracker.domain.course.recovery import Recovery, RecoveryDay, RecoveryPlan
from tracker.domain.course.reference import DIARY_CHANNELS, Channel, shipped_course
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import DeviceKind
from tracker.domain.records.scales import Symptom
from tracker.domain.verdict.rules.plain import (
    NONE,
    burns_at_first,
    far_at_first,
    late_change,
    pain_holds,
    rebound,
    rebound_twice,
    risen,
    soars,
    sore,
    still_red,
    sudden_turn,
)
from tracker.domain.verdict.rules.signs import claims

REDNESS = DIARY_CHANNELS.index(Channel.REDNESS)
ORDINARY = np.zeros((1, 1, len(DIARY_CHANNELS)), np.float32)


def _diary(
    ratings: Mapping[int, Sequence[int | None]], length_mm: float = 1.0, is_rf: bool = False
) -> Diaries:
    """Return days of redness, swelling, itching, pain, as far as given."""
    days = [
        RecoveryDay(
            day=day,
            ratings={s: r for s, r in zip(Symptom, values, strict=False) if r is not None},
        )
        for day, values in ratings.items()
    ]
    device = DeviceKind.RADIO_FREQUENCY if is_rf else DeviceKind.PEN
    plan = RecoveryPlan(needle_length_mm=length_mm, device=device)
    return pack([Recovery(plan=plan, days=days)], shipped_course())


def _days_fired(fired: Sequence[int], diaries: Diaries) -> list[int]:
    return [int(day) for day, one in zip(diaries.day[0], fired, strict=True) if one != NONE]


@pytest.mark.parametrize(
    ("ratings", "days"),
    [
        ({0: 6, 1: 4, 2: 1, 3: 4}, [3]),
        ({0: 6, 1: 4, 2: 1, 3: 3}, []),
        ({0: 1, 1: 4, 2: 4}, []),
        ({1: 1, 2: 2, 3: 5, 4: 1, 5: 4}, [3, 5]),
    ],
)
def test_rebound_is_counted_from_the_lowest_since_day_1(
    ratings: dict[int, int], days: list[int]
) -> None:
    diaries = _diary({day: [red] for day, red in ratings.items()})
    fired = np.where(rebound(diaries).any(axis=2)[0], REDNESS, NONE)
    assert _days_fired(fired.tolist(), diaries) == days


def test_a_rebound_counts_on_two_entries_running() -> None:
    diaries = _diary({0: [6], 1: [4], 2: [1], 3: [5], 4: [2], 5: [4], 6: [5]})
    assert _days_fired(rebound_twice(diaries, ORDINARY)[0], diaries) == [6]


def test_a_steady_ten_is_no_rebound_when_the_steps_of_a_rater_turn_out_finer() -> None:
    steady = _diary({1: [10, 5], 2: [10, 5], 3: [10, 1], 4: [10, 1], 5: [10, 1]})
    assert _days_fired(rebound_twice(steady, ORDINARY)[0], steady) == []


def test_a_day_that_may_be_copied_is_no_second_entry_of_a_rebound() -> None:
    copied = _diary({0: [6], 1: [1], 2: [4], 3: [4], 4: [4]})
    assert _days_fired(rebound_twice(copied, ORDINARY)[0], copied) == [4]
    strong = _diary({0: [6], 1: [1], 2: [9], 3: [9]})
    assert _days_fired(rebound_twice(strong, ORDINARY)[0], strong) == [3]


def test_what_has_risen_counts_from_the_lowest_answered_entry_before() -> None:
    diaries = _diary({0: [5], 1: [2], 2: [None], 3: [6]})
    assert risen(diaries)[0, :, REDNESS].tolist() == [-5, -3, -10, 4]


@pytest.mark.parametrize(
    ("last", "fires"),
    [
        ([5, 0, 0, 3], True),
        ([2, 3, 0, 3], True),
        ([5, 0, 9, 2], False),
        ([9, 2, 0, 2], False),
        ([5, None, 0, 3], True),
    ],
)
def test_a_sudden_turn_needs_two_of_redness_swelling_and_pain(
    last: list[int | None], fires: bool
) -> None:
    diaries = _diary({0: [5, 1, 0, 2], 1: [3, 0, 0, 1], 2: [2, 0, 0, 0], 3: last})
    assert _days_fired(sudden_turn(diaries)[0], diaries) == ([3] if fires else [])


@pytest.mark.parametrize(
    ("length_mm", "is_rf", "least"),
    [(0.25, False, 3), (1.5, False, 3), (1.51, False, 4), (2.0, False, 5), (2.0, True, 6)],
)
def test_no_needle_length_is_a_cliff_for_redness_on_day_7(
    length_mm: float, is_rf: bool, least: int
) -> None:
    for red in range(11):
        diaries = _diary({7: [red]}, length_mm, is_rf)
        fired = still_red(diaries, ORDINARY, surely=True)[0] != NONE
        assert fired.tolist() == [red >= least]


def test_redness_on_day_7_counts_from_the_ordinary_level_and_once() -> None:
    diaries = _diary({7: [4], 8: [2], 9: [9]})
    for surely in (True, False):
        fired = still_red(diaries, ORDINARY, surely=surely)[0]
        assert _days_fired(fired, diaries) == [7]
    assert _days_fired(still_red(diaries, ORDINARY + 2, surely=True)[0], diaries) == []


@pytest.mark.parametrize(
    ("before", "today", "tomorrow", "surely"),
    [(4, 5, 5, [8]), (4, 6, 2, []), (5, 5, 2, [7]), (4, 7, 2, [7]), (None, 5, 5, [7, 8])],
)
def test_redness_on_day_7_stands_on_two_entries_where_little_is_known(
    before: int | None, today: int, tomorrow: int, surely: list[int]
) -> None:
    diaries = _diary({6: [before], 7: [today], 8: [tomorrow]}, length_mm=2.0)
    assert _days_fired(still_red(diaries, ORDINARY, surely=True)[0], diaries) == surely
    asked = [7, 8] if tomorrow >= 5 else [7]
    assert _days_fired(still_red(diaries, ORDINARY, surely=False)[0], diaries) == asked


@pytest.mark.parametrize(
    ("late", "fires"), [([2, 2, 1, 1], True), ([0, 3, 0, 0], True), ([2, 1, 2, 0], False)]
)
def test_a_late_change_is_one_clear_symptom_or_several_together(
    late: list[int], fires: bool
) -> None:
    diaries = _diary({0: [5, 2, 0, 2], 7: [0, 0, 0, 0], 30: late})
    assert _days_fired(late_change(diaries, ORDINARY)[0], diaries) == ([30] if fires else [])


def _fired(rule: Callable[[Diaries, np.ndarray], np.ndarray], diaries: Diaries) -> list[int]:
    high = band_high(diaries, shipped_course())
    return _days_fired(rule(diaries, high)[0], diaries)


SAME = [9, 3, 1, 8]


@pytest.mark.parametrize("rule", [far_at_first, sore, pain_holds])
def test_a_day_that_may_be_copied_does_not_fire_at_once(rule) -> None:
    copied = _diary(dict.fromkeys(range(3), SAME), length_mm=2.0)
    worse = _diary({0: [8, 3, 1, 7], 1: [9, 3, 1, 8], 2: [9, 4, 1, 9], 3: [9, 4, 1, 10]}, 2.0)
    assert not {1, 2} <= set(_fired(rule, copied))
    assert len(_fired(rule, worse)) >= len(_fired(rule, copied))


def test_steady_strong_pain_is_found_on_its_third_entry_at_the_latest() -> None:
    copied = _diary(dict.fromkeys(range(4), SAME), length_mm=2.0)
    assert 2 in _fired(pain_holds, copied)
    short = _diary({0: [5, 2, 1, 5], 1: [3, 1, 1, 5], 2: [2, 0, 1, 5]})
    assert _fired(pain_holds, short)[0] == 1


@pytest.mark.parametrize(
    ("length_mm", "is_rf", "share"),
    [(0.25, False, 0), (1.5, False, 0), (1.75, False, 0.5), (3.0, False, 1), (1.5, True, 1)],
)
def test_how_little_is_known_has_no_cliff(length_mm: float, is_rf: bool, share: float) -> None:
    assert unknown(_diary({0: [1]}, length_mm, is_rf)).tolist() == [[share]]


def test_itching_is_asked_about_a_point_later_where_little_is_known() -> None:
    itches = {day: [2, 1, 7] for day in range(5)}
    for days, length_mm, asked in ((itches, 1.5, [3, 4]), (itches, 3.0, [])):
        diaries = _diary(days, length_mm)
        high = band_high(diaries, shipped_course())
        said = {claim.sign: claim.stands[0] for claim in claims(diaries, high, ORDINARY)}
        assert np.flatnonzero(said[RedFlag.PERSISTENT_RASH]).tolist() == asked


def test_pain_of_two_early_entries_is_a_burn_after_radio_frequency() -> None:
    days = {0: [9, 3, 1, 8], 1: [8, 3, 1, 7]}
    assert _fired(pain_holds, _diary(days, length_mm=2.0, is_rf=True)) == [1]
    assert _fired(pain_holds, _diary(days, length_mm=2.0)) == []


def test_pain_that_falls_overnight_is_no_burn_however_strong_it_was() -> None:
    days = {0: [9, 3, 1, 10], 1: [8, 3, 1, 6]}
    assert _fired(pain_holds, _diary(days, length_mm=2.0, is_rf=True)) == []


def test_all_at_its_upper_end_at_first_asks_for_a_look_after_radio_frequency() -> None:
    days = {0: [10, 8, 0, 9]}
    assert _fired(burns_at_first, _diary(days, length_mm=3.0, is_rf=True)) == [0]
    assert _fired(burns_at_first, _diary(days, length_mm=3.0)) == []
    assert _fired(burns_at_first, _diary({0: [10, 8, 0, 8]}, length_mm=3.0, is_rf=True)) == []


@pytest.mark.parametrize(
    ("redness", "days"),
    [((3, 3, 3, 10), [3]), ((6, 5, 4, 9), [3]), ((6, 5, 5, 9), []), ((3, 10, 3, 8), [])],
)
def test_redness_that_soars_to_nearly_all_there_is_counts_on_one_entry(
    redness: Sequence[int], days: list[int]
) -> None:
    diaries = _diary({day: (value,) for day, value in enumerate(redness)})
    assert [int(diaries.day[0, at]) for at in np.flatnonzero(soars(diaries)[0])] == days
