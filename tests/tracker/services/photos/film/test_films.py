import io

import cv2
import numpy as np
import pytest
from PIL import Image

from tracker.services.photos.film.films import FRAME_MS, FilmKind, write_film

PICTURES = [np.full((120, 90, 3), level, np.uint8) for level in (40, 120, 220)]
CAPTIONS = ["Before · 1 Nov 2026", "Day 0 · 1 Nov 2026", "Tag 1 · 2. März 2026"]


@pytest.mark.parametrize("kind", [FilmKind.WEBP, FilmKind.GIF])
def test_each_frame_stands_with_its_own_caption(kind: FilmKind):
    film = Image.open(io.BytesIO(write_film(PICTURES, CAPTIONS, kind)))
    assert film.n_frames == 3 and film.info["loop"] == 0
    bands = []
    for number, level in enumerate((40, 120, 220)):
        film.seek(number)
        frame = np.asarray(film.convert("RGB"))
        assert film.info["duration"] == FRAME_MS
        assert abs(int(frame[50, 50, 0]) - level) < 12
        bands.append(frame[-30:])
    assert all((band > 150).any() for band in bands)  # letters
    assert (bands[0] != bands[1]).any() and (bands[1] != bands[2]).any()


def test_a_webm_shows_every_frame_for_as_long(tmp_path):
    path = tmp_path / "film.webm"
    path.write_bytes(write_film(PICTURES, CAPTIONS, FilmKind.WEBM))
    film, levels = cv2.VideoCapture(str(path)), []
    while (read := film.read())[0]:
        levels.append(int(read[1][50, 50, 0]))
    assert len(levels) % 3 == 0
    third = len(levels) // 3
    for number, level in enumerate((40, 120, 220)):
        assert all(abs(one - level) < 15 for one in levels[number * third : (number + 1) * third])
    assert len(levels) / film.get(cv2.CAP_PROP_FPS) == pytest.approx(3 * FRAME_MS / 1000, rel=0.05)


def test_a_long_caption_fits_and_nothing_of_the_person_is_in_the_file():
    content = write_film(
        PICTURES, ["A very long name of a photo, 12:30: left profile"] * 3, FilmKind.WEBP
    )
    frame = np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))
    assert not (frame[-30:, :2] > 100).any() and not (frame[-30:, -2:] > 100).any()
    assert b"Exif" not in content
