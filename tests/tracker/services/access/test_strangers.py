"""Every service, asked by somebody in every role about a stranger: generated from the code."""

import importlib
import inspect
import io
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from tests.clinics import FILE, PLACES, Clinic, an_identity, clinic_in
from tests.conftest import PROJECT
from tests.factories import as_new, picture_bytes, pixels, today
from tracker import clock, services
from tracker.domain.access.accounts import Account, Identity, Role
from tracker.domain.access.consents import Scope
from tracker.domain.guidance.aftercare import CareTick
from tracker.domain.records.answers import PhotoGrade, RednessGrade
from tracker.domain.records.kept import Person, Photo
from tracker.errors import Refused
from tracker.services.access.consenting import list_practitioners
from tracker.services.photos.album import load_album
from tracker.services.photos.keeping import Upload
from tracker.services.photos.marking import Mark
from tracker.services.photos.reading import Befores
from tracker.services.recovery.book import Book, open_book
from tracker.services.report.asking import Asked
from tracker.store.repository import Records, Store

Service = Callable[..., Any]
LATER = {"Book": Book, "Store": Store, "Records": Records, "AnyPhoto": Photo}
"""What some modules import for their hints only."""


def list_services() -> Iterator[Service]:
    for module in pkgutil.walk_packages(services.__path__, f"{services.__name__}."):
        there = importlib.import_module(module.name)
        for name, one in sorted(vars(there).items()):
            is_own = getattr(one, "__module__", None) == module.name and inspect.isfunction(one)
            if is_own and not name.startswith("_") and {Store, Records} & {*hints_of(one).values()}:
                yield one


def hints_of(service: Service) -> dict[str, Any]:
    hints = get_type_hints(service, localns=LATER)
    return {name: one for name, one in hints.items() if name != "return"}


def name_of(service: Service) -> str:
    return f"{service.__module__.removeprefix('tracker.services.')}.{service.__name__}"


SERVICES = {name_of(one): one for one in list_services()}

OF_EVERYBODY = {
    # What comes back is of those whom the viewer may see, and here that is nobody but themselves.
    *(
        "data.people.list_people",
        "photos.untreated.repeatability.list_untreated",
        "photos.many.lots.plan",
    ),
    "photos.many.rescore.rescore",
    "photos.untreated.repeatability.measure_untreated",
    "photos.grades.grading.list_graded",
    *("recovery.judgement.keep_missing_verdicts", "recovery.nightly.judge_everybody"),
    *("recovery.judgement.keep_missing_of", "recovery.refitting.refit_course"),
    *("recovery.judgement.find_unjudged", "recovery.nightly.judge_many"),
    *("data.archive.photo_names", "data.demo.fill_with_demo", "report.asking.report_asked"),
    # Versions and states of the program, of nobody; what is a count is refused inside.
    *("safety.problem_report.problem_report", "safety.schedule.back_up_if_due"),
    *("safety.backing_up.back_up", "safety.backing_up.vault_for_backups"),
    # The door asks these before anybody is signed in.
    *("access.signing_in.account_of", "access.signing_in.accept"),
    "access.signing_in.may_look",
    # Files that are no such files: nothing of the store is read for them.
    *("data.importing.import_export", "data.importing.look_into", "data.people.person_named"),
    *("exchange.fhir.importing.import_fhir", "exchange.fhir.importing.look_into_fhir"),
    "exchange.research.exporting.export_for_research",
    # What has no flaw has no cause; without a photo of the area there is only the usual aim.
    *("guidance.aftercare.causes_of_drift", "photos.camera.sittings.aims_for"),
    # Several at once: what is refused is said of each.
    *("data.diary_table.bring_in_days", "data.old_photos.bring_in_photos"),
    *("photos.keeping.add_photos", "clinic.triage.list_clients", "clinic.triage.list_resting"),
    "clinic.figures.list_ended",
}
WITHIN_OTHERS = {
    # They take what another service worked out, and was refused for.
    *("photos.rescoring.save", "photos.sheets.keep_sheet", "recovery.judgement.keep"),
    "recovery.judgement.keep_missing_in",
    *("report.pictures.photographs", "data.importing.bring_in", "data.importing.look_at"),
    *("report.pictures.photographs", "photos.rescoring.save_measured", "photos.many.lots.fill"),
    *("data.archive.new_folder", "data.archive.note_copy"),
}
SET_APART = OF_EVERYBODY | WITHIN_OTHERS
OPEN: Mapping[Role, frozenset[str]] = {
    role: frozenset({"access.consenting.list_practitioners"}) for role in Role
} | {
    Role.ADMINISTRATOR: frozenset(
        {
            *("access.accounts.list_accounts", "access.accounts.add_account"),
            *("access.accounts.set_role", "access.auditing.verify_audit"),
            *("access.consenting.list_practitioners", "data.people.delete_person"),
        }
    ),
    Role.RESEARCHER: frozenset(
        {
            *("access.consenting.list_practitioners", "exchange.research.exporting.count_agreed"),
            "exchange.research.exporting.research_to_download",
        }
    ),
}
"""The clinic's own business, pseudonymous tables, and erasing whoever asks for it."""


