"""Long lists come in pages, and the rest of them is one tap away."""

from tests.factories import a_photo, a_procedure, days_ago, picture_bytes, pixels
from tests.ui.conftest import OpenPage, words_on
from tracker.domain.guidance.zone_notes import NewZoneNote, SkinMark
from tracker.domain.records.kept import PhotoRole, Zone
from tracker.services.recovery.procedures import log_procedure
from tracker.ui import routes

PHOTOS, AT_ONCE = 61, 8


def test_sixty_photos_come_in_pages_and_none_is_read_whole(
    store, ada, open_page: OpenPage, monkeypatch
):
    procedure = log_procedure(store, a_procedure(ada.id, started_at=days_ago(9, 9)))
    small: dict[str, bytes] = {}
    with store.writing() as records:
        for number in range(PHOTOS):
            content = f"photo {number}".encode()
            role = PhotoRole.BEFORE if number == 0 else PhotoRole.FOLLOW_UP
            taken_at = days_ago(10 - number // 8, 8).replace(minute=number % 60)
            photo = a_photo(content, ada.id, procedure.id, taken_at=taken_at, role=role)
            records.add_photo(photo, content)
            small[photo.digest] = picture_bytes(pixels(number, 15, 24))
    for digest, picture in small.items():
        store.photos.keep_thumbnail(digest, picture)
    monkeypatch.setattr(store.photos, "read", None)
    app = open_page(routes.PHOTOS, "Photos")
    assert len(deletes(app)) == AT_ONCE
    app.button(key=f"show_photos-{procedure.id}").click().run()
    assert not app.exception
    assert len(deletes(app)) == 2 * AT_ONCE
    assert "Show earlier photos: 45" in [one.label for one in app.button]


def deletes(app) -> list[str]:
    return [one.key for one in app.button if str(one.key).startswith("delete_photo_")]


def test_notes_of_years_come_in_pages(store, ada, open_page: OpenPage):
    with store.writing() as records:
        for days in range(25):
            seen = {"zone": Zone.CHIN, "mark": SkinMark.SPOT, "noted_on": days_ago(days).date()}
            records.care.add_note(NewZoneNote(person_id=ada.id, note=f"number {days}", **seen))
    app = open_page(routes.SPOTS, "Spots and marks")
    app.selectbox(key="spots_zone").set_value(Zone.CHIN).run()
    assert "number 9" in words_on(app)
    assert "number 10" not in words_on(app)
    app.button(key=f"show_notes-{ada.id}-{Zone.CHIN}").click().run()
    assert "number 19" in words_on(app)
