"""Every call of the records, by somebody in every role, about a stranger."""

import contextlib
import inspect
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from tests.clinics import PLACES, Clinic, a_clinic, clinic_in
from tests.factories import a_photo, a_procedure, an_entry
from tracker import clock
from tracker.domain.access.accounts import Role, Viewer
from tracker.domain.access.consents import Scope
from tracker.errors import Refused
from tracker.store.access.guard import RULES
from tracker.store.access.naming import BY_NAME, BY_RECORD, owner_query
from tracker.store.access.tables import AccountRow
from tracker.store.repository import Records, Store
from tracker.store.seen import SeenStore, guarded

FOR_NOBODY = {
    # Of everybody at once, or made by whoever runs the server.
    *("PersonRecords.add_person", "PhotoRecords.list_digests", "PhotoRecords.put_back"),
    *("WholeRecords.dump_tables", "WholeRecords.load_tables", "WholeRecords.merge_tables"),
    *("CopyRecords.add", "CopyRecords.list_all"),
    *("AccessRecords.count_accounts", "AccessRecords.find_account"),
}
"""Calls that no signed-in person may make."""


@pytest.fixture(scope="module", params=PLACES)
def clinic(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Clinic]:
    with clinic_in(request.param, request, tmp_path_factory.mktemp("clinic")) as clinic:
        clinic.consent(clinic.ben, Scope.RESEARCH)  # which opens the record to nobody
        yield clinic


def parts_of(records: Records) -> Iterator[tuple[str, Any]]:
    yield "", records
    for name, part in vars(records).items():
        if not name.startswith("_"):
            yield name, part


def calls(records: Records) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    for part, there in parts_of(records):
        for name, method in inspect.getmembers(type(there), inspect.isfunction):
            if not name.startswith("_"):
                yield part, name, method


@pytest.fixture(scope="module")
def every_call(clinic: Clinic) -> list[tuple[str, str, Callable[..., Any]]]:
    with clinic.store.reading() as records:
        return list(calls(records))


def test_every_call_names_somebody_has_a_rule_or_is_for_nobody(every_call):
    names = {method.__qualname__ for _, _, method in every_call}
    settled = {m.__qualname__ for _, _, m in every_call if names_somebody(m)} | set(RULES)
    assert names - settled == FOR_NOBODY
    assert set(RULES) <= names, "a rule for a call that is gone"


def names_somebody(method: Callable[..., Any]) -> bool:
    hints = {name: hint for name, hint in get_type_hints(method).items() if name != "return"}
    named = {*BY_NAME, *(f"{name}s" for name in BY_NAME)} - {"account_id"}
    return any(name in named or holds_an_id(hint) for name, hint in hints.items())


def holds_an_id(hint: Any) -> bool:
    fields = getattr(hint, "__dataclass_fields__", {})
    return bool({*fields} & {*BY_NAME}) or any(map(holds_an_id, getattr(hint, "__args__", ())))


@dataclass
class Foreign:
    """What is given to a call: everything that can be named is Ben's."""

    records: Records
    clinic: Clinic

    def __call__(self, name: str, hint: Any) -> Any:
        if name in BY_NAME or name.removesuffix("s") in BY_NAME:
            found = self.first_of(BY_NAME.get(name) or BY_NAME[name.removesuffix("s")])
            return found if name in BY_NAME else [found]
        if hint in BY_RECORD:
            return self.record(hint)
        kinds = {kind.__mro__[1]: kind for kind in BY_RECORD}
        if hint in kinds:
            return self.record(kinds[hint])
        inner = [one for one in getattr(hint, "__args__", ()) if hasattr(one, "__mro__")]
        if inner and holds_an_id(inner[0]):
            return [self(name, inner[0])]
        return self.plain(hint)

    def first_of(self, row: type) -> int:
        session = self.records._session
        ids = session.query(row.id).order_by(row.id)
        if row is AccountRow:
            return self.clinic.viewers[Role.RESEARCHER].account_id
        for (found,) in ids:
            if session.scalar(owner_query(row, found)) == self.clinic.ben.id:
                return found
        raise AssertionError(f"the clinic of these tests has no {row.__name__} of a stranger")

    def record(self, kind: type) -> Any:
        built = object.__new__(kind)
        for name in kind.__dataclass_fields__:
            value = self.first_of(BY_RECORD[kind]) if name == "id" else None
            if name in BY_NAME:
                value = self.first_of(BY_NAME[name])
            object.__setattr__(built, name, value)
        return built

    def plain(self, hint: Any) -> Any:
        fields = getattr(hint, "__dataclass_fields__", None)
        return self.record_of_ids(hint) if fields else None

    def record_of_ids(self, kind: type) -> Any:
        built = object.__new__(kind)
        for name in kind.__dataclass_fields__:
            named = self.first_of(BY_NAME[name]) if name in BY_NAME else None
            object.__setattr__(built, name, named)
        return built


