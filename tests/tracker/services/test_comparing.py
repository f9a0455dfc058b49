from pathlib import Path

import cv2
import numpy as np
import pytest

import analysis
from analysis.face import find_face
from tests.factories import a_photo, picture_bytes, pixels, store_procedure
from tracker.domain.records import BodyArea, PhotoRole
from tracker.errors import UnusablePhoto
from tracker.services.comparing import align, load_pair

SAMPLES = Path(__file__).parents[3] / "sample_images" / "normal"
TOLERANCE = 0.04
"""Of the distance between the eyes: a similarity is off by 2-3 % on real pairs of photos."""


@pytest.fixture(scope="module")
def before() -> np.ndarray:
    return analysis.read_photo(SAMPLES / "before.jpg").pixels


def test_a_moved_turned_and_scaled_photo_is_laid_over_the_first(before):
    height, width = before.shape[:2]
    shift = cv2.getRotationMatrix2D((width / 2, height / 2), 12, 0.8)
    moved = cv2.warpAffine(before, shift, (width, height), borderValue=(120, 120, 120))
    pair = align(before, moved)
    assert pair.is_aligned
    assert pair.before.shape == pair.after.shape
    first, second = find_face(pair.before), find_face(pair.after)
    apart = np.linalg.norm((first.points - second.points)[:468, :2], axis=1)
    assert np.median(apart) < TOLERANCE * first.interocular_px


def test_the_neck_stays_in_the_picture(before):
    pair = align(before, before)
    lowest = find_face(pair.before).points[:468, 0].max()
    assert pair.before.shape[0] > lowest * 1.1


def test_other_areas_stay_as_they_are(store):
    procedure = store_procedure(store)
    contents = [picture_bytes(pixels(seed), "PNG") for seed in (1, 2)]
    with store.writing() as records:
        photos = [
            records.add_photo(
                a_photo(
                    content,
                    procedure.person_id,
                    procedure.id,
                    area=BodyArea.NECK,
                    role=role,
                ),
                content,
            )
            for content, role in zip(contents, PhotoRole, strict=True)
        ]
    pair = load_pair(store, *photos)
    assert not pair.is_aligned
    np.testing.assert_array_equal(pair.before, pixels(1))
    np.testing.assert_array_equal(pair.after, pixels(2))


def test_a_photo_without_a_face_cannot_be_aligned(store):
    procedure = store_procedure(store)
    content = picture_bytes(pixels(), "PNG")
    with store.writing() as records:
        photo = records.add_photo(a_photo(content, procedure.person_id, procedure.id), content)
    with pytest.raises(UnusablePhoto):
        load_pair(store, photo, photo)
