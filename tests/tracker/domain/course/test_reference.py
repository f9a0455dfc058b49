import csv
import io
import re
from pathlib import Path

import numpy as np
import pytest

from tracker.domain.course.reference import (
    Basis,
    Channel,
    DeviceGroup,
    expected_band,
    expected_photo_band,
    read_course,
    shipped_course,
)
from tracker.domain.records.kept import DeviceKind
from tracker.domain.records.scales import Symptom
from tracker.errors import InvalidReference
from tracker.reference import reference_file

# Clinical reference 1.4: 5th and 95th centile of redness on days 0, 1, 2, 3, 4, 5, 7, 14.
DAYS = (0, 1, 2, 3, 4, 5, 7, 14)
PUBLISHED_REDNESS = {
    0.3: ((1, 5), (0, 3), (0, 2), (0, 1), (0, 1), (0, 1), (0, 1), (0, 0)),
    0.5: ((2, 6), (0, 4), (0, 3), (0, 2), (0, 2), (0, 1), (0, 1), (0, 0)),
    1.0: ((2, 9), (1, 6), (0, 4), (0, 3), (0, 3), (0, 2), (0, 1), (0, 1)),
    1.5: ((3, 10), (2, 7), (0, 5), (0, 4), (0, 3), (0, 3), (0, 2), (0, 1)),
    2.0: ((4, 10), (2, 9), (1, 7), (1, 6), (0, 5), (0, 4), (0, 3), (0, 1)),
}
TOLERANCE = 1  # both tables are simulated centiles of whole numbers


@pytest.mark.parametrize("length", PUBLISHED_REDNESS)
def test_redness_band_agrees_with_the_clinical_reference(length: float) -> None:
    for day, (low, high) in zip(DAYS, PUBLISHED_REDNESS[length], strict=True):
        band = expected_band(Symptom.REDNESS, day, length)
        assert band is not None
        assert band.low == pytest.approx(low, abs=TOLERANCE)
        assert band.high == pytest.approx(high, abs=TOLERANCE)
        assert band.basis is Basis.DERIVED


def test_band_between_two_needle_lengths_lies_between_their_bands() -> None:
    shorter, between, longer = (
        expected_band(Symptom.REDNESS, 2, length) for length in (1.0, 1.25, 1.5)
    )
    assert shorter is not None and between is not None and longer is not None
    assert between.high == pytest.approx((shorter.high + longer.high) / 2)


def test_band_beyond_the_table_is_the_nearest_one() -> None:
    assert expected_band(Symptom.REDNESS, 3, 3.5) == expected_band(Symptom.REDNESS, 3, 3.0)
    assert expected_band(Symptom.PAIN, 90, 1.0) == expected_band(Symptom.PAIN, 14, 1.0)


def test_radio_frequency_has_its_own_course() -> None:
    rf = expected_band(Symptom.SWELLING, 1, 0.5, DeviceKind.RADIO_FREQUENCY)
    pen = expected_band(Symptom.SWELLING, 1, 0.5, DeviceKind.PEN)
    assert rf is not None and pen is not None and rf.high > pen.high


def test_bruising_has_no_band() -> None:
    assert expected_band(Symptom.BRUISING, 1, 1.0) is None


def test_photo_redness_fades() -> None:
    medians = [expected_photo_band(day, 1.5).median for day in range(15)]
    assert medians == sorted(medians, reverse=True)
    assert medians[0] > 4.5 > 1.0 > medians[7]


def test_a_day_before_the_session_is_refused() -> None:
    with pytest.raises(ValueError, match="from 0"):
        expected_band(Symptom.REDNESS, -1, 1.0)


def test_every_channel_has_a_course_for_every_device_group() -> None:
    tables = shipped_course().tables
    assert tables.keys() == {(channel, group) for channel in Channel for group in DeviceGroup}
    assert all(np.isfinite(table.centiles).all() for table in tables.values())


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("redness,mechanical,0.2,3,", "redness,mechanical,0.2,2,", "exactly one row for each day"),
        ("redness,mechanical,0.2,3,", "redness,mechanical,wide,3,", "Row 5 .*wide"),
        ("redness,mechanical,0.2,3,", "blush,mechanical,0.2,3,", "Row 5 .*blush"),
        (",derived,clinical_1_4_redness", ",derived,", "Row 2 .*no source"),
        ("measure,device_group", "symptom,device_group", "must have the columns"),
    ],
)
def test_an_edited_table_that_cannot_be_used_is_named(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    text = reference_file("course.csv").read_text()
    assert old in text
    table = tmp_path / "course.csv"
    table.write_text(text.replace(old, new, 1))
    with pytest.raises(InvalidReference, match=sentence):
        read_course(table, reference_file("course.toml"))


@pytest.mark.parametrize("value", ["nan", "inf", "-1.0", "0.0", "1e300", "[1.0]", "{a = 1}"])
def test_an_edited_spread_must_be_a_number_that_can_be(tmp_path: Path, value: str) -> None:
    header = tmp_path / "course.toml"
    shipped = reference_file("course.toml").read_text()
    header.write_text(re.sub(r"height_sd = .*", f"height_sd = {value}", shipped))
    with pytest.raises(InvalidReference, match=r"\[spread\]"):
        read_course(reference_file("course.csv"), header)


@pytest.mark.parametrize("text", ["x = " + "[" * 100_000, "spread = 1\nversion = 'a'", "\0", ""])
def test_a_header_of_any_depth_is_refused(tmp_path: Path, text: str) -> None:
    header = tmp_path / "course.toml"
    header.write_text(text)
    with pytest.raises(InvalidReference):
        read_course(reference_file("course.csv"), header)


@pytest.mark.parametrize("length", ["0", "-1", "1e300", "30", "inf", "nan"])
def test_an_absurd_needle_length_is_refused(tmp_path: Path, length: str) -> None:
    table = tmp_path / "course.csv"
    text = reference_file("course.csv").read_text()
    table.write_text(text.replace("mechanical,2.5,", f"mechanical,{length},"))
    with pytest.raises(InvalidReference, match="mm long"):
        read_course(table, reference_file("course.toml"))


def test_an_edited_spread_must_be_positive(tmp_path: Path) -> None:
    header = tmp_path / "course.toml"
    header.write_text(
        reference_file("course.toml").read_text().replace("height_sd = ", "height_sd = -")
    )
    with pytest.raises(InvalidReference, match="above 0"):
        read_course(reference_file("course.csv"), header)


@pytest.mark.parametrize(
    ("separator", "encoding"), [(";", "utf-16"), ("\t", "cp1252"), (";", "utf-8-sig")]
)
def test_a_table_edited_in_another_spreadsheet_says_the_same(
    separator: str, encoding: str, tmp_path: Path
) -> None:
    shipped = reference_file("course.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(shipped)))
    numbers = {place for place, name in enumerate(rows[0]) if name not in ("source", "basis")}
    edited = [
        [cell.replace(".", ",") if place in numbers else cell for place, cell in enumerate(row)]
        for row in rows
    ]
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=separator).writerows(edited)
    table = tmp_path / "own.csv"
    table.write_bytes(written.getvalue().encode(encoding, "replace"))
    read = read_course(table, reference_file("course.toml"))
    for key, own in shipped_course().tables.items():
        assert np.array_equal(read.tables[key].centiles, own.centiles)
        assert np.array_equal(read.tables[key].level, own.level)
