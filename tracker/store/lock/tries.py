"""Wrong tries at a lock slow the next ones down, also after a restart.

A try is counted before it is made, so that ending the program half-way gains nothing.
"""

import json
import math
from datetime import datetime, timedelta
from pathlib import Path

from tracker.errors import UserError
from tracker.said import Said
from tracker.store.disk.private import write_private

_NAME = "tries.json"
_WAIT = Said("There were {tries} wrong tries. Please wait {seconds} seconds before the next one.")
_FREE = 3  # Chosen: slips of the finger cost nothing
_MOST_DOUBLINGS = 10  # 17 minutes: more than the longest wait
_LONGEST_S = 15 * 60.0  # Chosen: longer would lock out whoever is at home


class TooSoon(UserError):
    """There were wrong tries, and the time to wait after them is not over."""


def wait_after(tries: int) -> timedelta:
    """Return how long nobody may try after so many wrong tries."""
    doubled_s = 2.0 ** min(tries - _FREE, _MOST_DOUBLINGS)
    return timedelta(seconds=min(_LONGEST_S, doubled_s) if tries >= _FREE else 0.0)


def count_try(data_dir: Path, now: datetime) -> None:
    """Note that a try is made.

    Raises
    ------
    TooSoon
        If it may not be made yet; the sentence says how long to wait.
    """
    tries, last = _read(data_dir, now)
    if last > now:  # the clock was set back: the time to wait begins again
        last = now
        _note(data_dir, tries, now)
    left = last + wait_after(tries) - now
    if left > timedelta():
        raise TooSoon(
            _WAIT,
            tries=tries,
            seconds=math.ceil(left.total_seconds()),
        )
    _note(data_dir, tries + 1, now)


def forget_tries(data_dir: Path) -> None:
    """Begin anew after a right one."""
    (data_dir / _NAME).unlink(missing_ok=True)


def _note(data_dir: Path, tries: int, last: datetime) -> None:
    noted = {"tries": tries, "last": last.isoformat()}
    write_private(data_dir / _NAME, json.dumps(noted).encode())


def _read(data_dir: Path, now: datetime) -> tuple[int, datetime]:
    path = data_dir / _NAME
    try:
        found = json.loads(path.read_bytes())
        return max(0, int(found["tries"])), datetime.fromisoformat(found["last"]).astimezone()
    except FileNotFoundError:
        return 0, now
    except (LookupError, TypeError, ValueError):  # cut by a crash, or tampered with: no free try
        return _FREE, datetime.fromtimestamp(path.stat().st_mtime).astimezone()
