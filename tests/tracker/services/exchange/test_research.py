"""Tables for research: nothing in them says who, when, or in which words."""

import io
import random
import re
import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import text as sql

from tests.clinics import a_clinic
from tests.factories import a_measurement, a_photo, store_procedure
from tests.tracker.services.exchange.generated import add_someone
from tracker import cli, clock
from tracker.config import Settings
from tracker.domain.access.consents import NewConsent, Scope
from tracker.domain.research import columns
from tracker.domain.research.columns import Kind
from tracker.domain.research.pseudonyms import Pseudonyms
from tracker.domain.research.tables import TABLES
from tracker.domain.words.measure_names import OWN_VALUES
from tracker.errors import InvalidEntry, NotFound
from tracker.services.exchange.research.exporting import Asked, export_for_research
from tracker.store.repository import Store

WORDS = {
    "procedures": ("products", "notes", "currency"),
    "diary_entries": ("note",),
    "assessments": ("reason", "wording", "reference_version", "basis", "method"),
    "measurements": ("method", "reference", "method_version"),
    "zone_notes": ("note",),
    "product_uses": ("name",),
    "practitioner_answers": ("text", "name"),
    "screening_answers": ("cleared_by",),
    "needle_sets": ("name",),
    "walk_events": ("reason",),
}
"""Where people's own words, and words of versions of their own, may stand."""


def fill(store: Store, seeds: range) -> None:
    """People whose every word is told apart from all that the program says by itself."""
    with store.writing() as records:
        for seed in seeds:
            add_someone(records, random.Random(seed), f"Zoë Quux-{seed}")
        row = "(ctid::text::point)[1]::int" if store.settings.database_url else "rowid"
        for table, names in WORDS.items():
            for name in names:
                token = f"UPDATE {table} SET {name} = 'Qzx' || substr('{name}', 1, 3) || {row}"
                records._session.execute(sql(token))


def leaks_of(store: Store, folder: Path) -> list[str]:
    """All that must not be in the files of an export, and is."""
    with store.reading() as records:
        tables = {name: (names, rows) for name, names, rows in records.dump_tables()}
        photos = [store.photos.read(digest) for digest in records.list_digests()]
    cells = {
        cell
        for name, (names, rows) in tables.items()
        for row in rows
        for column, cell in zip(names, row, strict=True)
        if column in WORDS.get(name, ()) or (name, column) == ("people", "name")
    }
    days = {row[:10] for _, rows in tables.values() for line in rows for row in line if is_day(row)}
    forms = {date.fromisoformat(day).strftime(form) for day in days for form in DAYS}
    place = tables["photos"][0].index("digest")
    digests = {row[place] for row in tables["photos"][1]}
    forbidden = {one for one in cells | forms | days | digests if one}
    assert len(forbidden) > 40
    told = "\n".join({cell for text in written(folder) for cell in re.split(r"[,\n]", text)})
    raw = b"".join(path.read_bytes() for path in folder.iterdir())
    assert b"Qzx" not in raw and b"Quux" not in raw  # not in what Parquet says beside cells, either
    pictures = [photo[200:260] for photo in photos if photo[200:260] in raw]
    return [*(one for one in forbidden if one in told), *map(str, pictures)]


DAYS = ("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y%m%d", "%d %B %Y")


def is_day(cell: str) -> bool:
    try:
        date.fromisoformat(cell[:10])
    except ValueError:
        return False
    return len(cell) >= 10


