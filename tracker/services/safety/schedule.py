"""Where backups go, how often, and which of them stay: made while the app runs."""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from tracker.config import Settings
from tracker.errors import InvalidEntry
from tracker.services.safety.backing_up import ENDING, back_up
from tracker.services.safety.places import Place, as_place, names_in, remove, within
from tracker.store.disk.private import write_private
from tracker.store.repository import Store

_FILE = "backups.json"
_NAME = re.compile(rf"fifthday-(\d{{8}}-\d{{6}}){re.escape(ENDING)}")
_DAYS, _WEEKS, _MONTHS = 7, 5, 12  # Chosen: a slip is found within a year, or never
REMIND_AFTER = timedelta(days=14)
"""How old the last backup may be before the settings say so. Chosen: two weeks of a diary."""
REHEARSE_AFTER = timedelta(days=90)
"""How long after a backup was looked through it is offered again. Chosen: four times a year."""


@dataclass(frozen=True)
class Made:
    """A backup that is there."""

    at: datetime
    path: Place


def read_place(settings: Settings) -> Place | None:
    """Return where backups go, None if nothing was chosen."""
    try:
        return as_place(_read(settings)["folder"])
    except (LookupError, TypeError, AttributeError):
        return None


def choose_place(settings: Settings, typed: str) -> Place:
    """Keep where backups go.

    Raises
    ------
    InvalidEntry
        If it is neither a full path nor an address, or inside the data folder, where a loss would
        take both.
    """
    place = as_place(typed)
    if isinstance(place, Path):
        _check_folder(settings, place, typed)
    _keep(settings, folder=str(place))
    return place


def _check_folder(settings: Settings, folder: Path, typed: str) -> None:
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


def note_rehearsal(settings: Settings, now: datetime) -> None:
    """Keep when a backup was last looked through."""
    _keep(settings, rehearsed=now.isoformat())


def is_rehearsal_due(settings: Settings, made: Sequence[Made], now: datetime) -> bool:
    """Tell whether it is time to see that a backup can be restored."""
    if not made:
        return False
    try:
        last = datetime.fromisoformat(_read(settings)["rehearsed"])
    except (LookupError, TypeError, ValueError):
        return True
    return now - last > REHEARSE_AFTER


def _read(settings: Settings) -> dict[str, Any]:
    try:
        found = json.loads((settings.data_dir / _FILE).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _keep(settings: Settings, **changed: str) -> None:
    kept = {**_read(settings), **changed}
    write_private(settings.data_dir / _FILE, json.dumps(kept).encode())


def list_made(folder: Place | None) -> tuple[Made, ...]:
    """Return the backups at a place, the latest first."""
    if folder is None:
        return ()
    named = [(_NAME.fullmatch(name), name) for name in names_in(folder)]
    made = [Made(_moment(match[1]), within(folder, name)) for match, name in named if match]
    return tuple(sorted(made, key=lambda one: one.at, reverse=True))


def back_up_if_due(store: Store, now: datetime) -> Place | None:
    """Make today's backup if there is none yet, and let those go that are not to stay."""
    folder = read_place(store.settings)
    if folder is None or any(one.at.date() == now.date() for one in list_made(folder)):
        return None
    path = back_up(store, folder, now)
    for old in superfluous(list_made(folder)):
        remove(old.path)
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
