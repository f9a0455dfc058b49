"""A whole diary from one place into another: from a laptop's folder to a clinic's server, and back.

Nothing is taken away where it comes from. Where it goes to it is united with what is there, like an
export that is brought in: the same once more adds nothing.
"""

from pathlib import Path

from tracker.config import Settings
from tracker.errors import InvalidEntry, NotFound
from tracker.said import Said
from tracker.services.data.importing import BroughtIn, bring_in, said_of
from tracker.services.recovery.courses import own_course_files
from tracker.store.disk.private import make_private_folder, write_private
from tracker.store.repository import Records, Store

_NOT_UNITED = Said(
    "The diary of {path} cannot be brought there ({reason}). Nothing was changed there or here."
)


class _Held:
    """A diary as it is while a transaction reads it."""

    def __init__(self, store: Store, records: Records) -> None:
        self._store = store
        self.tables = {name: (columns, rows) for name, columns, rows in records.dump_tables()}
        whole = filter(store.photos.is_whole, records.list_digests())
        self.photos = {digest: digest for digest in whole}

    def photo(self, digest: str) -> bytes:
        """Return the file of a photo."""
        return self._store.photos.read(digest)


def settings_of(folder: Path, *, must_exist: bool) -> Settings:
    """Return the settings of a data folder, whatever the environment says.

    Raises
    ------
    NotFound
        If a diary must be there, and is not.
    """
    settings = Settings(folder.absolute())
    if must_exist and not settings.database_path.is_file():
        raise NotFound("There is no diary in {folder}. Please name a data folder.", folder=folder)
    return settings


def move_diary(source: Store, target: Store) -> BroughtIn:
    """Bring everything of one store into another: records, verdicts, photos, usual ranges.

    Raises
    ------
    InvalidEntry
        If both cannot be united. Nothing was changed.
    StoreUnavailable
        If one of them cannot be used. Nothing was changed.
    """
    _check_courses(source.settings, target.settings)
    with said_of(_NOT_UNITED, source.settings.data_dir), source.reading() as there:
        # What is kept is let in as it is: also photos that an early version kept with metadata.
        brought = bring_in(target, _Held(source, there), lambda _content, _row: None)
    _copy_courses(source.settings, target.settings)
    return brought


def _check_courses(source: Settings, target: Settings) -> None:
    """Refuse two usual ranges of one name: verdicts name them."""
    there = dict(own_course_files(target))
    for name, content in own_course_files(source):
        if there.get(name, content) != content:
            raise InvalidEntry(
                "The usual range {name} is in both places, and not the same. Please give one of "
                "them another version; nothing was moved.",
                name=Path(name).name,
            )


def _copy_courses(source: Settings, target: Settings) -> None:
    for name, content in own_course_files(source):
        make_private_folder(target.course_dir)
        write_private(target.course_dir / Path(name).name, content)
