import numpy as np
import pytest

from analysis.simulate import Person
from analysis.simulate.hair import grow_lashes


def test_hair_is_combed_back_from_the_face(person: Person) -> None:
    roots, tips = person.hair.paths[:, 0], person.hair.paths[:, -1]
    assert np.isfinite(person.hair.paths).all()
    assert np.linalg.norm(person.hair.normals, axis=-1) == pytest.approx(1)
    assert (tips[:, 2] < roots[:, 2]).mean() > 0.8
    assert np.abs(roots[:, 0]).max() < 12


def test_lashes_stand_off_both_eyes_as_far_as_lashes_do(person: Person) -> None:
    lashes = grow_lashes(np.random.default_rng(1), person.body)
    roots, tips = lashes.paths[:, 0], lashes.paths[:, -1]
    assert (tips[:, 2] > roots[:, 2]).all()
    assert np.linalg.norm(tips - roots, axis=1).max() < 1.5
    assert np.sum(roots[:, 0] > 0) == np.sum(roots[:, 0] < 0)
