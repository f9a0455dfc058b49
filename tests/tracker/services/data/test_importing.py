"""What was exported comes in as it was, or not at all."""

import io
import random
import shutil
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import text

from tests.factories import a_measurement, a_photo, an_entry, keep_guidance, store_procedure
from tests.tracker.store.befallen import RELEASED
from tracker.config import Settings
from tracker.errors import InvalidEntry, StoreUnavailable
from tracker.services.data.archive import export_as_zip, export_everything
from tracker.services.data.importing import import_export
from tracker.store.records.owned import texts_about
from tracker.store.repository import Store
from tracker.vault import Key

ODD = "=1+1 'quoted'\n\"ümläut\", sep=;\t日本語 \u00a0@SUM"


def picture(shade: int, **saved: object) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (64, 48), (200, shade, 90)).save(content, "JPEG", quality=97, **saved)
    return content.getvalue()


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ZIP file of a diary with something in most tables."""
    place = tmp_path_factory.mktemp("exported")
    with closing(Store(Settings(place / "data"))) as store:
        procedure = store_procedure(store, ODD)
        with store.writing() as records:
            keep_guidance(records, procedure.person_id, procedure.id)
            records.save_entry(an_entry(procedure.person_id, note=ODD))
            content = picture(90)
            photo = records.add_photo(a_photo(content, width_px=64, height_px=48), content)
            records.save_analysis(photo, [a_measurement(photo.id)])
        with export_as_zip(store) as archive:
            (place / "export.zip").write_bytes(archive.read())
    return place / "export.zip"


def tables_of(store: Store) -> list[tuple[str, list[str], list[list[str]]]]:
    with store.reading() as records:
        return [one for one in records.dump_tables() if one[0] != "copies_made"]


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("key", [None, Key(bytes(range(32)))], ids=["plain", "locked"])
@pytest.mark.parametrize("as_folder", [False, True])
def test_an_export_comes_in_and_goes_out_the_same(
    exported: Path, tmp_path: Path, key: Key | None, as_folder: bool
):
    path = exported
    if as_folder:
        path = tmp_path / "folder"
        with zipfile.ZipFile(exported) as archive:
            archive.extractall(path)
    with closing(Store(Settings(tmp_path / "data"), key)) as store:
        assert import_export(store, path).missing == ()
        again = tmp_path / "again.zip"
        with export_as_zip(store) as archive:
            again.write_bytes(archive.read())
        with store.reading() as records:
            assert all(map(store.photos.is_whole, records.list_digests()))
        assert import_export(store, path).is_nothing
    first, second = contents(exported), contents(again)
    assert {name for name in first if first[name] != second.get(name)} == set()
    assert set(first) == set(second)


@pytest.mark.parametrize("release", RELEASED, ids=lambda path: path.stem)
def test_exports_of_every_released_diary_come_in(release: Path, tmp_path: Path):
    settings = Settings(tmp_path / "data")
    settings.data_dir.mkdir()
    shutil.copy(release, settings.database_path)
    with closing(Store(settings)) as store, closing(Store(Settings(tmp_path / "new"))) as new:
        out = export_everything(store, tmp_path / "out").folder
        with store.reading() as records:
            photos = len(records.list_digests())
        assert len(import_export(new, out).missing) >= photos  # their files were never on a disk
        assert tables_of(new) == tables_of(store)


def test_nobody_else_is_read(store: Store, exported: Path):
    other = store_procedure(store, "Else").person_id
    with store.writing() as records:
        records.save_entry(an_entry(other))
    with store.writing() as records:
        damage = "UPDATE ratings SET symptom = 'damaged' WHERE symptom = 'REDNESS'"
        records._session.execute(text(damage))
    with store.reading() as records, pytest.raises(StoreUnavailable):
        records.list_entries(other)
    with store.reading() as records:
        own, about = (texts_about(records._session, [name]) for name in ("ELSE", ODD))
    assert own["ratings"][1] and not about["ratings"][1] and not about["people"][1]
    assert import_export(store, exported).people == 1
    assert import_export(store, exported).is_nothing


# Hostile ones.


def bend(files: dict[str, bytes], chance: random.Random) -> None:
    name = chance.choice(sorted(files))
    content = bytearray(files[name])
    for _ in range(chance.choice([1, 5])):
        if content:
            content[chance.randrange(len(content))] = chance.choice(b"\0,\"'\n09aZ\xff=")
    files[name] = bytes(content)


def lose(files: dict[str, bytes], chance: random.Random) -> None:
    del files[chance.choice(sorted(files))]


def escape(files: dict[str, bytes], chance: random.Random) -> None:
    files[chance.choice(["../x", "/etc/x", "a/../../x", "fifthday/tables/../x", "C:\\x"])] = b"x"


def repeat(files: dict[str, bytes], chance: random.Random) -> None:
    name = chance.choice([name for name in sorted(files) if name.endswith((".csv", ".json"))])
    rows = files[name].splitlines(keepends=True)
    files[name] = files[name] + chance.choice(rows)


def stretch(files: dict[str, bytes], chance: random.Random) -> None:
    told = [name for name in sorted(files) if "/tables/" in name or name.endswith("diary.json")]
    name = chance.choice(told)
    files[name] += chance.choice([b"9" * 400_000, b'"', b"\0", b"," * 9000, b"\r\n" * 9])


def place(files: dict[str, bytes], chance: random.Random) -> None:
    exif = Image.Exif()
    exif[0x010F] = "a camera"
    name = next(name for name in sorted(files) if "/photos/" in name)
    files[name] = picture(chance.randrange(256), exif=exif)


def swap(files: dict[str, bytes], chance: random.Random) -> None:
    one, other = chance.sample(sorted(files), 2)
    files[one], files[other] = files[other], files[one]


WAYS: tuple[Callable[[dict[str, bytes], random.Random], None], ...] = (
    *(bend, lose, escape, repeat, stretch, place, swap),
)


def _begin(settings: Settings, *, is_used: bool) -> Store:
    store = Store(settings)
    if is_used:
        store_procedure(store, "Else")
    return store


def try_hostile(exported: Path, tmp_path: Path, seeds: range) -> dict[str, int]:
    """Bring in what was bent: refused by a sentence, or brought in right."""
    files, ended = contents(exported), dict[str, int]()
    settings = Settings(tmp_path / "room" / "data")
    store = _begin(settings, is_used=False)
    before = tables_of(store)
    for seed in seeds:
        chance, bent, path = random.Random(seed), dict(files), tmp_path / "bent.zip"
        kept = chance.choice(["tables/", "diary.json", ""])  # CSV alone, JSON alone, or both
        for name in list(bent):
            if kept and kept not in name and ("tables/" in name or name.endswith("diary.json")):
                del bent[name]
        WAYS[seed % len(WAYS)](bent, chance)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in bent.items():
                archive.writestr(name, content)
        if seed % 11 == 0:
            raw = bytearray(path.read_bytes())
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
            path.write_bytes(raw)
        try:
            import_export(store, path)
        except InvalidEntry as error:
            assert "Nothing was brought in" in str(error), error
            assert tables_of(store) == before
            outcome = "refused"
        else:
            outcome = "brought in"
            for one, (_, _, rows_before) in zip(tables_of(store), before, strict=True):
                name, _, rows = one
                table = bent.get(f"fifthday/tables/{name}.csv")
                assert table is None or len(rows) - len(rows_before) < table.count(b"\r\n")
            store.close()
            shutil.rmtree(settings.data_dir)
            store = _begin(settings, is_used=seed % 2 == 0)
        before = tables_of(store)
        ended[outcome] = ended.get(outcome, 0) + 1
        names = {one.name for one in tmp_path.iterdir()} | {
            one.name for one in (tmp_path / "room").iterdir()
        }
        assert names == {"bent.zip", "room", "data"}
        left = {one.name for one in settings.data_dir.rglob("*") if one.is_file()}
        assert left == {"fifthday.db"}
    store.close()
    return ended


def test_hostile_archives_are_refused_or_come_in_right(exported: Path, tmp_path: Path):
    ended = try_hostile(exported, tmp_path, range(35))
    assert ended["refused"] > 20, ended


@pytest.mark.benchmark
def test_many_hostile_archives(exported: Path, tmp_path: Path):
    sys.stdout.write(f"{try_hostile(exported, tmp_path, range(2000))}\n")


@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"%PDF-1.4", b"x" * 9000])
def test_other_files_are_refused(store: Store, tmp_path: Path, content: bytes):
    path = tmp_path / "other.zip"
    path.write_bytes(content)
    for one in (path, tmp_path / "nowhere", tmp_path):
        with pytest.raises(InvalidEntry, match="no export"):
            import_export(store, one)


def test_a_bomb_is_refused(
    exported: Path, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tracker.services.data.export_source._LARGEST_BYTES", 1_000_000)
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("fifthday/tables/people.csv", bytes(50_000_000))
    with pytest.raises(InvalidEntry, match="too large"):
        import_export(store, path)


def test_many_files_that_together_are_a_bomb_are_refused(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("tracker.services.data.export_source._MORE_BYTES", 3_000_000)
    path = tmp_path / "bombs.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(8):  # each of them alone is small enough
            archive.writestr(f"fifthday/photos/{number}.jpg", bytes([number]) * 1_000_000)
    with pytest.raises(InvalidEntry, match="too large"):
        import_export(store, path)
