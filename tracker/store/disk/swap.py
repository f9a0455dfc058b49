"""Putting a restored data folder in the place of the present one, which is kept beside.

The moves are noted before the first one: whoever opens the folder after a kill ends them.
"""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from tracker.store.disk.private import make_private_folder, sync_folder, write_private

_NOTE = "restoring.json"
KEPT, RESTORED = "before-restore-", "restored-"
_OURS = (
    *("fifthday.db*", "fifthday-before-*", "fifthday-to-forget"),
    *("vault.json", "photos", "thumbnails", "reference"),
)
"""What a diary consists of; whatever else lies in the folder stays where it is."""


def swap_in(data_dir: Path, restored: Path, now: datetime) -> Path:
    """Put what was restored into a folder of the data folder in the place of what is there.

    Returns
    -------
    kept : path
        Where the former data is now, whatever state it was in.
    """
    kept = data_dir / f"{KEPT}{now:%Y%m%d-%H%M%S}"
    _note(restored, kept, is_cleared=False)
    finish_swap(data_dir)
    return kept


def finish_swap(data_dir: Path) -> None:
    """End the moves that were begun; it is no error if there are none."""
    note = data_dir / _NOTE
    if not note.exists():
        return
    moves = json.loads(note.read_bytes())
    restored, kept = data_dir / moves["restored"], data_dir / moves["kept"]
    if not moves["is_cleared"]:
        make_private_folder(kept)
        _move_all(data_dir, kept)
        _note(restored, kept, is_cleared=True)
    if restored.is_dir():
        _move_all(restored, data_dir)
        shutil.rmtree(restored)
    note.unlink()
    sync_folder(data_dir)


def is_swapping(data_dir: Path) -> bool:
    """Tell whether moves were begun and not ended: what was restored is needed to end them."""
    return (data_dir / _NOTE).exists()


def remove_kept(data_dir: Path) -> None:
    """Delete what was there before restores."""
    for folder in data_dir.glob(f"{KEPT}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _note(restored: Path, kept: Path, *, is_cleared: bool) -> None:
    moves = {"restored": restored.name, "kept": kept.name, "is_cleared": is_cleared}
    unfinished = restored / _NOTE  # where a kill leaves it, it goes with the folder
    write_private(unfinished, json.dumps(moves).encode())
    unfinished.replace(kept.parent / _NOTE)
    sync_folder(kept.parent)


def _move_all(source: Path, target: Path) -> None:
    for path in _ours_in(source):
        path.rename(target / path.name)
    sync_folder(source)
    sync_folder(target)


def _ours_in(folder: Path) -> Iterator[Path]:
    for pattern in _OURS:
        yield from sorted(folder.glob(pattern))
