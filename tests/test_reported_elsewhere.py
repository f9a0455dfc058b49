"""What people reported of comparable programs, tried on this one.

Each case names the report: repository and number.
"""

import csv
import io
import os
import sqlite3
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from PIL import Image, PngImagePlugin, TiffImagePlugin

from tests.analysis.photo.test_odd_files import avif, heic, in_p3, patch, saved
from tests.factories import an_entry, days_ago, picture_bytes, pixels, store_procedure, today
from tests.tracker.services.batch.test_hostile_tables import a_diary, assess, plain
from tests.tracker.store.test_faults import sentence_or_use
from tracker.config import Settings
from tracker.domain.records.days import diary_day
from tracker.domain.records.kept import BodyArea, PhotoRole
from tracker.errors import UnusablePhoto
from tracker.numerals import read_number
from tracker.services.batch.diary_csv import COLUMNS
from tracker.services.data.archive import export_everything
from tracker.services.photos.keeping import add_photo
from tracker.services.recovery import diary
from tracker.store.repository import Store
from tracker.table_text import plain_cell

from analysis.photo.decode import read_photo  # isort: skip

TURNED, EXIF, GPS = 0x0112, 0x8769, 0x8825


# Photos.


def an_exif(**odd: object) -> bytes:
    exif = Image.Exif()
    exif[TURNED] = 6
    exif[EXIF] = {int(tag[1:], 16): value for tag, value in odd.items()}
    return exif.tobytes()


def with_undefined(values: int) -> bytes:
    """A tag of undefined bytes that claims to be several numbers."""
    raw = an_exif(x9101=b"\1\2\3\0")
    for form in ("<HHI", ">HHI"):
        raw = raw.replace(struct.pack(form, 0x9101, 7, 4), struct.pack(form, 0x9101, 3, values))
    return raw


def without_a_position() -> bytes:
    exif = Image.Exif()
    exif[TURNED] = 6
    exif[GPS] = {1: "", 2: (TiffImagePlugin.IFDRational(0, 0),) * 3}
    return exif.tobytes()


ODD_EXIF = {
    "python-pillow/Pillow 4215": an_exif(xA301=(1,)),
    "python-pillow/Pillow 4346": with_undefined(2),
    "python-pillow/Pillow 8348": b"Exif\0\0" + an_exif(),
    "python-pillow/Pillow 8548": without_a_position(),
    "python-pillow/Pillow 8605": an_exif(xA404=TiffImagePlugin.IFDRational(0, 0)),
}


@pytest.mark.parametrize("report", ODD_EXIF)
def test_odd_metadata_neither_refuses_a_photo_nor_leaves_it_on_its_side(report: str) -> None:
    photo = read_photo(saved(patch(), "JPEG", exif=ODD_EXIF[report], quality=95))
    assert photo.pixels.shape == (128, 96, 3)


@pytest.mark.parametrize(
    "turned", [0, 9, 255, 65535], ids=lambda one: f"imageio/imageio 1158 {one}"
)
def test_an_orientation_that_cannot_be_turns_nothing(turned: int) -> None:
    exif = Image.Exif()
    exif[TURNED] = turned
    assert read_photo(saved(patch(), "JPEG", exif=exif)).pixels.shape == (96, 128, 3)


@pytest.mark.parametrize("exif", [b"Exif\0\0", b"nonsense", b"\xff" * 40])
def test_bigcat88_pillow_heif_45_broken_metadata_of_a_heic(exif: bytes) -> None:
    target = io.BytesIO()
    pillow_heif.from_pillow(Image.fromarray(patch())).save(target, quality=-1, exif=exif)
    assert read_photo(target.getvalue()).pixels.shape == (96, 128, 3)


def test_carsales_pyheif_28_an_odd_width_is_not_sheared() -> None:
    odd = np.ascontiguousarray(patch()[:, :101])
    odd[:, 50:] //= 2
    read = read_photo(heic(in_p3(odd))).pixels.astype(int)
    assert read.shape == odd.shape and np.abs(read - odd).max() <= 8


