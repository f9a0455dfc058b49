import cv2
import numpy as np

from analysis.align.landmarks import Matches, match_skin, smooth_map


def skin(size: int = 320) -> np.ndarray:
    """Freckled skin: soft dark dots at random places."""
    rng = np.random.default_rng(5)
    dots = np.zeros((size, size), np.float32)
    dots[tuple(rng.integers(20, size - 20, (2, 220)))] = rng.uniform(0.5, 1.0, 220)
    soft = cv2.GaussianBlur(dots, (0, 0), 2.5)
    return np.uint8(np.clip(200 - 150 * soft / soft.max(), 0, 255))


def test_moved_skin_is_found_again() -> None:
    first = skin()
    second = np.roll(first, (6, -9), axis=(0, 1))
    found = match_skin(first, second)
    assert found.enough
    assert np.abs(found.second - found.first - (6, -9)).max() < 1.5


def test_a_map_follows_the_matches() -> None:
    first = skin()
    found = match_skin(first, np.roll(first, (6, -9), axis=(0, 1)))
    moved = smooth_map(found)(np.array([[160.0, 160.0], [100.0, 220.0]]))
    assert np.abs(np.asarray(moved) - [[166, 151], [106, 211]]).max() < 1.0


def test_few_or_crowded_matches_are_not_enough() -> None:
    crowded = np.array([[1.0, 1.0], [2.0, 2.0], [300.0, 300.0]])
    assert not Matches(crowded[:2], crowded[:2]).enough
    assert not match_skin(skin(), np.full((320, 320), 128, np.uint8)).enough
