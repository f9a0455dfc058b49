"""Where backups go, how often, and which of them stay: made while the app runs."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from tracker.config import Settings
from tracker.errors import InvalidEntry
from tracker.services.safety.backing_up import ENDING, back_up
from tracker.store.disk.private import write_private
from tracker.store.repository import Store

_FILE = "backups.json"
_NAME = re.compile(rf"fifthday-(\d{{8}}-\d{{6}}){re.escape(ENDING)}")
_DAYS, _WEEKS, _MONTHS = 7, 5, 12  # Chosen: a slip is found within a year, or never
REMIND_AFTER = timedelta(days=14)
"""How old the last backup may be before the settings say so. Chosen: two weeks of a diary."""


@dataclass(frozen=True)
class Made:
    """A backup that is there."""

    at: datetime
    path: Path


def read_place(settings: Settings) -> Path | None:
    """Return the folder that backups go to, None if none was chosen."""
    try:
        return Path(json.loads((settings.data_dir / _FILE).read_bytes())["folder"])
    except (OSError, LookupError, TypeError, ValueError):
        return None


def choose_place(settings: Settings, typed: str) -> Path:
    """Keep the folder that backups go to.

    Raises
    ------
    InvalidEntry
        If it is no full path, or inside the data folder, where a loss would take both.
    """
    folder = Path(typed.strip()).expanduser()
    if not typed.strip() or not folder.is_absolute():
        raise InvalidEntry(
            "Please write the whole path of a folder, best on another disk, such as {example}.",
            example=Path.home() / "backups",
        )
    if folder.is_relative_to(settings.data_dir):
        raise InvalidEntry(
            "This folder is inside the data folder: what harms one would harm both. Please choose "
            "another one, best on another disk."
        )
    write_private(settings.data_dir / _FILE, json.dumps({"folder": str(folder)}).encode())
    return folder


def list_made(folder: Path | None) -> tuple[Made, ...]:
    """Return the backups in a folder, the latest first."""
    if folder is None or not folder.is_dir():
        return ()
    named = [(_NAME.fullmatch(path.name), path) for path in folder.iterdir()]
    made = [Made(_moment(match[1]), path) for match, path in named if match]
    return tuple(sorted(made, key=lambda one: one.at, reverse=True))


def back_up_if_due(store: Store, now: datetime) -> Path | None:
    """Make today's backup if there is none yet, and let those go that are not to stay."""
    folder = read_place(store.settings)
    if folder is None or any(one.at.date() == now.date() for one in list_made(folder)):
        return None
    path = back_up(store, folder, now)
    for old in superfluous(list_made(folder)):
        old.path.unlink(missing_ok=True)
    return path


def superfluous(made: Iterable[Made]) -> list[Made]:
    """Return the backups that are not the last of one of the latest days, weeks or months."""
    latest = sorted(made, key=lambda one: one.at, reverse=True)
    stay = {
        one
        for count, period in ((_DAYS, _day), (_WEEKS, _week), (_MONTHS, _month))
        for one in _last_of_each(latest, period)[:count]
    }
    return [one for one in latest if one not in stay]


def _last_of_each(latest: Iterable[Made], period: Callable[[date], object]) -> list[Made]:
    found = dict[object, Made]()
    for one in latest:
        found.setdefault(period(one.at.date()), one)
    return list(found.values())


def _day(day: date) -> object:
    return day


def _week(day: date) -> object:
    return day.isocalendar()[:2]


def _month(day: date) -> object:
    return day.year, day.month


def _moment(stamp: str) -> datetime:
    return datetime.strptime(stamp, "%Y%m%d-%H%M%S").astimezone()
