import threading
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import fsspec
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as some
from sqlalchemy.exc import IntegrityError

from analysis import TREATABLE_ZONES, Zone
from tests.conftest import KEY
from tests.factories import (
    a_measurement,
    a_person,
    a_photo,
    a_procedure,
    a_spot,
    a_verdict,
    an_entry,
    as_new,
    keep_guidance,
    store_procedure,
    with_id,
)
from tracker.config import Settings
from tracker.domain.records.circumstances import Circumstances, Outcome, SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import (
    MAX_PASSES,
    NEEDLE_LENGTH_RANGE_MM,
    Aspect,
    BodyArea,
    DeviceKind,
    DiaryEntry,
    Measurement,
    NewDiaryEntry,
    NewPerson,
    NewPhoto,
    NewProcedure,
    OnSkin,
    Person,
    Photo,
    PhotoFinding,
    PhotoRole,
    Procedure,
    Setting,
    TreatedZone,
    View,
)
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.scales import MAX_RATING, MIN_RATING, Symptom
from tracker.domain.records.shown import NewShownVerdict, ShownVerdict
from tracker.domain.records.status import Status
from tracker.errors import NotFound, Overtaken, StoreUnavailable
from tracker.services.data.people import list_people
from tracker.services.recovery.ordinary import state_ordinary
from tracker.store.backend import postgres, sqlite
from tracker.store.photos import digest_of
from tracker.store.repository import Store
from tracker.store.tables import Base, PhotoRow, ProcedureRow, RatingRow, TreatedZoneRow
from tracker.vault.sealing import is_sealed_name, seal_of

round_trip = examples(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None
)
letters = some.characters(exclude_categories=["Cs"], exclude_characters="\0")
texts = some.text(letters, max_size=60)
words = some.text(letters, max_size=40)
moments = some.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1))
zoned_moments = some.datetimes(
    timezones=some.sampled_from(
        [UTC, timezone(timedelta(hours=-9.5)), timezone(timedelta(hours=14))]
    )
)
numbers = some.floats(allow_nan=False, allow_infinity=False)


def people() -> some.SearchStrategy[NewPerson]:
    return some.builds(
        NewPerson,
        name=texts.filter(str.strip),
        is_demo=some.booleans(),
        consents_to_refit=some.booleans(),
        skin_sensitive=some.booleans(),
        language=some.sampled_from(["en", "de"]),
    )


def procedures() -> some.SearchStrategy[NewProcedure]:
    lengths = some.floats(*NEEDLE_LENGTH_RANGE_MM)
    passes = some.none() | some.integers(1, MAX_PASSES)
    details = some.tuples(lengths, passes, some.booleans())
    zones = some.dictionaries(some.sampled_from(TREATABLE_ZONES), details, min_size=1)
    return some.builds(
        NewProcedure,
        person_id=some.just(0),
        started_at=moments,
        device=some.sampled_from(DeviceKind),
        setting=some.sampled_from(Setting),
        zones=zones.map(
            lambda chosen: tuple(
                TreatedZone(zone=zone, needle_length_mm=mm, passes=times, reached_endpoint=red)
                for zone, (mm, times, red) in chosen.items()
            )
        ),
        passes=some.integers(1, MAX_PASSES),
        products=texts,
        notes=texts,
        cost=some.none() | some.decimals(0, 10**6, places=2),
        currency=some.sampled_from(["", "EUR"]),
    )


def entries() -> some.SearchStrategy[NewDiaryEntry]:
    return some.builds(
        NewDiaryEntry,
        person_id=some.just(0),
        day=some.dates(),
        areas=some.frozensets(some.sampled_from(BodyArea)),
        ratings=ratings(),
        red_flags=some.frozensets(some.sampled_from(RedFlag)),
        area_ratings=some.dictionaries(some.sampled_from(BodyArea), ratings()),
        area_flags=some.dictionaries(
            some.sampled_from(BodyArea), some.frozensets(some.sampled_from(RedFlag))
        ),
        note=texts,
        recorded_at=some.none() | zoned_moments,
    )


def ratings() -> some.SearchStrategy[dict[Symptom, int]]:
    return some.dictionaries(some.sampled_from(Symptom), some.integers(MIN_RATING, MAX_RATING))


