"""The second language: no page of it shows a sentence in English."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from tests.factories import (
    a_photo,
    a_plan,
    a_procedure,
    an_entry,
    answer_all,
    days_ago,
    tick_all,
)
from tests.marks import some_of
from tests.ui.conftest import assert_on_page, errors_on
from tests.ui.reading import said_twice, sentences_on, wrong_plurals
from tests.ui.test_navigation import PAGES
from tracker.domain.records.kept import Person
from tracker.locale import translator
from tracker.services.data.people import set_language
from tracker.services.guidance import walking
from tracker.services.guidance.planning import plan_session
from tracker.services.recovery.diary import save_entry
from tracker.services.recovery.procedures import log_procedure
from tracker.store.repository import Store
from tracker.ui import routes
from tracker.ui.framework_words import INSTEAD

german = translator("de")
ENGLISH = re.compile(
    r"\b(the|and|of|with|your|you|this|that|for|from|not|is|are|were|it|by|or|to|on|no|at|day|"
    r"days|before|after|session|photo|needles?|skin)\b",
    re.IGNORECASE,
)
FIELDS = ("label", "help", "placeholder", "body", "value", "caption", "options", "title", "name")
LEFT_AS_THEY_ARE = ("Fifth Day", "Microneedling Devices")
CODE = re.compile(r":material/\w+:|<[^>]*>|https?://\S+|\S+\.(jpg|png|py)\b")


def texts_on(app: AppTest) -> Iterator[str]:
    """What a person can read or hear of a page: texts, labels, choices, tables."""
    for element in [*app.main, *app.sidebar]:
        if element.type in {"code", "imgs"}:
            continue
        for field in FIELDS:
            value = getattr(getattr(element, "proto", None), field, None)
            yield from [value] if isinstance(value, str) else _strings(value)
        if element.type in {"table", "arrow_table"}:
            table = element.value
            yield from (str(text) for text in [*table.columns, *table.index, *table.values.ravel()])


def _strings(value: object) -> list[str]:
    try:
        return [one for one in value or () if isinstance(one, str)]
    except TypeError:
        return []


def english_in(text: str) -> str | None:
    for known in LEFT_AS_THEY_ARE:
        text = text.replace(known, " ")
    found = ENGLISH.search(CODE.sub(" ", text))
    return found and found[0]


@pytest.fixture
def german_demo(demo_store: Store, demo: Person) -> Store:
    set_language(demo_store, demo.id, "de")
    return demo_store


@pytest.mark.parametrize("route", some_of(PAGES, 2))
def test_no_page_shows_english(route: str, german_demo: Store, open_app):
    app = open_app(german_demo, route)
    assert_on_page(app, german(PAGES[route]))
    english = {text: found for text in texts_on(app) if (found := english_in(text))}
    assert english == {}
    assert said_twice(sentences_on(app)) == []


@pytest.mark.parametrize("begun", [False, True])
@pytest.mark.parametrize("route", [routes.PLAN, routes.READY, routes.WALK])
def test_no_page_of_a_session_that_is_planned_shows_english(
    begun: bool, route: str, store: Store, ada: Person, open_app
):
    set_language(store, ada.id, "de")
    answer_all(store, ada.id)
    plan = plan_session(store, a_plan(ada.id))
    if begun:
        tick_all(store, plan)
        walking.begin(store, plan.id)
    app = open_app(store, route)
    english = {text: found for text in texts_on(app) if (found := english_in(text))}
    assert english == {}


@pytest.mark.parametrize("language", ["en", "de"])
def test_one_of_everything_is_not_said_as_several(language: str, store: Store, ada, open_app):
    """A day, a photo, an entry, a zone: no "1 photos", and nothing is said twice."""
    set_language(store, ada.id, language)
    session = log_procedure(store, a_procedure(ada.id, started_at=days_ago(1, 18)))
    save_entry(store, an_entry(ada.id, day=days_ago(1).date()))
    with store.writing() as records:
        records.add_photo(a_photo(b"1", ada.id, session.id, taken_at=days_ago(1, 12)), b"1")
    for route in (routes.TODAY, routes.PHOTOS, routes.RECOVERY, routes.HISTORY, routes.SESSION):
        app = open_app(store, route)
        assert wrong_plurals(texts_on(app)) == []
        assert said_twice(sentences_on(app)) == []


def test_what_is_said_wrongly_is_found():
    assert wrong_plurals(["photos: 1", "1 photo", "11 photos", "0.1 zones"]) == []
    assert len(wrong_plurals(["1 photos", "after 1 days", "1 Fotos", "nach 1 Tagen"])) == 4
    assert said_twice(["Pat it dry before each photo."] * 2 + ["Short."] * 2) == [
        "Pat it dry before each photo."
    ]


def test_english_is_found_where_it_is(demo_store: Store, open_app):
    app = open_app(demo_store)
    assert sum(english_in(text) is not None for text in texts_on(app)) > 10


def test_an_error_is_told_in_the_language(german_demo: Store, open_app):
    app = open_app(german_demo)
    app.button(key="note_product").click().run()
    assert errors_on(app) == ["Bitte wähl eine Art von Produkt und wann es benutzt wurde."]


def test_the_language_is_chosen_in_the_settings(demo_store: Store, demo: Person, open_app):
    app = open_app(demo_store, routes.SETTINGS)
    app.selectbox(key=f"language_{demo.id}").set_value("de").run()
    assert [title.value for title in app.title] == ["Einstellungen und Daten"]
    app.selectbox(key=f"language_{demo.id}").set_value("en").run()
    assert [title.value for title in app.title] == ["Settings and data"]


def test_what_the_framework_says_of_itself_is_still_what_is_said_otherwise():
    """A new version may word it anew: then ours is put in its place again."""
    scripts = (Path(streamlit.__file__).parent / "static" / "static" / "js").glob("index.*.js")
    written = "".join(one.read_text() for one in scripts)
    assert all(english in written for english in INSTEAD)