def attempts(clinic: Clinic, viewer: Viewer, every: list[Any]) -> Iterator[tuple[str, object]]:
    """Yield what each call gave back, or that it was refused."""
    with clinic.store.reading() as records:
        foreign = Foreign(records, clinic)
        given = {
            (part, name): {
                one: foreign(one, hint)
                for one, hint in get_type_hints(method).items()
                if one != "return"
            }
            for part, name, method in every
        }
    for part, name, method in every:
        try:
            with SeenStore(clinic.store, viewer).reading() as records:
                there = getattr(records, part) if part else records
                result = getattr(there, name)(**given[part, name])
        except Refused:
            result = Refused
        except Exception as error:  # let pass, and made with what is no value of its own
            result = error
        yield method.__qualname__, result


ALLOWED = {
    Role.CLIENT: {"AccessRecords.list_practitioners"},
    Role.PRACTITIONER: {
        "AccessRecords.list_practitioners",
        # Of whoever consented; tests/tracker/services/clinic/test_seen.py shows that.
        *("StandingRecords.list_stretch", "StandingRecords.list_resting"),
        *("StandingRecords.count_places", "StandingRecords.count_judged_otherwise"),
        "StandingRecords.list_ended",
    },
    Role.ADMINISTRATOR: {
        *("AccessRecords.list_practitioners", "AccessRecords.list_accounts"),
        *("AccessRecords.list_flaws", "AccessRecords.find_end", "AccessRecords.find_digest"),
        # Manages accounts, and erases whoever asks for it; sees nothing of them.
        *("AccessRecords.set_role", "Records.delete_person"),
    },
    Role.RESEARCHER: {
        "AccessRecords.list_practitioners",
        # Of whoever consented to research; tests/tracker/services/exchange/test_seen.py shows that.
        *("ResearchRecords.count_agreed", "ResearchRecords.list_lines"),
    },
}


@pytest.mark.parametrize("role", Role)
def test_no_call_reaches_a_stranger(clinic: Clinic, every_call, role: Role):
    allowed = ALLOWED[role] | {"PersonRecords.list_people"}
    seen = [m for _, _, m in every_call if m.__qualname__ not in allowed]
    kept = [one for one in every_call if one[2] in seen]
    passed = {
        name
        for name, result in attempts(clinic, clinic.viewers[role], kept)
        if result is not Refused
    }
    assert passed == set()


def test_the_same_calls_about_oneself_pass(clinic: Clinic, every_call):
    # What is refused above is refused for whom it is about, not for how it is asked.
    turned = replace(clinic, ada=clinic.ben, ben=clinic.ada)
    reads = [one for one in every_call if one[1].startswith(("get_", "list_", "find_"))]
    closed = FOR_NOBODY | {"AccessRecords.list_accounts", "AccessRecords.list_invitations"}
    closed |= {"ResearchRecords.list_lines", "AccessRecords.list_flaws"}
    closed |= {"ResearchRecords.list_agreed"}
    closed |= {"AccessRecords.find_end", "AccessRecords.find_digest"}
    closed |= {"StandingRecords.list_stretch", "StandingRecords.list_resting"}
    closed |= {"StandingRecords.list_ended"}
    results = dict(attempts(turned, clinic.viewers[Role.CLIENT], reads))
    assert {name for name, result in results.items() if result is Refused} == closed & {*results}


