"""The page of the lock, with the lock on and off."""

from dataclasses import replace

import keyring
import pytest
from keyring.backends.fail import Keyring as NoRing

from tests.tracker.vault.test_vault import CHEAP, CODE
from tests.ui.conftest import OpenPage, errors_on, words_on
from tracker.store.lock.vault_file import write_vault
from tracker.store.repository import Store
from tracker.ui import routes
from tracker.vault import Key, State, Vault

PASSPHRASE = "four plain words here"


def test_where_there_is_no_key_ring_the_page_says_so(
    store: Store, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(keyring, "get_keyring", NoRing)
    vault = replace(Vault.new(Key.new(), PASSPHRASE, CODE, CHEAP), state=State.CLOSED)
    write_vault(store.settings.data_dir, vault)
    app = open_page(routes.LOCK, "Lock and backups")
    assert "key ring of this computer" in words_on(app) and not errors_on(app)
    app.text_input(key="lock_ring_words").set_value(PASSPHRASE)
    app.button(key="lock_ring_keep").click().run()
    assert any("opens with its passphrase as before" in one for one in errors_on(app))


def test_a_code_is_shown_with_a_page_to_print(store: Store, open_page: OpenPage):
    app = open_page(routes.LOCK, "Lock and backups")
    app.text_input(key="lock_passphrase").set_value(PASSPHRASE)
    app.text_input(key="lock_again").set_value(PASSPHRASE)
    app.button(key="lock_go_on").click().run()
    assert app.get("download_button")[0].proto.label.endswith("Page to print (PDF)")
    app.text_input(key="lock_typed_back").set_value("wrong")
    app.button(key="lock_done").click().run()
    assert any("8 groups" in one for one in errors_on(app))
    assert not (store.settings.data_dir / "vault.json").exists()
