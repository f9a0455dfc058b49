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


def load_settings(data_dir: Path | None = None) -> Settings:
    """Read the settings: the folder given, else the environment, else the platform's place."""
    chosen = data_dir or os.environ.get("FIFTHDAY_DATA_DIR")
    data_dir = Path(chosen or user_data_path("fifthday", appauthor=False)).absolute()
    photos = os.environ.get("FIFTHDAY_PHOTO_STORE") or (data_dir / "photos").as_uri()
    return Settings(data_dir=data_dir, photo_store_url=photos)
