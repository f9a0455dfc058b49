"""Settings. The environment is read here and nowhere else in the tracker."""

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

_PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """Where things live."""

    data_dir: Path
    """Folder of the database and the photos; moved by FIFTHDAY_DATA_DIR."""
    photo_store_url: str
    """fsspec URL of the photo files; moved by FIFTHDAY_PHOTO_STORE."""
    sample_images: Path = _PROJECT / "sample_images"

    @property
    def database_path(self) -> Path:
        """The SQLite file."""
        return self.data_dir / "fifthday.db"

    @property
    def course_dir(self) -> Path:
        """Folder of the refitted and edited versions of the expected course."""
        return self.data_dir / "reference"


def load_settings(data_dir: Path | None = None) -> Settings:
    """Read the settings from the environment, with the platform's places as default.

    Parameters
    ----------
    data_dir : path, optional
        A folder for everything, the photos too, whatever the environment says.
    """
    if data_dir is not None:
        return _settings(data_dir.absolute())
    chosen = os.environ.get("FIFTHDAY_DATA_DIR")
    usual = Path(chosen) if chosen else user_data_path("fifthday", appauthor=False)
    return _settings(usual.absolute(), os.environ.get("FIFTHDAY_PHOTO_STORE"))


def _settings(data_dir: Path, photos: str | None = None) -> Settings:
    return Settings(data_dir, photos or (data_dir / "photos").as_uri())