def measurements() -> some.SearchStrategy[Measurement]:
    return some.builds(
        Measurement,
        photo_id=some.just(0),
        zone=some.sampled_from(Zone),
        measure=texts,
        value=numbers,
        unit=words,
        mdc95=some.none() | numbers,
        method=words,
        method_version=words,
        reference=words,
        baseline_photo_id=some.none(),
        provenance=some.dictionaries(texts, texts),
    )


def rows_in(store: Store, *tables: str) -> dict[str, int]:
    with store.reading() as records:
        counts = {name: len(rows) for name, _, rows in records.dump_tables()}
    return {name: counts[name] for name in tables or counts}


def files_in(settings: Settings) -> set[str]:
    """The names of photo files; of sealed ones those that they would have unsealed."""
    files, folder = fsspec.url_to_fs(str(settings.photo_store or settings.data_dir / "photos"))
    files.invalidate_cache()  # of a bucket, which the store has written to by itself
    found = set(files.find(folder)) - {folder}  # which SeaweedFS lists once it has become empty
    return {_unsealed_name(path, files) for path in found}


def _unsealed_name(path: str, files: fsspec.AbstractFileSystem) -> str:
    full = path.rsplit("/", 1)[-1]
    name = full.removeprefix("unsettled-")
    if not is_sealed_name(name):
        return full
    return full.replace(name, digest_of(seal_of(KEY).open(files.cat_file(path), name)))


# What goes in comes out.


def test_a_nul_is_kept_or_refused_in_words(store: Store, home: str):
    if home == "postgresql":
        with pytest.raises(StoreUnavailable, match="does not take"):
            store_procedure(store, "a\0b")
        assert not list_people(store)
    else:
        store_procedure(store, "a\0b")
        assert list_people(store)[0].name == "a\0b"


@given(person=people())
@round_trip
def test_people_round_trip(store: Store, person: Person):
    with store.writing() as records:
        kept = records.add_person(person)
    with store.reading() as records:
        assert records.get_person(kept.id) == kept == with_id(person, kept.id)


@given(procedure=procedures(), corrected=procedures())
@round_trip
def test_procedures_round_trip_and_can_be_corrected(
    store: Store, procedure: Procedure, corrected: Procedure
):
    with store.writing() as records:
        person_id = records.add_person(a_person()).id
        kept = records.add_procedure(replace(procedure, person_id=person_id))
    with store.reading() as records:
        assert records.list_procedures(person_id) == (kept,)
        assert kept == with_id(procedure, kept.id, person_id=person_id, version=1)
    with store.writing() as records:
        records.correct_procedure(with_id(corrected, kept.id, person_id=person_id, version=1))
    with store.reading() as records:
        expected = with_id(corrected, kept.id, person_id=person_id, version=2)
        assert records.get_procedure(kept.id) == expected


@given(entry=entries(), corrected=entries())
@round_trip
def test_entries_round_trip_and_can_be_corrected(
    store: Store, entry: DiaryEntry, corrected: DiaryEntry
):
    with store.writing() as records:
        person_id = records.add_person(a_person()).id
        kept = records.save_entry(replace(entry, person_id=person_id))
        assert kept == with_id(entry, kept.id, person_id=person_id, version=1)
    with store.writing() as records:
        records.save_entry(with_id(corrected, kept.id, person_id=person_id, version=1))
    with store.reading() as records:
        expected = with_id(corrected, kept.id, person_id=person_id, version=2)
        assert records.list_entries(person_id) == (expected,)
        assert records.find_entry(kept.id) == expected


def test_an_entry_is_kept_only_in_place_of_the_version_it_was_made_from(store: Store):
    ada = store_procedure(store).person_id
    with store.writing() as records:
        first = records.save_entry(an_entry(ada, note="first"))
        second = records.save_entry(replace(first, note="second"))
    for overtaken in (first, replace(second, person_id=ada + 1), replace(second, id=99)):
        with pytest.raises(Overtaken, match="another window"), store.writing() as records:
            records.save_entry(overtaken)
    with store.reading() as records:
        assert records.list_entries(ada) == (second,)


