"""After locking nothing of the diary is alive in the server's process."""

import json
import os
import socket
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.factories import a_photo, an_entry, picture_bytes, pixels, store_procedure
from tests.tracker.vault.test_vault import CHEAP, CODE
from tracker.config import Settings
from tracker.store.lock.vault_file import write_vault
from tracker.store.repository import Store
from tracker.vault import Key, State, Vault

PASSPHRASE = "four plain words here"


@pytest.mark.benchmark  # by hand: a server of its own; test_closed.py asks the store itself
def test_neither_key_nor_records_nor_pictures_are_left(tmp_path: Path):
    settings, key = Settings(tmp_path / "data"), Key.new()
    settings.data_dir.mkdir()
    vault = replace(Vault.new(key, PASSPHRASE, CODE, CHEAP), state=State.CLOSED)
    write_vault(settings.data_dir, vault)
    with closing(Store(settings, key)) as store:
        store_procedure(store)
        content = picture_bytes(pixels(1, 480, 640))
        with store.writing() as records:
            records.add_photo(a_photo(content), content)
            records.save_entry(an_entry(1, note="a note"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    done = subprocess.run(
        [sys.executable, "-m", "tests.ui.doors.left_in_memory", str(port)],
        input=f"{PASSPHRASE}\n",
        capture_output=True,
        text=True,
        cwd=PROJECT,
        env=os.environ | {"FIFTHDAY_DATA_DIR": str(settings.data_dir)},
        timeout=120,
        check=True,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    assert all(told["before"].values()), told
    assert not any(told["after"].values()), told
    assert told["copies"] <= 1, told
