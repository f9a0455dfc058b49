"""Faces that the picture cuts: a zone outside never gets a number, and the sentence says why."""

import numpy as np
import pytest

from analysis import Measure, Photo, PhotoAnalysis, Zone, analyse_photo
from analysis.anatomy import FACIAL_ZONES
from analysis.face.detect import Face
from analysis.face.mesh import photo_positions
from analysis.face.zones import zone_masks


def cropped(pixels: np.ndarray, box: tuple[int, int, int, int]) -> Photo:
    top, bottom, left, right = box
    return Photo(np.ascontiguousarray(pixels[top:bottom, left:right]), "cropped")


def cuts(photo: Photo, face: Face) -> dict[str, tuple[int, int, int, int]]:
    """Rows and columns of crops, by what they leave out."""
    points, height, width = face.points[:, :2], *photo.pixels.shape[:2]
    (top, left), (bottom, right) = points.min(axis=0).astype(int), points.max(axis=0).astype(int)
    unit = face.interocular_px
    close = max(0, top - int(0.3 * unit)), max(0, left - int(0.3 * unit)), int(right + 0.3 * unit)
    return {
        "below the nose": (0, int(points[1, 0] + 0.25 * unit), 0, width),
        "below the lips": (0, int(points[14, 0] + 0.15 * unit), 0, width),
        "above the brows, close": (int(points[105, 0] - 0.15 * unit), bottom, *close[1:]),
        "a cheek": (0, height, int(left + 0.06 * (right - left)), width),
        "an eye": (0, height, int(points[159, 1]), width),
        "both eyes": (int(points[145, 0] + 0.05 * unit), height, 0, width),
        "the nose": (0, int(points[1, 0] - 0.05 * unit), 0, width),
    }


REFUSED = "an eye", "both eyes", "the nose"


@pytest.fixture(scope="module")
def analysed(before: Photo, baseline: PhotoAnalysis, day1: Photo) -> dict[str, PhotoAnalysis]:
    face = baseline.skin.face if baseline.skin else None
    assert face is not None
    return {
        name: analyse_photo(cropped(before.pixels, box), baseline)
        for name, box in cuts(before, face).items()
    }


@pytest.mark.parametrize(
    "name", ["below the nose", "below the lips", "above the brows, close", "a cheek"]
)
def test_what_shows_is_measured_and_nothing_else(
    analysed: dict[str, PhotoAnalysis], before: Photo, face: Face, name: str
) -> None:
    """The truth is the whole photo's own mesh, carried into the crop."""
    top, bottom, left, right = cuts(before, face)[name]
    found = analysed[name]
    positions = photo_positions(face) - [top, left]
    inside = ((positions >= 0) & (positions <= [bottom - top - 1, right - left - 1])).all(-1)
    shown = {zone for zone in FACIAL_ZONES if inside[zone_masks()[zone]].mean() > 0.99}
    measured = {m.zone for m in found.measurements} - {Zone.FACE}
    assert measured <= shown
    assert len(measured) >= len(shown) - 4
    assert "cut_off" in {finding.code for finding in found.quality.findings}
    whole = [m for m in found.measurements if m.zone is Zone.FACE]
    assert not whole or inside[zone_masks()[Zone.FACE]].mean() > 0.75


def test_what_shows_has_not_changed(analysed: dict[str, PhotoAnalysis]) -> None:
    for found in analysed.values():
        for one in found.measurements:
            if one.measure is Measure.DELTA_ERYTHEMA_INDEX:
                assert abs(one.value) <= (one.mdc95 or 0)


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_be_guessed_is_refused_for_what_it_is(
    analysed: dict[str, PhotoAnalysis], name: str
) -> None:
    found = analysed[name]
    assert not found.quality.usable and not found.measurements
    if "no_face" not in {finding.code for finding in found.quality.findings}:
        first = next(one for one in found.quality.findings if one.code == "cut_off")
        assert "outside the picture" in first.why
        assert first.retake.startswith("Move")


def test_a_whole_face_at_the_edge_is_whole(before: Photo, face: Face) -> None:
    top = int(face.points[:, 0].min()) - 2
    found = analyse_photo(cropped(before.pixels, (top, *before.pixels.shape[:1], 0, 10_000)))
    assert "cut_off" not in {finding.code for finding in found.quality.findings}