@pytest.mark.parametrize("code", [(1, 1), (1, 13)], ids=lambda code: f"{code}")
def test_bigcat88_pillow_heif_365_both_names_of_ordinary_colour(code: tuple[int, int]) -> None:
    read = read_photo(avif(patch(), code)).pixels.astype(float)
    assert np.abs(read.mean((0, 1)) - patch().mean((0, 1))).max() < 2


def test_python_pillow_8790_an_orientation_in_xmp() -> None:
    xmp = b'<x:xmpmeta xmlns:tiff="t"><rdf:Description tiff:Orientation="6"/></x:xmpmeta>'
    texts = PngImagePlugin.PngInfo()
    texts.add_itxt("XML:com.adobe.xmp", xmp.decode())
    texts.add_itxt("XML:com.adobe.xmp", xmp.decode())  # twice
    for content in (saved(patch(), "JPEG", xmp=xmp), saved(patch(), "PNG", pnginfo=texts)):
        assert sorted(read_photo(content).pixels.shape) == [3, 96, 128]


PLACE = b"48.137154, 11.576124"
XMP = b'<x:xmpmeta><rdf:Description exif:GPSLatitude="' + PLACE + b'"/></x:xmpmeta>'


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_bluesky_social_app_102_no_place_is_kept_anywhere(
    store: Store, settings: Settings, kind: str
) -> None:
    procedure = store_procedure(store, started_at=days_ago(7, 18))
    content = picture_bytes(pixels(), kind, xmp=XMP, comment=PLACE) + PLACE
    add_photo(store, content, procedure_id=procedure.id, role=PhotoRole.FOLLOW_UP,
              area=BodyArea.LEGS, taken_at=days_ago(3, 8))  # fmt: skip
    kept = b"".join(path.read_bytes() for path in settings.data_dir.rglob("*") if path.is_file())
    assert PLACE not in kept and b"GPSLatitude" not in kept


def test_streamlit_4877_an_upload_that_comes_twice_is_kept_once(store: Store) -> None:
    procedure = store_procedure(store, started_at=days_ago(7, 18))
    upload = {"procedure_id": procedure.id, "role": PhotoRole.FOLLOW_UP, "area": BodyArea.LEGS}
    content = picture_bytes(pixels())
    add_photo(store, content, **upload, taken_at=days_ago(3, 8))
    with pytest.raises(UnusablePhoto, match="already been added"):
        add_photo(store, content, **upload, taken_at=days_ago(3, 8))
    with store.reading() as records:
        assert len(records.list_photos(procedure.id)) == 1


# Numbers and tables.


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        pytest.param("0,435", ",", 0.435, id="jasp-stats/jasp-issues 3608"),
        pytest.param("1,286", ",", 1.286, id="jasp-stats/jasp-issues 3608, above one"),
        pytest.param("1,286", None, None, id="jasp-stats/jasp-issues 3608, not known"),
        pytest.param("173,900", None, None, id="harung1993/dollardollar 55"),
        pytest.param("9,99", None, 9.99, id="dannymcc/may 244"),
        pytest.param("1.234,56", None, 1234.56, id="dannymcc/may 244, with thousands"),
        pytest.param("1,234.56", None, 1234.56, id="dannymcc/may 244, the other way"),
        pytest.param("2523,00", None, 2523, id="wireservice/csvkit 876"),
    ],
)
def test_a_number_is_what_its_writer_means_or_none(
    text: str, decimal: str | None, value: float | None
) -> None:
    assert read_number(text, decimal) == pytest.approx(value, nan_ok=True) if value else True
    assert value is not None or np.isnan(read_number(text, decimal))


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_actualbudget_actual_1769_a_table_cut_by_other_signs(
    tmp_path: Path, separator: str
) -> None:
    rows = [list(COLUMNS), *a_diary(np.random.default_rng(1))]
    expected = assess(plain(rows[1:]), tmp_path)
    german = io.StringIO(newline="")
    with_commas = [[cell.replace(".", ",") for cell in row] for row in rows]
    csv.writer(german, delimiter=separator).writerows(with_commas)
    assert assess(german.getvalue().encode("cp1252"), tmp_path) == expected and expected[0]


