import numpy as np
import pytest

from analysis.anatomy import FACIAL_ZONES
from analysis.simulate import Person, Shot, SkinState
from analysis.simulate.camera import Camera
from analysis.simulate.shading import paint_wall, shade
from analysis.simulate.shape.parts import Material
from analysis.simulate.shape.raster import Fragments, rasterise

SHAPE = (125, 100)
CAMERA = Camera(Shot(gloss=0.0), SHAPE)


@pytest.fixture(scope="module")
def fragments(person: Person) -> Fragments:
    return rasterise(CAMERA.project(person.body.vertices), person.body.triangles, SHAPE)


def test_blood_makes_the_face_redder_and_leaves_eyes_and_neck(
    person: Person, fragments: Fragments
) -> None:
    red = SkinState(blood_fraction=dict.fromkeys(FACIAL_ZONES, 0.03))
    before, after = (shade(person, state, fragments, CAMERA) for state in (SkinState(), red))
    material = person.body.material[fragments.triangle[fragments.covered]]
    face = material == Material.FACE
    assert before.shape == (fragments.covered.sum(), 3)
    assert np.isfinite(before).all() and before.min() >= 0
    index = [np.log(c[face, 0] / c[face, 1]).mean() for c in (before, after)]
    assert index[1] > index[0] + 0.02
    for other in (Material.EYE, Material.NECK):
        assert np.array_equal(before[material == other], after[material == other])


def test_a_wall_is_brighter_towards_the_window() -> None:
    from_right, from_left = (paint_wall(SHAPE, Shot(light_azimuth_deg=a)) for a in (40, -40))
    assert from_right[:, -1].mean() > from_right[:, 0].mean()
    assert from_left[:, -1].mean() < from_left[:, 0].mean()
