import pytest

from tracker.domain.course.recovery import RecoveryDay, RecoveryPlan
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.scales import Symptom
from tracker.domain.records.status import Status
from tracker.domain.verdict.assess import assess_recovery
from tracker.domain.verdict.summary import summarise


def days(*redness: int | None) -> list[RecoveryDay]:
    return [
        RecoveryDay(day=day, ratings={} if value is None else {Symptom.REDNESS: value})
        for day, value in enumerate(redness)
    ]


@pytest.mark.parametrize(
    ("redness", "peak", "settled"),
    [
        ((5, 3, 1, 0), 5, 2),
        ((5, 1, 3, 1), 5, 3),  # it came back, so day 1 was not the end
        ((5, 3, 2), 5, None),
        ((5, None, 1), 5, 2),
        ((1, 0), 1, 0),
        ((None, None), None, None),
        ((), None, None),
    ],
)
def test_redness_is_over_when_it_stays_at_1_or_less(redness, peak, settled):
    summary = summarise(days(*redness), ())
    assert (summary.peak_redness, summary.day_settled) == (peak, settled)
    assert summary.worst_status is None


def test_the_worst_status_counts():
    course = [
        RecoveryDay(day=2, ratings={Symptom.REDNESS: 1}, red_flags=frozenset({RedFlag.FEVER})),
        RecoveryDay(day=9, ratings={Symptom.REDNESS: 0}),
    ]
    assessed = assess_recovery(course, RecoveryPlan(needle_length_mm=1.0))
    assert summarise(course, assessed).worst_status is Status.URGENT
