import json
import pickle
from datetime import date

from tracker.errors import InvalidEntry
from tracker.locale import translator
from tracker.said import Figure, Said, parts_of, read_parts, say

GERMAN = {
    "Nose": "Nase",
    "{zone}: at most {length} mm.": "{zone}: höchstens {length} mm.",
    "Ada": "wrong",
}


def translate(text: str) -> str:
    return GERMAN.get(text, text)


def test_a_filled_text_is_plain_english() -> None:
    text = Said("{zone}: at most {length} mm.", zone="Chin", length=0.5)
    assert text == "Chin: at most 0.5 mm."


def test_a_filled_text_can_be_said_in_another_language() -> None:
    text = Said("{zone}: at most {length} mm.", zone=Said("Nose"), length=0.5)
    assert say(text, translate) == "Nase: höchstens 0.5 mm."


def test_what_somebody_typed_is_not_translated() -> None:
    text = Said("{name}!", name="Ada")
    assert say(text, translate) == "Ada!"


def test_braces_without_values_stay() -> None:
    assert say(Said("{a set}"), translate) == "{a set}"


def test_a_filled_text_survives_being_stored() -> None:
    text = pickle.loads(pickle.dumps(Said("{zone}: at most {length} mm.", zone="Chin", length=1)))
    assert say(text, translate) == "Chin: höchstens 1 mm."


def test_an_error_is_english_and_can_be_translated() -> None:
    error = InvalidEntry("{zone}: at most {length} mm.", zone=Said("Nose"), length=1)
    assert str(error) == "Nose: at most 1 mm."
    assert say(error.text, translate) == "Nase: höchstens 1 mm."


def test_a_filled_text_survives_being_kept_as_json() -> None:
    text = Said("{zone}: at most {length} mm.", zone=Said("Nose"), length=0.5)
    read = read_parts(json.loads(json.dumps(parts_of(text))))
    assert read == text
    assert say(read, translate) == "Nase: höchstens 0.5 mm."
    assert read_parts(parts_of("Ada")) == "Ada"


def test_dates_and_numbers_are_written_as_the_language_does() -> None:
    text = Said(
        "{day} {length} {more} {days}",
        day=date(2026, 3, 9),
        length=0.5,
        more=Figure(2.0, 1),
        days=3,
    )
    assert text == "9 March 2026 0.5 2.0 3"
    read = read_parts(json.loads(json.dumps(parts_of(text))))
    assert translator("de")(text) == translator("de")(read) == "9.\xa0März 2026 0,5 2,0 3"


def test_joined_texts_are_said_once_each() -> None:
    text = Said.joined(", ", [Said("Nose"), Said("Chin"), Said("Nose")])
    assert text == "Nose, Chin"
    assert say(text, translate) == "Nase, Chin"
