"""A clinic for tests: two clients who are strangers, and somebody in every role."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.factories import (
    a_measurement,
    a_person,
    a_photo,
    a_procedure,
    a_spot,
    a_verdict,
    an_entry,
    keep_guidance,
    picture_bytes,
    pixels,
    today,
)
from tests.marks import by_hand
from tests.postgres import Postgres
from tracker import clock
from tracker.config import Settings
from tracker.domain.access.accounts import Identity, NewAccount, Role, Viewer
from tracker.domain.access.chain import Found
from tracker.domain.access.consents import Consent, NewConsent, Scope
from tracker.domain.guidance.outcomes import NewGoalGrade
from tracker.domain.records.kept import Person, PhotoRole
from tracker.domain.records.scales import Symptom
from tracker.store.access.log import AuditLog
from tracker.store.repository import Records, Store
from tracker.store.seen import SeenStore, whole

FILE, WALL, NO_WALL = "a file", "a server", "a server without its wall"
PLACES = [FILE, *map(by_hand, (WALL, NO_WALL))]
"""Where strangers are kept apart; by hand on servers, which `tests/postgres.py` starts."""

Keep = Callable[[Records, Person], None]
"""Puts rows into a client's record."""


@dataclass(frozen=True)
class Clinic:
    """One store with two clients, of whom nobody knows the other, and somebody in every role."""

    store: Store
    ada: Person
    ben: Person
    viewers: Mapping[Role, Viewer]
    """The client is Ada; the practitioner has no consent."""

    def seen_by(self, role: Role) -> SeenStore:
        return SeenStore(self.store, self.viewers[role])

    def consent(self, person: Person, scope: Scope) -> Consent:
        practitioner = None if scope is Scope.RESEARCH else self.viewers[Role.PRACTITIONER]
        given = NewConsent(
            person_id=person.id,
            practitioner_id=practitioner.account_id if practitioner else None,
            scope=scope,
            text="Dr Li may see my record.",
            given_at=clock.now(),
        )
        with self.store.writing() as records:
            return records.access.give_consent(given)

    def flaws(self) -> list[Found]:
        with self.store.reading() as records:
            return list(AuditLog(records._session).find_flaws())


def an_identity(subject: str) -> Identity:
    return Identity(issuer="https://id.example", subject=subject)


def a_clinic(store: Store, keep: Keep | None = None) -> Clinic:
    """Make somebody in every role; each client has a row in about every table, or what is kept."""
    with store.writing() as records:
        ada, ben = (records.add_person(a_person(name)) for name in ("Ada", "Ben"))
        for person in (ada, ben):
            (keep or keep_record)(records, person)
        viewers = {}
        for role in Role:
            account = NewAccount(
                identity=an_identity(role.value),
                name=role.value.title(),
                role=role,
                person_id=ada.id if role is Role.CLIENT else None,
            )
            viewers[role] = Viewer(records.access.add_account(account).id, role)
    return Clinic(store, ada, ben, viewers)


@contextmanager
def clinic_in(
    place: str, request: pytest.FixtureRequest, folder: Path, keep: Keep | None = None
) -> Iterator[Clinic]:
    """Make a clinic in a file, on a server, or on one whose second wall is not asked for."""
    with ExitStack() as stack:
        settings = Settings(folder / "data")
        if place != FILE:
            server: Postgres = request.getfixturevalue("server")
            settings = replace(settings, database_url=server.new_database("strangers"))
            stack.callback(server.drop_database, "strangers")
        if place == NO_WALL:
            patch = stack.enter_context(pytest.MonkeyPatch.context())
            patch.setattr(whole, "stand_before", lambda *_: None)
        store = Store(settings)
        stack.callback(store.close)
        yield a_clinic(store, keep)


def keep_record(records: Records, person: Person) -> None:
    """Put one row at least into every table of a person's record."""
    named = {"products": f"Balm of {person.name}", "notes": f"Session of {person.name}"}
    procedure = records.add_procedure(a_procedure(person.id, **named))
    keep_guidance(records, person.id, procedure.id)
    before, after = (
        records.add_photo(a_photo(content, person.id, procedure.id, role=role), content)
        for content, role in (
            (picture_bytes(pixels(person.id)), PhotoRole.BEFORE),
            (picture_bytes(pixels(person.id + 100)), PhotoRole.FOLLOW_UP),
        )
    )
    records.save_analysis(after, [a_measurement(after.id, baseline_photo_id=before.id)])
    records.save_spots(after.id, before.id, [a_spot(after.id, before.id)])
    records.save_entry(an_entry(person.id, note=f"of {person.name}"))
    records.add_verdict(a_verdict(person.id, procedure.id))
    records.keep_draft(person.id, "check_in", {"note": "half"}, procedure.id)
    grade = {"goal": "pores", "graded_on": today(), "grade": 2}
    records.care.save_grade(NewGoalGrade(person_id=person.id, **grade))
    records.circumstances.state_ordinary(person.id, {Symptom.REDNESS: 1}, today())