def test_a_call_that_was_added_without_a_rule_is_refused(clinic: Clinic):
    class MoreRecords(Records):
        def list_everything(self) -> str:
            return "everything"

        def get_by_letter(self, letter_id: int) -> str:
            return "a letter"

    with SeenStore(clinic.store, clinic.viewers[Role.CLIENT]).reading() as records:
        more = object.__new__(MoreRecords)
        vars(more).update(vars(records))
        seen = guarded(more, records._guard)
        for call in (seen.list_everything, lambda: seen.get_by_letter(clinic.ada.id)):
            with pytest.raises(Refused):
                call()


OF_NOBODY = {
    *("DiaryRecords.add_verdicts", "DiaryRecords.drop_verdicts", "PhotoRecords.list_photos_of"),
    *("PersonRecords.list_some_people", "StandingRecords.list_acts"),
}
"""Calls that need not be about anybody: with an empty collection they do nothing."""
COLLECTIONS = {Collection, Iterable, Mapping, Sequence}


def is_collection(hint: Any) -> bool:
    return bool({get_origin(one) for one in (hint, *get_args(hint))} & COLLECTIONS)


@pytest.mark.parametrize("role", Role)
def test_an_empty_collection_names_nobody_and_never_everybody(clinic: Clinic, every_call, role):
    seen, passed, before = clinic.seen_by(role), {}, told(clinic.store)
    for part, name, method in every_call:
        hints = {one: it for one, it in get_type_hints(method).items() if one != "return"}
        if method.__qualname__ not in RULES and any(map(is_collection, hints.values())):
            given = {one: () if is_collection(hint) else None for one, hint in hints.items()}
            with contextlib.suppress(Refused), seen.writing() as records:
                there = getattr(records, part) if part else records
                passed[method.__qualname__] = getattr(there, name)(**given)
    assert {*passed} == OF_NOBODY
    assert not any(passed.values()) and told(clinic.store) == before


def told(store: Store) -> list[Any]:
    with store.reading() as records:
        return list(records.dump_tables())


def test_what_may_be_left_out_names_somebody_when_it_is_empty(clinic: Clinic):
    class MoreRecords(Records):
        def list_some(self, person_ids: Collection[int]) -> str:
            return "of some"

        def list_all_or_some(self, person_ids: Collection[int] = ()) -> str:
            return "of all"

        def list_some_or_all(self, person_ids: Collection[int] | None) -> str:
            return "of all"

        def list_of(self, person_ids: Collection[int], procedure_id: int | None) -> str:
            return "of all"

    with clinic.seen_by(Role.CLIENT).reading() as records:
        more = object.__new__(MoreRecords)
        vars(more).update(vars(records))
        seen = guarded(more, records._guard)
        assert seen.list_some(()) == "of some"
        for call in (
            seen.list_all_or_some,
            seen.list_some_or_all,
            lambda none: seen.list_of(none, procedure_id=None),
        ):
            with pytest.raises(Refused):
                call(())


def test_everything_a_store_does_is_settled_for_a_viewer():
    public = {name for name, one in vars(Store).items() if callable(one) and name[0] != "_"}
    assert public <= {*vars(SeenStore)}


def test_a_list_of_people_is_of_those_who_may_be_seen(store: Store):
    clinic = a_clinic(store)
    practitioner = clinic.seen_by(Role.PRACTITIONER)
    assert listed(practitioner) == [] and listed(clinic.seen_by(Role.CLIENT)) == [clinic.ada]
    given = clinic.consent(clinic.ben, Scope.LOOK)
    assert listed(practitioner) == [clinic.ben]
    with store.writing() as records:
        records.access.revoke_consent(given.id, clock.now())
    assert listed(practitioner) == []


