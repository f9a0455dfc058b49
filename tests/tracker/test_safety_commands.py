"""The commands of the lock and of backups, as a person calls them."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.tracker.store.lock.test_conversion import (
    NAME,
    PASSPHRASE,
    everything,
    fill,
    plain_text_in,
)
from tracker import cli
from tracker.config import Settings
from tracker.store.repository import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fill(Settings(tmp_path / "data"))
    return tmp_path / "data"


def call(folder: Path, *arguments: str, words: str | None = PASSPHRASE) -> int:
    """Run a command that reads the passphrase from a descriptor."""
    options = ["--data-dir", str(folder)]
    if words is None:
        return cli.main([*options, *arguments])
    reader, writer = os.pipe()
    os.write(writer, f"{words}\n".encode())
    os.close(writer)
    try:
        return cli.main([*options, "--passphrase-fd", str(reader), *arguments])
    finally:
        os.close(reader)


def test_locked_exported_backed_up_restored_and_unlocked(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    before = everything(Settings(folder))[1]
    assert call(folder, "lock") == 0
    assert plain_text_in(folder) == set()
    assert call(folder, "lock", words=None) == 0, "on already"
    assert call(folder, "export", str(tmp_path / "out")) == 0
    assert NAME in (tmp_path / "out" / "tables" / "people.csv").read_text()
    assert call(folder, "backup", str(tmp_path / "backups")) == 0
    (backup,) = (tmp_path / "backups").iterdir()
    assert call(folder, "backup", "--verify", str(backup)) == 0
    assert "It is whole." in capsys.readouterr().out
    other = tmp_path / "other"
    assert call(other, "restore", str(backup)) == 0
    assert call(other, "unlock") == 0
    assert everything(Settings(other))[1] == before


def test_wrong_words_do_nothing(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert call(folder, "lock", words="wrong") == 1
    assert "neither the passphrase" in capsys.readouterr().err
    with closing(Store(Settings(folder))) as store, store.reading() as records:
        assert records.list_people()


def test_a_damaged_backup_is_said(folder: Path, tmp_path: Path, capsys):
    assert call(folder, "backup", str(tmp_path / "backups"), words=None) == 0
    (backup,) = (tmp_path / "backups").iterdir()
    backup.write_bytes(backup.read_bytes()[:-1] + b"!")
    assert call(folder, "backup", "--verify", str(backup)) == 1
    assert "damaged" in capsys.readouterr().err


def test_no_command_takes_a_passphrase_as_an_argument(folder: Path):
    shown = subprocess.run(
        [sys.executable, "-m", "tracker.cli", "--help"], capture_output=True, text=True, check=False
    )
    assert "--passphrase " not in shown.stdout
    locked = call(folder, "lock")
    assert locked == 0
    started = subprocess.run(
        [sys.executable, "-c", "from tracker.cli import main; raise SystemExit(main())",
         "--data-dir", str(folder), "export", str(folder.parent / "out")],
        capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert started.returncode == 1 and "--passphrase-fd" in started.stderr
    assert not (folder.parent / "out").exists()
