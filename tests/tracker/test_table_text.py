import csv
import io
import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.table_text import find_separator, open_text, plain_cell, protect_cell, read_text

SIGNS = st.text("=+-@＝\t\r\n;,|\"' a1é", max_size=8) | st.text(max_size=8)
LOCALES = ",;\t|"
"""What spreadsheets of the world take for a separator."""


@given(SIGNS)
def test_a_protected_cell_reads_back_as_it_was(text: str) -> None:
    assert plain_cell(protect_cell(text)) == text


@given(SIGNS, st.sampled_from(LOCALES))
def test_no_spreadsheet_sees_a_formula(text: str, separator: str) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerow(["1", protect_cell(text), "2"])
    read = csv.reader(io.StringIO(written.getvalue(), newline=""), delimiter=separator)
    cells = [cell.lstrip('"') for row in read for cell in row]
    assert not [cell for cell in cells if cell.startswith(tuple("=@＝＋－＠"))]
    signed = [cell for cell in cells if cell.startswith(("+", "-"))]
    assert all(cell.strip("+-0123456789") == "" for cell in signed)


@pytest.mark.parametrize("number", ["-3.25", "+1", "0", "1e-05", "-1.5E+3"])
def test_numbers_stay_numbers(number: str) -> None:
    assert protect_cell(number) == number


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("'=1", "''=1"),
        ("\t=1", "'\t'=1"),
        ("a;=1", "a;'=1"),
        ("- calm", "'- calm"),
        ("a = b", "a = b"),
        ("it's", "it's"),
        ("red,\r\nitchy; =", "red,\r\nitchy; ="),
    ],
)
def test_where_the_apostrophe_stands(text: str, safe: str) -> None:
    assert protect_cell(text) == safe


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a,b\n", ","),
        ("a;b,c;d\n", ";"),
        ("\n\na\tb\n", "\t"),
        ("a|b\n", "|"),
        ('"a;b;c;d",e\n', ","),
        ("", ","),
        ("alone\n1;2\n", ","),
    ],
)
def test_the_separator_is_the_one_that_cuts_the_header_most(text: str, separator: str) -> None:
    assert find_separator(text) == (separator, text)


@pytest.mark.parametrize("line", ["sep=;\n", "SEP=;\r\n", '"sep=;"\r', "sep=;;;;\n"])
def test_a_line_that_names_the_separator_is_no_row(line: str) -> None:
    assert find_separator(f"{line}a;b,c\n") == (";", "a;b,c\n")


def test_a_separator_that_was_named_and_is_not_there_does_not_count() -> None:
    assert find_separator("sep=,\na;b\n") == (";", "a;b\n")
    assert find_separator("sep=^\na^b;c\n") == ("^", "a^b;c\n")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
@pytest.mark.parametrize("text", ["Zoë;Öl\r\nœ€\n", "plain\n", ""])
def test_the_encoding_is_found(encoding: str, text: str, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(text.encode(encoding))
    assert read_text(file) == text


def test_letters_on_the_border_of_what_is_read_at_once_are_whole(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tracker.table_text._CHUNK_BYTES", 3)
    file = tmp_path / "table.csv"
    file.write_text("aaöß€", encoding="utf-8")
    assert read_text(file) == "aaöß€"


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfea", "öö".encode()[:-1], "ö".encode() + b"\xf6", b"\x81", b"\xef\xbb\xbf\xf6"],
)
def test_what_is_no_text_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(content)
    with pytest.raises(csv.Error, match=r"save it as|whole file"):
        read_text(file)


def test_a_pipe_can_be_read_though_only_once(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=("Zoë\n".encode("cp1252"),))
    writer.start()
    with open_text(pipe) as stream:
        assert stream.read() == "Zoë\n"
    writer.join()
