"""Choosing what opens a diary, changing it, and being killed meanwhile."""

import os
import random
import signal
import time
from dataclasses import replace

import pytest

from tests.tracker.vault.test_vault import CHEAP
from tracker import cli, clock
from tracker.config import Settings
from tracker.errors import InvalidEntry, StoreUnavailable
from tracker.services.lock.choosing import (
    change_passphrase,
    check_passphrase,
    choose,
    choose_code,
    confirm,
    set_idle,
)
from tracker.services.lock.opening import WrongWords, is_locked, open_key
from tracker.services.safety.restoring import restore
from tracker.store.lock.vault_file import read_vault, write_vault
from tracker.vault import State
from tracker.vault.recovery_code import new_code

pytestmark = pytest.mark.about_files
FIRST, SECOND = "four plain words here", "and four other ones"
KILLS = 8


@pytest.fixture
def chosen(settings: Settings):
    chosen = choose(FIRST, FIRST, CHEAP)
    confirm(settings, chosen, chosen.code.lower())
    return chosen


def opens(settings: Settings, words: str) -> bool:
    try:
        open_key(settings, words, clock.now())
    except WrongWords:
        return False
    return True


def test_nothing_counts_before_the_code_is_typed_back(settings: Settings):
    chosen = choose(FIRST, FIRST, CHEAP)
    for typed in ("", new_code(), chosen.code[:-1], FIRST):
        with pytest.raises(InvalidEntry):
            confirm(settings, chosen, typed)
    assert read_vault(settings.data_dir) is None and not is_locked(settings)


@pytest.mark.parametrize(("first", "again"), [("", ""), ("short", "short"), (FIRST, SECOND)])
def test_a_weak_or_mistyped_passphrase_is_refused(first: str, again: str):
    with pytest.raises(InvalidEntry):
        check_passphrase(first, again)


def test_a_new_passphrase_is_given_with_the_old_one_or_the_code(settings: Settings, chosen):
    with pytest.raises(WrongWords):
        change_passphrase(settings, SECOND, SECOND, SECOND, clock.now())
    change_passphrase(settings, FIRST, SECOND, SECOND, clock.now())
    assert opens(settings, SECOND) and not opens(settings, FIRST)
    change_passphrase(settings, chosen.code, FIRST, FIRST, clock.now())
    assert opens(settings, FIRST) and opens(settings, chosen.code)


def test_the_code_before_opens_until_the_new_one_is_typed_back(settings: Settings, chosen):
    other = choose_code(settings, FIRST, clock.now())
    assert opens(settings, chosen.code)
    change_passphrase(settings, FIRST, SECOND, SECOND, clock.now())  # in another window
    confirm(settings, other, other.code)
    assert opens(settings, other.code) and opens(settings, SECOND)
    assert not opens(settings, chosen.code) and not opens(settings, FIRST)


def test_another_window_may_have_been_quicker(settings: Settings, chosen):
    late = choose(SECOND, SECOND, CHEAP)
    with pytest.raises(InvalidEntry, match="meanwhile"):
        confirm(settings, late, late.code)
    assert opens(settings, FIRST)


def test_the_pause_and_the_state_are_kept(settings: Settings, chosen):
    set_idle(settings, 30)
    vault = read_vault(settings.data_dir)
    assert vault is not None and vault.idle_min == 30
    write_vault(settings.data_dir, replace(vault, state=State.CLOSED))
    change_passphrase(settings, FIRST, SECOND, SECOND, clock.now())
    assert is_locked(settings)


@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_killed_while_changing_one_of_both_opens(settings: Settings, chosen):
    words, chance = [FIRST, SECOND], random.Random(1)
    for _ in range(KILLS):
        child = os.fork()
        if child == 0:
            try:
                for old, new in [words, words[::-1]] * 1000:
                    change_passphrase(settings, old, new, new, clock.now())
            finally:
                os._exit(0)
        time.sleep(chance.random() * 0.05)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        (settings.data_dir / "tries.json").unlink(missing_ok=True)
        if not opens(settings, words[0]):
            words.reverse()
        assert opens(settings, words[0]) and opens(settings, chosen.code)


def test_a_server_gets_no_vault_beside_it(settings: Settings):
    on_server = replace(settings, database_url="postgresql+psycopg://clinic@/clinic")
    chosen = choose(FIRST, FIRST, CHEAP)
    with pytest.raises(StoreUnavailable, match="kept on a server"):
        confirm(on_server, chosen, chosen.code)
    with pytest.raises(StoreUnavailable, match="kept on a server"):
        restore(settings.data_dir / "any.fifthday", FIRST, on_server, clock.now())
    assert not settings.data_dir.exists()


@pytest.mark.parametrize("command", ["passphrase", "lock", "unlock"])
def test_no_command_asks_for_a_passphrase_on_a_server(
    settings: Settings, monkeypatch, capsys: pytest.CaptureFixture[str], command: str
):
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://clinic@/clinic")
    monkeypatch.setenv("FIFTHDAY_DATA_DIR", str(settings.data_dir))
    assert cli.main([command]) == 1
    assert "kept on a server" in capsys.readouterr().err
