"""Settings. The environment is read here and nowhere else in the tracker."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from platformdirs import user_data_path

from tracker.errors import StoreUnavailable
from tracker.said import Said

_PROJECT = Path(__file__).resolve().parent.parent
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(://|::)")  # two letters at least: C: is a drive
_NO_KEY_FILE = Said(
    "The file {path} of FIFTHDAY_PHOTO_KEY_FILE cannot be read ({reason}). Please check that it is "
    "there and that the app may read it."
)

HOST_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9-]+)*")
"""A name that people type to reach a server: no scheme, no port."""


@dataclass(frozen=True)
class Settings:
    """Where things live."""

    data_dir: Path
    """Folder of the database and the photos; moved by FIFTHDAY_DATA_DIR."""
    photo_store: Path | str | None = None
    """Where the photo files are if not in the data folder: a path, or an fsspec URL of another
    place; moved by FIFTHDAY_PHOTO_STORE."""
    photo_secrets: tuple[str, ...] = field(default=(), repr=False)
    """Secrets that open the key of the photo files, the present one first; none where these are
    kept as the diary is. From FIFTHDAY_PHOTO_KEYS, apart by commas, or from the lines of the file
    that FIFTHDAY_PHOTO_KEY_FILE names."""
    is_shared: bool = False
    """Whether phones may ask from the start; set by FIFTHDAY_SHARE."""
    share_address: str | None = None
    """Number of this computer in the home network, if not the one that is found; set by
    FIFTHDAY_SHARE_ADDRESS."""
    database_url: str | None = field(default=None, repr=False)
    """Address of a PostgreSQL database, if the records are not in a file of the data folder; set
    by DATABASE_URL. It may hold a password."""
    sample_images: Path = _PROJECT / "sample_images"

    @property
    def database_path(self) -> Path:
        """The SQLite file, where the records are in one."""
        return self.data_dir / "fifthday.db"

    @property
    def photo_place(self) -> Path | str:
        """Folder of the photo files, or the URL of another place."""
        return self.photo_store or self.data_dir / "photos"

    @property
    def thumbnail_dir(self) -> Path:
        """Folder of the small pictures of photos, on this machine wherever the photos are."""
        return self.data_dir / "thumbnails"

    @property
    def course_dir(self) -> Path:
        """Folder of the refitted and edited versions of the expected course."""
        return self.data_dir / "reference"


def load_settings(data_dir: Path | None = None) -> Settings:
    """Read the settings from the environment, with the platform's places as default.

    Parameters
    ----------
    data_dir : path, optional
        A folder for everything, records and photos too, whatever the environment says.

    Raises
    ------
    StoreUnavailable
        If the file with the photos' secrets cannot be read.
    """
    shared = bool(os.environ.get("FIFTHDAY_SHARE"))
    address = os.environ.get("FIFTHDAY_SHARE_ADDRESS")
    if data_dir is not None:
        return Settings(data_dir.absolute(), is_shared=shared, share_address=address)
    chosen, photos = os.environ.get("FIFTHDAY_DATA_DIR"), os.environ.get("FIFTHDAY_PHOTO_STORE")
    usual = Path(chosen) if chosen else user_data_path("fifthday", appauthor=False)
    place = place_of(photos) if photos else None
    url = os.environ.get("DATABASE_URL") or None
    return Settings(usual.absolute(), place, _photo_secrets(), shared, address, url)


def public_host() -> str | None:
    """Return the name under which others reach this server; set by FIFTHDAY_HOST."""
    host = os.environ.get("FIFTHDAY_HOST", "")
    return host.lower() if HOST_NAME.fullmatch(host) else None


def _photo_secrets() -> tuple[str, ...]:
    given, path = os.environ.get("FIFTHDAY_PHOTO_KEYS"), os.environ.get("FIFTHDAY_PHOTO_KEY_FILE")
    try:
        lines = Path(path).read_text().splitlines() if path else (given or "").split(",")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise StoreUnavailable(_NO_KEY_FILE, path=path, reason=reason) from error
    return tuple(filter(None, map(str.strip, lines)))


def place_of(text: str) -> Path | str:
    """Return a path for everything on this machine, and the URL of any other place."""
    if text.startswith("file:"):
        return Path(url2pathname(urlsplit(text).path))
    return text if _URL.match(text) else Path(text).absolute()
