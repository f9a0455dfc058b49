"""The guard: every call of a signed-in person passes here before a record is reached.

Denied by default. A call is allowed if all that it names belongs to people whom the viewer may see
(or, where it changes something, may write for); a call that names nobody needs a rule, unless it
could name somebody and was given an empty collection: that touches nobody's record.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import cache, cached_property
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from tracker.domain.access.accounts import Role, Viewer
from tracker.domain.access.chain import Act
from tracker.domain.access.consents import Scope
from tracker.errors import Refused
from tracker.store.access.naming import Named, names_nobody, owner_query, rows_named
from tracker.store.access.tables import AccountRow, ConsentRow
from tracker.store.access.wall import aside
from tracker.store.tables import PersonRow, PhotoRow

_READS = ("count_", "find_", "get_", "list_")
"""How the names of calls begin that change nothing; every other call needs to be let write."""


class Guard:
    """What one viewer may do within one transaction, asked of the records as they are in it.

    Parameters
    ----------
    session : Session
    viewer : Viewer
        Their account and role; a role that was taken away meanwhile allows nothing.
    """

    def __init__(self, session: Session, viewer: Viewer) -> None:
        self.viewer = viewer
        self.said: dict[tuple[Act, int | None, str], None] = {}
        """What was looked at and changed, each once, in its order."""
        self.is_inside = False
        """Whether a call was let pass and is under way: those that it makes are its own."""
        self.session = session
        self._scopes: dict[int, Scope | None] = {}
        self._owners: dict[Named, int | None] = {}

    @property
    def is_current(self) -> bool:
        """Whether the account is there, in the role that it is asked in."""
        return self._account is not None

    @property
    def own(self) -> int | None:
        """The person whom the viewer is.

        Raises
        ------
        Refused
            If the account is gone, or has another role by now.
        """
        if self._account is None:
            raise Refused
        return self._account[0]

    @cached_property
    def _account(self) -> tuple[int | None] | None:
        query = select(AccountRow.role, AccountRow.person_id)
        found = self.session.execute(query.where(AccountRow.id == self.viewer.account_id)).first()
        return (found.person_id,) if found and found.role is self.viewer.role else None

    @cached_property
    def people(self) -> frozenset[int]:
        """Everybody whom the viewer may see."""
        own = {self.own} - {None}
        held = _held(self.viewer).with_only_columns(ConsentRow.person_id)
        clients = self.session.scalars(held) if self._is_practitioner else ()
        return frozenset(one for one in {*own, *clients} if one is not None)

    def may_look(self, person_id: int) -> bool:
        """Tell whether the viewer may see a person's record."""
        return self._scope(person_id) is not None

    def may_write(self, person_id: int) -> bool:
        """Tell whether the viewer may add to a person's record, and correct it."""
        return self._scope(person_id) is Scope.RECORD

    def check_call(self, method: Callable[..., Any], given: Mapping[str, object]) -> None:
        """Let a call of records pass, and note it.

        Raises
        ------
        Refused
            If it may not be made.
        """
        call = method.__qualname__
        if call in RULES or not names_nobody(method, given):
            self.check(call, given)
        elif not self.is_current:
            raise Refused

    def check(self, call: str, given: Mapping[str, object]) -> None:
        """Let a call pass, and note it; `call` is the name of its class and its own.

        Raises
        ------
        Refused
            If it may not be made.
        """
        people, others = self._named(given)
        self.check_people(call, people, others)

    def check_people(self, call: str, people: frozenset[int], others: frozenset[int]) -> None:
        """Let a call about people, and accounts, pass."""
        name = call.rpartition(".")[2]
        is_read = name.startswith(_READS)
        _ = self.own  # the account as it is now
        rule = RULES.get(call, _allows_by_default)
        if not rule(self, people, others, is_read):
            raise Refused
        self._note(name, people, others, is_read)

    def check_file(self, digest: str) -> None:
        """Let a file be read if it is one of a photo whose row the viewer may see.

        Raises
        ------
        Refused
            If it is of no such photo.
        """
        owners = sorted(set(self.session.scalars(_owners_of_file(digest))))
        seen = list(filter(self.may_look, owners))
        if not seen:
            raise Refused
        self.note_looks(seen, "photo")

    def note_looks(self, people: Iterable[int], what: str) -> None:
        """Note that something of people was looked at."""
        self.said.update({(Act.LOOK, one, what): None for one in people})

    def _note(
        self, name: str, people: frozenset[int], others: frozenset[int], is_read: bool
    ) -> None:
        if is_read:
            if name != "list_people":
                self.note_looks(sorted(people), "record")
            return
        what = " ".join([name, *(f"account {one}" for one in sorted(others))])
        about: Iterable[int | None] = sorted(people) or [None]
        self.said.update({(Act.CHANGE, one, what): None for one in about})

    def forget(self, person_id: int) -> None:
        """Say nothing of a person who was erased just now."""
        self.said = {one: None for one in self.said if one[1] != person_id}

    @property
    def _is_practitioner(self) -> bool:
        return self.viewer.role is Role.PRACTITIONER

    def _scope(self, person_id: int) -> Scope | None:
        if person_id == self.own:
            return Scope.RECORD
        if person_id not in self._scopes:
            self._scopes[person_id] = self._consented(person_id) if self._is_practitioner else None
        return self._scopes[person_id]

    def _consented(self, person_id: int) -> Scope | None:
        query = _held(self.viewer).where(ConsentRow.person_id == person_id)
        return self.session.scalar(query.with_only_columns(ConsentRow.scope))

    def _named(self, given: Mapping[str, object]) -> tuple[frozenset[int], frozenset[int]]:
        """Return whom a call is about, and which accounts; what is gone belongs to nobody."""
        rows = {one for name, value in given.items() for one in rows_named(name, value)}
        accounts = frozenset(row_id for kind, row_id in rows if kind is AccountRow)
        owners = {self._owner(one) for one in rows if one[0] is not AccountRow}
        if rows and owners == {None}:
            raise Refused
        return frozenset(one for one in owners if one is not None), accounts

    def _owner(self, row: Named) -> int | None:
        if row[0] is PersonRow:
            return row[1]
        if row not in self._owners:
            with aside(self.session):  # a stranger's row is no row that is gone
                self._owners[row] = self.session.scalar(owner_query(*row))
        return self._owners[row]


