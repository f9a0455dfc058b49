"""Where a diary's records are kept: in a file of the data folder, or in a database on a server.

The store asks a `Home` and does not know which it is. What only files need, such as being copied
before an upgrade, held alone while they are locked, or written anew when something is deleted, is
in `file`; what only a server needs, locks in place of being alone, is in `server`.
"""

from tracker.config import Settings
from tracker.errors import StoreUnavailable
from tracker.said import Said
from tracker.store.home.file import FileHome
from tracker.store.home.protocol import Home as Home
from tracker.store.home.server import ServerHome
from tracker.vault import Key

_FOR_FILES = Said(
    "This diary is kept on a server. A passphrase, the lock and backups in one file are for a "
    "diary in a file, and nothing was changed. How a server is protected and restored stands in "
    "docs/clinic.md."
)


def check_is_in_a_file(settings: Settings) -> None:
    """Refuse what would put parts of a diary's file beside a server's records.

    The next start would take them for a diary that is hidden there, and not begin.

    Raises
    ------
    StoreUnavailable
        If the records are on a server.
    """
    if settings.database_url is not None:
        raise StoreUnavailable(_FOR_FILES)


def open_home(settings: Settings, key: Key | None) -> Home:
    """Open where the settings say that the records are.

    Raises
    ------
    StoreUnavailable
        If it cannot be used.
    """
    if settings.database_url is None:
        return FileHome(settings, key)
    return ServerHome(settings, settings.database_url)
