"""Read CSV block by block; a column is its few different texts and which of them each row has.

Columns of diaries hold a dozen different texts in a million rows, so what a text means is worked
out once for each text. Parsing is Arrow's; around it stand what Arrow leaves open: spaces before a
cell, rows with fewer cells than the header, and row numbers.
"""

import csv
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv as arrow_csv

BLOCK_CHARS = 1 << 21

Scalar = TypeVar("Scalar", bound=np.generic)

_TEXT = pa.dictionary(pa.int32(), pa.string())


@dataclass(frozen=True, eq=False)
class Cells:
    """One column of a block."""

    texts: list[str]
    """The different texts; an empty one stands for a missing cell."""
    code: npt.NDArray[np.intp]
    """(rows,) place of each row's text in `texts`."""

    def pick(self, values: npt.NDArray[Scalar]) -> npt.NDArray[Scalar]:
        """Return for each row the value that belongs to its text; `values` has one for each."""
        return values[self.code]


@dataclass(frozen=True, eq=False)
class CsvBlock:
    """Some rows of a file, in their order."""

    number: npt.NDArray[np.int64]
    """(rows,) row in the file; the header is row 1."""
    columns: dict[str, Cells]
    too_long: list[int]
    """Numbers of the rows that were left out, since they have too many cells."""


def read_blocks(source: Path | IO[str]) -> Iterator[CsvBlock]:
    """Read a CSV file in blocks of whole rows; an empty file has none.

    A row with fewer cells than the header lacks the last ones; a blank line is a row without any.

    Raises
    ------
    OSError, UnicodeError
        If there is no such file, or no text in it.
    csv.Error
        If a quote is opened and not closed.
    """
    blocks = _blocks(source)
    with ThreadPoolExecutor(1) as reader:
        # The next block is read while the caller works on this one.
        begun = reader.submit(next, blocks, None)
        while block := begun.result():
            begun = reader.submit(next, blocks, None)
            yield block


def _blocks(source: Path | IO[str]) -> Iterator[CsvBlock]:
    with _opened(source) as stream:
        texts = _whole_rows(stream)
        first = next(texts, "")
        if not first.strip():
            return
        lines = io.StringIO(first, newline="")
        rows = csv.reader(lines)
        header = next(rows)
        body = first[lines.tell() :]
        # Where every row ends with a comma and the header does not, no row is too long.
        width = max(len(header), len(next(rows, ())))
        number = 2
        for text in chain([body], texts):
            block = _read_block(text, header, width, number)
            number += len(block.number) + len(block.too_long)
            yield block


def _opened(source: Path | IO[str]) -> AbstractContextManager[IO[str]]:
    if isinstance(source, Path):
        return source.open(encoding="utf-8", newline="")
    return nullcontext(source)


def _whole_rows(stream: IO[str]) -> Iterator[str]:
    """Cut text where rows end, and leave out the spaces before cells."""
    rest = stream.read(BLOCK_CHARS).removeprefix("\ufeff")
    while more := stream.read(BLOCK_CHARS):
        end = _start_of_last_row(rest)
        if end:
            yield _without_spaces(rest[:end])
        rest = rest[end:] + more
    if _start_of_last_row(rest + "\nx") < len(rest):
        raise csv.Error("a quote is opened and not closed")
    if rest:
        yield _without_spaces(rest)


def _start_of_last_row(text: str) -> int:
    """Return where the last row begins, which may not be whole; `text` begins with a row."""
    if '"' not in text:
        # A carriage return at the very end may be the first half of a line's end.
        return text.rfind("\n") + 1 or text.rfind("\r", 0, -1) + 1
    lines = io.StringIO(text, newline="")
    start = end = 0
    for _ in csv.reader(lines, skipinitialspace=True):
        start, end = end, lines.tell()
    return start


def _without_spaces(text: str) -> str:
    if " " not in text:
        return text
    if '"' in text:
        written = io.StringIO(newline="")
        rows = csv.reader(io.StringIO(text, newline=""), skipinitialspace=True)
        csv.writer(written).writerows(rows)
        return written.getvalue()
    text = text.lstrip(" ")
    for end in ",\r\n":
        while end + " " in text:
            text = text.replace(end + " ", end)
    return text


def _read_block(text: str, header: list[str], width: int, number: int) -> CsvBlock:
    table, odd = _parse(text, width)
    short = [row for row in odd if row.actual_columns < width]
    place = np.delete(np.arange(len(table) + len(odd)), [row.number - 1 for row in odd])
    if short:
        padded = (row.text + "," * (width - row.actual_columns) for row in short)
        filled, _ = _parse("\n".join(padded), width)
        table = pa.concat_tables([table, filled]).unify_dictionaries()
        place = np.append(place, [row.number - 1 for row in short])
    order = np.argsort(place)
    columns: dict[str, Cells] = {}
    for name, column in zip(header, table.columns, strict=False):
        columns.setdefault(name, _cells(column.combine_chunks(), order))
    return CsvBlock(
        number=place[order] + number,
        columns=columns,
        too_long=[row.number - 1 + number for row in odd if row.actual_columns > width],
    )


def _cells(column: pa.DictionaryArray, order: npt.NDArray[np.intp]) -> Cells:
    # Arrow's own way to NumPy would import pandas.
    code = np.from_dlpack(column.indices)[order]
    return Cells(column.dictionary.to_pylist(), code.astype(np.intp))


def _parse(text: str, width: int) -> tuple[pa.Table, list[Any]]:
    """Return the rows with `width` cells, blank lines among them, and the others as they stand."""
    odd: list[Any] = []

    def put_aside(row: Any) -> str:
        odd.append(row)
        return "skip"

    types = {str(column): _TEXT for column in range(width)}
    if not text:
        return pa.schema(types.items()).empty_table(), odd
    data = text.encode()
    table = arrow_csv.read_csv(
        pa.BufferReader(data),
        arrow_csv.ReadOptions(
            use_threads=False, block_size=len(data) + 1, column_names=list(types)
        ),
        arrow_csv.ParseOptions(
            newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=put_aside
        ),
        arrow_csv.ConvertOptions(check_utf8=False, column_types=types, null_values=[]),
    )
    return table, odd
