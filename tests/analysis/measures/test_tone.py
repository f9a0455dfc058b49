"""The typology angle, on colours whose angle is known."""

import numpy as np
import pytest
from skimage.color import lab2rgb

from analysis import Measure
from analysis.anatomy import Zone
from analysis.measures.tone import SkinTone, _typology_angles, classify_tone, measure_tone
from analysis.skin.view import SkinView


@pytest.mark.parametrize(
    ("lightness", "blue", "angle"), [(70, 20, 45.0), (50, 20, 0.0), (30, 20, -45.0)]
)
def test_angle_is_that_of_the_formula(lightness: float, blue: float, angle: float) -> None:
    counts = lab2rgb(np.array([lightness, 10.0, blue])[None, None])[0] * 255
    assert _typology_angles(counts) == pytest.approx(angle, abs=0.1)


@pytest.mark.parametrize(
    ("angle", "tone"),
    [(56, SkinTone.VERY_LIGHT), (45, SkinTone.LIGHT), (30, SkinTone.INTERMEDIATE),
     (20, SkinTone.TAN), (0, SkinTone.BROWN), (-40, SkinTone.DARK)],
)  # fmt: skip
def test_classes_are_the_published_ones(angle: float, tone: SkinTone) -> None:
    assert classify_tone(angle) is tone


def test_every_zone_of_a_face_has_about_the_same_tone(view: SkinView) -> None:
    found = {m.zone: m for m in measure_tone(view)}
    assert found[Zone.FACE].measure is Measure.TYPOLOGY_ANGLE
    assert found[Zone.FACE].mdc95 is None
    angles = [m.value for m in found.values()]
    assert len(angles) == 12
    assert np.ptp(angles) < 40
