import numpy as np
import pytest

from analysis.face.points import CHIN_TIP, FOREHEAD_TOP, MESH_POINTS
from analysis.simulate import Person
from analysis.simulate.shape.head import EYE_LEFT
from analysis.simulate.shape.parts import Material


def test_the_face_comes_first_and_stands_upright(person: Person) -> None:
    face = person.body.vertices[:MESH_POINTS]
    assert face[FOREHEAD_TOP, 1] > face[CHIN_TIP, 1]
    assert person.body.normals[4, 2] > 0.5  # the tip of the nose looks ahead
    assert np.linalg.norm(person.body.normals, axis=1) == pytest.approx(1, abs=1e-6)


def test_hair_grows_behind_the_face_and_never_on_it(person: Person) -> None:
    body = person.body
    assert ((body.scalp >= 0) & (body.scalp <= 1)).all()
    assert (body.scalp[:MESH_POINTS] == 0).all()
    assert body.vertices[body.scalp > 0.5, 2].mean() < body.vertices[:MESH_POINTS, 2].min()


def test_every_triangle_is_made_of_something_that_light_reaches(person: Person) -> None:
    body = person.body
    assert set(np.unique(body.material)) == set(Material)
    assert body.triangles.max() == len(body.vertices) - 1
    assert body.transfer.shape[0] == len(body.vertices)
    assert body.transfer.min() >= 0
    assert body.transfer.max() > 0.8


def test_a_rim_is_closed(person: Person) -> None:
    rim = person.body.rim(EYE_LEFT)
    assert len(rim) == len(EYE_LEFT) + 1
    assert np.array_equal(rim[0], rim[-1])
