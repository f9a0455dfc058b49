import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ui.conftest import OpenPage, assert_on_page, errors_on, words_on
from tracker.domain.records.kept import PhotoRole
from tracker.services.data.people import list_people
from tracker.services.recovery.book import load_recovery
from tracker.services.recovery.procedures import list_procedures
from tracker.ui import routes


def test_it_says_what_it_is_not(open_page: OpenPage):
    words = words_on(open_page(routes.WELCOME, "Welcome to Fifth Day"))
    assert "no medical device" in words
    assert "nothing is sent anywhere" in words


def test_a_name_begins(store, open_page: OpenPage):
    app = open_page(routes.WELCOME, "Welcome to Fifth Day")
    app.text_input(key="new_name").set_value(" Ada ")
    app.button(key="begin_button").click().run()
    assert_on_page(app, "Session")
    assert [person.name for person in list_people(store)] == ["Ada"]


def test_without_a_name_nothing_begins(store, open_page: OpenPage):
    app = open_page(routes.WELCOME, "Welcome to Fifth Day")
    app.button(key="begin_button").click().run()
    assert errors_on(app) == ["Please enter a name; any short name will do."]
    assert not list_people(store)


@pytest.fixture
def few_samples(store, tmp_path) -> Path:
    """Samples that take no time to measure: every day has the photo of day 0."""
    samples = shutil.copytree(store.settings.sample_images, tmp_path / "samples")
    for photo in samples.glob("*/day[1-9].jpg"):
        shutil.copy(photo.with_name("day0.jpg"), photo)
    store.settings = replace(store.settings, sample_images=samples)
    return samples


@pytest.mark.usefixtures("few_samples")
def test_the_demo_fills_an_empty_folder(store, open_page: OpenPage):
    app = open_page(routes.WELCOME, "Welcome to Fifth Day")
    app.button(key="demo_button").click().run()
    assert_on_page(app, "Today")
    (person,) = list_people(store)
    assert person.is_demo
    latest, first = (load_recovery(store, one.id) for one in list_procedures(store, person.id))
    assert [photo.role for photo in first.photos] == [PhotoRole.BEFORE, PhotoRole.FOLLOW_UP]
    assert first.photo_redness
    assert latest.entries


def test_the_demo_is_not_offered_beside_people(ada, open_page: OpenPage):
    app = open_page(routes.WELCOME, "Welcome to Fifth Day")
    assert [button.key for button in app.button] == ["begin_button"]
