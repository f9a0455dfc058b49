"""Read recoveries from CSV, chunk by chunk, and say what cannot be used and in which row."""

import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tracker.domain.course import DIARY_CHANNELS
from tracker.domain.diaries import MISSING
from tracker.domain.flags import RedFlag
from tracker.domain.records import NEEDLE_LENGTH_RANGE_MM, DeviceKind, Setting
from tracker.domain.scales import MAX_RATING, MIN_RATING
from tracker.errors import InvalidEntry

RATING_COLUMNS = tuple(channel.value for channel in DIARY_CHANNELS)
COLUMNS = (
    *("recovery_id", "day"),
    *RATING_COLUMNS,
    *("photo_delta_ei", "red_flags", "needle_length_mm", "device", "setting"),
)
LAST_POSSIBLE_DAY = 365
LARGEST_PHOTO_CHANGE_EI = 100.0
ROWS_PER_CHUNK = 100_000
_TEXT_TYPES: dict[str, Any] = {
    "recovery_id": object,
    **dict.fromkeys(("red_flags", "device", "setting"), "category"),
}

Report = Callable[[str], None]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class DiaryRows:
    """Rows that can be used, in the order of the file; every column has one length."""

    number: npt.NDArray[np.int64]
    """Row in the file; the header is row 1."""
    recovery_id: npt.NDArray[np.object_]
    day: npt.NDArray[np.int16]
    ratings: npt.NDArray[np.int8]
    """(rows, channels)"""
    photo: npt.NDArray[np.float32]
    length_mm: npt.NDArray[np.float64]
    """Not-a-number where it is missing."""
    is_rf: Mask
    flags: npt.NDArray[np.object_]
    """The red flags as a frozenset, None where there are none."""
    is_unreadable: Mask
    """Whether a cell of the row had to be left out."""

    def __len__(self) -> int:
        return len(self.day)

    def take(self, chosen: Any) -> "DiaryRows":
        """Return some of the rows."""
        return DiaryRows(*(column[chosen] for column in vars(self).values()))

    def followed_by(self, later: "DiaryRows") -> "DiaryRows":
        """Return these rows and then the later ones."""
        pairs = zip(vars(self).values(), vars(later).values(), strict=True)
        return DiaryRows(*(np.concatenate(pair) for pair in pairs))


def read_diary(source: Path | IO[str], report: Report) -> Iterator[DiaryRows]:
    """Read the rows of a diary file in chunks.

    Parameters
    ----------
    source : path or text stream
        CSV with the columns `COLUMNS` in any order; empty cells are missing.
    report : callable
        Gets one sentence for everything that cannot be used.

    Raises
    ------
    InvalidEntry
        If the file cannot be read at all: missing, empty, no text, or columns missing.
    """
    try:
        yield from _read_chunks(source, report)
    except pd.errors.EmptyDataError:
        raise InvalidEntry("The diary file is empty. It needs a header and rows.") from None
    except (OSError, UnicodeDecodeError, pd.errors.ParserError) as error:
        raise InvalidEntry("The diary file cannot be read as CSV: {error}.", error=error) from None


def _read_chunks(source: Path | IO[str], report: Report) -> Iterator[DiaryRows]:
    with pd.read_csv(
        source,
        dtype=_TEXT_TYPES,
        chunksize=ROWS_PER_CHUNK,
        keep_default_na=False,
        na_values=[""],
        skip_blank_lines=False,
        skipinitialspace=True,
        on_bad_lines="warn",
        index_col=False,
        encoding="utf-8-sig",
    ) as chunks:
        any_rows = False
        skipped = 0
        while True:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                frame = next(chunks, None)
            skipped_before = skipped
            for warning in caught:
                skipped += _report_skipped(str(warning.message), report)
            if frame is None:
                break
            _check_columns(frame)
            any_rows |= len(frame) > 0
            frame.index += 2 + skipped_before
            yield _clean(frame, report)
    if not any_rows:
        raise InvalidEntry("The diary file has a header but no rows.")


def _report_skipped(message: str, report: Report) -> int:
    lines = [line for line in message.splitlines() if "expected" in line]
    for line in lines:
        number = line.split(":")[0].removeprefix("Skipping line ")
        report(f"Row {number} has more cells than the header, so it was left out.")
    return len(lines)


def _check_columns(frame: pd.DataFrame) -> None:
    missing = [column for column in COLUMNS if column not in frame.columns]
    if missing:
        raise InvalidEntry(
            "The diary file lacks the column {missing}. It needs: {columns}.",
            missing=missing[0],
            columns=", ".join(COLUMNS),
        )