@given(
    verdict=some.builds(
        NewShownVerdict,
        person_id=some.just(0),
        procedure_id=some.just(0),
        diary_day=some.dates(),
        day=some.integers(0, 400),
        status=some.sampled_from(Status),
        pattern=some.sampled_from(Pattern),
        reason=texts,
        reference_version=texts,
        assessed_at=zoned_moments,
        basis=texts,
    )
)
@round_trip
def test_verdicts_round_trip_and_stand_beside_each_other(store: Store, verdict: ShownVerdict):
    procedure = store_procedure(store)
    owned = replace(verdict, person_id=procedure.person_id, procedure_id=procedure.id)
    with store.writing() as records:
        first, second = (records.add_verdict(owned) for _ in range(2))
    with store.reading() as records:
        assert records.list_verdicts(procedure.id) == (first, second)
        assert [as_new(one) for one in (first, second)] == [owned, owned]


@given(
    photo=some.builds(
        NewPhoto,
        person_id=some.just(0),
        procedure_id=some.just(0),
        role=some.sampled_from(PhotoRole),
        area=some.sampled_from(BodyArea),
        taken_at=moments,
        digest=some.just(digest_of(b"photo")),
        media_type=words,
        width_px=some.integers(1, 20000),
        height_px=some.integers(1, 20000),
        usable=some.none() | some.booleans(),
        findings=some.lists(
            some.builds(
                PhotoFinding,
                code=texts,
                why=texts,
                retake=texts,
                refuses=some.frozensets(some.sampled_from(Aspect)),
            )
        ).map(tuple),
        view=some.sampled_from(View),
        on_skin=some.none() | some.sampled_from(OnSkin),
        same_person=some.booleans(),
    ),
    values=some.lists(measurements(), unique_by=lambda value: (value.zone, value.measure)),
)
@round_trip
def test_photos_and_measurements_round_trip(store: Store, photo: Photo, values: list[Measurement]):
    procedure = store_procedure(store)
    with store.writing() as records:
        photo = replace(photo, person_id=procedure.person_id, procedure_id=procedure.id)
        kept = records.add_photo(photo, b"photo")
        records.save_analysis(kept, [replace(value, photo_id=kept.id) for value in values])
    with store.reading() as records:
        assert records.list_photos(procedure.id) == (with_id(photo, kept.id),)
        found = records.list_measurements(kept.id)
        assert [replace(value, photo_id=0) for value in found] == values


# The database itself refuses what cannot be.


@pytest.mark.parametrize(
    "row",
    [
        RatingRow(entry_id=1, symptom=Symptom.BRUISING, rating=11),
        RatingRow(entry_id=1, symptom=Symptom.BRUISING, rating=-1),
        RatingRow(entry_id=99, symptom=Symptom.BRUISING, rating=1),
        TreatedZoneRow(procedure_id=1, zone=Zone.CHIN, needle_length_mm=5.0),
        TreatedZoneRow(procedure_id=1, zone=Zone.CHIN, needle_length_mm=0.0),
        TreatedZoneRow(procedure_id=1, zone=Zone.CHEEK_LEFT, needle_length_mm=1.0),
        ProcedureRow(
            person_id=1,
            started_at=datetime(2026, 1, 1),
            device=DeviceKind.PEN,
            setting=Setting.HOME,
            passes=0,
            products="",
            notes="",
        ),
        PhotoRow(
            person_id=1,
            procedure_id=1,
            role=PhotoRole.BEFORE,
            area=BodyArea.FACE,
            taken_at=datetime(2026, 1, 1),
            digest="short",
            media_type="image/jpeg",
            width_px=1,
            height_px=1,
            findings=[],
        ),
    ],
    ids=lambda row: f"{row.__tablename__}",
)
def test_impossible_rows_are_refused(store: Store, row: Base):
    procedure = store_procedure(store)
    with store.writing() as records:
        records.save_entry(an_entry(procedure.person_id))
    with pytest.raises((IntegrityError, Overtaken)), store.writing() as records:
        records._add(type(row)(**{k: v for k, v in vars(row).items() if k[0] != "_"}))


