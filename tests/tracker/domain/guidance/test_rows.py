from dataclasses import dataclass
from pathlib import Path

import pytest

from tracker.domain.guidance.rows import Basis, Row, SourceKind, read_table, shipped_sources
from tracker.errors import InvalidReference

GOOD = """[a]
length_mm = 1
words = "said"
basis = "published"
source = ["fda_page"]
"""


@dataclass(frozen=True, kw_only=True)
class Example(Row):
    length_mm: float
    words: str
    tags: tuple[Basis, ...] = ()


def written(folder: Path, text: str) -> Path:
    file = folder / "example.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_row_keeps_its_types_and_finds_its_source(tmp_path: Path) -> None:
    row = read_table(written(tmp_path, GOOD + 'tags = ["derived"]'), Example)["a"]
    assert (row.id, row.length_mm, row.tags) == ("a", 1.0, (Basis.DERIVED,))
    assert isinstance(row.length_mm, float)
    assert row.sources[0].kind is SourceKind.REGULATOR
    assert row.sources[0].url.startswith("https://www.fda.gov/")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('words = "said"\n', "", r"\[a\] in example.toml.*'words' is missing"),
        ('"said"', '"  "', "'words' cannot be '  '"),
        ("length_mm = 1", 'length_mm = "1"', "'length_mm' cannot be '1'"),
        ("length_mm = 1", "length_mm = true", "'length_mm' cannot be True"),
        ("length_mm", "lenght_mm", "'lenght_mm' is not known"),
        ('"published"', '"certain"', "'certain' is not a valid Basis"),
        ('["fda_page"]', '["fda"]', "names the unknown source 'fda'"),
        ('["fda_page"]', "[]", "names no source"),
        ('["fda_page"]', '"fda_page"', "'source' must be a list"),
        ('["fda_page"]', '["article", "none_found"]', "is called published"),
    ],
)
def test_a_row_that_cannot_be_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(InvalidReference, match=message):
        read_table(written(tmp_path, GOOD.replace(old, new)), Example)


def test_an_empty_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidReference, match="has no rows"):
        read_table(written(tmp_path, "# nothing\n"), Example)


def test_every_source_that_is_no_recollection_has_an_address() -> None:
    without = {id for id, source in shipped_sources().items() if not source.url}
    assert without == {
        *("fda_rf", "fda_summaries", "fda_numbing", "rf_labelling", "mmwr_hiv", "goodman_baron"),
        *("article", "none_found"),
    }  # fmt: skip
