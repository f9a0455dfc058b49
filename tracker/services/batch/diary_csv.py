"""Read recoveries from CSV, block by block, and say what cannot be used and in which row."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

import numpy as np

from tracker.domain.course.reference import DIARY_CHANNELS
from tracker.domain.records.kept import Setting
from tracker.errors import InvalidEntry
from tracker.services.batch.cleaning import NO_DAY, Cleaner, Report
from tracker.services.batch.csv_blocks import Cells, CsvBlock, read_blocks
from tracker.services.batch.diary_rows import DiaryRows

RATING_COLUMNS = tuple(channel.value for channel in DIARY_CHANNELS)
COLUMNS = (
    *("recovery_id", "day"),
    *RATING_COLUMNS,
    *("photo_delta_ei", "red_flags", "needle_length_mm", "device", "setting"),
)
ORDINARY_COLUMNS = tuple(f"ordinary_{column}" for column in RATING_COLUMNS)
OPTIONAL_COLUMNS = (
    *ORDINARY_COLUMNS,
    *("special", "answers", "outcome", "photo_mdc95", "photo_too_high", "reddest_zone_delta_ei"),
)
"""Columns that a file need not have; an empty cell and a missing column say the same: not known."""


_NO_VALUE = frozenset({"na", "nan", "n/a"})


def read_diary(source: Path | IO[str], report: Report) -> Iterator[DiaryRows]:
    """Read the rows of a diary file in blocks.

    Parameters
    ----------
    source : path or text stream
        CSV with the columns `COLUMNS` in any order, and any of `OPTIONAL_COLUMNS`; empty cells,
        NA and NaN are missing. Encoding, separator and decimal sign may be any spreadsheet's.
    report : callable
        Gets one sentence for everything that cannot be used.

    Raises
    ------
    InvalidEntry
        If the file cannot be read at all: missing, empty, no text, columns missing or double.
    """
    has_rows: bool | None = None
    for block in _readable(read_blocks(source)):
        _check_columns(block)
        block = _with_na_as_empty(block)
        block = _without_what_is_shifted(block)
        has_rows = has_rows or len(block.number) > 0
        yield _clean(block, report)
    if has_rows is None:
        raise InvalidEntry("The diary file is empty. It needs a header and rows.")
    if not has_rows:
        raise InvalidEntry("The diary file has a header but no rows.")


def _readable(blocks: Iterator[CsvBlock]) -> Iterator[CsvBlock]:
    try:
        yield from blocks
    except FileNotFoundError as error:
        raise InvalidEntry(
            "There is no file {name}. Please look at how its name and folder are spelt.",
            name=str(error.filename),
        ) from None
    except (OSError, csv.Error) as error:
        raise InvalidEntry("The diary file cannot be read as CSV: {error}.", error=error) from None


def _check_columns(block: CsvBlock) -> None:
    missing = [column for column in COLUMNS if column not in block.columns]
    if missing:
        raise InvalidEntry(
            "The diary file lacks the column {missing}. It needs: {columns}.",
            missing=missing[0],
            columns=", ".join(COLUMNS),
        )
    if double := sorted(block.repeated.intersection(COLUMNS + OPTIONAL_COLUMNS)):
        raise InvalidEntry(
            "The diary file has the column {column} more than once. Please keep the right one.",
            column=double[0],
        )


def _with_na_as_empty(block: CsvBlock) -> CsvBlock:
    """Return a block in which what R and pandas write for a missing value is an empty cell."""
    columns = {
        name: Cells(["" if text.lower() in _NO_VALUE else text for text in cells.texts], cells.code)
        for name, cells in block.columns.items()
        if name != "recovery_id"  # which may be anybody's initials
    }
    return replace(block, columns=block.columns | columns)


def _without_what_is_shifted(block: CsvBlock) -> CsvBlock:
    """Return a block that says of rows with too many cells only whose they are, and the day."""
    if not block.is_too_long.any():
        return block
    columns = {
        name: cells
        if name in ("recovery_id", "day")
        else Cells([*cells.texts, ""], np.where(block.is_too_long, len(cells.texts), cells.code))
        for name, cells in block.columns.items()
    }
    return replace(block, columns=columns)


def _clean(block: CsvBlock, report: Report) -> DiaryRows:
    cleaner = Cleaner(block, report)
    cleaner.note_too_long(block.is_too_long)
    day = cleaner.days()
    ids = block.columns["recovery_id"]
    no_id = cleaner.is_missing("recovery_id")
    if no_id.any():
        is_blank = np.all([cleaner.is_missing(column) for column in block.columns], axis=0)
        cleaner.tell(no_id & ~is_blank, "has no recovery_id, so it was left out")
    cleaner.tell(cleaner.is_missing("day") & ~no_id, "has no day, so it was left out")
    rows = DiaryRows(
        names=ids.texts,
        recovery=ids.code,
        number=block.number,
        day=day,
        ratings=np.stack([cleaner.ratings(column) for column in RATING_COLUMNS], axis=1),
        photo=cleaner.changes("photo_delta_ei"),
        length_mm=cleaner.needle_lengths(),
        is_rf=cleaner.is_rf(),
        flags=cleaner.flags(),
        ordinary=np.stack([cleaner.ordinary(column) for column in ORDINARY_COLUMNS], axis=1),
        special=cleaner.special(),
        **cleaner.answers(),
        outcome=cleaner.outcomes(),
        since=np.zeros(len(day), np.int32),  # a row is one entry
        photo_mdc95=cleaner.photo_errors(),
        photo_too_high=cleaner.photo_too_high(),
        reddest_zone=cleaner.changes("reddest_zone_delta_ei"),
        is_unreadable=cleaner.unreadable | (block.number == block.cut_off),
        is_sign_unreadable=cleaner.unreadable_signs,
    )
    if block.cut_off is not None:
        report(f"Row {block.cut_off} ends in the middle: the file seems to be cut off there.")
    cleaner.check_words("setting", list(Setting), "so it was not used")
    is_lost = ~no_id & (day == NO_DAY) & cleaner.tells_of_signs()
    cleaner.tell(is_lost, "tells of a sign, which counts from day 0 on")
    if is_lost.any():
        rows = rows.with_signs_from_day_0(is_lost)
    is_usable = ~no_id & (rows.day != NO_DAY)
    return rows if is_usable.all() else rows.take(is_usable)
