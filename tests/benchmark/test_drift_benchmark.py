"""The committed drift baseline is complete, and a small part of it is still true."""

import csv
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from tests.benchmark.drift import BASELINE, DESIGNS, PEOPLE
from tests.benchmark.drift_measures import (
    DETECTORS,
    KNOWN_WORLDS,
    LENGTHS_MM,
    OURS,
    USUAL,
    WORLDS,
    band_coverage,
    delays,
    ever,
)
from tracker.domain.course.cohort import Disturbance, simulate_cohort
from tracker.domain.course.reference import shipped_course

SOME_PEOPLE = 600
CHANCE = 1.5  # percentage points by which 600 people may differ from the baseline by chance


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _value(figure: str, world: str, length_mm: float, detector: str = OURS) -> float:
    (row,) = (
        row
        for row in _rows(BASELINE)
        if (row["world"], float(row["length_mm"]), row["detector"]) == (world, length_mm, detector)
    )
    return float(row[figure])


def test_the_baseline_holds_every_world_length_and_detector_and_is_small() -> None:
    measured = {
        (row["world"], float(row["length_mm"]), row["detector"])
        for row in _rows(BASELINE)
        if row["false_alarms"]
    }
    wanted = {(world, mm, name) for world in WORLDS for mm in LENGTHS_MM for name in DETECTORS}
    assert wanted <= measured
    assert BASELINE.stat().st_size < 60_000


def test_the_baseline_was_measured_with_the_settings_that_it_states() -> None:
    stated = {row.pop("world"): row for row in _rows(DESIGNS)}
    assert stated == {
        world: {name: str(value) for name, value in (asdict(design) | {"people": PEOPLE}).items()}
        for world, design in WORLDS.items()
    }


@pytest.mark.parametrize("world", WORLDS)
def test_normal_recoveries_alarm_seldom_and_infections_are_found(world: str) -> None:
    most = 2.5 if world == "usual" else 6.5
    latest = 3 if "coarse" in world or "missing" in world else 2
    for length_mm in LENGTHS_MM:
        assert _value("false_alarms", world, length_mm) <= most
        assert _value("urgent", world, length_mm) <= 0.2
        assert _value("infection_found", world, length_mm) >= 99
        assert _value("infection_median_delay", world, length_mm) <= latest
        assert 87 <= _value("in_band", world, length_mm, "predictive band") <= 93


def test_some_worlds_were_held_out() -> None:
    assert len(WORLDS) - len(KNOWN_WORLDS) >= 4


@pytest.mark.parametrize("length_mm", [0.5, 1.5])
def test_false_alarms_and_detection_agree_with_the_baseline(length_mm: float) -> None:
    design = replace(USUAL, length_mm=length_mm, people=SOME_PEOPLE)
    normal = simulate_cohort(design, shipped_course())
    assert ever(DETECTORS[OURS](normal.diaries)) == pytest.approx(
        _value("false_alarms", "usual", length_mm), abs=CHANCE
    )
    infected = replace(design, disturbance=Disturbance.INFECTION)
    cohort = simulate_cohort(infected, shipped_course())
    found = delays(cohort, DETECTORS[OURS](cohort.diaries)) <= 10
    assert 100 * found.mean() >= _value("infection_found", "usual", length_mm) - CHANCE


def test_the_predictive_band_covers_what_it_says() -> None:
    assert band_coverage("usual", 1.0, 150).figures["in_band"] == pytest.approx(90, abs=3)
