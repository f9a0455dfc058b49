"""Where a diary's records are kept: in a file of the data folder, or in a database on a server.

The store asks a `Home` and does not know which it is. What only files need, such as being copied
before an upgrade, held alone while they are locked, or written anew when something is deleted, is
in `file`; what only a server needs, locks in place of being alone, is in `server`.
"""

from tracker.config import Settings
from tracker.store.home.file import FileHome
from tracker.store.home.protocol import Home as Home
from tracker.store.home.server import ServerHome
from tracker.vault import Key


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
