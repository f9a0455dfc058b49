"""Spots and marks by zone; that the map itself can be tapped is tested in the browser."""

from datetime import timedelta

from tests.factories import today
from tests.ui.conftest import OpenPage, map_on, words_on
from tracker.domain.guidance.zone_notes import NewZoneNote, SkinMark
from tracker.domain.records.kept import Person, Zone
from tracker.services.guidance.skin_notes import add_note, list_notes
from tracker.store.repository import Store
from tracker.ui import routes

HEADING = "Spots and marks"


def test_a_spot_is_noted_and_deleted(store: Store, ada: Person, open_page: OpenPage):
    app = open_page(routes.SPOTS, HEADING)
    app.selectbox(key="spots_zone").set_value(Zone.CHIN).run()
    app.segmented_control(key=f"spot-{ada.id}-0-mark").set_value(SkinMark.DARK_MARK).run()
    app.text_area(key=f"spot-{ada.id}-0-note").set_value("small").run()
    app.button(key="note_spot").click().run()
    (note,) = list_notes(store, ada.id)
    assert (note.zone, note.mark, note.noted_on) == (Zone.CHIN, SkinMark.DARK_MARK, today())
    assert "**Dark mark**: " not in words_on(app) and "**Dark mark**" in words_on(app)
    assert app.text_area(key=f"spot-{ada.id}-1-note").value == ""  # the next one begins anew
    assert "Chin: days with a note: 1" in map_on(app)
    app.button(key=f"delete_note_{note.id}").click().run()
    assert list_notes(store, ada.id) == ()


def test_zones_that_keep_breaking_out_are_named(store: Store, ada: Person, open_page: OpenPage):
    assert "breaking out**: none so far" in words_on(open_page(routes.SPOTS, HEADING))
    for days in (1, 8, 15):
        noted_on = today() - timedelta(days=days)
        seen = {"zone": Zone.JAWLINE_LEFT, "mark": SkinMark.SPOT, "noted_on": noted_on}
        add_note(store, NewZoneNote(person_id=ada.id, **seen))
    assert "breaking out**: Left jawline" in words_on(open_page(routes.SPOTS, HEADING))


def test_the_recovery_shows_redness_by_zone(open_demo_page: OpenPage):
    app = open_demo_page(routes.RECOVERY, "Recovery")
    assert "compared with the photo from before, in EI" in words_on(app)
