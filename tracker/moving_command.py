"""The command that takes a whole diary into another place."""

import argparse
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from tracker.store.repository import Store

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
_Open: TypeAlias = "Callable[[argparse.Namespace], AbstractContextManager[Store]]"


def add_moving(commands: _Commands, opened: _Open) -> None:
    """Add the command."""
    move = commands.add_parser(
        "move",
        help="take the diary of a data folder to where the settings say, such as a server, or back",
        description="Bring everything of a data folder – records, verdicts, photos, usual ranges – "
        "to where DATABASE_URL, FIFTHDAY_DATA_DIR and FIFTHDAY_PHOTO_STORE say. What is there "
        "already stays, and nothing is doubled. The folder stays as it is; delete it yourself once "
        "you have looked at the result.",
    )
    move.add_argument("folder", type=Path, metavar="FOLDER", help="a data folder")
    move.add_argument(
        "--back", action="store_true", help="the other way: from there into the folder"
    )
    move.set_defaults(run=lambda options: _move(options, opened))


def _move(options: argparse.Namespace, opened: _Open) -> int:
    from tracker.passphrase_prompt import ask_key
    from tracker.services.data.importing import say_brought
    from tracker.services.data.moving import move_diary, settings_of
    from tracker.store.repository import Store

    settings = settings_of(options.folder, must_exist=not options.back)
    folder = Store(settings, ask_key(settings, options.passphrase_fd))
    with closing(folder), opened(options) as store:
        brought = move_diary(store, folder) if options.back else move_diary(folder, store)
    for said in say_brought(brought):
        print(said)
    if brought.missing:
        print(f"Missing or damaged: {', '.join(brought.missing)}", file=sys.stderr)
    return int(bool(brought.missing))
