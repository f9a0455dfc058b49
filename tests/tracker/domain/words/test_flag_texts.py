from pathlib import Path

import pytest

from tracker.domain.records.flags import RedFlag
from tracker.domain.words.flag_texts import read_flag_texts, shipped_flag_texts
from tracker.errors import InvalidReference
from tracker.reference import reference_file


def test_every_flag_has_its_words_and_its_level() -> None:
    texts = shipped_flag_texts()
    assert list(texts) == list(RedFlag)
    for flag, text in texts.items():
        assert text.level is flag.level
        assert text.question.endswith("?")
        assert text.what_to_do and text.source


def test_a_level_cannot_be_lowered_by_editing(tmp_path: Path) -> None:
    text = reference_file("red_flags.toml").read_text()
    file = tmp_path / "red_flags.toml"
    file.write_text(text.replace('level = "emergency"', 'level = "review"', 1))
    with pytest.raises(InvalidReference, match="breathing_or_face_swelling"):
        read_flag_texts(file)


def test_a_flag_that_is_left_out_is_named(tmp_path: Path) -> None:
    text = reference_file("red_flags.toml").read_text()
    file = tmp_path / "red_flags.toml"
    file.write_text(text.replace("[numbness]", "[numb]"))
    with pytest.raises(InvalidReference, match="numb, numbness"):
        read_flag_texts(file)
