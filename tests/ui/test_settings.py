import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit import runtime
from streamlit.runtime import media_file_manager
from streamlit.runtime.caching import get_data_cache_stats_provider
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from tests.factories import a_procedure, days_ago, picture_bytes, pixels, today
from tests.ui.conftest import OpenPage, assert_on_page, errors_on, go_to, words_on
from tracker.domain.course.reference import shipped_course
from tracker.domain.records.scales import Symptom
from tracker.services.data.archive import export_as_zip, export_everything
from tracker.services.data.people import add_person, list_people
from tracker.services.recovery.courses import write_course
from tracker.services.recovery.drafts import check_in_form
from tracker.services.recovery.procedures import log_procedure
from tracker.ui import bootstrap, routes
from tracker.ui.plain import as_written
from tracker.ui.state import key_of_typed, rating_key

HEADING = "Settings and data"


def names(store) -> list[str]:
    return [person.name for person in list_people(store)]


def test_a_person_is_added(store, ada, open_page: OpenPage):
    app = open_page(routes.SETTINGS, HEADING)
    app.text_input(key="added_name").set_value("Ben")
    app.button(key="add_person_button").click().run()
    assert_on_page(app, HEADING)
    assert names(store) == ["Ada", "Ben"]


def test_a_name_is_not_given_twice(store, ada, open_page: OpenPage):
    app = open_page(routes.SETTINGS, HEADING)
    app.text_input(key="added_name").set_value("ada")
    app.button(key="add_person_button").click().run()
    assert errors_on(app) == ["There is already somebody called ada. Please add an initial."]
    assert names(store) == ["Ada"]


def test_a_person_is_renamed(store, ada, open_page: OpenPage):
    app = open_page(routes.SETTINGS, HEADING)
    app.text_input(key=f"name_{ada.id}").set_value("Ada L.").run()
    app.button(key=f"rename_{ada.id}").click().run()
    assert_on_page(app, HEADING)
    assert names(store) == ["Ada L."]


def test_a_person_is_followed(store, ada, open_page: OpenPage):
    ben = add_person(store, "Ben")
    app = open_page(routes.SETTINGS, HEADING)
    app.button(key=f"follow_{ben.id}").click().run()
    assert_on_page(app, "Today")
    assert app.selectbox(key=f"followed-{ben.id}").value == ben.id


def test_consent_is_off_until_it_is_given_and_can_be_taken_back(store, ada, open_page: OpenPage):
    app = open_page(routes.SETTINGS, HEADING)
    assert "used only to refit the usual range here" in words_on(app)
    switch = f"consent_{ada.id}"
    assert not app.toggle(key=switch).value
    app.toggle(key=switch).set_value(True).run()
    assert [person.consents_to_refit for person in list_people(store)] == [True]
    app.toggle(key=switch).set_value(False).run()
    assert [person.consents_to_refit for person in list_people(store)] == [False]


def test_an_invented_person_is_not_asked_for_consent(demo_store, open_demo_page: OpenPage):
    app = open_demo_page(routes.SETTINGS, HEADING)
    assert not app.toggle


def test_a_person_is_deleted(store, ada, open_page: OpenPage):
    add_person(store, "Ben")
    app = open_page(routes.SETTINGS, HEADING)
    app.button(key=f"delete_{ada.id}").click().run()
    assert_on_page(app, HEADING)
    assert names(store) == ["Ben"]


def test_what_was_typed_for_a_deleted_person_is_forgotten(store, ada, open_page: OpenPage):
    log_procedure(store, a_procedure(ada.id, started_at=days_ago(3, 18)))
    app = open_page(routes.CHECK_IN, "Check in")
    app.button_group(key=rating_key(ada.id, today(), Symptom.REDNESS)).set_value(6).run()
    typed = key_of_typed(ada.id, check_in_form(today()))
    assert app.session_state[typed]
    go_to(app, routes.SETTINGS, HEADING)
    app.button(key=f"delete_{ada.id}").click().run()
    assert typed not in app.session_state


