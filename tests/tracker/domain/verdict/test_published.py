"""Published figures, typed here from their sources, and how the derived course stands to them."""

from pathlib import Path

import pytest

from tracker.domain.course.recovery import RecoveryPlan
from tracker.domain.course.reference import expected_band
from tracker.domain.guidance.rows import Basis
from tracker.domain.records.kept import DeviceKind
from tracker.domain.records.scales import Symptom
from tracker.domain.verdict.published import (
    Agreement,
    beside,
    over_on,
    read_findings,
    shipped_findings,
)
from tracker.errors import InvalidReference
from tracker.reference import reference_file

ROLLER, RADIO_FREQUENCY = DeviceKind.ROLLER, DeviceKind.RADIO_FREQUENCY

# row, people, figure, words, part of the address
FIGURES = [
    ("rf_downtime", 15, (7.0 - 3.3, 7.0 + 3.3), "7.0 on average", "14764172.2022.2033783"),
    ("rf_pain", 23, 2.2, "2.2 of 10", "PMC9291574"),
    ("deep_needles", None, (6, 7), "6 to 7 days", "drpen.net"),
    ("roller_hours", 36, (0, 1), "3 to 6 hours", "medcomhk"),
    ("weekly_roller", 31, (1, 2), "1 to 2 days", "rhustr"),
    ("barrier", 10, None, "48 hours", "asjof/ojz017"),
]


@pytest.mark.parametrize(("id", "people", "figure", "words", "address"), FIGURES)
def test_a_figure_is_the_published_one(
    id: str, people: int, figure: object, words: str, address: str
) -> None:
    finding = shipped_findings()[id]
    assert finding.basis is Basis.PUBLISHED
    assert (finding.people, words in finding.says) == (people, True)
    assert address in finding.sources[0].url
    stated = finding.rating if finding.rating is not None else finding.over_after_days or None
    assert stated == (pytest.approx(figure) if figure is not None else None)


def test_every_figure_is_checked_here() -> None:
    assert list(shipped_findings()) == [id for id, *_ in FIGURES]


@pytest.mark.parametrize("device", DeviceKind)
def test_figures_stand_beside_the_devices_they_are_of(device: DeviceKind) -> None:
    plan = RecoveryPlan(needle_length_mm=1.0, device=device)
    assert all(device in comparison.finding.devices for comparison in beside(plan))


def test_a_long_roller_disagrees_with_hours_and_says_so() -> None:
    plan = RecoveryPlan(needle_length_mm=1.5, device=ROLLER)
    (hours,) = (one for one in beside(plan) if one.finding.id == "roller_hours")
    assert hours.agreement is Agreement.LONGER
    assert hours.derived == over_on((Symptom.PAIN, Symptom.REDNESS, Symptom.SWELLING), plan)


def test_a_derived_day_is_where_every_median_is_one_or_less() -> None:
    plan = RecoveryPlan(needle_length_mm=1.5, device=RADIO_FREQUENCY)
    day = over_on((Symptom.REDNESS, Symptom.SWELLING), plan)
    assert day is not None

    def median(on: int, symptom: Symptom) -> float:
        band = expected_band(symptom, on, 1.5, RADIO_FREQUENCY)
        assert band is not None
        return band.median

    assert all(median(day, symptom) <= 1 for symptom in (Symptom.REDNESS, Symptom.SWELLING))
    assert any(median(day - 1, symptom) > 1 for symptom in (Symptom.REDNESS, Symptom.SWELLING))


def test_what_an_instrument_measured_is_not_compared_with_ratings() -> None:
    plan = RecoveryPlan(needle_length_mm=1.5)
    (barrier,) = beside(plan)
    assert (barrier.finding.id, barrier.agreement) == ("barrier", Agreement.OTHER)


def test_a_row_with_half_a_figure_is_refused(tmp_path: Path) -> None:
    text = reference_file("published.toml").read_text(encoding="utf-8")
    file = tmp_path / "published.toml"
    file.write_text(text.replace("[3.7, 10.3]", "[3.7]"), encoding="utf-8")
    with pytest.raises(InvalidReference, match="fewest and the most"):
        read_findings(file)
