"""What earlier versions put elsewhere, because they read a path as a URL, is brought home.

A space in a path became `%20` on the way to the photo folder and was never turned back; of the
path to the database everything from a `?` on was lost, and `%20` became a space.
"""

import contextlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import make_url

from tracker.store.backend import PLAIN
from tracker.store.backend.sqlite import is_sqlite
from tracker.store.disk.private import close_to_others


def bring_database_home(path: Path) -> None:
    """Bring home a database that lies where its path led an earlier version."""
    away = Path(make_url(f"sqlite:///{path}").database or path)
    photos = _misplaced(path.parent / "photos")
    # An earlier version made the photo folder each time it started; else the other database is
    # that of another data folder, whose path merely looks alike.
    if away == path or path.exists() or not photos.is_dir() or not _is_database(away):
        return
    PLAIN.settle(away)
    is_shared = away.name == path.name and (path.parent / "photos").is_dir()
    (shutil.copy2 if is_shared else shutil.move)(away, path)
    close_to_others([path])


def bring_photos_home(place: Path, digests: Iterable[str]) -> None:
    """Bring home those photo files of a diary that lie where an earlier version put them."""
    away = _misplaced(place)
    if away == place or not away.is_dir():
        return
    wanted = set(digests)
    for file in away.iterdir():
        if file.name.removeprefix("unsettled-") in wanted and file.is_file():
            _bring(file, place / file.name, is_shared=(away.parent / "fifthday.db").exists())
    with contextlib.suppress(OSError):  # until a folder is not empty
        for folder in (away, *away.parents):
            folder.rmdir()


def _bring(file: Path, home: Path, *, is_shared: bool) -> None:
    if not home.exists():
        unfinished = home.with_name(f"unfinished-{home.name}")
        shutil.copyfile(file, unfinished)
        close_to_others([unfinished])
        unfinished.replace(home)
    if not is_shared:
        file.unlink()


def _misplaced(place: Path) -> Path:
    return Path(place.as_uri().removeprefix("file://"))


def _is_database(path: Path) -> bool:
    with contextlib.suppress(OSError):
        return is_sqlite(path)
    return False
