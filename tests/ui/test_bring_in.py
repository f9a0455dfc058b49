"""What was kept elsewhere comes in by the page, after a look."""

from datetime import timedelta

from streamlit.testing.v1 import AppTest

from tests.factories import days_ago, picture_bytes, pixels, store_procedure, telltale_exif
from tests.ui.conftest import OpenPage, errors_on, words_on
from tracker.services.data.archive import export_as_zip
from tracker.services.data.people import delete_person, list_people
from tracker.services.exchange.fhir.exporting import fhir_to_download
from tracker.services.recovery.diary import list_entries
from tracker.store.repository import Store
from tracker.ui import routes


def hand_in(app: AppTest, name: str, content: bytes, kind: str) -> AppTest:
    return app.get("file_uploader")[0].set_value((name, content, kind)).run()


def choose(app: AppTest, kind: str) -> AppTest:
    return app.get("button_group")[0].set_value(kind).run()


def test_an_export_is_looked_into_and_brought_in(store: Store, open_page: OpenPage):
    store_procedure(store, "Zoë")
    with export_as_zip(store) as archive:
        content = archive.read()
    delete_person(store, 1)
    app = open_page(routes.BRING_IN, "Bring data in")
    hand_in(app, "fifthday.zip", content, "application/zip")
    assert "people 1" in words_on(app) and not list_people(store)
    app.button(key="export_go").click().run()
    assert [one.name for one in list_people(store)] == ["Zoë"] and not errors_on(app)
    assert "Nothing in it is new" in words_on(app) and not app.get("export_go")
    hand_in(app, "fifthday.zip", content[:400], "application/zip")
    assert any("Nothing was brought in" in one for one in errors_on(app))


def test_records_of_a_clinic_are_looked_into_and_brought_in(store: Store, open_page: OpenPage):
    store_procedure(store, "Zoë")
    with fhir_to_download(store, 1, with_photos=True) as file:
        content = file.read()
    delete_person(store, 1)
    app = choose(open_page(routes.BRING_IN, "Bring data in"), "Records for a clinic (FHIR)")
    hand_in(app, "zoe.fhir.json", content, "application/json")
    assert "people 1" in words_on(app) and not list_people(store)
    app.button(key="export_go").click().run()
    assert [one.name for one in list_people(store)] == ["Zoë"] and not errors_on(app)
    hand_in(app, "zoe.fhir.json", content[:400], "application/json")
    assert any("Nothing was brought in" in one for one in errors_on(app))


def test_a_table_is_matched_and_brought_in(store: Store, open_page: OpenPage):
    person = store_procedure(store).person_id
    app = choose(open_page(routes.BRING_IN, "Bring data in"), "A diary as a table")
    rows = "".join(f"{days_ago(day):%Y-%m-%d},{day},=1+1\n" for day in (1, 2, 3))
    hand_in(app, "mine.csv", f"When,Redness,Note\n{rows}".encode(), "text/csv")
    assert "which column holds the day" in words_on(app)
    app.selectbox(key="column-day").set_value("When").run()
    assert "New entries: 3" in words_on(app)
    app.button(key="table_go").click().run()
    assert len(list_entries(store, person)) == 3 and not errors_on(app)


def test_old_photos_are_put_to_the_session_they_fit(store: Store, open_page: OpenPage):
    procedure = store_procedure(store)
    taken = procedure.started_at + timedelta(days=2)
    exif = telltale_exif(f"{taken:%Y:%m:%d %H:%M:%S}")
    app = choose(open_page(routes.BRING_IN, "Bring data in"), "Old photos")
    hand_in(app, "old.jpg", picture_bytes(pixels(1, 480, 640), exif=exif), "image/jpeg")
    assert "They fit the session" in words_on(app)
    next(one for one in app.button if one.label == "Add these photos").click().run()
    assert "Photos added:" in words_on(app)