def test_a_session_has_one_before_photo_of_an_area_and_side(store: Store):
    procedure = store_procedure(store)
    with store.writing() as records:
        records.add_photo(a_photo(b"1", role=PhotoRole.BEFORE), b"1")
        records.add_photo(a_photo(b"2", role=PhotoRole.BEFORE, area=BodyArea.NECK), b"2")
        records.add_photo(a_photo(b"3", role=PhotoRole.BEFORE, view=View.LEFT_PROFILE), b"3")
    for view in (View.FRONT, View.LEFT_PROFILE):
        with pytest.raises(Overtaken), store.writing() as records:
            records.add_photo(a_photo(b"4", role=PhotoRole.BEFORE, view=view), b"4")
    with store.reading() as records:
        assert len(records.list_photos(procedure.id)) == 3


def test_common_spots_go_with_either_photo(store: Store):
    store_procedure(store)
    with store.writing() as records:
        before, after, other = (
            records.add_photo(a_photo(content), content) for content in (b"1", b"2", b"3")
        )
        for photo in (after, other):
            records.save_spots(photo.id, before.id, [a_spot(photo.id, before.id)] * 2)
        records.save_spots(after.id, before.id, [a_spot(after.id, before.id, row_px=1.5)])
    with store.writing() as records:
        assert [spot.row_px for spot in records.list_spots(after.id, before.id)] == [1.5]
        assert len(records.list_spots(other.id, before.id)) == 2
        records.delete_photo(other.id)
        assert records.list_spots(other.id, before.id) == ()
        records.delete_photo(before.id)
    assert rows_in(store)["common_spots"] == 0


def test_a_text_that_is_no_zone_is_refused(store: Store):
    procedure = store_procedure(store)
    with pytest.raises(Exception, match="nowhere"), store.writing() as records:
        row = TreatedZoneRow(procedure_id=procedure.id, zone="nowhere", needle_length_mm=1.0)
        records._add(row)


# One transaction: everything or nothing.


def test_an_error_undoes_everything(store: Store, settings: Settings):
    procedure = store_procedure(store)
    before = rows_in(store)
    with pytest.raises(ZeroDivisionError), store.writing() as records:
        records.add_person(a_person("Bea"))
        records.save_entry(an_entry(procedure.person_id))
        records.add_photo(a_photo(b"photo"), b"photo")
        raise ZeroDivisionError
    assert rows_in(store) == before
    assert files_in(settings) == set()


def test_an_error_while_deleting_keeps_the_file(store: Store, settings: Settings):
    store_procedure(store)
    with store.writing() as records:
        photo = records.add_photo(a_photo(b"photo"), b"photo")
    with pytest.raises(ZeroDivisionError), store.writing() as records:
        records.delete_photo(photo.id)
        assert files_in(settings) == {f"unsettled-{photo.digest}"}
        raise ZeroDivisionError
    assert files_in(settings) == {photo.digest}
    assert store.photos.read(photo.digest) == b"photo"


def test_an_error_leaves_the_file_that_another_row_needs(store: Store, settings: Settings):
    store_procedure(store)
    other = store_procedure(store, "Bea")
    with store.writing() as records:
        photo = records.add_photo(a_photo(b"photo"), b"photo")
    with pytest.raises(ZeroDivisionError), store.writing() as records:
        again = a_photo(b"photo", other.person_id, other.id)
        records.add_photo(again, b"photo")
        raise ZeroDivisionError
    assert files_in(settings) == {photo.digest}


def test_a_file_that_cannot_be_written_leaves_no_row(store: Store, monkeypatch):
    store_procedure(store)

    def no_space(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(store.photos._folder), "rename", no_space)
    with pytest.raises(StoreUnavailable), store.writing() as records:
        records.add_photo(a_photo(b"photo"), b"photo")
    monkeypatch.undo()
    assert rows_in(store, "photos") == {"photos": 0}


def test_reading_changes_nothing(store: Store, home: str):
    with suppress(StoreUnavailable), store.reading() as records:
        records.add_person(a_person())
        assert home != "postgresql", "a server refuses it at once"
    assert rows_in(store, "people") == {"people": 0}


