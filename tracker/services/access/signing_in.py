"""From what a provider says of somebody to an account, asked anew at each action."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from tracker import clock
from tracker.domain.access.accounts import MOST_NAME, Account, Identity, NewAccount, Viewer
from tracker.domain.access.invitations import token_digest
from tracker.errors import InvalidEntry, NotFound
from tracker.store.access.log import Said
from tracker.store.repository import Store
from tracker.store.seen import SeenStore

SIGNED_IN_FOR = timedelta(hours=12)
"""How long somebody stays signed in. Chosen: a day's work, whatever the cookie says."""
_CLOCKS_DIFFER = timedelta(minutes=5)
"""How far ahead a provider's clock may be. Chosen: as is usual for tokens."""

Claims = Mapping[str, object]
"""What the provider signed: `iss`, `sub`, `iat` and, where it tells, `name` or `email`."""


def account_of(store: Store, claims: Claims) -> Account | None:
    """Return the account of whoever is signed in, None where they may not come in.

    That is nobody without an account or a role, or who was signed in too long ago, in the future,
    or before they signed out: a cookie that was kept, or taken, then opens nothing.
    """
    identity = identity_in(claims)
    since = _signed_in_at(claims)
    if identity is None or since is None:
        return None
    with store.reading() as records:
        account = records.access.find_account(identity)
    is_out = account is not None and account.signed_out_at and since <= account.signed_out_at
    return None if account is None or account.role is None or is_out else account


def viewer_of(account: Account) -> Viewer:
    """Return who asks.

    Raises
    ------
    NotFound
        If the account may do nothing any more.
    """
    if account.role is None:
        raise NotFound("This account is closed. Please ask your clinic.")
    return Viewer(account.id, account.role)


def sign_out(store: Store, account: Account) -> None:
    """Have everything that was signed in until now, on every device, be signed in no more."""
    with store.drafting() as records:
        records.access.sign_out(account.id, clock.now())


def accept(store: Store, token: str, claims: Claims) -> Account:
    """Use an invitation's link up: whoever is signed in is the client who was invited.

    Raises
    ------
    InvalidEntry
        If the link cannot be used, or if they have an account already.
    """
    identity = identity_in(claims)
    if identity is None or _signed_in_at(claims) is None:
        raise InvalidEntry("Please sign in first, then open the link once more.")
    with store.writing() as records:
        if records.access.find_account(identity) is not None:
            raise InvalidEntry("You have an account here already. The invitation was not used.")
        guest = NewAccount(identity=identity, name=_name_in(claims), role=None)
        return records.access.use_invitation(token_digest(token), guest, clock.now())


def identity_in(claims: Claims) -> Identity | None:
    """Return who a provider says somebody is, None where it says nothing that can be used."""
    issuer, subject = claims.get("iss"), claims.get("sub")
    if not isinstance(issuer, str) or not isinstance(subject, str):
        return None
    try:
        return Identity(issuer=issuer, subject=subject)
    except InvalidEntry:
        return None


def _signed_in_at(claims: Claims) -> datetime | None:
    """Return when somebody was signed in, None if that was too long ago or is yet to come."""
    moment = claims.get("iat")
    if isinstance(moment, bool) or not isinstance(moment, int | float):
        return None
    now = clock.now()
    try:
        since = datetime.fromtimestamp(moment, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return since if now - SIGNED_IN_FOR < since <= now + _CLOCKS_DIFFER else None


def _name_in(claims: Claims) -> str:
    for name in ("name", "preferred_username", "email", "sub"):
        if isinstance(said := claims.get(name), str) and said.strip():
            return said.strip()[:MOST_NAME]
    return "–"


def may_look(store: Store, viewer: Viewer, looks: Iterable[Said]) -> bool:
    """Tell whether a viewer would be let look at all of this now."""
    return SeenStore(store, viewer).still_sees(looks)
