"""Accounts: who may sign in, and in what role."""

from collections.abc import Iterable

from tracker.domain.access.accounts import Account, Identity, NewAccount, Role
from tracker.errors import InvalidEntry
from tracker.store.repository import Records, Store


def list_accounts(store: Store) -> tuple[Account, ...]:
    """Return all accounts, in the order of arrival."""
    with store.reading() as records:
        return records.access.list_accounts()


def add_account(
    store: Store, identity: Identity, name: str, role: Role, person_id: int | None = None
) -> Account:
    """Let somebody sign in.

    Parameters
    ----------
    identity : Identity
        What the provider calls them.
    person_id : int, optional
        Whose record is theirs. Only whoever runs the server may say so; others invite.

    Raises
    ------
    InvalidEntry
        If they or the record have an account already, a client would have no record, or there is
        no such record.
    """
    account = NewAccount(identity=identity, name=name.strip(), role=role, person_id=person_id)
    with store.writing() as records:
        known = records.access.list_accounts()  # first of all: only who may manage accounts goes on
        _check_is_possible(account, known, records)
        return records.access.add_account(account)


def _check_is_possible(account: NewAccount, known: Iterable[Account], records: Records) -> None:
    whose = account.person_id
    if account.role is Role.CLIENT and whose is None:
        raise InvalidEntry(
            "A client’s account needs a record. Please invite the client on the page "
            "“Invitations”, or say whose record it is."
        )
    for one in known:
        if one.identity == account.identity or (whose is not None and one.person_id == whose):
            raise InvalidEntry(
                "{name} has this sign-in or this record already. Please change that account’s "
                "role instead.",
                name=one.name,
            )
    if whose is not None and all(one.id != whose for one in records.list_people()):
        raise InvalidEntry("There is no record {id} here.", id=whose)


def set_role(store: Store, account: Account, role: Role | None) -> Account:
    """Give an account another role; None closes it at the next action, wherever it is open.

    Raises
    ------
    InvalidEntry
        If nobody would be left to manage accounts.
    """
    with store.writing() as records:
        others = records.access.list_accounts()
        left = [one for one in others if one.role is Role.ADMINISTRATOR and one.id != account.id]
        was_one = account.role is Role.ADMINISTRATOR and role is not Role.ADMINISTRATOR
        if was_one and not left:
            raise InvalidEntry(
                "Somebody has to manage the accounts. Please make somebody else an administrator "
                "first."
            )
        return records.access.set_role(account.id, role)
