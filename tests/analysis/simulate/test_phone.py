"""A simulated phone must be repeatable, move colour as far as it says, and redden only skin."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from analysis.card.design import GREYS
from analysis.card.reading import find_card
from analysis.colour import erythema_index, to_linear
from analysis.simulate.phone import HARD, USUAL, Conditions, take_photo
from analysis.simulate.studio import Sitter
from tests.analysis.simulate.sitters import CHIN, LIGHT_SKIN, drawn_face

STILL = Conditions(
    white_balance_sd=0, exposure_sd=0, matrix_sd=0, exponent_sd=0, s_curve_sd=0, local_tone=(0, 0),
    gradient_sd=0, side_light=(0, 0), chin_shadow=(0, 0), side_colour_sd=0,
    flare=(0, 0), saturation=(1, 1), blur_px=(0, 0), noise=(0, 0), scale=(1, 1), roll_sd_deg=0,
    quality=(95, 95),
)  # fmt: skip
"""A perfect camera in even light."""


def _read(jpeg: bytes) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(jpeg)))


def _cheek(pixels: np.ndarray) -> np.ndarray:
    row, column = drawn_face().points[50, :2].astype(int)
    return np.median(to_linear(pixels[row - 6 : row + 6, column - 6 : column + 6]), axis=(0, 1))


def test_same_seed_takes_the_same_photo(light_sitter: Sitter) -> None:
    first, again, other = (
        take_photo(light_sitter, USUAL, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_perfect_camera_keeps_the_skin(light_sitter: Sitter) -> None:
    pixels = _read(take_photo(light_sitter, STILL, np.random.default_rng(0)))
    assert _cheek(pixels) == pytest.approx(to_linear(np.array(LIGHT_SKIN, np.uint8)), rel=0.03)


def test_white_balance_moves_the_index_as_far_as_its_spread_says(light_sitter: Sitter) -> None:
    conditions = replace(STILL, white_balance_sd=0.08)
    rng = np.random.default_rng(4)
    indices = [
        float(erythema_index(_cheek(_read(take_photo(light_sitter, conditions, rng)))))
        for _ in range(60)
    ]
    expected = 100 / np.log(10) * 0.08  # a red gain shifts ln R, and so 100 log10(R/G)
    assert np.std(indices) == pytest.approx(expected, rel=0.3)


def test_hard_light_differs_more_between_cheeks_than_usual_light(light_sitter: Sitter) -> None:
    def unevenness(conditions: Conditions) -> float:
        rng = np.random.default_rng(4)
        still = replace(conditions, scale=(1, 1), roll_sd_deg=0)
        differences = []
        for _ in range(8):
            pixels = _read(take_photo(light_sitter, still, rng))
            right, left = _cheek(pixels), _cheek(pixels[:, ::-1])
            differences.append(abs(float(erythema_index(right) - erythema_index(left))))
        return float(np.mean(differences))

    assert unevenness(HARD) > 1.5 * unevenness(USUAL)


def test_photo_can_end_below_the_chin(light_sitter: Sitter) -> None:
    pixels = _read(take_photo(light_sitter, STILL, np.random.default_rng(0), hide_neck=True))
    below = len(pixels) - light_sitter.face.points[CHIN, 0]
    assert 0 < below < 0.2 * light_sitter.face.interocular_px


def test_card_is_found_and_grey_under_a_perfect_camera(light_sitter: Sitter) -> None:
    pixels = _read(take_photo(light_sitter, STILL, np.random.default_rng(0), card=True))
    card = find_card(pixels)
    assert card is not None
    assert card.patches[GREYS].std(axis=1) == pytest.approx(0, abs=0.01)
