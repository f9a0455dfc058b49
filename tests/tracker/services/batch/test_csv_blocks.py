import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tracker.services.batch import csv_blocks
from tracker.services.batch.csv_blocks import read_blocks

PLAIN = ("", "0", "pen", " 5", "5 ", "   ", "a  b", "ü", "\t")
QUOTED = ('"a, b"', '""', '"x\ny"', '"x\r\ny"', '"x\ry"', '" z"', '  "q ""r"""', '6" pen', '"a"b')


def _lines(cells: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.lists(st.sampled_from(cells), max_size=5).map(",".join), max_size=12)


def _read(source: Path | io.StringIO) -> tuple[list[tuple[int, list[str]]], list[int]]:
    rows: list[tuple[int, list[str]]] = []
    too_long: list[int] = []
    for block in read_blocks(source):
        columns = [[cells.texts[code] for code in cells.code] for cells in block.columns.values()]
        cells_of_rows = map(list, zip(*columns, strict=True))
        rows += zip(block.number.tolist(), cells_of_rows, strict=True)
        too_long += block.number[block.is_too_long].tolist()
    return rows, too_long


@given(
    _lines(PLAIN) | _lines(PLAIN + QUOTED),
    st.integers(20, 80),
    st.sampled_from(("\n", "\r\n", "\r")),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_blocks_hold_the_rows_that_the_csv_module_reads(
    monkeypatch: pytest.MonkeyPatch, lines: list[str], block_chars: int, end: str
) -> None:
    text = end.join(("one,two,three,four", "1,2,3,4", *lines, "5,6,7,8"))
    expected = list(csv.reader(io.StringIO(text, newline=""), skipinitialspace=True))[1:]
    monkeypatch.setattr(csv_blocks, "BLOCK_CHARS", block_chars)
    rows, too_long = _read(io.StringIO(text, newline=""))
    numbered = [(row, [cell.strip() for cell in cells]) for row, cells in enumerate(expected, 2)]
    assert too_long == [number for number, cells in numbered if len(cells) > 4]
    assert rows == [(number, [*cells, "", "", "", ""][:4]) for number, cells in numbered]


def test_where_every_row_ends_with_a_comma_no_row_is_too_long() -> None:
    rows, too_long = _read(io.StringIO("one,two\n1,2,\n3,4,\n5,6,7,8\n"))
    assert rows == [(2, ["1", "2"]), (3, ["3", "4"]), (4, ["5", "6"])]
    assert too_long == [4]


def test_of_columns_with_the_same_name_the_first_counts() -> None:
    assert _read(io.StringIO("one,one\n1,2\n"))[0] == [(2, ["1"])]


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff\n"])
def test_an_empty_file_has_no_blocks(text: str) -> None:
    assert list(read_blocks(io.StringIO(text))) == []


def test_a_mark_of_the_byte_order_is_no_part_of_the_header(tmp_path: Path) -> None:
    file = tmp_path / "marked.csv"
    file.write_text("one\n1\n", encoding="utf-8-sig")
    assert [list(block.columns) for block in read_blocks(file)] == [["one"]]


@pytest.mark.parametrize("block_chars", [12, 1000])
def test_a_quote_that_is_never_closed_is_refused(
    monkeypatch: pytest.MonkeyPatch, block_chars: int
) -> None:
    monkeypatch.setattr(csv_blocks, "BLOCK_CHARS", block_chars)
    with pytest.raises(csv.Error, match="not closed"):
        _read(io.StringIO('one,two\n1,2\n3,"4\n5,6\n7,8\n'))


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("a,b,c\n1,2,3\n4,5", 3),
        ("a,b,c\r\n1,2,3\r\n4", 3),
        ("a,b,c\n1,2,3\n4,5\n", None),  # its line has an end
        ("a,b,c\n1,2\n4,5", None),  # as short as the others
        ("a,b,c\n1,2,3\n4,5,6", None),
        ("a,b,c\n1,2,3\n", None),
    ],
)
def test_a_file_that_ends_in_the_middle_of_a_row_is_seen(text: str, row: int | None) -> None:
    *_, last = read_blocks(io.StringIO(text, newline=""))
    assert last.cut_off == row
