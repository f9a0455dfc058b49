"""Consents: given by a client, in words that are kept, and revoked at once."""

from tracker import clock
from tracker.domain.access.accounts import Account
from tracker.domain.access.chain import Act, Details, Entry
from tracker.domain.access.consents import Consent, NewConsent, Scope
from tracker.store.repository import Store


def list_practitioners(store: Store) -> tuple[Account, ...]:
    """Return whom a client can consent to, by name."""
    with store.reading() as records:
        return records.access.list_practitioners()


def list_consents(store: Store, person_id: int) -> tuple[Consent, ...]:
    """Return what a person consented to, the latest first, also what was revoked."""
    with store.reading() as records:
        return records.access.list_consents(person_id)


def give_consent(
    store: Store, person_id: int, practitioner: Account | None, scope: Scope, text: str
) -> Consent:
    """Keep a consent in the words that were read, in place of an earlier one to the same.

    Parameters
    ----------
    practitioner : Account or None
        None for research.
    """
    given = NewConsent(
        person_id=person_id,
        practitioner_id=practitioner.id if practitioner else None,
        scope=scope,
        text=text,
        given_at=clock.now(),
    )
    with store.writing(person_id=person_id) as records:
        return records.access.give_consent(given)


def revoke_consent(store: Store, consent: Consent) -> None:
    """Revoke a consent: the next thing that is asked for is refused, on pages that are open too."""
    with store.writing(person_id=consent.person_id) as records:
        records.access.revoke_consent(consent.id, clock.now())


def list_looks(store: Store, person_id: int) -> tuple[tuple[Entry, Details], ...]:
    """Return who looked at a person's record and who changed it, the latest first."""
    with store.reading() as records:
        said = records.access.list_looks(person_id)
    return tuple(one for one in said if one[0].act in {Act.LOOK.name, Act.CHANGE.name})
