from pathlib import Path

import numpy as np
import pytest

import analysis
from tests.factories import days_ago, picture_bytes, store_procedure
from tracker.config import Settings
from tracker.domain.records.kept import PhotoRole
from tracker.services.photos.film.frames import Frames, load_frames, places_of
from tracker.services.photos.keeping import add_photo
from tracker.services.photos.placing import cut, window_of
from tracker.store.repository import Store

SAMPLES = Path(__file__).parents[5] / "sample_images" / "normal"
SMOOTH = 0.0005
"""Of the picture's width: what reading places on a grid may add to the alignment's own error."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Frames:
    """Two photos of a face, the second one mirrored, and one whose file is gone."""
    store = Store(Settings(tmp_path_factory.mktemp("frames")))
    procedure = store_procedure(store, started_at=days_ago(7, 18))
    mirrored = analysis.read_photo(SAMPLES / "day1.jpg").pixels[:, ::-1]
    contents = (SAMPLES / "before.jpg").read_bytes(), picture_bytes(mirrored, quality=97)
    photos = [
        add_photo(
            store,
            content,
            procedure_id=procedure.id,
            role=role,
            taken_at=days_ago(7, 17) if role is PhotoRole.BEFORE else days_ago(6, 8),
        ).photo
        for content, role in zip(contents, (PhotoRole.BEFORE, PhotoRole.FOLLOW_UP), strict=True)
    ]
    lost = add_photo(
        store,
        (SAMPLES / "day2.jpg").read_bytes(),
        procedure_id=procedure.id,
        taken_at=days_ago(5, 8),
        role=PhotoRole.FOLLOW_UP,
    ).photo
    (store.settings.data_dir / "photos" / lost.digest).unlink()
    steps = list(load_frames(store, [*photos, lost]))
    store.close()
    assert [len(step.frames) + len(step.left_out) for step in steps] == [1, 2, 3]
    assert [one.id for one in steps[-1].left_out] == [lost.id]
    return steps[-1]


def test_the_skin_of_a_later_photo_lies_where_it_lay_in_the_first(made: Frames):
    first, second = (frame.picture for frame in made.frames)
    assert first.shape == second.shape
    faces = [analysis.find_face(picture) for picture in (first, second)]
    apart = np.linalg.norm(faces[0].points[:468, :2] - faces[1].points[:468, :2], axis=1)
    assert np.median(apart) < 0.03 * faces[0].interocular_px


def test_a_zone_is_cut_alike_out_of_every_frame(made: Frames):
    cheek, nose = (made.zones[zone] for zone in (analysis.Zone.CHEEK_LEFT, analysis.Zone.NOSE))
    assert cheek[1] > nose[1]  # the person's left is on the right of a photo
    shapes = {cut(frame.picture, nose).shape for frame in made.frames}
    assert len(shapes) == 1 and min(shapes.pop()[:2]) > 20


def test_a_grid_of_places_adds_next_to_nothing_to_the_alignment():
    before = analysis.read_photo(SAMPLES / "before.jpg")
    first = analysis.analyse_photo(before)
    result = analysis.analyse_photo(analysis.read_photo(SAMPLES / "day1.jpg"), first)
    registration = result.registration
    window = window_of(registration.baseline.face, before.pixels.shape)
    places = places_of(registration, window)
    rows = window[0].stop - window[0].start
    scale = places.shape[0] / rows
    skin = analysis.zone_masks()[analysis.Zone.FACE]
    points = registration.baseline.positions[skin][::997]
    corner = np.array([window[0].start, window[1].start])
    frame = np.round((points - corner + 0.5) * scale - 0.5).astype(int)
    exact = registration.map_points((frame + 0.5) / scale - 0.5 + corner)
    missed = np.linalg.norm(places[frame[:, 0], frame[:, 1]] - exact, axis=1)
    assert np.quantile(missed, 0.9) <= SMOOTH * before.pixels.shape[1]
