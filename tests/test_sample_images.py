"""The sample photos: complete, reproducible, and scored in the order of their truth."""

import csv
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from scipy.stats import spearmanr

from analysis import Measure, PhotoAnalysis, Zone, analyse_photo, read_photo
from analysis.simulate import Recovery, generate_person, measure_truth, render_face, scenes
from analysis.simulate.recovery import PERSON_MELANIN, PERSON_SEED

SAMPLES = Path(__file__).resolve().parents[1] / "sample_images"
NAMES = [scene.name for recovery in Recovery for scene in scenes(recovery)]
SMALL = (250, 200)


@pytest.fixture(scope="module")
def truth() -> dict[tuple[str, str], dict[str, float]]:
    with (SAMPLES / "truth.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        (row.pop("photo"), row.pop("zone")): {key: float(value) for key, value in row.items()}
        for row in rows
    }


@pytest.fixture(scope="module")
def analyses() -> dict[str, PhotoAnalysis]:
    found = {}
    for recovery in Recovery:
        before = analyse_photo(read_photo(SAMPLES / f"{recovery}/before.jpg"))
        found[f"{recovery}/before.jpg"] = before
        for name in NAMES:
            if name.startswith(recovery) and name not in found:
                found[name] = analyse_photo(read_photo(SAMPLES / name), before)
    return found


def measured(analysis: PhotoAnalysis, zone: Zone, measure: Measure) -> float:
    return next(m.value for m in analysis.measurements if (m.zone, m.measure) == (zone, measure))


def days(recovery: Recovery) -> list[str]:
    return [f"{recovery}/day{day}.jpg" for day in range(8)]


def test_every_photo_is_there_and_small_enough_to_ship() -> None:
    files = sorted(path.relative_to(SAMPLES).as_posix() for path in SAMPLES.rglob("*.jpg"))
    assert files == sorted(NAMES)
    assert sum((SAMPLES / name).stat().st_size for name in NAMES) < 6_000_000


@pytest.mark.benchmark  # by hand: it takes long
def test_every_photo_can_be_scored_in_full(analyses: dict[str, PhotoAnalysis]) -> None:
    findings = {name: analysis.quality.findings for name, analysis in analyses.items()}
    # Where the face is reddest the drawn lids redden less than it: that is said. Drawn whites are
    # small: here and there they leave a flush possible.
    said = {(name, one.code) for name, found in findings.items() for one in found}
    said = {one for one in said if one[1] != "flush_possible"}
    reddest = {*(f"{which}/day0.jpg" for which in Recovery), "drift/day4.jpg"}
    assert said <= {(name, "references_disagree") for name in reddest}
    days = [analyses[name] for name in NAMES if "day" in name]
    assert all("neck" in analysis.reference.split("+") for analysis in days)


@pytest.mark.benchmark  # by hand: it takes long
def test_redness_follows_the_order_of_the_truth(
    analyses: dict[str, PhotoAnalysis], truth: dict[tuple[str, str], dict[str, float]]
) -> None:
    names = [name for name in NAMES if "day" in name]
    scores = [measured(analyses[name], Zone.FACE, Measure.DELTA_ERYTHEMA_INDEX) for name in names]
    true = [truth[name, "FACE"]["delta_erythema_index"] for name in names]
    assert spearmanr(scores, true).statistic > 0.85
    assert np.abs(np.subtract(scores, true)).mean() < 1.5


@pytest.mark.benchmark  # by hand: it takes long
def test_flaking_roughens_the_middle_of_the_recovery(analyses: dict[str, PhotoAnalysis]) -> None:
    for recovery in Recovery:
        rough = [
            measured(analyses[name], Zone.FACE, Measure.ROUGHNESS_LOG_RATIO_FINE)
            for name in days(recovery)
        ]
        assert np.argmax(rough) in (3, 4, 5)


@pytest.mark.benchmark  # by hand: it takes long
def test_the_drift_shows_on_the_persons_left(analyses: dict[str, PhotoAnalysis]) -> None:
    for day in (3, 4, 5):
        analysis = analyses[f"drift/day{day}.jpg"]
        for left, right in (
            (Zone.CHEEK_LEFT, Zone.CHEEK_RIGHT),
            (Zone.JAWLINE_LEFT, Zone.JAWLINE_RIGHT),
        ):
            ahead = measured(analysis, left, Measure.DELTA_ERYTHEMA_INDEX) - measured(
                analysis, right, Measure.DELTA_ERYTHEMA_INDEX
            )
            assert ahead > 1.5, (day, left)


@pytest.mark.benchmark  # by hand: it draws every photo anew
def test_the_command_makes_the_same_photos_again(
    truth: dict[tuple[str, str], dict[str, float]],
) -> None:
    person = generate_person(PERSON_SEED, PERSON_MELANIN)
    scene = list(scenes(Recovery.DRIFT))[5]
    again = render_face(person, scene.state, scene.shot, SMALL)
    with Image.open(SAMPLES / scene.name) as kept:
        shrunk = kept.resize(SMALL[::-1], Image.Resampling.BOX)
    difference = np.abs(np.asarray(shrunk, float) - again)
    assert difference.mean() < 3
    assert np.quantile(difference, 0.95) < 12
    for row in measure_truth(person, scene.state):
        kept_row = truth[scene.name, row.zone]
        assert row.blood_fraction == pytest.approx(kept_row["blood_fraction"], abs=1e-4)
        assert row.delta_erythema_index == pytest.approx(kept_row["delta_erythema_index"], abs=0.05)
