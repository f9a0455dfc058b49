"""Commands of whoever runs a clinic's server: the first accounts, and the audit."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from tracker.domain.access.accounts import Identity, Role
from tracker.errors import InvalidEntry

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tracker.store.repository import Store

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
_OpenStore: TypeAlias = "Callable[[argparse.Namespace], AbstractContextManager[Store]]"


def add_clinic(commands: _Commands, open_store: _OpenStore) -> None:
    """Add the commands."""
    _add_account(commands, open_store)
    _add_audit(commands, open_store)


def _add_account(commands: _Commands, open_store: _OpenStore) -> None:
    account = commands.add_parser(
        "account",
        help="let somebody sign in to a clinic's server",
        description="Add an account. The first administrator is added here; others can be added "
        "on the page “Accounts”, and clients are invited by a link.",
    )
    account.add_argument("--issuer", required=True, help="address of the provider that signs in")
    account.add_argument("--subject", required=True, help="what the provider calls this person")
    account.add_argument("--name", required=True)
    account.add_argument("--role", required=True, choices=[role.value for role in Role])
    account.add_argument(
        "--person", type=int, metavar="ID", help="whose record is theirs, if they have one here"
    )

    def run(options: argparse.Namespace) -> int:
        from tracker.services.access.accounts import add_account

        identity = Identity(issuer=options.issuer, subject=options.subject)
        with open_store(options) as store:
            added = add_account(store, identity, options.name, Role(options.role), options.person)
        print(f"Account {added.id} was added.")
        return 0

    account.set_defaults(run=run)


def _add_audit(commands: _Commands, open_store: _OpenStore) -> None:
    audit = commands.add_parser(
        "audit",
        help="look through the audit: is every entry there, and as it was written?",
        description="Go through the chain of the audit, say what is wrong with it, and where it "
        "ends. Note the end elsewhere: given back here later, it shows that nothing was cut off. "
        "The exit code is 1 if anything is wrong.",
    )
    audit.add_argument("verb", choices=["verify"])
    audit.add_argument("--noted", metavar="COUNT:DIGEST", help="an end that was noted earlier")

    def run(options: argparse.Namespace) -> int:
        from tracker.services.access.auditing import verify_audit

        with open_store(options) as store:
            found = verify_audit(store, _noted(options.noted))
        for one in found.flaws:
            print(f"entry {one.number}: {one.flaw.value}")
        print(f"{found.count} entries, ending {found.count}:{found.digest}")
        print("The chain is not whole." if found.flaws else "The chain is whole.")
        return 1 if found.flaws else 0

    audit.set_defaults(run=run)


def _noted(text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    count, _, digest = text.partition(":")
    if not count.isdecimal() or not digest:
        raise InvalidEntry("Please give the end as it was printed: COUNT:DIGEST.")
    return int(count), digest
