"""The check-up: whether all that is kept is whole, closed to others, and backed up."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.errors import UserError
from tracker.said import Said
from tracker.services.data.archive import photo_names
from tracker.services.safety.schedule import REMIND_AFTER, list_made, read_place
from tracker.store.disk.private import close_to_others, open_to_others
from tracker.store.repository import Store

_LEAST_FREE_BYTES = 1_000_000_000  # Chosen: a year of photos
_MOST_NAMED = 20
WHOLE = Said("The diary is whole.")
_DAMAGED = Said(
    "The diary is damaged ({reason}). Please restore a backup: `fifthday restore BACKUP`."
)
_PHOTO = Said(
    "The photo {name} is missing or damaged. Please restore a backup, or add the same photo again."
)
_MORE = Said("{count} more photos are missing or damaged.")
_STRANGERS = Said(
    "{count} files in the photo folder belong to no photo of the diary. They were left alone."
)
_CLOSED = Said("{count} files could be read by others on this computer. They are closed now.")
_SPACE = Said("Only {megabytes} MB are free on the disk. Please make some space.")
_NO_BACKUP = Said(
    "There is no backup. Please choose a folder for backups under “Lock and backups”, or run "
    "`fifthday backup FOLDER`."
)
_OLD_BACKUP = Said("The last backup is {days} days old. Please make a new one.")


@dataclass(frozen=True)
class Noticed:
    """One thing that a check-up says."""

    said: Said
    is_well: bool
    """Whether nothing is left to do about it."""


def check_up(store: Store, now: datetime) -> tuple[Noticed, ...]:
    """Look everything through; what is safe to mend is mended, and said."""
    return (
        *_look_at_diary(store),
        *_look_at_photos(store),
        *_close(store),
        *_look_at_space(store),
        *_look_at_backups(store, now),
    )


def _look_at_diary(store: Store) -> list[Noticed]:
    reason = store.find_damage()
    return [
        Noticed(WHOLE, True) if reason is None else Noticed(Said(_DAMAGED, reason=reason), False)
    ]


def _look_at_photos(store: Store) -> list[Noticed]:
    try:
        with store.reading() as records:
            named = list(photo_names(records))
        lacking = [name for name, photo in named if not store.photos.is_whole(photo.digest)]
        strangers = store.photos.count_strangers({photo.digest for _, photo in named})
    except UserError as error:
        return [Noticed(error.text, False)]
    noticed = [Noticed(Said(_PHOTO, name=name), False) for name in lacking[:_MOST_NAMED]]
    if left := len(lacking) - len(noticed):
        noticed.append(Noticed(Said(_MORE, count=left), False))
    if strangers:
        noticed.append(Noticed(Said(_STRANGERS, count=strangers), True))
    return noticed


def _close(store: Store) -> list[Noticed]:
    open_ones = [path for path in store.settings.data_dir.rglob("*") if open_to_others(path)]
    close_to_others(open_ones)
    return [Noticed(Said(_CLOSED, count=len(open_ones)), True)] if open_ones else []


def _look_at_space(store: Store) -> list[Noticed]:
    free = shutil.disk_usage(store.settings.data_dir).free
    if free >= _LEAST_FREE_BYTES:
        return []
    return [Noticed(Said(_SPACE, megabytes=free // 1_000_000), False)]


def _look_at_backups(store: Store, now: datetime) -> list[Noticed]:
    if store.settings.database_url:  # whoever runs the server dumps it: docs/clinic.md
        return []
    made = list_made(read_place(store.settings))
    if not made:
        return [Noticed(_NO_BACKUP, False)]
    age = now - made[0].at
    if age <= REMIND_AFTER:
        return []
    return [Noticed(Said(_OLD_BACKUP, days=age // timedelta(days=1)), False)]
