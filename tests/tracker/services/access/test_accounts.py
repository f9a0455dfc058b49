"""Who is let in: one account a sign-in, one a record, and no client without a record."""

import pytest

from tests.clinics import an_identity
from tests.factories import a_person
from tracker.domain.access.accounts import Role
from tracker.errors import InvalidEntry, StoreUnavailable
from tracker.services.access.accounts import add_account, list_accounts
from tracker.services.data.people import add_person
from tracker.store.backend.postgres import server_url
from tracker.store.repository import Store


def test_an_account_that_cannot_be_is_refused_in_a_sentence(store: Store):
    ada = add_person(store, a_person("Ada").name)
    add_account(store, an_identity("ada"), "Ada", Role.CLIENT, ada.id)
    for subject, role, person_id, why in (
        ("ada", Role.PRACTITIONER, None, "Ada has this sign-in"),
        ("eve", Role.CLIENT, ada.id, "Ada has this sign-in or this record"),
        ("eve", Role.CLIENT, None, "needs a record"),
        ("eve", Role.CLIENT, ada.id + 998, "There is no record"),
    ):
        with pytest.raises(InvalidEntry) as raised:
            add_account(store, an_identity(subject), "Eve", role, person_id)
        assert why in str(raised.value)
    assert [one.name for one in list_accounts(store)] == ["Ada"]


def test_no_part_of_a_password_is_shown():
    with pytest.raises(StoreUnavailable) as raised:
        server_url("postgresql+psycopg://fifthday:secret@very@127.0.0.1/fifthday")
    assert "%40" in str(raised.value)
    assert "secret" not in str(raised.value) and "very" not in str(raised.value)