@pytest.mark.parametrize("step", ["committed", "rolled back"])
def test_the_next_start_settles_what_a_crash_left(settings: Settings, step: str):
    store = Store(settings)
    store_procedure(store)
    photo = a_photo(b"photo")
    if step == "committed":
        with store.writing() as records:
            records.add_photo(photo, b"photo")
    store.photos.put(b"photo")  # as if the program had died before settling
    store.close()

    Store(settings).close()

    assert files_in(settings) == ({photo.digest} if step == "committed" else set())


def test_all_this_holds_for_a_photo_store_elsewhere(settings: Settings, tmp_path: Path):
    store = Store(replace(settings, photo_store=f"memory://{tmp_path.name}/photos"))
    store_procedure(store)
    with pytest.raises(ZeroDivisionError), store.writing() as records:
        records.add_photo(a_photo(b"photo"), b"photo")
        raise ZeroDivisionError
    with pytest.raises(NotFound):
        store.photos.read(digest_of(b"photo"))
    with store.writing() as records:
        photo = records.add_photo(a_photo(b"photo"), b"photo")
    assert store.photos.read(photo.digest) == b"photo"
    with store.writing() as records:
        records.delete_photo(photo.id)
    with pytest.raises(NotFound):
        store.photos.read(photo.digest)
    store.close()


# Deleting deletes.


CIRCUMSTANCES = Circumstances(
    special=frozenset({SpecialEvent.SUN}),
    answers={RedFlag.RISING_PAIN: False},
    outcome=Outcome.SEEN,
)


def test_deleting_a_person_deletes_everything_of_theirs_only(store: Store, settings: Settings):
    ada, bea = store_procedure(store, "Ada"), store_procedure(store, "Bea")
    for procedure in (ada, bea):
        with store.writing() as records:
            by_area = {
                "area_ratings": {BodyArea.NECK: {Symptom.PAIN: 1}},
                "area_flags": {BodyArea.NECK: frozenset({RedFlag.FEVER})},
            }
            flags = frozenset(RedFlag)
            entry = an_entry(procedure.person_id, red_flags=flags, **by_area)
            records.save_entry(replace(entry, circumstances=CIRCUMSTANCES))
            records.add_verdict(a_verdict(procedure.person_id, procedure.id))
            keep_guidance(records, procedure.person_id, procedure.id)
            for content in (
                b"both have this",
                procedure.started_at.isoformat().encode() + b"%d" % procedure.id,
            ):
                photo = a_photo(content, procedure.person_id, procedure.id)
                kept = records.add_photo(photo, content)
                for _ in range(2):  # the first ones become earlier ones
                    records.save_analysis(kept, [a_measurement(kept.id)], present=())
            records.keep_draft(procedure.person_id, "form", {"note": "half"})
        state_ordinary(store, procedure.person_id, {Symptom.REDNESS: 1})
    half = {name: rows // 2 for name, rows in rows_in(store).items()}
    assert half.pop("common_spots") == half.pop("copies_made") == half.pop("photo_grades") == 0
    assert min(half.values()) > 0

    with store.writing() as records:
        records.delete_person(ada.person_id)

    assert rows_in(store, *half) == half
    with store.reading() as records:
        photos = records.list_photos(bea.id)
        assert all(store.photos.read(photo.digest) for photo in photos)
    assert files_in(settings) == {photo.digest for photo in photos}


def test_a_corrected_entry_keeps_what_was_said_of_it_before(store: Store):
    procedure = store_procedure(store)
    with store.writing() as records:
        kept = records.save_entry(an_entry(procedure.person_id))
        said = records.add_verdict(a_verdict(procedure.person_id, procedure.id))
        records.save_entry(replace(kept, note="corrected"))
        assert records.list_verdicts(procedure.id) == (said,)


def test_deleting_a_before_photo_deletes_the_changes_measured_against_it(store: Store):
    store_procedure(store)
    with store.writing() as records:
        before = records.add_photo(a_photo(b"1", role=PhotoRole.BEFORE), b"1")
        after = records.add_photo(a_photo(b"2"), b"2")
        own = a_measurement(after.id, measure="erythema_index")
        records.save_analysis(after, [own, a_measurement(after.id, baseline_photo_id=before.id)])
        records.delete_photo(before.id)
        assert [value.measure for value in records.list_measurements(after.id)] == [own.measure]


def test_an_id_is_never_given_twice(store: Store):
    ada = store_procedure(store, "Ada")
    with store.writing() as records:
        records.delete_person(ada.person_id)
    bea = store_procedure(store, "Bea")
    assert (bea.person_id, bea.id) != (ada.person_id, ada.id)


def test_deleted_words_are_gone_from_the_disk(store: Store, settings: Settings, home: str):
    if home == "postgresql":
        pytest.skip("a server clears its own pages")
    secret = "a word that nobody else writes"
    procedure = store_procedure(store, notes=secret)

    def disk() -> bytes:
        return b"".join(path.read_bytes() for path in settings.data_dir.glob("fifthday*"))

    assert (secret.encode() in disk()) == (home == "plain")
    with store.writing() as records:
        records.delete_person(procedure.person_id)
    assert secret.encode() not in disk()


@pytest.mark.parametrize(
    "ask",
    [
        lambda records: records.get_person(7),
        lambda records: records.rename_person(7, "Eve"),
        lambda records: records.set_consent(7, consents_to_refit=True),
        lambda records: records.set_skin(7, is_sensitive=True),
        lambda records: records.set_language(7, "en"),
        lambda records: records.delete_person(7),
        lambda records: records.add_procedure(a_procedure(7)),
        lambda records: records.get_procedure(7),
        lambda records: records.correct_procedure(a_procedure(1, id=7)),
        lambda records: records.delete_procedure(7),
        lambda records: records.save_entry(an_entry(7)),
        lambda records: records.add_photo(a_photo(b"", procedure_id=7), b""),
        lambda records: records.get_photo(7),
        lambda records: records.delete_photo(7),
        lambda records: records.save_analysis(a_photo(b"", id=7), []),
    ],
)
def test_what_is_gone_is_said_in_words(store: Store, ask):
    with pytest.raises(NotFound, match="no longer in the diary"), store.writing() as records:
        ask(records)


# Threads.


def test_two_threads_write_and_read_at_the_same_time(store: Store):
    people = [store_procedure(store, name).person_id for name in ("Ada", "Bea")]
    errors: list[BaseException] = []
    start = threading.Barrier(2)

    def keep_a_diary(person_id: int) -> None:
        try:
            start.wait()
            for day in range(30):
                with store.writing() as records:
                    known = len(records.list_entries(person_id))
                    assert known == day
                    entry = an_entry(person_id, day=date(2026, 1, 1) + timedelta(days=day))
                    records.save_entry(entry)
                with store.reading() as records:
                    assert len(records.list_entries(person_id)) == day + 1
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=keep_a_diary, args=(person_id,)) for person_id in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert rows_in(store, "diary_entries") == {"diary_entries": 60}


