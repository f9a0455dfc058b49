"""The list of somebody signed in: those who have consented, as long as they do."""

import pytest

from tests.clinics import a_clinic
from tracker import clock
from tracker.domain.access.accounts import Role
from tracker.domain.access.consents import Scope
from tracker.domain.clinic.standing import Rest
from tracker.errors import Refused
from tracker.services.clinic.acting import answer
from tracker.services.clinic.triage import find_client, list_clients, list_resting
from tracker.services.recovery.nightly import judge_everybody
from tracker.store.repository import Store


def names(store: Store) -> list[str]:
    return [client.person.name for part in list_clients(store).parts for client in part.clients]


def test_the_list_is_of_those_who_consent_for_as_long_as_they_do(store: Store):
    clinic = a_clinic(store)
    list(judge_everybody(store))
    assert names(store) == ["Ada", "Ben"]
    seen = clinic.seen_by(Role.PRACTITIONER)
    assert names(seen) == []
    consent = clinic.consent(clinic.ben, Scope.LOOK)
    assert names(seen) == ["Ben"]
    assert list_clients(seen).everybody == 1
    client = find_client(seen, clinic.ben.id)
    assert client is not None
    answer(seen, client.standing, "Dr Li", "called")
    assert [one.person.name for one in list_resting(seen, Rest.ANSWERED)] == ["Ben"]
    with store.writing() as records:
        records.access.revoke_consent(consent.id, clock.now())
    assert list_clients(seen).everybody == 0
    assert list_resting(seen, Rest.ANSWERED) == ()
    with pytest.raises(Refused):
        answer(seen, client.standing, "Dr Li", "called")
    with pytest.raises(Refused):
        find_client(seen, clinic.ben.id)
    assert not clinic.flaws()


@pytest.mark.parametrize("role", [Role.CLIENT, Role.ADMINISTRATOR, Role.RESEARCHER])
def test_nobody_else_has_a_list(store: Store, role: Role):
    with pytest.raises(Refused):
        list_clients(a_clinic(store).seen_by(role))
