from pathlib import Path

import numpy as np
import pytest

from analysis import Measure, Photo, PhotoAnalysis, Zone, analyse_photo, read_photo

SAME_SKIN = 0.5  # pixels: how far a mapped point may lie from its mirror image
SAME_REDNESS = 0.7  # EI


@pytest.fixture(scope="module")
def mirrored(day1: Photo) -> Photo:
    return Photo(np.ascontiguousarray(day1.pixels[:, ::-1]), digest="mirrored")


@pytest.fixture(scope="module")
def straight(day1: Photo, baseline: PhotoAnalysis) -> PhotoAnalysis:
    return analyse_photo(day1, baseline)


@pytest.fixture(scope="module")
def undone(mirrored: Photo, baseline: PhotoAnalysis) -> PhotoAnalysis:
    return analyse_photo(mirrored, baseline)


def codes(analysis: PhotoAnalysis) -> set[str]:
    return {finding.code for finding in analysis.quality.findings}


def test_a_mirrored_photo_is_recognised_and_only_that(
    straight: PhotoAnalysis, undone: PhotoAnalysis
) -> None:
    assert "mirrored" in codes(undone)
    assert codes(undone) - {"mirrored"} == codes(straight)


def test_left_stays_left(straight: PhotoAnalysis, undone: PhotoAnalysis) -> None:
    for zone in (Zone.CHEEK_LEFT, Zone.CHEEK_RIGHT):
        values = [a.value(zone, Measure.DELTA_ERYTHEMA_INDEX) for a in (straight, undone)]
        assert values[0] == pytest.approx(values[1], abs=SAME_REDNESS)


def test_points_are_found_in_the_mirrored_photo_itself(
    straight: PhotoAnalysis, undone: PhotoAnalysis, day1: Photo
) -> None:
    assert straight.skin and straight.registration and undone.registration
    points = straight.registration.baseline.positions[straight.skin.plain][::2000].astype(float)
    expected = straight.registration.map_points(points)
    expected[:, 1] = day1.pixels.shape[1] - 1 - expected[:, 1]
    off = np.linalg.norm(undone.registration.map_points(points) - expected, axis=1)
    assert np.median(off) < SAME_SKIN


def test_a_real_person_is_recognised_mirrored(faces: Path) -> None:
    before = analyse_photo(read_photo(faces / "002_neutral.jpg"))
    smile = read_photo(faces / "002_smile.jpg")
    turned = Photo(np.ascontiguousarray(smile.pixels[:, ::-1]), digest="turned")
    assert "mirrored" in codes(analyse_photo(turned, before))
    assert "mirrored" not in codes(analyse_photo(smile, before))


@pytest.mark.parametrize(("first", "second"), [("002", "042"), ("087", "033")])
def test_another_person_never_passes_unasked(faces: Path, first: str, second: str) -> None:
    before = analyse_photo(read_photo(faces / f"{first}_neutral.jpg"))
    other = analyse_photo(read_photo(faces / f"{second}_smile.jpg"), before)
    asked = codes(other) & {"another_person", "perhaps_another_person"}
    assert asked
    assert other.quality.usable == ("another_person" not in asked)


@pytest.mark.parametrize("person", ["002", "087"])
def test_the_same_person_is_not_doubted(faces: Path, person: str) -> None:
    before = analyse_photo(read_photo(faces / f"{person}_neutral.jpg"))
    same = analyse_photo(read_photo(faces / f"{person}_smile.jpg"), before)
    assert "another_person" not in {finding.code for finding in same.quality.findings}
