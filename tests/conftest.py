from collections.abc import Iterator
from pathlib import Path

import pytest

from tracker.config import Settings
from tracker.store.repository import Store

PROJECT = Path(__file__).parents[1]
SHARED_FACES = PROJECT.parent / "shared" / "faces"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of an empty data folder."""
    folder = tmp_path / "data"
    return Settings(data_dir=folder, photo_store_url=(folder / "photos").as_uri())


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """An empty store, made by the real migrations."""
    store = Store(settings)
    yield store
    store.close()


@pytest.fixture(scope="session")
def faces() -> Path:
    """The folder of real faces, `NNN_neutral.jpg` and `NNN_smile.jpg`."""
    if not SHARED_FACES.is_dir():
        pytest.skip("needs the face photos in ../shared/faces")
    return SHARED_FACES


@pytest.fixture(scope="session")
def portraits() -> Path:
    """The photos of one generated person: `before.jpg`, `day0.jpg`, `day1.jpg` …"""
    return PROJECT / "sample_images" / "normal"