def _clean(frame: pd.DataFrame, report: Report) -> DiaryRows:
    cleaner = _Cleaner(frame, report)
    day, bad_day = cleaner.whole_numbers("day", 0, LAST_POSSIBLE_DAY)
    no_id = frame["recovery_id"].isna().to_numpy()
    is_blank = frame.isna().all(axis=1).to_numpy() if no_id.any() else no_id
    cleaner.tell(no_id & ~is_blank, "has no recovery_id, so it was left out")
    no_day = np.isnan(day)
    cleaner.tell(no_day & ~bad_day & ~no_id, "has no day, so it was left out")
    ratings = [cleaner.ratings(column) for column in RATING_COLUMNS]
    rows = DiaryRows(
        number=frame.index.to_numpy(),
        recovery_id=frame["recovery_id"].to_numpy(object),
        day=np.nan_to_num(day, nan=0).astype(np.int16),
        ratings=np.stack(ratings, axis=1),
        photo=cleaner.photo(),
        length_mm=cleaner.needle_lengths(),
        is_rf=cleaner.is_rf(),
        flags=cleaner.flags(),
        is_unreadable=cleaner.unreadable,
    )
    cleaner.check_settings()
    return rows.take(~no_id & ~no_day)


class _Cleaner:
    """One chunk of text and numbers, and what could not be used of it."""

    def __init__(self, frame: pd.DataFrame, report: Report) -> None:
        self._frame = frame
        self._report = report
        self._numbers_in_file = frame.index.tolist()
        self.unreadable: Mask = np.zeros(len(frame), np.bool_)

    def tell(self, rows: Mask, what: str) -> None:
        for number in self._frame.index[rows]:
            self._report(f"Row {number} {what}.")

    def whole_numbers(
        self, column: str, low: int, high: int
    ) -> tuple[npt.NDArray[np.float64], Mask]:
        values, bad = self._numbers(column)
        bad |= (values < low) | (values > high) | (values != np.floor(values)) & ~np.isnan(values)
        outcome = "so the row was left out" if column == "day" else "so it counts as not answered"
        for row in np.flatnonzero(bad).tolist():
            self._report(
                f"Row {self._numbers_in_file[row]}: {column} must be a whole number from {low} to "
                f"{high}, not {self._shown(column, row)}, {outcome}."
            )
        return np.where(bad, np.nan, values), bad

    def ratings(self, column: str) -> npt.NDArray[np.int8]:
        values, bad = self.whole_numbers(column, MIN_RATING, MAX_RATING)
        self.unreadable |= bad
        return np.nan_to_num(values, nan=MISSING).astype(np.int8)

    def photo(self) -> npt.NDArray[np.float32]:
        values, bad = self._numbers("photo_delta_ei")
        bad |= np.abs(values) > LARGEST_PHOTO_CHANGE_EI
        self._tell_cells(bad, "photo_delta_ei", "is no possible change, so the photo was left out")
        self.unreadable |= bad
        return np.where(bad, np.nan, values).astype(np.float32)

    def needle_lengths(self) -> npt.NDArray[np.float64]:
        values, bad = self._numbers("needle_length_mm")
        low, high = NEEDLE_LENGTH_RANGE_MM
        bad |= (values < low) | (values > high)
        self._tell_cells(bad, "needle_length_mm", f"must be from {low:g} to {high:g}")
        return np.where(bad, np.nan, values)

    def is_rf(self) -> Mask:
        self._check_words("device", list(DeviceKind), "so it counts as a pen")
        is_rf: Mask = (self._frame["device"] == DeviceKind.RADIO_FREQUENCY.value).to_numpy(np.bool_)
        return is_rf

    def check_settings(self) -> None:
        self._check_words("setting", list(Setting), "so it was not used")

    def flags(self) -> npt.NDArray[np.object_]:
        found = np.full(len(self._frame), None, object)
        cells = self._frame["red_flags"]
        for row in np.flatnonzero(cells.notna().to_numpy()).tolist():
            found[row] = self._parse_flags(str(cells.iloc[row]), row)
        return found

    def _parse_flags(self, cell: str, row: int) -> frozenset[RedFlag] | None:
        names = {name.strip().lower() for name in cell.split(";")} - {""}
        unknown = names - set(RedFlag)
        if unknown:
            self.unreadable[row] = True
            shown = ", ".join(sorted(unknown))
            self._report(f"Row {self._numbers_in_file[row]}: the red flag {shown} is not known.")
        return frozenset(RedFlag(name) for name in names - unknown) or None

    def _numbers(self, column: str) -> tuple[npt.NDArray[np.float64], Mask]:
        cells = self._frame[column]
        if cells.dtype == np.bool_:
            cells = cells.astype("str")
        values = pd.to_numeric(cells, errors="coerce").to_numpy(np.float64, na_value=np.nan)
        values = np.where(np.isinf(values), np.nan, values)
        return values, np.isnan(values) & cells.notna().to_numpy()

    def _tell_cells(self, bad: Mask, column: str, what: str) -> None:
        for row in np.flatnonzero(bad).tolist():
            number, found = self._numbers_in_file[row], self._shown(column, row)
            self._report(f"Row {number}: {column} {what}; found {found}.")

    def _check_words(self, column: str, known: list[Any], outcome: str) -> None:
        cells = self._frame[column]
        bad = (cells.notna() & ~cells.isin([word.value for word in known])).to_numpy()
        self._tell_cells(bad, column, f"is none of {', '.join(known)}, {outcome}")

    def _shown(self, column: str, row: int) -> str:
        cell = self._frame[column].iloc[row]
        return f"“{cell}”" if isinstance(cell, str) else format(cell, "g")