def written(folder: Path) -> Iterator[str]:
    for path in sorted(folder.iterdir()):
        if path.suffix == ".parquet":
            yield pd.read_parquet(path).to_csv()
        else:
            yield path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def store_of_some(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with closing(Store(Settings(tmp_path_factory.mktemp("research") / "data"))) as store:
        fill(store, range(4))
        yield store


@pytest.fixture(scope="module")
def out(store_of_some: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out") / "tables"
    assert export_for_research(store_of_some, folder, None) == 4
    return folder


def test_nothing_says_who_when_or_in_which_words(store_of_some: Store, out: Path):
    assert leaks_of(store_of_some, out) == []
    assert {path.name for path in out.iterdir()} == {
        *("README.txt", "dictionary.csv"),
        *(f"{name}.{suffix}" for name in TABLES for suffix in ("csv", "parquet")),
    }


@pytest.mark.benchmark
def test_two_hundred_people_leak_nothing(store: Store, tmp_path: Path):
    fill(store, range(200))
    export_for_research(store, tmp_path / "out", None)
    assert leaks_of(store, tmp_path / "out") == []


def test_the_dictionary_tells_every_column_and_every_cell_keeps_to_it(out: Path):
    dictionary = pd.read_csv(out / "dictionary.csv", keep_default_na=False)
    for name, told in TABLES.items():
        frame, packed = pd.read_csv(out / f"{name}.csv"), pd.read_parquet(out / f"{name}.parquet")
        assert list(frame) == list(packed) == [one.name for one in told]
        assert list(dictionary[dictionary["table"] == name]["column"]) == list(frame)
        assert len(frame) == len(packed) > 0, name
        for column in told:
            assert column.meaning and column.range
            for cell in packed[column.name].dropna():
                assert keeps_to(column, cell), (name, column.name, cell)


def keeps_to(column: columns.Column, cell: object) -> bool:
    match column.kind:
        case Kind.PSEUDONYM:
            return columns.PSEUDONYM.fullmatch(str(cell)) is not None
        case Kind.SHIFTED_DATE:
            return str(cell) < "1850"
        case Kind.CODES:
            return all(one in column.codes for one in str(cell).split(";") if one)
        case _:
            return column.cell(str(cell)) == cell


def test_differences_of_days_stay_true(store_of_some: Store, out: Path):
    frame = pd.read_csv(out / "check_ins.csv").dropna(subset="session")
    began = pd.read_csv(out / "sessions.csv").set_index(["person", "session"])["shifted_date"]
    for row in frame.itertuples():
        since = date.fromisoformat(row.shifted_date) - date.fromisoformat(
            began[row.person, row.session]
        )
        assert since == timedelta(days=row.day)
    with store_of_some.reading() as records:
        ratings = [row for one in range(1, 5) for row in records.list_rows(one)["ratings"]]
    kept = frame[["redness", "swelling", "itching", "pain", "dryness", "bruising"]]
    whole = pd.read_csv(out / "check_ins.csv")[list(kept)]
    assert whole.notna().sum().sum() == len(ratings)
    assert whole.sum().sum() == sum(int(row["rating"]) for row in ratings)


def test_only_changes_stand_beside_those_of_other_people(store: Store, tmp_path: Path):
    session = store_procedure(store)
    with store.writing() as records:
        photo = records.add_photo(a_photo(b"face", session.person_id, session.id), b"face")
        own = [a_measurement(photo.id, measure=one, mdc95=None) for one in OWN_VALUES]
        records.save_analysis(photo, [*own, a_measurement(photo.id)])
    export_for_research(store, tmp_path / "out", None)
    measured = pd.read_csv(tmp_path / "out" / "measurements.csv")
    assert list(measured["measure"]) == ["delta_erythema_index"]
    dictionary = (tmp_path / "out" / "dictionary.csv").read_text(encoding="utf-8")
    assert not any(one in dictionary.replace("delta_erythema_index", "") for one in OWN_VALUES)


def test_a_hostile_cell_is_left_out():
    measure = next(one for one in TABLES["measurements"] if one.name == "measure")
    version = next(one for one in TABLES["verdicts"] if one.kind is Kind.VERSION)
    rating = next(one for one in TABLES["check_ins"] if one.name == "pain")
    assert [measure.cell("Ada"), version.cell("Ada-1"), rating.cell("11"), rating.cell("x")] == [
        None
    ] * 4
    assert (version.cell("2026.2"), rating.cell("10")) == ("2026.2", 10)


def test_pseudonyms_and_shifts_hang_on_the_key_alone():
    one, other = Pseudonyms(bytes(32)), Pseudonyms(bytes([1] * 32))
    people = range(1, 2000)
    assert len({one.name(person) for person in people}) == len(people)
    assert not {one.name(person) for person in people} & {other.name(person) for person in people}
    shifts = {date(2026, 3, 4) - one.shifted(person, date(2026, 3, 4)) for person in people}
    assert len(shifts) > 1400  # of 3,652
    assert min(shifts) > timedelta(days=73_000)


def test_the_key_lies_elsewhere_and_is_used_again(store_of_some: Store, tmp_path: Path):
    key, names = tmp_path / "key.txt", ["Zoë Quux-1", "Zoë Quux-2"]
    assert export_for_research(store_of_some, tmp_path / "a", names, key) == 2
    export_for_research(store_of_some, tmp_path / "b", names, key)
    export_for_research(store_of_some, tmp_path / "c", names)
    a, b, c = ((tmp_path / one / "sessions.csv").read_text() for one in "abc")
    assert a == b != c
    assert key.stat().st_mode & 0o077 == 0
    with pytest.raises(InvalidEntry, match="must not lie in"):
        export_for_research(store_of_some, tmp_path / "d", None, tmp_path / "d" / "key")
    key.write_text("none")
    with pytest.raises(InvalidEntry, match="holds no key"):
        export_for_research(store_of_some, tmp_path / "d", None, key)
    with pytest.raises(InvalidEntry, match="not empty"):
        export_for_research(store_of_some, tmp_path / "a", None)
    with pytest.raises(NotFound, match="Nobody"):
        export_for_research(store_of_some, tmp_path / "d", [])
    assert not (tmp_path / "d").exists()


def test_in_a_clinic_only_who_consented_is_in_it(store: Store, tmp_path: Path):
    clinic = a_clinic(store)
    with pytest.raises(NotFound):
        export_for_research(store, tmp_path / "out", None)
    clinic.consent(clinic.ben, Scope.RESEARCH)
    assert export_for_research(store, tmp_path / "out", None) == 1
    with pytest.raises(NotFound):
        export_for_research(store, tmp_path / "another", ["Ada"])


def test_the_command(store_of_some: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    data = ("--data-dir", str(store_of_some.settings.data_dir))
    with pytest.raises(SystemExit):  # it must be said who agreed
        cli.main([*data, "research-export", str(tmp_path / "out")])
    capsys.readouterr()
    who = ("--person", "Zoë Quux-0")
    assert cli.main([*data, "research-export", str(tmp_path / "out"), *who]) == 0
    assert "Tables of 1 people" in capsys.readouterr().out
    people = pd.read_csv(io.BytesIO((tmp_path / "out" / "people.csv").read_bytes()))
    assert len(people) == 1


def test_faces_and_words_only_of_whom_is_asked_for_and_consented(store: Store, tmp_path: Path):
    fill(store, range(6))
    names = [f"Zoë Quux-{seed}" for seed in range(6)]
    with store.reading() as records:
        ids = {one.name: one.id for one in records.list_people()}
        with_photos = [one for one in names if records.list_all_photos(ids[one])]
    asked, other = with_photos[:2]
    for wanted in (Asked(faces=[asked]), Asked(notes=[asked])):
        with pytest.raises(NotFound, match="no consent to research"):
            export_for_research(store, tmp_path / "out", None, asked=wanted)
    consent = NewConsent(
        person_id=ids[asked], practitioner_id=None, scope=Scope.RESEARCH, text="Yes.",
        given_at=clock.now(),
    )  # fmt: skip
    with store.writing() as records:
        records.access.give_consent(consent)
    with pytest.raises(NotFound, match="not in the tables"):
        export_for_research(store, tmp_path / "out", [other], asked=Asked(faces=[asked]))
    assert not (tmp_path / "out").exists()
    folder = tmp_path / "out"
    export_for_research(store, folder, None, asked=Asked(faces=[asked], notes=[asked]))
    with store.reading() as records:
        photos = records.list_all_photos(ids[asked])
        written_by = {entry.note for entry in records.list_entries(ids[asked]) if entry.note}
    faces = sorted(path.read_bytes() for path in (folder / "faces").iterdir())
    assert faces == sorted(store.photos.read(one.digest) for one in photos)
    notes = pd.read_csv(folder / "notes.csv")
    assert written_by <= set(notes["note"]) and len(set(notes["person"])) == 1
    told = pd.read_csv(folder / "dictionary.csv").set_index(["table", "column"])["kind"]
    assert told["notes", "note"] == "words" and list(told).count("words") == 1
    shutil.rmtree(folder / "faces")
    for name in ("notes.csv", "notes.parquet"):
        (folder / name).unlink()
    assert leaks_of(store, folder) == []  # the rest is as without them
