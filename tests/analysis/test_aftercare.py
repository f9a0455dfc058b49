"""Real studio photos with what needling leaves on skin and around it, added in linear light.

Nobody was treated: whatever is read beyond the stated error is wrong. Another simulator than the
method's own: plain additive films, and cloth of one colour.
"""

import io
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from analysis import Measure, OnSkin, PhotoAnalysis, Zone, analyse_photo, read_photo
from analysis.colour import to_linear
from analysis.face.detect import find_face
from tests.marks import by_hand

PEOPLE = ("014", "025")
CLOTHS = ((0.30, 0.26, 0.18), (0.72, 0.64, 0.52))
FILMS = (0.015, 0.03)
_CHIN, _OVAL = 152, (10, 284, 454, 361, 365, 378, 152, 149, 136, 132, 234, 54)


@lru_cache(maxsize=4)
def linear(path: Path) -> np.ndarray:
    return to_linear(read_photo(path).pixels)


def jpeg(light: np.ndarray) -> bytes:
    light = np.clip(light, 0, 1)
    srgb = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    target = io.BytesIO()
    Image.fromarray(np.uint8(255 * srgb + 0.5)).save(target, "JPEG", quality=95)
    return target.getvalue()


def dressed(path: Path, cloth: tuple[float, float, float]) -> bytes:
    """Replace everything below the chin by evenly lit cloth with 4 % noise and a soft edge."""
    scene, face = linear(path), find_face(read_photo(path).pixels)
    edge = face.points[_CHIN, 0] + 0.06 * face.interocular_px
    rows = np.arange(len(scene))[:, None, None]
    share = 1 / (1 + np.exp(np.clip((edge - rows) / (0.012 * face.interocular_px), -30, 30)))
    grain = 1 + 0.04 * np.random.default_rng(1).normal(size=(*scene.shape[:2], 1))
    return jpeg(scene * (1 - share) + np.array(cloth) * grain * share)


def creamed(path: Path, white: float) -> bytes:
    """Add white to the face only."""
    scene, face = linear(path), find_face(read_photo(path).pixels)
    mask = np.zeros(scene.shape[:2], np.float32)
    outline = np.round(face.points[list(_OVAL), 1::-1]).astype(np.int32)
    cv2.fillPoly(mask, [outline], 1.0)
    soft = cv2.GaussianBlur(mask, (0, 0), 0.05 * face.interocular_px)
    return jpeg(scene + white * soft[..., None])


@lru_cache(maxsize=2)
def baseline(path: Path) -> PhotoAnalysis:
    return analyse_photo(read_photo(path))


def codes(found: PhotoAnalysis) -> set[str]:
    return {finding.code for finding in found.quality.findings}


def misses(found: PhotoAnalysis) -> bool:
    """Whether an untreated face is stated to have changed, by more than the error allows."""
    face = [
        m
        for m in found.measurements
        if m.zone is Zone.FACE and m.measure is Measure.DELTA_ERYTHEMA_INDEX
    ]
    return any(abs(m.value) > (m.mdc95 or 0) for m in face)


@pytest.mark.parametrize("cloth", CLOTHS)
@pytest.mark.parametrize("person", PEOPLE)
def test_cloth_below_the_chin_is_no_neck(
    faces: Path, person: str, cloth: tuple[float, float, float]
) -> None:
    photo = read_photo(dressed(faces / f"{person}_smile.jpg", cloth))
    found = analyse_photo(photo, baseline(faces / f"{person}_neutral.jpg"))
    assert not misses(found)
    assert codes(found) & {"not_neck", "no_neck", "references_disagree"}


@pytest.mark.parametrize("told", [None, by_hand(OnSkin.CREAM), OnSkin.SUNSCREEN])
@pytest.mark.parametrize("white", FILMS)
@pytest.mark.parametrize("person", PEOPLE)
def test_a_film_on_the_face_is_covered_by_the_error(
    faces: Path, person: str, white: float, told: OnSkin | None
) -> None:
    photo = read_photo(creamed(faces / f"{person}_smile.jpg", white))
    found = analyse_photo(photo, baseline(faces / f"{person}_neutral.jpg"), on_skin=told)
    assert not misses(found)
    if told is not None:
        assert f"{told.value}_on_skin" in codes(found)


def test_a_smile_is_no_texture(faces: Path) -> None:
    called = total = 0
    for person in PEOPLE:
        photo = read_photo(faces / f"{person}_smile.jpg")
        found = analyse_photo(photo, baseline(faces / f"{person}_neutral.jpg"))
        rough = [m for m in found.measurements if m.measure.value.startswith("roughness")]
        called += sum(abs(m.value) > (m.mdc95 or 0) for m in rough)
        total += len(rough)
    assert total and called / total <= 0.05


def test_the_word_of_the_person_stands_against_a_doubt(faces: Path) -> None:
    before = baseline(faces / "014_neutral.jpg")
    other = read_photo(faces / "042_smile.jpg")
    unasked, told = (analyse_photo(other, before, same_person=word) for word in (False, True))
    assert codes(unasked) & {"another_person", "perhaps_another_person"}
    assert "much_changed" in codes(told) and told.quality.usable