@pytest.fixture(scope="module", params=PLACES)
def clinic(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Clinic]:
    with clinic_in(request.param, request, tmp_path_factory.mktemp("clinic")) as clinic:
        yield clinic


Give = Callable[[str, Any], Any]


@pytest.fixture(scope="module")
def given(clinic: Clinic, tmp_path_factory: pytest.TempPathFactory) -> Give:
    """What a service is given: everything that can be named is Ben's."""
    return giver(clinic, clinic.ben, tmp_path_factory.mktemp("told"))


def giver(clinic: Clinic, person: Person, folder: Path) -> Give:
    store = clinic.store
    book = open_book(store, person.id)
    (procedure,), (entry,), (before, after) = book.procedures, book.entries, book.photos
    with store.reading() as records:
        plan, needles = (
            records.plans.list_plans(person.id)[0],
            records.plans.list_needles(person.id)[0],
        )
        use, note = records.care.list_uses(person.id)[0], records.care.list_notes(person.id)[0]
        grade = records.care.list_grades(person.id)[0]
        answer = records.care.list_answers(procedure.id)[0]
        standing = records.standings.find_one(person.id)
        album = load_album(records, procedure.id)
    consent = clinic.consent(person, Scope.RESEARCH)
    practitioner = list_practitioners(store)[0]
    stored = (procedure, entry, plan, needles, use, note, grade, answer, book, album, consent)
    stored = (*stored, standing)
    by_type = {type(one): one for one in stored} | {
        Photo: after,
        type(book.recoveries[0]): book.recoveries[0],
        CareTick: CareTick(procedure_id=procedure.id, day=today(), item="picking"),
        PhotoGrade: PhotoGrade(photo_id=after.id, grade=RednessGrade.MILD),
        Befores: Befores(store),
        bytes: picture_bytes(pixels(7)),
        date: today(),
        datetime: clock.now(),
        Path: folder / "told.html",
        str: "x",
        bool: True,
        int: 1,
        Identity: an_identity("stranger"),
        Account: practitioner,
        Upload: Upload(content=picture_bytes(pixels(7))),
        Asked: Asked(),
    }
    kept = (procedure, entry, plan, note, grade, answer)
    by_type |= {type(as_new(one)): as_new(one) for one in kept}
    by_name = {
        "person_id": person.id,
        "procedure_id": procedure.id,
        "photo_id": after.id,
        "plan_id": plan.id,
        "needle_set_id": needles.id,
        "use_id": use.id,
        "note_id": note.id,
        "grade_id": grade.id,
        "before": before,
        "entries": [as_new(entry)],
        "fields": {"note": "half"},
        "language": "de",
        "costs": {procedure.id: Decimal(1)},
        "marks": [Mark(before=(one, 0.1), after=(one, 0.1)) for one in (0.1, 0.9)],
        "photo": after,
    }

    def give(name: str, hint: Any) -> Any:
        if name in by_name:
            return by_name[name]
        kinds = [one for one in (hint, *get_args(hint)) if isinstance(one, type)]
        known = next((by_type[one] for one in kinds if one in by_type), None)
        enums = [one for one in kinds if issubclass(one, Enum)]
        if known is None and enums:
            known = next(iter(enums[0]))
        if isinstance(get_origin(hint), type) and issubclass(get_origin(hint), Iterable):
            is_mapping = issubclass(get_origin(hint), Mapping)
            return {} if is_mapping else [] if known is None else [known]
        return object() if known is None else known  # refused before it is looked at

    return give


def attempt(service: Service, clinic: Clinic, role: Role, give: Give) -> Any:
    """Return what a service gives back, all of it, or what it raised."""
    seen = clinic.seen_by(role)
    needed = inspect.signature(service).parameters.items()
    hints = hints_of(service)
    given = {
        name: give(name, hints[name])
        for name, one in needed
        if hints[name] not in (Store, Records) and one.default is inspect.Parameter.empty
    }
    given |= {name: seen for name in hints if hints[name] is Store}
    within = [name for name in hints if hints[name] is Records]
    try:
        if not within:
            return whole(service(**given))
        with seen.reading() as records:
            return whole(service(**given, **dict.fromkeys(within, records)))
    except Exception as error:
        return error


