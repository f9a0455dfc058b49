import subprocess
from pathlib import Path
from typing import Any

import pytest

from tracker import cli


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What would have been started; the app itself is started in tests/browser/test_phone.py."""
    calls: list[dict[str, Any]] = []

    def run(command: list[str], **how: Any) -> subprocess.CompletedProcess[str]:
        calls.append({"command": command} | how)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr("tracker.sharing_command.subprocess.run", run)
    return calls


def test_share_starts_the_app_with_phones_let_in(started: list[dict[str, Any]], tmp_path: Path):
    assert cli.main(["--data-dir", str(tmp_path), "share", "--address", "127.0.0.2"]) == 0
    (call,) = started
    assert call["command"][1:4] == ["-m", "streamlit", "run"]
    assert Path(call["command"][4]).is_file()
    told = {
        name: call["env"][f"FIFTHDAY_{name}"] for name in ("SHARE", "SHARE_ADDRESS", "DATA_DIR")
    }
    assert told == {"SHARE": "1", "SHARE_ADDRESS": "127.0.0.2", "DATA_DIR": str(tmp_path)}


@pytest.mark.parametrize("address", ["8.8.8.8", "evil.example"])
def test_share_asks_for_a_number_of_a_home_network(
    started: list[dict[str, Any]], address: str, capsys: pytest.CaptureFixture[str]
):
    assert cli.main(["share", "--address", address]) == 1
    assert "no number of a home network" in capsys.readouterr().err and started == []
