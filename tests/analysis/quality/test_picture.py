"""A picture as a whole: its colours, and the frame of a screenshot."""

import numpy as np
import pytest

from analysis.quality.picture import check_picture

SKIN = (205, 158, 138)


def codes(overview: np.ndarray) -> list[str]:
    return [finding.code for finding in check_picture(overview)]


@pytest.fixture(scope="module")
def scene() -> np.ndarray:
    """Skin before a wall of another colour, with light and grain."""
    rng = np.random.default_rng(1)
    picture = np.full((400, 300, 3), (150, 160, 175), float)
    picture[80:340, 60:240] = SKIN
    shade = np.linspace(0.6, 1.1, 300)[None, :, None]
    return np.clip(picture * shade + rng.normal(0, 3, picture.shape), 0, 255).astype(np.uint8)


def test_an_ordinary_photo_is_not_remarked_on(scene: np.ndarray) -> None:
    assert codes(scene) == []


@pytest.mark.parametrize("tint", [(1.0, 1.0, 1.0), (1.0, 0.85, 0.65), (0.7, 0.85, 1.0)])
def test_one_colour_in_many_shades_is_no_colour(scene: np.ndarray, tint: tuple[float, ...]) -> None:
    grey = scene.mean(axis=2, keepdims=True) * np.array(tint)
    assert codes(grey.astype(np.uint8)) == ["no_colour"]


@pytest.mark.parametrize("colour", [0, 24, 255])
def test_rows_of_one_colour_that_end_at_once_are_a_screenshots(
    scene: np.ndarray, colour: int
) -> None:
    framed = scene.copy()
    framed[:30] = colour
    assert codes(framed) == ["screenshot"]
    assert codes(framed[::-1]) == ["screenshot"]


def test_a_thin_line_or_a_wall_of_one_colour_is_no_frame(scene: np.ndarray) -> None:
    lined = scene.copy()
    lined[:5] = 255
    assert codes(lined) == []
    walled = scene.copy()
    walled[:80] = 255
    walled[80:] = np.where(np.arange(300)[None, :, None] < 140, 255, walled[80:])
    assert "screenshot" not in codes(walled)
