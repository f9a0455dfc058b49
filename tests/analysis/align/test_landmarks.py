from pathlib import Path

import cv2
import numpy as np
import pytest

from analysis.align.body import view_body
from analysis.align.landmarks import Matches, match_skin, smooth_map
from analysis.photo.decode import read_photo
from tests.marks import some_of

CLOSEUPS = Path(__file__).resolve().parents[4] / "shared" / "closeups"


def skin(size: int = 320, seed: int = 5) -> np.ndarray:
    """Freckled skin: soft dark dots at random places."""
    rng = np.random.default_rng(seed)
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


@pytest.mark.parametrize("turn", [90, 200, 315])
@pytest.mark.parametrize("larger", [0.8, 1.6])
def test_skin_is_found_again_however_the_phone_was_held(turn: int, larger: float) -> None:
    first = skin()
    plane = cv2.getRotationMatrix2D((160, 160), turn, larger)
    second = cv2.warpAffine(first, plane, first.shape, borderValue=200)
    found = match_skin(first, second)
    assert found.enough
    truth = found.first[:, ::-1] @ plane[:, :2].T + plane[:, 2]
    assert np.median(np.linalg.norm(found.second[:, ::-1] - truth, axis=1)) < 1.0


@pytest.mark.parametrize("seed", some_of(range(4), 2))
def test_unlike_skin_is_never_found(seed: int) -> None:
    """Another person's freckles, and the same ones in a mirror: not one match is left."""
    first = skin(seed=seed)
    for other in (skin(seed=seed + 100), first[:, ::-1].copy()):
        assert len(match_skin(first, other).first) == 0


def test_a_real_cheek_is_found_hours_later_and_nobody_elses() -> None:
    if not CLOSEUPS.exists():
        pytest.skip("the photos of cheeks are not beside the project")
    names = ("1_20221015_134230", "1_20221015_174630", "2_20221015_134126")
    before, later, other = (view_body(read_photo(CLOSEUPS / f"{name}.jpg")) for name in names)
    assert match_skin(before.coarse, later.coarse).enough
    assert len(match_skin(before.coarse, other.coarse).first) == 0
