from collections.abc import Sequence

import pytest

from tracker.domain.course.diaries import Diaries, band_high, pack
from tracker.domain.course.recovery import Recovery, RecoveryDay, RecoveryPlan
from tracker.domain.course.reference import DIARY_CHANNELS, Channel, shipped_course
from tracker.domain.records.scales import Symptom
from tracker.domain.verdict.plain_rules import NONE, above, rebound, still_red

REDNESS = DIARY_CHANNELS.index(Channel.REDNESS)


def _redness(ratings: dict[int, int], length_mm: float = 1.0) -> Diaries:
    days = [RecoveryDay(day=day, ratings={Symptom.REDNESS: r}) for day, r in ratings.items()]
    plan = RecoveryPlan(needle_length_mm=length_mm)
    return pack([Recovery(plan=plan, days=days)], shipped_course())


def _days_fired(fired: Sequence[int], diaries: Diaries) -> list[int]:
    return [
        int(day) for day, channel in zip(diaries.day[0], fired, strict=True) if channel == REDNESS
    ]


def test_above_band_is_silent_on_the_first_two_days() -> None:
    diaries = _redness({0: 10, 1: 10, 2: 10, 3: 1})
    high = band_high(diaries, shipped_course())
    assert _days_fired(above(diaries, high)[0], diaries) == [2]


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
    diaries = _redness(ratings)
    assert _days_fired(rebound(diaries)[0], diaries) == days


def test_still_red_counts_from_its_day_and_up_to_its_needle_length() -> None:
    diaries = _redness({4: 5, 5: 3, 6: 2, 7: 3}, length_mm=2.0)
    assert _days_fired(still_red(diaries)[0], diaries) == [5, 7]
    assert (still_red(diaries, longest_mm=1.5) == NONE).all()