def listed(store: Store) -> list[Any]:
    with store.reading() as records:
        return list(records.list_people())


def test_who_may_look_may_not_write(store: Store):
    clinic = a_clinic(store)
    seen = clinic.seen_by(Role.PRACTITIONER)
    clinic.consent(clinic.ben, Scope.LOOK)
    with seen.reading() as records:
        assert records.list_entries(clinic.ben.id)
    with pytest.raises(Refused), seen.writing() as records:
        records.save_entry(an_entry(clinic.ben.id))
    clinic.consent(clinic.ben, Scope.RECORD)
    with seen.writing() as records:
        records.save_entry(an_entry(clinic.ben.id))
    with pytest.raises(Refused), seen.writing() as records:
        records.delete_person(clinic.ben.id)


def test_a_record_is_its_owners_whoever_it_says_that_it_is_of(store: Store):
    clinic = a_clinic(store)
    with store.reading() as records:
        (procedure,) = records.list_procedures(clinic.ben.id)
        (entry,) = records.list_entries(clinic.ben.id)
    seen = clinic.seen_by(Role.CLIENT)
    for write in (
        lambda records: records.correct_procedure(replace(procedure, person_id=clinic.ada.id)),
        lambda records: records.save_entry(replace(entry, person_id=clinic.ada.id)),
        lambda records: records.add_procedure(a_procedure(clinic.ben.id)),
    ):
        with pytest.raises(Refused), seen.writing() as records:
            write(records)


def test_a_role_that_was_taken_away_opens_nothing(store: Store):
    clinic = a_clinic(store)
    clinic.consent(clinic.ben, Scope.RECORD)
    viewer = clinic.viewers[Role.PRACTITIONER]
    for role in (None, Role.ADMINISTRATOR):
        with store.writing() as records:
            records.access.set_role(viewer.account_id, role)
        for call in (lambda seen: seen.list_people(), lambda seen: seen.list_photos_of(())):
            with pytest.raises(Refused), SeenStore(store, viewer).reading() as records:
                call(records)


def test_a_file_is_open_by_its_row_not_by_its_digest(store: Store):
    clinic = a_clinic(store)
    with store.reading() as records:
        photos = [records.list_all_photos(one.id)[0] for one in (clinic.ada, clinic.ben)]
    own, foreign = (photo.digest for photo in photos)
    files = clinic.seen_by(Role.CLIENT).photos
    assert files.read(own)
    for call in (files.read, files.find_thumbnail, files.is_whole):
        with pytest.raises(Refused):
            call(foreign)
    with pytest.raises(Refused):
        files.find_pair(own, foreign)
    for name in ("written", "settle", "put", "find_unsettled"):
        with pytest.raises(Refused):
            getattr(files, name)
    # The same file is Ada's, too, once she has a row of it.
    content = store.photos.read(foreign)
    with store.writing() as records:
        (procedure,) = records.list_procedures(clinic.ada.id)
        records.add_photo(a_photo(content, clinic.ada.id, procedure.id), content)
    assert files.read(foreign) == content


def test_what_others_see_is_not_remembered_for_everybody(store: Store):
    clinic = a_clinic(store)
    with store.reading() as records:
        (foreign,) = records.list_procedures(clinic.ben.id)
        assert records.memory.recall(clinic.ben.id, "book", lambda: "Ben's") == "Ben's"
    with clinic.seen_by(Role.CLIENT).reading() as records:
        assert records.memory.recall(clinic.ada.id, "book", lambda: "Ada's") == "Ada's"
        for owner, key in ((clinic.ben.id, "book"), (clinic.ada.id, ("answers", foreign.id))):
            with pytest.raises(Refused):
                records.memory.recall(owner, key, lambda: "a book")
    ben = clinic.ben.id
    with pytest.raises(Refused), clinic.seen_by(Role.CLIENT).writing(person_id=ben) as records:
        records.memory.learn(ben, "book", "another")
    with store.reading() as records:
        assert records.memory.recall(clinic.ada.id, "book", lambda: "?") == "Ada's"
