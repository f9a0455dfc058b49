"""Every language that can be chosen is whole, and says the same as the English."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tests.conftest import PROJECT
from texts.messages import collect_messages
from tracker.locale import DOMAIN, ENGLISH, languages

OTHERS = [language for language in languages() if language != ENGLISH]
UNITS = re.compile(r"\bmm\b|\bcm²|\bEI\b|%")
NUMBERS = re.compile(r"\d+(?:[.,]\d+)*")
NAMES = re.compile(r"{(\w+)")


@pytest.fixture(params=OTHERS)
def folder(request: pytest.FixtureRequest) -> Path:
    return PROJECT / "tracker" / "locale" / str(request.param)


@pytest.fixture
def catalogue(folder: Path) -> Catalog:
    with (folder / f"{DOMAIN}.po").open("rb") as stream:
        return read_po(stream, locale=folder.name, abort_invalid=True)


def pairs(catalogue: Catalog) -> list[tuple[str, str]]:
    """English and translation of what is translated."""
    return [(message.id, message.string) for message in catalogue if message.id and message.string]


def test_there_is_a_second_language() -> None:
    assert OTHERS


def test_every_text_is_translated(catalogue: Catalog) -> None:
    wanted = {message.text for message in collect_messages()}
    translated = {english for english, said in pairs(catalogue) if said.strip()}
    assert wanted - translated == set()
    assert {message.id for message in catalogue if message.id} - wanted == set(), (
        "not said any more"
    )
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []


def test_a_translation_has_the_same_placeholders(catalogue: Catalog) -> None:
    differing = [
        english
        for english, said in pairs(catalogue)
        if sorted(NAMES.findall(english)) != sorted(NAMES.findall(said))
    ]
    assert differing == []


def test_a_translation_has_the_same_numbers_and_units(catalogue: Catalog) -> None:
    for english, said in pairs(catalogue):
        assert figures(english) == figures(said), (english, said)
        assert set(UNITS.findall(english)) == set(UNITS.findall(said)), (english, said)


def figures(text: str) -> list[str]:
    """The numbers of a text, placeholders left out, with a point for decimals."""
    return sorted(one.replace(",", ".") for one in NUMBERS.findall(re.sub(r"{[^}]*}", "", text)))


def test_a_translation_is_marked_up_alike(catalogue: Catalog) -> None:
    for english, said in pairs(catalogue):
        for mark in ("**", "\n- ", "#### "):
            assert english.count(mark) == said.count(mark), (english, said)


def test_the_compiled_catalogue_is_that_of_the_texts(folder: Path, catalogue: Catalog) -> None:
    with (folder / f"{DOMAIN}.mo").open("rb") as stream:
        compiled = read_mo(stream)
    assert dict(pairs(compiled)) == dict(pairs(catalogue))
