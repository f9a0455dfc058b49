from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

import analysis
from analysis.face.detect import find_face
from tests.benchmark.limb import generate_limb, photograph
from tests.factories import a_photo, days_ago, picture_bytes, pixels, store_procedure
from tracker.domain.records.kept import BodyArea, Photo, PhotoRole
from tracker.errors import UnusablePhoto
from tracker.services.photos import keeping as photos
from tracker.services.photos.comparing import (
    PhotoPair,
    describe_tone,
    lay_over,
    load_comparison,
    load_whole_pair,
)

SAMPLES = Path(__file__).parents[4] / "sample_images" / "normal"
TOLERANCE = 0.04
"""Of the distance between the eyes: a similarity is off by 2-3 % on real pairs of photos."""


def align(before: np.ndarray, after: np.ndarray) -> PhotoPair:
    return lay_over(before, after, find_face(before), find_face(after))


@pytest.fixture(scope="module")
def before() -> np.ndarray:
    return analysis.read_photo(SAMPLES / "before.jpg").pixels


@pytest.mark.parametrize(
    ("angle_deg", "tone"), [(60.0, "very light"), (33.0, "intermediate"), (-45.0, "dark")]
)
def test_a_tone_is_named_for_context_only(angle_deg: float, tone: str):
    assert describe_tone(angle_deg) == f"{tone}, for context only"


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


def test_photos_with_nothing_in_common_stay_as_they_are(store):
    procedure = store_procedure(store)
    contents = [picture_bytes(pixels(seed), "PNG") for seed in (1, 2)]
    with store.writing() as records:
        kept = [
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
            for content, role in zip(contents, (PhotoRole.BEFORE, PhotoRole.FOLLOW_UP), strict=True)
        ]
    found = load_comparison(store, *kept)
    assert found.alignment is None and found.redness_map is None
    assert not found.pair.is_aligned
    np.testing.assert_array_equal(found.pair.before, pixels(1))
    np.testing.assert_array_equal(found.pair.after, pixels(2))


def add(store, procedure, content: bytes, role: PhotoRole, **details) -> Photo:
    return photos.add_photo(
        store,
        content,
        procedure_id=procedure.id,
        role=role,
        taken_at=days_ago(7, 17) if role is PhotoRole.BEFORE else days_ago(5, 8),
        **details,
    ).photo


@pytest.mark.benchmark
def test_a_limb_is_laid_over_the_one_from_before(store):
    limb = generate_limb(3)
    first, second = (photograph(limb, 3, moved=moved) for moved in (False, True))
    procedure = store_procedure(store, started_at=days_ago(7, 18))
    legs = [
        add(store, procedure, picture_bytes(view.pixels, quality=97), role, area=BodyArea.LEGS)
        for view, role in zip((first, second), (PhotoRole.BEFORE, PhotoRole.FOLLOW_UP), strict=True)
    ]
    found = load_comparison(store, *legs)
    assert found.pair.is_aligned and found.alignment.accepted_share > 0.5
    assert found.alignment.expected_error_mm is None  # there is no scale in the picture
    laid = [
        analysis.read_photo(picture_bytes(p, "PNG")) for p in (found.pair.before, found.pair.after)
    ]
    registration = analysis.analyse_body_photo(laid[1], laid[0]).registration
    spots = np.argwhere(np.ones((3, 3))) * 100.0 + [350, 450]
    apart = np.linalg.norm(registration.map_points(spots) - spots, axis=1)
    assert np.median(apart) < 15  # 2 mm: the picture is moved, not bent to the limb's curve


def test_a_face_shows_how_sure_its_alignment_is_and_where_it_reddened(store):
    procedure = store_procedure(store, started_at=days_ago(7, 18))
    faces = [
        add(store, procedure, (SAMPLES / name).read_bytes(), role)
        for name, role in (("before.jpg", PhotoRole.BEFORE), ("day1.jpg", PhotoRole.FOLLOW_UP))
    ]
    found = load_comparison(store, *faces)
    assert found.alignment.accepted_share > 0.5
    assert 0 < found.alignment.expected_error_mm < 1
    assert found.redness_map.shape == found.pair.before.shape

    made_up = replace(faces[1], usable=False)
    assert load_comparison(store, faces[0], made_up).redness_map is None

    whole = load_whole_pair(store, *faces, found.placement)
    np.testing.assert_array_equal(whole.shown.before, found.pair.before)
    np.testing.assert_array_equal(whole.shown.after, found.pair.after)
    part, box = whole.close_up((0.4, 0.4, 0.4 + 20.5 / whole.before.shape[0], 0.5))
    assert part.before.shape[0] in (21, 22)  # every pixel that is touched, none made smaller
    assert box[0] <= 0.4 and box[3] >= 0.5


def test_a_mirrored_selfie_is_turned_back(store):
    procedure = store_procedure(store, started_at=days_ago(7, 18))
    straight = analysis.read_photo(SAMPLES / "day1.jpg").pixels
    faces = [
        add(store, procedure, content, role)
        for content, role in (
            ((SAMPLES / "before.jpg").read_bytes(), PhotoRole.BEFORE),
            (picture_bytes(straight[:, ::-1], quality=97), PhotoRole.FOLLOW_UP),
        )
    ]
    assert "mirrored" in [finding.code for finding in faces[1].findings]
    pair = load_comparison(store, *faces).pair
    first, second = find_face(pair.before), find_face(pair.after)
    apart = np.linalg.norm((first.points - second.points)[:468, :2], axis=1)
    assert np.median(apart) < TOLERANCE * first.interocular_px


def test_a_photo_without_a_face_cannot_be_aligned(store):
    procedure = store_procedure(store)
    content = picture_bytes(pixels(), "PNG")
    with store.writing() as records:
        photo = records.add_photo(a_photo(content, procedure.person_id, procedure.id), content)
    with pytest.raises(UnusablePhoto):
        load_comparison(store, photo, photo)
