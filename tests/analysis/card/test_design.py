from functools import lru_cache

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.card.design import (
    CARD_HEIGHT_MM,
    CARD_WIDTH_MM,
    CardSize,
    Paper,
    draw_card,
    make_card_pdf,
)
from analysis.card.reading import CardReading, check_print, compare_cards, find_card
from analysis.colour import erythema_index, to_linear
from tests.analysis.test_recipe import encode_srgb

SKIN = np.array([0.42, 0.24, 0.17])  # linear RGB of light skin


@lru_cache
def drawn(size: CardSize) -> np.ndarray:
    return draw_card(size, dpi=150)


def scene(
    *,
    gain: tuple[float, float, float] = (1, 1, 1),
    exponent: float = 1.0,
    turn_deg: float = 0.0,
    width_px: int = 420,
    size: CardSize = CardSize.POCKET,
    noise: float = 0.0,
) -> np.ndarray:
    """A card on a wall, seen at an angle, under some lamp and through some tone curve."""
    card = drawn(size)
    height, width = card.shape[:2]
    scale = width_px / width
    shrink = np.cos(np.radians(turn_deg))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    target = corners * [scale * shrink, scale] + [300, 250]
    target[1:3, 1] += [20 * (1 - shrink) * 10, -20 * (1 - shrink) * 10]
    matrix = cv2.getPerspectiveTransform(corners, target.astype(np.float32))
    wall = np.full((900, 1200, 3), 150, np.uint8)
    cv2.warpPerspective(card, matrix, (1200, 900), wall, cv2.INTER_AREA, cv2.BORDER_TRANSPARENT)
    linear = (to_linear(wall) * np.array(gain)) ** exponent
    grain = np.random.default_rng(0).normal(0, noise, linear.shape)
    return encode_srgb(linear + grain)


def read(**shot: object) -> CardReading:
    reading = find_card(scene(**shot))
    assert reading is not None
    return reading


def test_the_drawn_card_has_the_size_of_a_bank_card() -> None:
    card = draw_card(CardSize.POCKET, dpi=254)
    assert card.shape[:2] == (round(CARD_HEIGHT_MM * 10), round(CARD_WIDTH_MM * 10))


@pytest.mark.parametrize("size", list(CardSize))
@pytest.mark.parametrize("turn_deg", [0, 25])
def test_is_found_with_its_scale(size: CardSize, turn_deg: float) -> None:
    reading = read(size=size, turn_deg=turn_deg)
    assert reading.size is size
    shrink = np.sqrt(np.cos(np.radians(turn_deg)))
    assert reading.mm_per_px == pytest.approx(CARD_WIDTH_MM * size.scale / 420 / shrink, rel=0.05)
    assert reading.corners[0] == pytest.approx([250, 300], abs=3)


def test_no_card_no_reading(astronaut: np.ndarray) -> None:
    assert find_card(astronaut) is None


def test_a_half_hidden_card_is_not_read() -> None:
    photo = scene()
    photo[:, 650:] = 150
    assert find_card(photo) is None


@pytest.mark.benchmark  # by hand: it takes long
@settings(max_examples=12, deadline=None)
@given(st.floats(0.8, 1.2), st.floats(0.8, 1.2), st.floats(0.8, 1.2), st.floats(0.85, 1.15))
def test_light_and_tone_curve_are_taken_off(
    red: float, green: float, blue: float, exponent: float
) -> None:
    change = compare_cards(read(), read(gain=(red, green, blue), exponent=exponent))
    seen = (SKIN * [red, green, blue]) ** exponent
    expected = float(erythema_index(seen) - erythema_index(SKIN))
    assert change.index_change(SKIN) == pytest.approx(expected, abs=0.5)


def test_noise_shows_in_the_stated_error() -> None:
    quiet = compare_cards(read(), read())
    noisy = compare_cards(read(), read(noise=0.05))
    assert quiet.index_sd < 0.1
    assert noisy.index_sd > quiet.index_sd


def test_a_good_print_is_trusted() -> None:
    assert not check_print(read(), measured_scale_mm=50.2).problems


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda p: np.repeat(p.mean(axis=-1, keepdims=True), 3, -1).astype(np.uint8), "colour"),
        (lambda p: (p // 100 * 100).astype(np.uint8), "lighter"),
    ],
    ids=["black and white", "posterised"],
)
def test_a_bad_print_is_not_trusted(spoil: object, word: str) -> None:
    reading = find_card(spoil(scene()))
    assert reading is not None
    check = check_print(reading)
    assert any(word in problem.text for problem in check.problems)


def test_a_scaled_print_is_not_trusted() -> None:
    assert "100 %" in check_print(read(), measured_scale_mm=48.5).problems[0].text


@pytest.mark.parametrize("paper", list(Paper))
def test_the_sheet_is_one_page_of_the_right_size(paper: Paper) -> None:
    pdf = make_card_pdf(paper)
    assert pdf.startswith(b"%PDF")
    width_pt, height_pt = (side / 25.4 * 72 for side in paper.value)
    box = pdf.split(b"/MediaBox [")[1].split(b"]")[0].split()
    assert [float(number) for number in box[2:]] == pytest.approx([width_pt, height_pt], abs=0.5)
