import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tracker.config import Settings
from tracker.domain.course.outlook.refit import course_csv
from tracker.domain.course.reference import CourseReference, shipped_course
from tracker.errors import InvalidEntry, InvalidReference, StoreUnavailable
from tracker.services.recovery.courses import (
    check_new_version,
    copy_shipped_course,
    course_named,
    newest_course,
    write_course,
)

FIRST_ROW, FIRST_HIGH = "redness,mechanical,0.2,0,2.5,1.0,2.0,3.0,3.0,5.0,", 5.0


def a_course(version: str) -> CourseReference:
    return replace(shipped_course(), version=version)


def write(settings: Settings, version: str, changed_at: int) -> Path:
    table = write_course(settings, a_course(version))
    os.utime(table, (changed_at, changed_at))
    return table


def edit(table: Path, old: str, new: str) -> None:
    text = table.read_text(encoding="utf-8")
    assert old in text
    table.write_text(text.replace(old, new, 1), encoding="utf-8")


def highest(course: CourseReference) -> float:
    """The 95th centile of the table's first row."""
    table = next(iter(course.tables.values()))
    return float(table.centiles[0, 0, -1])


def test_without_a_version_of_its_own_the_shipped_course_is_used(settings: Settings):
    assert newest_course(settings) is shipped_course()


def test_the_version_that_was_changed_last_is_used(settings: Settings):
    write(settings, "b", 1_000)
    write(settings, "a", 2_000)
    assert newest_course(settings).version == "a"
    os.utime(settings.course_dir / "b.csv", (3_000, 3_000))
    assert newest_course(settings).version == "b"


def test_a_written_version_is_read_as_it_was(settings: Settings):
    table = write_course(settings, a_course("2027.1"))
    read = newest_course(settings)
    assert read.spread == shipped_course().spread
    for key, written in shipped_course().tables.items():
        np.testing.assert_allclose(read.tables[key].level, written.level, atol=1e-3)
    assert {path.name for path in table.parent.iterdir()} == {"2027.1.csv", "2027.1.toml"}


def test_a_copy_of_the_shipped_course_is_the_shipped_course_until_it_is_edited(settings: Settings):
    table = copy_shipped_course(settings, "clinic-1")
    copy = newest_course(settings)
    assert copy.version == "clinic-1"
    assert course_csv(copy) == course_csv(shipped_course())
    edit(table, FIRST_ROW, FIRST_ROW.replace("5.0,", "6.5,"))
    assert highest(newest_course(settings)) == 6.5
    with pytest.raises(InvalidEntry, match="already a version clinic-1"):
        copy_shipped_course(settings, "clinic-1")


def test_an_unchanged_version_is_read_once_and_an_edited_one_anew(settings: Settings):
    table = write(settings, "2027.1", 1_000)
    before = newest_course(settings)
    assert newest_course(settings) is before
    edit(table, FIRST_ROW, FIRST_ROW.replace("5.0,", "6.5,"))
    assert (highest(before), highest(newest_course(settings))) == (FIRST_HIGH, 6.5)


def test_a_table_that_a_spreadsheet_saved_with_a_mark_can_be_read(settings: Settings):
    table = write(settings, "2027.1", 1_000)
    table.write_bytes(b"\xef\xbb\xbf" + table.read_bytes())
    assert newest_course(settings).version == "2027.1"


def test_a_version_is_found_by_its_name(settings: Settings):
    write(settings, "old", 1_000)
    write(settings, "new", 2_000)
    assert course_named(settings, "old").version == "old"
    assert course_named(settings, shipped_course().version) is shipped_course()
    assert course_named(settings, "deleted").version == "new"
    assert course_named(settings, None).version == "new"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (FIRST_ROW, FIRST_ROW.replace("2.5", "much"), r"Row 2 of 2027\.1\.csv"),
        (FIRST_ROW, FIRST_ROW.replace("2.5", "nan"), r"Row 2 of .* no number"),
        (FIRST_ROW, FIRST_ROW.replace("1.0,2.0", "2.0,1.0"), r"Row 2 of .* must not fall"),
        ("measure,device_group", "measure,device", "must have the columns"),
        ("redness,mechanical,0.2,3,", "redness,mechanical,0.2,4,", "one row for each day"),
    ],
)
def test_a_slip_in_an_edited_table_is_said_with_its_place(settings, old, new, sentence):
    edit(write(settings, "2027.1", 1_000), old, new)
    with pytest.raises(InvalidReference, match=sentence):
        newest_course(settings)


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        (None, r"2027\.1\.toml cannot be read"),
        ("", "needs a version"),
        ('version = "2027.2"', r"write version = '2027\.1' there"),
    ],
)
def test_a_header_that_does_not_fit_is_said(settings: Settings, header, sentence):
    path = write(settings, "2027.1", 1_000).with_suffix(".toml")
    if header is None:
        path.unlink()
    else:
        path.write_text(path.read_text().replace('version = "2027.1"', header))
    with pytest.raises(InvalidReference, match=sentence):
        newest_course(settings)


def test_no_version_may_take_the_shipped_ones_name(settings: Settings):
    with pytest.raises(InvalidEntry, match="already a version"):
        check_new_version(settings, shipped_course().version)
    write(settings, shipped_course().version, 1_000)
    with pytest.raises(InvalidReference, match="name of the shipped version"):
        newest_course(settings)


@pytest.mark.parametrize("version", ["", "../up", "a/b", ".hidden", "a b", "x" * 61, 'a"b'])
def test_a_version_needs_a_name_that_a_file_can_have(settings: Settings, version: str):
    with pytest.raises(InvalidEntry, match="cannot name a version"):
        check_new_version(settings, version)


def test_a_taken_name_is_refused(settings: Settings):
    check_new_version(settings, "2027.1")
    write(settings, "2027.1", 1_000)
    with pytest.raises(InvalidEntry, match=r"already a version 2027\.1"):
        check_new_version(settings, "2027.1")


def test_a_folder_that_cannot_be_written_is_said(settings: Settings):
    settings.data_dir.mkdir()
    settings.course_dir.write_text("in the way")
    with pytest.raises(StoreUnavailable, match="could not be written"):
        write_course(settings, a_course("2027.1"))
