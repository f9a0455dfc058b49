"""Common spots, mostly on generated limbs, whose truth is known."""

import shutil
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

import analysis
from analysis.face.detect import find_face
from tests.benchmark.limb import View, common_points, generate_limb, photograph
from tests.conftest import OpenCopy
from tests.factories import days_ago, picture_bytes, store_procedure
from tracker.config import Settings
from tracker.domain.records.kept import BodyArea, Photo, PhotoRole
from tracker.errors import InvalidEntry
from tracker.services.photos import keeping as photos
from tracker.services.photos.comparing import load_comparison
from tracker.services.photos.marking import Mark, keep_marks, list_marks, remove_marks
from tracker.services.photos.reading import read_photo
from tracker.services.photos.rescoring import rescore_photo
from tracker.store.repository import Store


@pytest.fixture(scope="module")
def limb_views():
    limb = generate_limb(3)
    first, second = (photograph(limb, 3, moved=moved) for moved in (False, True))
    return limb, first, second


def add(store: Store, view: View, procedure_id: int, role: PhotoRole) -> Photo:
    return photos.add_photo(
        store,
        picture_bytes(view.pixels, quality=97),
        procedure_id=procedure_id,
        role=role,
        area=BodyArea.LEGS,
        taken_at=days_ago(7, 17) if role is PhotoRole.BEFORE else days_ago(5, 8),
    ).photo


@pytest.fixture(scope="module")
def limb_data(empty_data: Path, limb_views, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a limb before and after; measured once, because it takes seconds."""
    folder = tmp_path_factory.mktemp("limb") / "data"
    shutil.copytree(empty_data, folder)
    store = Store(Settings(data_dir=folder))
    _, first, second = limb_views
    procedure = store_procedure(store, started_at=days_ago(7, 18))
    add(store, first, procedure.id, PhotoRole.BEFORE)
    add(store, second, procedure.id, PhotoRole.FOLLOW_UP)
    store.close()
    return folder


@pytest.fixture
def store(open_copy: OpenCopy, limb_data: Path) -> Store:
    """A store that knows the limb before and after."""
    return open_copy(limb_data)


@pytest.fixture
def pair(store: Store) -> tuple[Photo, Photo]:
    with store.reading() as records:
        before, after = records.list_all_photos(records.list_people()[0].id)
    return before, after


@pytest.fixture
def true_marks(limb_views) -> list[Mark]:
    """Three spots of the limb, far apart, each where it really lies in both photos."""
    limb, first, second = limb_views
    before, after, _ = common_points(limb, first, second)
    chosen = [0, len(before) // 2, len(before) - 1]
    size = np.array(first.pixels.shape[:2])
    return [Mark(tuple((before[i] + 0.5) / size), tuple((after[i] + 0.5) / size)) for i in chosen]


NOT_ALIGNED = {"too_little_in_common", "marks_do_not_fit"}


def codes(photo: Photo) -> set[str]:
    """What was found wrong with the alignment of a photo."""
    return NOT_ALIGNED & {finding.code for finding in photo.findings}


@pytest.mark.benchmark  # by hand: it takes long
def test_a_limb_is_laid_over_the_one_from_before(pair):
    _, after = pair
    assert not codes(after)


def test_marks_come_back_as_they_were_made(store: Store, pair, true_marks):
    before, after = pair
    keep_marks(store, after, before, true_marks)
    for kept, made in zip(list_marks(store, after, before), true_marks, strict=True):
        np.testing.assert_allclose(kept.before, made.before)
        np.testing.assert_allclose(kept.after, made.after)


def test_wrong_marks_are_told_and_survive_measuring_again(store: Store, pair, true_marks):
    before, after = pair
    mixed_up = [
        replace(mark, after=other.after)
        for mark, other in zip(true_marks, true_marks[1:] + true_marks[:1], strict=True)
    ]
    outcome = keep_marks(store, after, before, mixed_up)
    assert codes(outcome.photo) == {"marks_do_not_fit"}

    assert codes(rescore_photo(store, after).photo) == {"marks_do_not_fit"}
    assert len(list_marks(store, after, before)) == 3

    assert not codes(remove_marks(store, after, before).photo)
    assert list_marks(store, after, before) == ()


def test_marks_lead_where_too_little_is_recognised(store: Store, limb_views, true_marks):
    _, first, second = limb_views
    from_afar = cv2.resize(second.pixels, None, fx=0.1, fy=0.1, interpolation=cv2.INTER_AREA)
    procedure = store_procedure(store, started_at=days_ago(7, 18))
    before = add(store, first, procedure.id, PhotoRole.BEFORE)
    after = add(store, replace(second, pixels=from_afar), procedure.id, PhotoRole.FOLLOW_UP)
    assert codes(after) == {"too_little_in_common"}
    assert after.usable is False

    outcome = keep_marks(store, after, before, true_marks)

    assert not codes(outcome.photo)


@pytest.mark.parametrize("count", [0, 1, 5])
def test_two_to_four_are_asked_for(store: Store, pair, true_marks, count: int):
    before, after = pair
    with pytest.raises(InvalidEntry, match="two to four"):
        keep_marks(store, after, before, (true_marks * 2)[:count])


@pytest.mark.benchmark  # by hand: it takes long
def test_a_new_photo_from_before_forgets_the_marks(store: Store, pair, true_marks, limb_views):
    before, after = pair
    keep_marks(store, after, before, true_marks)
    limb, *_ = limb_views
    again = photos.add_photo(
        store,
        picture_bytes(photograph(limb, 4, moved=False).pixels),
        procedure_id=after.procedure_id,
        role=PhotoRole.BEFORE,
        area=BodyArea.LEGS,
        taken_at=days_ago(7, 17),
        replace_before=True,
    ).photo
    with store.reading() as records:
        assert records.list_spots(after.id, before.id) == ()
        assert records.list_spots(after.id, again.id) == ()


def test_marks_in_a_face_are_kept_and_used_again(store: Store, portraits: Path):
    procedure = store_procedure(store, started_at=days_ago(7, 18))
    before, after = (
        photos.add_photo(
            store,
            (portraits / name).read_bytes(),
            procedure_id=procedure.id,
            role=role,
            taken_at=taken_at,
        ).photo
        for name, role, taken_at in (
            ("before.jpg", PhotoRole.BEFORE, days_ago(7, 17)),
            ("day1.jpg", PhotoRole.FOLLOW_UP, days_ago(6, 8)),
        )
    )
    faces = [find_face(read_pixels(store, photo)).points for photo in (before, after)]
    marks = [
        Mark(
            *(
                tuple((points[vertex, :2] + 0.5) / [photo.height_px, photo.width_px])
                for points, photo in zip(faces, (before, after), strict=True)
            )
        )
        for vertex in (50, 280)  # on either cheek
    ]
    marked = keep_marks(store, after, before, marks)
    assert load_comparison(store, before, marked.photo).alignment.marked == 2
    again = rescore_photo(store, after)
    assert [m.value for m in again.measurements] == [m.value for m in marked.measurements]
    assert len(list_marks(store, after, before)) == 2


def read_pixels(store: Store, photo: Photo) -> np.ndarray:
    return analysis.read_photo(read_photo(store, photo)).pixels
