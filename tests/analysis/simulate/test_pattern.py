from dataclasses import fields

import numpy as np
import pytest

from analysis.simulate import Person
from analysis.simulate.pattern import PER_MM, SIZE, disc, eye_mask, fine_texture, lip_mask


def test_maps_of_a_person_are_shares_on_one_map(person: Person) -> None:
    for field in fields(person.pattern):
        values = getattr(person.pattern, field.name)
        assert values.shape == (SIZE, SIZE), field.name
        assert np.isfinite(values).all(), field.name
    for name in ("lips", "brows", "shadow"):
        values = getattr(person.pattern, name)
        assert values.min() >= -1e-5, name
        assert values.max() <= 1 + 1e-5, name
    assert person.pattern.mottling.mean() == pytest.approx(1, abs=0.05)


def test_lips_are_redder_than_skin(person: Person) -> None:
    lips = person.pattern.lips > 0.9
    assert person.pattern.blood[lips].mean() > 1.5 * np.median(person.pattern.blood[~lips])


def test_a_disc_has_its_radius_around_its_point() -> None:
    found = disc(4, 5.0)
    row, column = np.unravel_index(int(found.argmax()), found.shape)
    assert found.max() == pytest.approx(1, abs=0.01)
    assert found[row, column + round(5 * PER_MM)] == pytest.approx(np.exp(-0.5), abs=0.02)


def test_lips_and_eyes_lie_apart() -> None:
    assert not ((lip_mask() > 0.01) & (eye_mask(2.0) > 0.01)).any()


def test_fine_texture_is_another_for_everybody_and_has_no_mean() -> None:
    first, second = (fine_texture(np.random.default_rng(seed)) for seed in (1, 2))
    assert first.mean() == pytest.approx(0, abs=1e-4)
    assert 0.02 < first.std() < 0.1
    assert abs(np.corrcoef(first.ravel(), second.ravel())[0, 1]) < 0.05
