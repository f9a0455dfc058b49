import numpy as np
import pytest

from analysis import CardSize
from analysis.card.reading import CardReading, compare_cards, find_card

PATCHES = np.linspace(0.05, 0.6, 12)[:, None] * np.array([1.0, 0.9, 0.8])
PATCHES[::2, 0] *= 1.6  # half of them as red as skin


def reading(patches: np.ndarray) -> CardReading:
    corners = np.array([[0.0, 0.0], [0.0, 90.0], [60.0, 90.0], [60.0, 0.0]])
    return CardReading(next(iter(CardSize)), corners, 0.5, patches, np.zeros_like(patches))


def test_the_same_light_changes_no_colour() -> None:
    change = compare_cards(reading(PATCHES), reading(PATCHES))
    assert change.index_change(np.array([0.4, 0.25, 0.2])) == pytest.approx(0, abs=1e-9)
    assert change.index_sd == pytest.approx(0, abs=1e-9)


def test_redder_light_is_taken_off() -> None:
    change = compare_cards(reading(PATCHES), reading(PATCHES * [1.1, 1.0, 0.9]))
    assert change.index_change(np.array([0.4, 0.25, 0.2])) == pytest.approx(100 * np.log10(1.1))


def test_a_tone_curve_does_not_pass_for_redness() -> None:
    change = compare_cards(reading(PATCHES), reading(PATCHES**1.2))
    red, green = 0.4, 0.25
    developed = 100 * np.log10((red / green) ** 1.2) - 100 * np.log10(red / green)
    assert change.index_change(np.array([red, green, 0.2])) == pytest.approx(developed)


def test_what_a_camera_mixes_of_two_channels_does_not_pass_for_redness() -> None:
    seen = np.exp(np.log(PATCHES) @ [[1.1, 0.05, 0.0], [-0.1, 1.0, 0.0], [0.0, 0.0, 1.0]])
    change = compare_cards(reading(PATCHES), reading(seen))
    red, green = np.log([0.12, 0.05])  # dark skin
    expected = (1.1 * red - 0.1 * green) - (0.05 * red + green) - (red - green)
    assert change.index_change(np.exp([red, green, green])) == pytest.approx(
        100 / np.log(10) * expected
    )


def test_a_misread_patch_is_seen_in_the_error() -> None:
    noise = np.random.default_rng(6).normal(1, 0.05, PATCHES.shape)
    assert compare_cards(reading(PATCHES), reading(PATCHES * noise)).index_sd > 0.5


def test_no_card_is_found_where_there_is_none() -> None:
    assert find_card(np.full((300, 400, 3), 128, np.uint8)) is None