Rule = Callable[[Guard, frozenset[int], frozenset[int], bool], bool]
"""Tells whether a call about people and accounts may be made, and whether it only reads."""


def _allows_by_default(
    guard: Guard, people: frozenset[int], accounts: frozenset[int], is_read: bool
) -> bool:
    may = guard.may_look if is_read else guard.may_write
    return bool(people) and not accounts and all(map(may, people))


def _own_only(guard: Guard, people: frozenset[int], _others: frozenset[int], _read: bool) -> bool:
    return people == {guard.own}


def _own_or_administrator(
    guard: Guard, people: frozenset[int], _others: frozenset[int], _read: bool
) -> bool:
    return people == {guard.own} or guard.viewer.role is Role.ADMINISTRATOR


def _nobody(_guard: Guard, _people: frozenset[int], _others: frozenset[int], _read: bool) -> bool:
    return False


def _everybody(_guard: Guard, people: frozenset[int], _others: frozenset[int], _read: bool) -> bool:
    return not people


def _practitioners(
    guard: Guard, people: frozenset[int], _others: frozenset[int], _read: bool
) -> bool:
    is_one = guard.viewer.role is Role.PRACTITIONER
    return is_one and bool(people) and all(map(guard.may_look, people))


def _stated(guard: Guard, people: frozenset[int], _others: frozenset[int], _read: bool) -> bool:
    return bool(people) and all(map(guard.may_look, people))


def _for(*roles: Role, own_account: bool = False) -> Rule:
    """Return the rule of a call that names no person, for some roles."""

    def rule(guard: Guard, people: frozenset[int], others: frozenset[int], _read: bool) -> bool:
        is_own = not own_account or others == {guard.viewer.account_id}
        return guard.viewer.role in roles and not people and is_own

    return rule


RULES: Mapping[str, Rule] = {
    # Filtered: everybody sees whom they may see.
    "PersonRecords.list_people": _everybody,
    # A client's own word, in whoever's care they are.
    "PersonRecords.rename_person": _own_only,
    "PersonRecords.set_consent": _own_only,
    "PersonRecords.set_language": _own_only,
    "PersonRecords.set_followed": _own_only,
    "PersonRecords.set_day_end": _own_only,
    "PersonRecords.set_emergency_number": _own_only,
    "Records.delete_person": _own_or_administrator,
    "AccessRecords.give_consent": _own_only,
    "AccessRecords.revoke_consent": _own_only,
    "AccessRecords.list_consents": _own_only,
    "AccessRecords.list_looks": _own_only,
    # How clients stand: lists are of whoever consented; who may look may note what they did.
    "StandingRecords.list_stretch": _for(Role.PRACTITIONER),
    "StandingRecords.list_resting": _for(Role.PRACTITIONER),
    "StandingRecords.count_places": _for(Role.PRACTITIONER),
    "StandingRecords.count_judged_otherwise": _for(Role.PRACTITIONER),
    "StandingRecords.list_ended": _for(Role.PRACTITIONER),
    "StandingRecords.add_act": _practitioners,
    "StandingRecords.keep": _stated,
    "StandingRecords.doubt": _nobody,
    # Made by other calls, or by the door before anybody is signed in.
    "AccessRecords.erase": _nobody,
    "AccessRecords.use_invitation": _nobody,
    "AccessRecords.sign_out": _nobody,
    # The clinic's own business.
    "AccessRecords.list_practitioners": _for(*Role),
    "AccessRecords.list_accounts": _for(Role.ADMINISTRATOR),
    "AccessRecords.add_account": _for(Role.ADMINISTRATOR),
    "AccessRecords.set_role": _for(Role.ADMINISTRATOR),
    "AccessRecords.list_flaws": _for(Role.ADMINISTRATOR),
    "AccessRecords.find_end": _for(Role.ADMINISTRATOR),
    "AccessRecords.find_digest": _for(Role.ADMINISTRATOR),
    "AccessRecords.invite": _for(Role.PRACTITIONER, Role.ADMINISTRATOR, own_account=True),
    "AccessRecords.list_invitations": _for(Role.PRACTITIONER, Role.ADMINISTRATOR, own_account=True),
    # Whoever consented to research, under pseudonyms alone: ids and names stay inside.
    "ResearchRecords.list_agreed": _nobody,
    "ResearchRecords.count_agreed": _for(Role.RESEARCHER),
    "ResearchRecords.list_lines": _for(Role.RESEARCHER),
}
"""Calls that the names of their arguments do not settle."""


@cache
def arguments_of(method: Callable[..., Any]) -> inspect.Signature:
    """Return a method's signature, looked up once."""
    return inspect.signature(method)


def _held(viewer: Viewer) -> Select[ConsentRow]:
    return select(ConsentRow).where(
        ConsentRow.practitioner_id == viewer.account_id, ConsentRow.revoked_at.is_(None)
    )


def _owners_of_file(digest: str) -> Select[int]:
    return select(PhotoRow.person_id).where(PhotoRow.digest == digest).distinct()
