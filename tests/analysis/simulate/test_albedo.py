"""The spectral skin model against figures computed apart from it, and against common sense."""

import numpy as np
import pytest
from skimage.color import rgb2lab

from analysis.simulate.albedo import erythema_index, skin_albedo

# Rise of the index when blood goes from 1 % to the given share, light skin (imaging benchmark).
LIGHT_SKIN_RISE = {0.015: 3.2, 0.02: 5.7, 0.03: 9.5, 0.04: 12.4, 0.06: 16.8}
LIGHT_SKIN_LAB = (68.0, 8.0, 19.0)


def colour(melanin: float, blood: float) -> np.ndarray:
    return skin_albedo(np.array([melanin], np.float32), np.array([blood], np.float32))[0]


@pytest.mark.parametrize(("blood", "rise"), LIGHT_SKIN_RISE.items())
def test_more_blood_moves_the_index_as_far_as_the_reference_says(blood: float, rise: float) -> None:
    change = erythema_index(colour(0.03, blood)) - erythema_index(colour(0.03, 0.01))
    assert change == pytest.approx(rise, abs=0.3)


def test_light_skin_has_its_reference_colour() -> None:
    linear = colour(0.03, 0.01)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    assert rgb2lab(encoded) == pytest.approx(LIGHT_SKIN_LAB, abs=2.0)


def test_blood_takes_green_first_and_red_last() -> None:
    density = -np.log(colour(0.03, 0.014) / colour(0.03, 0.01))
    assert density / density[1] == pytest.approx([0.357, 1.0, 0.995], abs=0.03)


def test_the_same_blood_reddens_brown_skin_nearly_as_much() -> None:
    def rise(melanin: float) -> float:
        return float(erythema_index(colour(melanin, 0.04)) - erythema_index(colour(melanin, 0.01)))

    assert 0.85 < rise(0.25) / rise(0.03) < 0.95


def test_more_melanin_is_darker() -> None:
    melanin = np.linspace(0.01, 0.5, 30, dtype=np.float32)
    green = skin_albedo(melanin, np.full_like(melanin, 0.012))[:, 1]
    assert (np.diff(green) < 0).all()
