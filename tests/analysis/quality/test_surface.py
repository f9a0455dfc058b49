"""What covers or smooths the skin in one of two photos is noticed, whichever of them it is."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from analysis import Aspect, Measure, Photo, PhotoAnalysis, Zone, analyse_photo, read_photo
from analysis.face.detect import find_face
from analysis.quality.surface import (
    MAX_HAIR,
    MAX_ROUGHENING,
    MAX_SMOOTHING,
    check_seeming,
    check_surface,
)
from analysis.skin.view import SkinView
from analysis.vocabulary import Unit, ZoneMeasurement
from tests.analysis.test_bad_input import Pixels, beard, dark_room, make_up, night_mode
from tests.marks import by_hand

ABOUT_SURFACE = {
    "beard_differs",
    "evened_colour",
    "smoothed",
    "smoothed_before",
    "uneven_colour",
}


def codes(analysis: PhotoAnalysis) -> set[str]:
    return ABOUT_SURFACE & {finding.code for finding in analysis.quality.findings}


def spoilt(file: Path, spoil: Callable[..., Pixels]) -> Photo:
    pixels = read_photo(file).pixels
    return Photo(np.ascontiguousarray(spoil(pixels.copy(), find_face(pixels))), digest="spoilt")


@pytest.mark.parametrize("person", ["002", "068", "096"])
def test_untreated_skin_has_the_same_surface(faces: Path, person: str) -> None:
    baseline = analyse_photo(read_photo(faces / f"{person}_neutral.jpg"))
    assert not codes(analyse_photo(read_photo(faces / f"{person}_smile.jpg"), baseline))


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (beard, "beard_differs"),
        by_hand(make_up, "uneven_colour"),
        by_hand(night_mode, "smoothed_before"),
        (dark_room, "evened_colour"),
    ],
)
def test_what_only_the_photo_from_before_hides_is_named_too(
    faces: Path, spoil: Callable[..., Pixels], code: str
) -> None:
    baseline = analyse_photo(spoilt(faces / "002_neutral.jpg", spoil))
    analysis = analyse_photo(read_photo(faces / "002_smile.jpg"), baseline)
    assert code in codes(analysis)
    assert not analysis.quality.allows(Aspect.TEXTURE)


def roughness(**values: float) -> list[ZoneMeasurement]:
    """Roughness of some zones, the same in both bands; 0 elsewhere."""
    return [
        ZoneMeasurement(zone, measure, values.get(zone.name, 0.0), Unit.LOG_RATIO, 0.2, "", "")
        for zone in Zone
        for measure in (Measure.ROUGHNESS_LOG_RATIO_FINE, Measure.ROUGHNESS_LOG_RATIO_MEDIUM)
    ]


def found(view: SkinView, **values: float) -> list[str]:
    return [finding.code for finding in check_surface(view, view, roughness(**values))]


def test_the_limits_are_those_stated(view: SkinView) -> None:
    skin, hair = ("FOREHEAD", "NOSE", "CHEEK_LEFT", "CHEEK_RIGHT"), ("CHIN", "JAWLINE_LEFT")
    assert found(view) == []
    assert found(view, **dict.fromkeys((*skin, *hair), MAX_SMOOTHING + 0.01)) == []
    assert found(view, **dict.fromkeys((*skin, *hair), MAX_SMOOTHING - 0.01)) == ["smoothed"]
    rough = dict.fromkeys((*skin, *hair), MAX_ROUGHENING)
    assert found(view, **rough) == []
    assert found(view, **rough | dict.fromkeys(skin, MAX_ROUGHENING + 0.01)) == ["smoothed_before"]
    assert found(view, **dict.fromkeys(hair, MAX_HAIR - 0.01)) == []
    assert found(view, **dict.fromkeys(hair, MAX_HAIR + 0.01)) == ["beard_differs"]
    assert found(view, **dict.fromkeys(hair, -MAX_HAIR - 0.01)) == ["beard_differs"]


def test_needling_a_single_zone_grows_no_beard(view: SkinView) -> None:
    assert found(view, CHIN=1.0) == []


def test_without_texture_only_colour_tells(view: SkinView) -> None:
    assert list(check_surface(view, view, ())) == []


def test_hair_over_the_forehead_is_no_beard(view: SkinView) -> None:
    assert found(view, FOREHEAD=-1.0) == []
    assert found(view, FOREHEAD=1.0) == []


def test_what_else_makes_much_of_the_skin_seem_changed_is_said() -> None:
    zones = [zone.name for zone in Zone][:4]
    for value, code in ((-0.3, "seems_smoother"), (0.3, "seems_rougher")):
        changed = roughness(**dict.fromkeys(zones, value))
        assert [one.code for one in check_seeming(changed)] == [code]
        assert not [*check_seeming(roughness(**{zones[0]: value}))]