def test_the_same_day_from_two_threads_is_two_entries(store: Store):
    procedure = store_procedure(store)
    start = threading.Barrier(2)

    def check_in(rating: int) -> None:
        start.wait()
        with store.writing() as records:
            records.save_entry(an_entry(procedure.person_id, ratings={Symptom.PAIN: rating}))

    threads = [threading.Thread(target=check_in, args=(rating,)) for rating in (3, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rows_in(store, "diary_entries", "ratings") == {"diary_entries": 2, "ratings": 2}


def test_a_reader_sees_one_state(store: Store):
    writer = threading.Thread(target=store_procedure, args=(store,))
    with store.reading() as records:
        assert records.list_people() == ()
        writer.start()
        writer.join(timeout=0.5)
        assert records.list_people() == ()
    writer.join()
    assert rows_in(store, "people") == {"people": 1}


def test_a_reader_does_not_write_beside_its_own_reading(store: Store):
    with store.reading(), pytest.raises(AssertionError, match="own reader"), store.writing():
        pass


def test_a_database_that_stays_locked_is_said(store: Store, settings: Settings, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 0.05)
    monkeypatch.setattr(postgres, "LOCK_TIMEOUT_MS", 50)
    impatient = Store(settings)
    with (
        store.writing() as records,
        pytest.raises(StoreUnavailable, match=r"database is locked|too much to do just now"),
        impatient.writing(),
    ):
        records.add_person(a_person())
    impatient.close()
