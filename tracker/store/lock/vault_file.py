"""The vault's file in the data folder: read, and written whole or not at all."""

from pathlib import Path

from tracker.errors import StoreUnavailable
from tracker.store.disk.private import sync_folder, write_private
from tracker.vault.sealing import Broken
from tracker.vault.vault import Vault, damaged

NAME = "vault.json"


def read_vault(data_dir: Path) -> Vault | None:
    """Return the vault of a data folder, None if it has none.

    Raises
    ------
    StoreUnavailable
        If it cannot be read.
    """
    path = data_dir / NAME
    try:
        return Vault.from_bytes(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except Broken as error:
        raise damaged(path) from error
    except OSError as error:
        raise StoreUnavailable(
            "The file {path}, which opens the locked diary, cannot be read ({reason}). Please "
            "check that you may read it.",
            path=path,
            reason=error.strerror,
        ) from error


def write_vault(data_dir: Path, vault: Vault) -> None:
    """Put a vault in the place of the one before; it is on the disk when this returns."""
    unfinished = data_dir / f"unfinished-{NAME}"
    try:
        write_private(unfinished, vault.to_bytes())
        unfinished.replace(data_dir / NAME)
        sync_folder(data_dir)
    except OSError as error:
        raise StoreUnavailable(
            "The lock could not be changed ({reason}). Nothing was changed. Please make some space "
            "on the disk, check that you may write to {folder}, and try again.",
            folder=data_dir,
            reason=error.strerror,
        ) from error