def test_the_pictures_of_a_deleted_person_are_forgotten(
    demo_store, open_demo_page: OpenPage, monkeypatch
):
    aligned = []
    monkeypatch.setattr(bootstrap, "get_store", lambda: demo_store)
    monkeypatch.setattr(bootstrap, "load_comparison", lambda *_: aligned.append(1))
    (person,) = list_people(demo_store)
    with demo_store.reading() as records:
        photo, *_ = records.list_photos(records.list_procedures(person.id)[0].id)
    for _ in range(2):
        bootstrap.comparison(photo, photo)
    assert len(aligned) == 1
    app = open_demo_page(routes.SETTINGS, HEADING)
    app.button(key=f"delete_{person.id}").click().run()
    bootstrap.comparison(photo, photo)
    assert len(aligned) == 2


def test_copies_that_one_made_are_named_also_after_a_deletion(
    store, ada, open_page: OpenPage, tmp_path: Path
):
    assert "Copies that you made" not in words_on(open_page(routes.SETTINGS, HEADING))
    export_everything(store, tmp_path / "my *export*")
    export_everything(store, tmp_path / "gone")
    shutil.rmtree(tmp_path / "gone")
    export_as_zip(store).close()
    app = open_page(routes.SETTINGS, HEADING)
    app.button(key=f"delete_{ada.id}").click().run()
    words = words_on(open_page(routes.SETTINGS, HEADING))
    assert "stay when something is deleted here" in words
    assert "downloaded by the browser" in words and as_written("my *export*") in words
    assert "gone" not in words


def test_everything_is_deleted_only_with_the_words(demo_store, open_demo_page: OpenPage):
    app = open_demo_page(routes.SETTINGS, HEADING)
    assert app.button(key="delete_all").disabled
    app.text_input(key="delete_all_words").set_value("Delete everything").run()
    bootstrap.preview(picture_bytes(pixels()))
    assert remembered("preview") == 1
    app.button(key="delete_all").click().run()
    assert_on_page(app, "Welcome to Fifth Day")
    assert remembered("preview") == 0
    assert not list_people(demo_store)
    assert not list(demo_store.settings.data_dir.glob("photos/*"))


def remembered(name: str) -> int:
    """How many results of a function of `bootstrap` Streamlit keeps."""
    kept = get_data_cache_stats_provider().get_stats().values()
    return sum(name in one.cache_name for family in kept for one in family)


def test_what_is_served_to_any_window_is_dropped_with_what_was_deleted(
    monkeypatch: pytest.MonkeyPatch,
):
    storage = MemoryMediaFileStorage("/media")
    media = MediaFileManager(storage)
    window = "one"
    monkeypatch.setattr(media_file_manager, "_get_session_id", lambda: window)
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: SimpleNamespace(media_file_mgr=media))
    for window in ("one", "another"):
        media.add(window.encode(), "image/jpeg", "0.1")
        media.add(window.encode() * 2, "application/pdf", "0.2", is_for_static_download=True)
    assert len(storage._files_by_id) == 4
    bootstrap.forget_pictures()
    assert not storage._files_by_id


def test_it_says_where_the_data_lives_and_what_it_is_not(store, ada, open_page: OpenPage):
    words = words_on(open_page(routes.SETTINGS, HEADING))
    assert str(store.settings.data_dir) in words
    assert "not a medical device" in words
    assert "nobody is watching" in words


def test_it_names_the_version_in_use_and_says_what_is_wrong_with_it(
    store, ada, open_page: OpenPage
):
    assert f"expected course {shipped_course().version}" in words_on(
        open_page(routes.SETTINGS, HEADING)
    )
    table = write_course(store.settings, replace(shipped_course(), version="2027.1"))
    assert "expected course 2027.1" in words_on(open_page(routes.SETTINGS, HEADING))
    table.write_text("edited, badly")
    (sentence,) = errors_on(open_page(routes.SETTINGS, HEADING))
    assert "2027.1.csv must have the columns" in sentence


def test_everything_can_be_exported(demo_store, open_demo_page: OpenPage):
    app = open_demo_page(routes.SETTINGS, HEADING)
    labels = [one.label for one in app.get("download_button")]
    assert labels[0] == "Export everything (ZIP)"