@pytest.mark.parametrize(
    "note", ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "=HYPERLINK(\"http://x\")"]
)  # fmt: skip
def test_hercycle_ai_471_a_note_is_no_formula_in_an_export(
    store: Store, tmp_path: Path, note: str
) -> None:
    procedure = store_procedure(store)
    with store.writing() as records:
        records.save_entry(an_entry(procedure.person_id, note=note))
    out = export_everything(store, tmp_path / "out").folder
    table = (out / "tables" / "diary_entries.csv").read_bytes().decode("utf-8-sig")
    (row,) = csv.reader(io.StringIO(table.split("\n", 1)[1], newline=""))
    assert row[3].startswith("'") and plain_cell(row[3]) == note


# Days.


@pytest.fixture
def travelling() -> Iterator[None]:
    kept = os.environ.get("TZ")
    yield
    os.environ.pop("TZ", None)
    if kept is not None:
        os.environ["TZ"] = kept
    time.tzset()


@pytest.mark.usefixtures("travelling")
def test_hanjoongcho_aaf_easydiary_214_entries_keep_their_day_when_one_travels(
    settings: Settings,
) -> None:
    for zone in ("Pacific/Auckland", "Asia/Kathmandu", "America/Los_Angeles", "Pacific/Kiritimati"):
        os.environ["TZ"] = zone
        time.tzset()
        store = Store(settings)
        if zone == "Pacific/Auckland":
            procedure = store_procedure(store, started_at=datetime(2026, 1, 1, 18))
            with store.writing() as records:
                records.save_entry(an_entry(procedure.person_id, day=date(2026, 1, 2)))
        with store.reading() as records:
            (person, *_) = records.list_people()
            assert [one.day for one in records.list_entries(person.id)] == [date(2026, 1, 2)]
            (session,) = records.list_procedures(person.id)
            assert session.started_at == datetime(2026, 1, 1, 18)
        store.close()


def test_dartungar_obsidian_mood_tracker_53_the_small_hours_belong_to_the_day_before() -> None:
    at_night = datetime(2024, 6, 3, 1, 37).astimezone()
    assert diary_day(at_night, 4) == date(2024, 6, 2)
    assert diary_day(at_night, 0) == date(2024, 6, 3)
    assert diary_day(at_night.replace(hour=4), 4) == date(2024, 6, 3)


def test_marbemac_dayjot_8_a_corrected_entry_stays_on_its_day(store: Store) -> None:
    procedure = store_procedure(store)
    first = diary.save_entry(store, an_entry(procedure.person_id, day=days_ago(3).date()))
    for text in ("one", "two", "three"):
        first = diary.save_entry(store, replace(first, note=text))
    assert first.day == today() - timedelta(days=3)
    assert [one.day for one in diary.list_entries(store, procedure.person_id)] == [first.day]


# The store.


def test_mattermost_focalboard_2300_many_writers_wait_for_each_other(settings: Settings) -> None:
    store = Store(settings)
    procedure = store_procedure(store)
    errors: list[BaseException] = []

    def write(first: int) -> None:
        try:
            for day in range(first, first + 8):
                with store.writing() as records:
                    when = date(2026, 1, 1) + timedelta(days=day)
                    records.save_entry(an_entry(procedure.person_id, day=when))
        except BaseException as error:
            errors.append(error)

    writers = [threading.Thread(target=write, args=(8 * one,)) for one in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with store.reading() as records:
        assert len(records.list_entries(procedure.person_id)) == 48 and not errors
    store.close()


def test_getpublii_publii_1393_a_diary_that_is_in_use_at_an_update_says_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.store.backend.sqlite.BUSY_TIMEOUT_S", 0.05)
    Store(settings).close()
    with closing(sqlite3.connect(settings.database_path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        said = sentence_or_use(settings.data_dir)
    assert said is not None and "in use by another program" in said


def test_goodtohear_habits_62_a_diary_that_is_gone_is_not_begun_anew(settings: Settings) -> None:
    store = Store(settings)
    procedure = store_procedure(store, started_at=days_ago(7, 18))
    add_photo(store, picture_bytes(pixels()), procedure_id=procedure.id,
              role=PhotoRole.FOLLOW_UP, area=BodyArea.LEGS, taken_at=days_ago(3, 8))  # fmt: skip
    store.close()
    settings.database_path.unlink()
    said = sentence_or_use(settings.data_dir)
    assert said is not None and "is missing, but photos" in said
    assert not settings.database_path.exists()
