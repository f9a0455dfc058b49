"""Photos to measure: the generated person's, and real people's where they are at hand."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data

from analysis import Photo, PhotoAnalysis, analyse_photo, read_photo
from analysis.face.detect import Face, find_face
from analysis.skin.view import SkinView, unroll
from tests.benchmark.limb import Limb, View, generate_limb, photograph

PROJECT = Path(__file__).resolve().parents[2]
SAMPLES = PROJECT / "sample_images"
FACES = PROJECT.parent / "shared" / "faces"


@pytest.fixture(scope="module")
def all_threads() -> Iterator[None]:
    """Measure as the app does, with every processor; tests beside others have one thread."""
    before = cv2.getNumThreads()
    cv2.setNumThreads(-1)
    yield
    cv2.setNumThreads(before)


@pytest.fixture(scope="session")
def before() -> Photo:
    """The generated person before the first session."""
    return read_photo(SAMPLES / "normal" / "before.jpg")


@pytest.fixture(scope="session")
def day1() -> Photo:
    """The same person one day after."""
    return read_photo(SAMPLES / "normal" / "day1.jpg")


@pytest.fixture(scope="session")
def face(before: Photo) -> Face:
    return find_face(before.pixels)


@pytest.fixture(scope="session")
def view(before: Photo, face: Face) -> SkinView:
    return unroll(before, face)


@pytest.fixture(scope="session")
def baseline(before: Photo) -> PhotoAnalysis:
    return analyse_photo(before)


@pytest.fixture(scope="session")
def astronaut() -> np.ndarray:
    """A real face in the public domain, 43 px between the eyes."""
    return skimage.data.astronaut()


@pytest.fixture(scope="session")
def faces() -> Path:
    """Folder of real people's photos: two each, untreated."""
    if not FACES.is_dir():
        pytest.skip("the folder of real faces (../shared/faces) is not here")
    return FACES


@pytest.fixture(scope="session")
def limb() -> Limb:
    """Body skin whose truth the alignment does not know."""
    return generate_limb(3)


@pytest.fixture(scope="session")
def views(limb: Limb) -> tuple[View, View]:
    return photograph(limb, 3, moved=False), photograph(limb, 3, moved=True)
