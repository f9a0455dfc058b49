"""The committed drift baseline is complete, and a small part of it is still true."""

import csv
from dataclasses import asdict, replace

import pytest

from tests.benchmark.drift import BASELINE
from tests.benchmark.drift_measures import (
    DETECTORS,
    LENGTHS_MM,
    USUAL,
    WORLDS,
    band_coverage,
    delays,
    ever,
)
from tracker.domain.cohort import Disturbance, simulate_cohort
from tracker.domain.course import shipped_course

OURS = "likelihood ratio"
PEOPLE = 600
CHANCE = 1.5  # percentage points by which 600 people may differ from the baseline by chance


def _rows() -> list[dict[str, str]]:
    with BASELINE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _value(figure: str, world: str, length_mm: float) -> float:
    (row,) = (
        row
        for row in _rows()
        if (row["figure"], row["detector"], row["world"], float(row["length_mm"]))
        == (figure, OURS, world, length_mm)
    )
    return float(row["value"])


def test_the_baseline_holds_every_world_length_and_detector() -> None:
    false_alarms = {
        (row["world"], float(row["length_mm"]), row["detector"])
        for row in _rows()
        if row["figure"] == "false alarms, %" and row["world"] in WORLDS
    }
    for world in WORLDS:
        for length_mm in LENGTHS_MM:
            for detector in DETECTORS:
                assert (world, length_mm, detector) in false_alarms


def test_the_baseline_was_measured_with_the_settings_that_it_states() -> None:
    for row in _rows():
        design = {name: str(value) for name, value in asdict(WORLDS[row["world"]]).items()}
        for name in ("decay", "noise", "height_cv", "pace_cv", "missing", "coarse_share", "weekly"):
            assert row[name] == design[name], (row["figure"], row["world"], name)


@pytest.mark.parametrize("length_mm", [0.5, 1.5])
def test_false_alarms_and_detection_agree_with_the_baseline(length_mm: float) -> None:
    design = replace(USUAL, length_mm=length_mm, people=PEOPLE)
    normal = simulate_cohort(design, shipped_course())
    assert ever(DETECTORS[OURS](normal.diaries)) == pytest.approx(
        _value("false alarms, %", "usual", length_mm), abs=CHANCE
    )
    infected = replace(design, disturbance=Disturbance.INFECTION)
    cohort = simulate_cohort(infected, shipped_course())
    found = delays(cohort, DETECTORS[OURS](cohort.diaries)) <= 10
    assert 100 * found.mean() >= _value("infection: found, %", "usual", length_mm) - CHANCE


def test_the_predictive_band_covers_what_it_says() -> None:
    assert band_coverage("usual", 1.0, 150).value == pytest.approx(91.5, abs=3)