NOT_ONES_OWN = {
    # The clinic's business, and what a practitioner does.
    *("access.accounts.add_account", "access.accounts.list_accounts", "access.accounts.set_role"),
    *("access.auditing.verify_audit", "access.inviting.invite", "access.inviting.list_invitations"),
    *("access.signing_in.sign_out", "clinic.acting.assign", "clinic.acting.reopen"),
    "exchange.research.exporting.count_agreed",
    "exchange.research.exporting.research_to_download",
    # Everybody's; an archive is asked for without saying whose.
    *("data.archive.copies_made", "data.archive.export_as_zip", "data.archive.export_everything"),
    *("data.moving.move_diary", "data.people.add_person", "safety.checking.check_up"),
}
"""Services that a client is refused about the own record, too."""
TAKEN_AWAY = re.compile(r".*\.(delete|discard|drop|forget)_\w+")
TAKEN_LAST = (
    *("guidance.planning.discard_plan", "photos.keeping.delete_photo"),
    *("recovery.procedures.delete_procedure", "data.people.delete_person"),
)
MEASURING = {
    *("guidance.readying.keep_before_photo", "guidance.readying.keep_retest"),
    *("photos.comparing.load_comparison", "photos.comparing.load_whole_pair"),
    *("photos.keeping.add_photo", "photos.keeping.keep_photo", "photos.sheets.sheet_of"),
    *("photos.marking.keep_marks", "photos.marking.remove_marks"),
    *("photos.rescoring.confirm_person", "photos.rescoring.rescore_photo"),
    *("photos.rescoring.rescore_procedure", "photos.rescoring.score_follow_ups"),
    "photos.untreated.exchanging.make_before",
}
"""They look long for a face that these pictures have none of: tried on servers, by hand.
tests/tracker/services/access/test_own_record.py goes through them with skin."""
TAKEN_TWICE = {"recovery.judgement.delete_photo_and_word"}
"""What another one takes away, too; gone through there likewise."""


def turn_of(name: str) -> tuple[bool, int, str]:
    """Services that take nothing away come first, and those that take most last."""
    last = TAKEN_LAST.index(name) + 1 if name in TAKEN_LAST else 0
    return bool(TAKEN_AWAY.fullmatch(name)), last, name


@pytest.mark.parametrize("place", PLACES)
def test_nothing_about_the_own_record_is_refused(
    place: str, request: pytest.FixtureRequest, tmp_path: Path
):
    """What is refused below is refused for whom it is about, not for how it is asked."""
    with clinic_in(place, request, tmp_path) as clinic:
        give = giver(clinic, clinic.ada, tmp_path)
        left = SET_APART | TAKEN_TWICE | (MEASURING if place == FILE else set())
        asked = sorted({*SERVICES} - left, key=turn_of)
        outcomes = {one: attempt(SERVICES[one], clinic, Role.CLIENT, give) for one in asked}
        assert {name for name, one in outcomes.items() if isinstance(one, Refused)} == NOT_ONES_OWN


def whole(result: Any) -> Any:
    if isinstance(result, io.IOBase):
        with result:
            return result.read()
    return list(result) if isinstance(result, Iterator) else result


@pytest.mark.parametrize("role", Role)
def test_no_service_reaches_a_stranger(clinic: Clinic, given, role: Role):
    before = told(clinic.store)
    tried = {name: one for name, one in SERVICES.items() if name not in OPEN[role] | SET_APART}
    outcomes = {name: attempt(one, clinic, role, given) for name, one in tried.items()}
    passed = {name: one for name, one in outcomes.items() if not isinstance(one, Refused)}
    assert passed == {}
    assert told(clinic.store) == before


def told(store: Store) -> Any:
    with store.reading() as records:
        return list(records.dump_tables())


@pytest.mark.parametrize("role", [Role.CLIENT, Role.PRACTITIONER])
def test_what_is_asked_of_everybody_says_nothing_of_a_stranger(clinic: Clinic, given, role: Role):
    before = open_book(clinic.store, clinic.ben.id)
    for name in OF_EVERYBODY - {"data.demo.fill_with_demo", "photos.many.rescore.rescore"}:
        assert clinic.ben.name not in repr(attempt(SERVICES[name], clinic, role, given)), name
    assert open_book(clinic.store, clinic.ben.id) == before


def test_what_is_set_apart_is_there():
    assert SET_APART | OPEN[Role.ADMINISTRATOR] | MEASURING | TAKEN_TWICE <= {*SERVICES}


def test_no_service_goes_past_the_guard():
    rooms = (PROJECT / "tracker" / room for room in ("services", "ui"))
    files = [path for room in rooms for path in room.rglob("*.py")]
    assert [path for path in files if re.search(r"\._session\b", path.read_text())] == []
