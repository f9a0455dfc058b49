"""Plain skin is told by exposure and by the face's own colour, whatever tone and lamp."""

import numpy as np
import pytest

from analysis.colour import erythema_index, to_linear
from analysis.skin.plain import has_skin_colour, is_well_exposed, smooth_index

TONES = {"light": (224, 178, 156), "dark": (88, 58, 44)}
EVERYWHERE = np.ones((256, 256), bool)


def skin(tone: str) -> np.ndarray:
    grain = np.random.default_rng(1).normal(0, 2, (256, 256, 1))
    return np.clip(np.array(TONES[tone]) + grain, 0, 255).astype(np.uint8)


def is_skin(pixels: np.ndarray) -> np.ndarray:
    linear = to_linear(pixels)
    return has_skin_colour(linear, smooth_index(linear), EVERYWHERE)


def test_burnt_out_and_black_texels_are_not_trusted() -> None:
    pixels = np.array([[[255, 200, 180], [200, 160, 140], [5, 4, 3], [9, 4, 3]]], np.uint8)
    assert is_well_exposed(pixels).tolist() == [[False, True, False, True]]


def test_the_index_is_that_of_the_colour_without_its_grain() -> None:
    linear = to_linear(skin("light"))
    assert smooth_index(linear).std() < 0.6 * erythema_index(linear).std()
    assert smooth_index(linear).mean() == pytest.approx(erythema_index(linear).mean(), abs=0.1)


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("lamp", [(1.0, 1.0, 1.0), (1.25, 1.0, 0.75), (0.85, 1.0, 1.2)])
def test_bare_skin_is_skin_under_every_lamp(tone: str, lamp: tuple[float, ...]) -> None:
    pixels = np.clip(skin(tone) * np.array(lamp), 0, 255).astype(np.uint8)
    assert is_skin(pixels).mean() > 0.99


@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("cloth", [(70, 130, 180), (60, 110, 60)])
def test_cloth_over_a_quarter_of_it_is_none(tone: str, cloth: tuple[int, ...]) -> None:
    pixels = skin(tone)
    pixels[192:] = cloth
    found = is_skin(pixels)
    assert not found[200:].any()
    assert found[:190].mean() > 0.99


def test_redder_is_still_skin() -> None:
    pixels = skin("light")
    pixels[:80] = (220, 120, 105)
    assert is_skin(pixels)[:70].all()


def test_where_nothing_is_plain_nothing_is_decided() -> None:
    nothing = np.zeros((256, 256), bool)
    linear = to_linear(skin("dark"))
    assert has_skin_colour(linear, smooth_index(linear), nothing) is nothing
