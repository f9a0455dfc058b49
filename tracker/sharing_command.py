"""The command that starts the app with phones of the home network let in from the start."""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import TypeAlias

from tracker.config import load_settings
from tracker.errors import NotFound

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
_APP = Path(__file__).parents[1] / "streamlit_app.py"


def add_sharing(commands: _Commands) -> None:
    """Add the command."""
    share = commands.add_parser(
        "share",
        help="start the app for this computer and for paired phones of the home network",
        description="Start the app as usual, and let paired phones of the home network ask. "
        "Phones are let in under “Use it on my phone”. It is off again at the next start.",
    )
    share.add_argument(
        "--address",
        metavar="NUMBER",
        help="number of this computer in the home network, if another one than usual",
    )
    share.set_defaults(run=_share)


def _share(options: argparse.Namespace) -> int:
    if not _APP.is_file():
        raise NotFound("The app is not here. Please run the command in the folder of Fifth Day.")
    from tracker.services.sharing.network import own_address

    own_address(options.address or load_settings().share_address)  # or it says what is missing
    environment = os.environ | {"FIFTHDAY_SHARE": "1"}
    if options.address:
        environment["FIFTHDAY_SHARE_ADDRESS"] = options.address
    if options.data_dir:
        environment["FIFTHDAY_DATA_DIR"] = str(options.data_dir.absolute())
    print("Phones of the home network may ask. Let one in under “Use it on my phone”.", flush=True)
    command = [sys.executable, "-m", "streamlit", "run", str(_APP)]
    return subprocess.run(command, env=environment, check=False).returncode
