"""The key in the system's key ring: a real Secret Service, and where there is none."""

import shutil
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoRing
from keyring.backends.null import Keyring as Forgetting

from tests.conftest import PROJECT
from tests.tracker.vault.test_vault import CHEAP, CODE
from tracker import clock
from tracker.config import Settings
from tracker.errors import StoreUnavailable
from tracker.services.lock.opening import open_by_key_ring
from tracker.store.lock.key_ring import find_key, forget_key, keep_key
from tracker.store.lock.once import give_word, let_browser_in, take_word
from tracker.store.lock.vault_file import write_vault
from tracker.vault import Key, State, Vault

KEY, PASSPHRASE = Key.new(), "four plain words here"
VAULT = replace(Vault.new(KEY, PASSPHRASE, CODE, CHEAP), state=State.CLOSED)

_IN_A_SESSION = """
    import sys
    from dataclasses import replace
    from tests.tracker.store.lock.test_key_ring import KEY, VAULT
    from tests.tracker.vault.test_vault import CHEAP, CODE
    from tracker.store.lock.key_ring import find_key, forget_key, keep_key
    from tracker.vault import Key, Vault
    assert find_key(VAULT) is None
    forget_key(VAULT)
    keep_key(VAULT, KEY)
    assert find_key(VAULT) == KEY
    other = Vault.new(Key.new(), "another four words", CODE, CHEAP)
    assert find_key(other) is None
    assert find_key(replace(other, vault_id=VAULT.vault_id)) is None  # not the key of that vault
    keep_key(VAULT, KEY)
    forget_key(VAULT)
    assert find_key(VAULT) is None
    print("kept")
"""
_DAEMON = "gnome-keyring-daemon"
_START = f'echo -n a | {_DAEMON} --unlock --components=secrets >/dev/null; exec "$0" -c "$1"'


@pytest.mark.skipif(
    not (shutil.which(_DAEMON) and shutil.which("dbus-run-session")),
    reason=f"no {_DAEMON} and dbus-run-session on this machine",
)
def test_a_real_secret_service_keeps_the_key(tmp_path: Path):
    script = textwrap.dedent(_IN_A_SESSION)
    places = {name: str(tmp_path) for name in ("HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")}
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", _START, sys.executable, script],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        env={"PATH": "/usr/bin:/bin", **places},
        timeout=60,
    )
    assert done.stdout.endswith("kept\n"), done.stderr
    kept = b"".join(one.read_bytes() for one in tmp_path.rglob("*") if one.is_file())
    assert KEY.reveal() not in kept and KEY.reveal().hex().encode() not in kept


@pytest.mark.parametrize("ring", [NoRing(), Forgetting()], ids=["none", "forgetful"])
def test_where_there_is_none_a_sentence_says_so(
    ring: keyring.backend.KeyringBackend, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(keyring, "get_keyring", lambda: ring)
    with pytest.raises(StoreUnavailable, match="opens with its passphrase as before"):
        keep_key(VAULT, KEY)
    assert find_key(VAULT) is None
    forget_key(VAULT)


def test_without_the_part_for_it_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(StoreUnavailable, match="not installed"):
        keep_key(VAULT, KEY)
    assert find_key(VAULT) is None


def test_a_diary_without_a_vault_asks_no_key_ring(settings: Settings):
    assert open_by_key_ring(settings) is None


def test_a_word_lets_in_once_and_not_for_long(tmp_path: Path):
    now = clock.now()
    assert not take_word(tmp_path, "guessed", now)
    word = give_word(tmp_path, now)
    assert (tmp_path / "once.json").stat().st_mode & 0o077 == 0
    assert word not in (tmp_path / "once.json").read_text()
    assert take_word(tmp_path, word, now) and not take_word(tmp_path, word, now)
    word = give_word(tmp_path, now)
    assert not take_word(tmp_path, "guessed", now) and not take_word(tmp_path, word, now)
    assert not take_word(tmp_path, give_word(tmp_path, now), now + timedelta(minutes=2))
    (tmp_path / "once.json").write_text("{")
    assert not take_word(tmp_path, "", now)


def test_a_browser_is_told_the_word_by_a_page_of_the_owner(tmp_path: Path):
    write_vault(tmp_path, VAULT)
    seen: list[str] = []

    def show(address: str) -> None:
        seen.append((tmp_path / "once.html").read_text())
        assert (tmp_path / "once.html").stat().st_mode & 0o077 == 0 and "once=" not in address
        word = seen[0].partition("once=")[2].partition('"')[0]
        assert take_word(tmp_path, word, clock.now())

    assert let_browser_in(tmp_path, "http://localhost:8501/unlock", show)
    assert "http://localhost:8501/unlock" in seen[0]
    assert {one.name for one in tmp_path.iterdir()} == {"vault.json"}
