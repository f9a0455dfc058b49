from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from analysis import Zone
from tests.conftest import PROJECT
from tests.factories import a_procedure, days_ago, picture_bytes, pixels, telltale_exif, today
from tests.ui.conftest import OpenPage, assert_on_page, errors_on, words_on
from tracker import clock
from tracker.domain.records.kept import BodyArea, OnSkin, PhotoRole, Procedure, TreatedZone
from tracker.errors import NotFound
from tracker.services.photos.camera.sittings import AREA, SITTINGS, Gone, Sitting
from tracker.services.photos.grades.grading import list_grades
from tracker.services.recovery.book import load_recovery
from tracker.services.recovery.drafts import load_drafts
from tracker.services.recovery.procedures import list_procedures, log_procedure
from tracker.ui import bootstrap, routes
from tracker.ui.components.camera import camera

SAMPLES = PROJECT / "sample_images" / "normal"
JPEG = "image/jpeg"


@pytest.fixture
def procedure(store, ada):
    return log_procedure(store, a_procedure(ada.id, started_at=days_ago(3, 18)))


@pytest.fixture
def neck_procedure(store, ada):
    """A session of which a first photo takes no time: there is nothing to lay it over."""
    zones = (TreatedZone(zone=Zone.NECK, needle_length_mm=0.5),)
    return log_procedure(store, a_procedure(ada.id, started_at=days_ago(3, 18), zones=zones))


def upload(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    app.file_uploader[0].set_value([(name, content, JPEG) for name, content in files]).run()
    assert not app.exception
    return app


def add(app: AppTest) -> AppTest:
    app.button(key="add_photos").click().run()
    assert not app.exception
    return app


def control(app: AppTest, kind: str, start: str):
    return next(one for one in app.get(kind) if one.key and one.key.startswith(start))


def choose_body(app: AppTest) -> AppTest:
    app.button_group(key="photo_area").set_value(BodyArea.NECK).run()
    return app


def test_a_face_before_and_after_is_measured(store, procedure, open_page: OpenPage):
    app = open_page(routes.PHOTOS, "Photos")
    files = [(name, (SAMPLES / name).read_bytes()) for name in ("before.jpg", "day1.jpg")]
    add(upload(app, *files))
    overview = load_recovery(store, procedure.id)
    assert [photo.role for photo in overview.photos] == [PhotoRole.BEFORE, PhotoRole.FOLLOW_UP]
    assert list(overview.photo_redness) == [3]  # without a camera's date, today is proposed
    words = words_on(app)
    assert "**before.jpg** was added" in words
    assert "**day1.jpg** was added" in words
    assert "Day 3" in words


def test_the_cameras_date_is_proposed(store, neck_procedure, open_page: OpenPage):
    day = today() - timedelta(days=2)
    exif = telltale_exif(taken_at=f"{day:%Y:%m:%d} 08:15:00")
    app = upload(open_page(routes.PHOTOS, "Photos"), ("a.jpg", picture_bytes(pixels(), exif=exif)))
    assert control(app, "date_input", "day-").value == day
    add(choose_body(app))
    (photo,) = load_recovery(store, neck_procedure.id).photos
    assert photo.taken_at.date() == day
    assert (photo.taken_at.hour, photo.taken_at.minute) == (8, 15)


def test_a_photo_of_the_sessions_evening_is_not_dated_before_it(
    store, neck_procedure, open_page: OpenPage
):
    app = upload(open_page(routes.PHOTOS, "Photos"), ("a.jpg", picture_bytes(pixels())))
    choose_body(app)
    control(app, "segmented_control", "role-").set_value(PhotoRole.FOLLOW_UP).run()
    control(app, "date_input", "day-").set_value(neck_procedure.started_at.date()).run()
    add(app)
    (photo,) = load_recovery(store, neck_procedure.id).photos
    assert photo.taken_at == neck_procedure.started_at


def test_a_first_photo_of_another_area_is_added(store, neck_procedure, open_page: OpenPage):
    app = upload(open_page(routes.PHOTOS, "Photos"), ("neck.jpg", picture_bytes(pixels())))
    add(choose_body(app))
    assert "**neck.jpg** was added" in words_on(app)
    assert len(load_recovery(store, neck_procedure.id).photos) == 1


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no photo at all", "This file is not a photo that can be opened here."),
        (picture_bytes(pixels())[:-400], "This photo is damaged or incomplete."),
    ],
)
def test_a_file_that_is_no_photo_is_told_before_it_is_added(
    content, sentence, procedure, open_page: OpenPage
):
    app = upload(open_page(routes.PHOTOS, "Photos"), ("a.jpg", content))
    (error,) = errors_on(app)
    assert error.startswith(sentence)
    assert "**a.jpg**" in words_on(app)  # of several files, which
    assert not [button for button in app.button if button.key == "add_photos"]


def test_no_face_is_told_and_the_file_stays_at_hand(store, procedure, open_page: OpenPage):
    app = upload(open_page(routes.PHOTOS, "Photos"), ("wall.jpg", picture_bytes(pixels())))
    add(app)
    (error,) = errors_on(app)
    assert error.startswith("**wall.jpg** was not added.")
    assert not load_recovery(store, procedure.id).photos
    assert control(app, "date_input", "day-")


def test_a_date_in_the_future_is_told(store, neck_procedure, open_page: OpenPage, monkeypatch):
    noon = days_ago(0, 12).astimezone()  # late at night, tomorrow is today somewhere on earth
    monkeypatch.setattr(clock, "now", lambda: noon)
    app = upload(open_page(routes.PHOTOS, "Photos"), ("a.jpg", picture_bytes(pixels())))
    choose_body(app)
    control(app, "button_group", "role-").set_value(PhotoRole.FOLLOW_UP).run()
    control(app, "date_input", "day-").set_value(today() + timedelta(days=1)).run()
    add(app)
    assert "lies in the future" in errors_on(app)[0]
    assert not load_recovery(store, neck_procedure.id).photos


def test_a_second_before_replaces_the_first_only_when_asked(
    store, neck_procedure, open_page: OpenPage
):
    app = upload(open_page(routes.PHOTOS, "Photos"), ("one.jpg", picture_bytes(pixels(1))))
    add(choose_body(app))
    (first,) = load_recovery(store, neck_procedure.id).photos
    choose_body(upload(app, ("two.jpg", picture_bytes(pixels(2)))))
    control(app, "button_group", "role-").set_value(PhotoRole.BEFORE).run()
    add(app)
    assert "already has a “before” photo" in errors_on(app)[0]
    app.checkbox(key="replace_before").set_value(True).run()
    add(app)
    (second,) = load_recovery(store, neck_procedure.id).photos
    assert second.digest != first.digest


def test_a_photo_is_deleted(demo_store, demo, open_demo_page: OpenPage):
    app = open_demo_page(routes.PHOTOS, "Photos")
    button = control(app, "button", "delete_photo_")
    button.click().run()
    assert not app.exception
    photo_id = int(button.key.rsplit("_", 1)[1])
    with demo_store.reading() as records:
        kept = [
            p.id for one in records.list_procedures(demo.id) for p in records.list_photos(one.id)
        ]
    assert photo_id not in kept


def test_make_up_is_asked_of_faces_and_not_measured(store, procedure, open_page: OpenPage):
    content = (SAMPLES / "before.jpg").read_bytes()
    app = upload(open_page(routes.PHOTOS, "Photos"), ("before.jpg", content))
    control(app, "button_group", "on_skin-").set_value(OnSkin.MAKE_UP).run()
    add(app)
    words = words_on(app)
    assert "**before.jpg** was added." in words
    assert "**Neither redness nor texture was measured.**" in words and "make-up" in words
    (photo,) = load_recovery(store, procedure.id).photos
    assert photo.on_skin is OnSkin.MAKE_UP


def test_the_copy_of_a_messenger_is_told_before_it_is_added(procedure, open_page: OpenPage):
    small = picture_bytes(pixels(rows=900, columns=1200), quality=70)
    app = upload(open_page(routes.PHOTOS, "Photos"), ("IMG-WA0001.jpg", small))
    assert "copy that a messenger made smaller" in words_on(app)


def test_tips_are_given(procedure, open_page: OpenPage):
    assert "bare neck" in words_on(open_page(routes.PHOTOS, "Photos"))


def test_it_leads_to_the_comparison(open_demo_page: OpenPage):
    app = open_demo_page(routes.PHOTOS, "Photos")
    next(button for button in app.button if button.label == "Compare them").click().run()
    assert_on_page(app, "Compare")


def test_a_deleted_photo_does_not_live_on_in_memory(demo_store, demo, open_demo_page: OpenPage):
    latest = load_recovery(demo_store, list_procedures(demo_store, demo.id)[0].id)
    before, after = latest.photos[0], latest.photos[-1]
    open_demo_page(routes.COMPARE, "Compare")
    app = open_demo_page(routes.PHOTOS, "Photos")
    app.button(key=f"delete_photo_{after.id}").click().run()
    with pytest.raises(NotFound):
        bootstrap.comparison(before, after)


def test_what_was_answered_about_a_photo_is_here_again_with_the_same_file(
    store, procedure, open_page: OpenPage
):
    """The bytes are chosen again; what was said of them need not be. Another file knows nothing."""
    content, day = picture_bytes(pixels()), today() - timedelta(days=2)
    app = upload(open_page(routes.PHOTOS, "Photos"), ("a.jpg", content))
    control(app, "button_group", "role-").set_value(PhotoRole.FOLLOW_UP).run()
    control(app, "date_input", "day-").set_value(day)
    control(app, "button_group", "on_skin-").set_value(OnSkin.CREAM).run()
    assert content not in str(load_drafts(store, procedure.person_id)).encode()

    again = open_page(routes.PHOTOS, "Photos")
    assert "about photos that are not added yet is here again" in words_on(again)
    other = picture_bytes(pixels(seed=2))
    upload(again, ("b.jpg", content), ("c.jpg", other))
    said = [
        [one.value for one in again.get(kind) if one.key and one.key.startswith(start)]
        for kind, start in (
            ("button_group", "role-"),
            ("date_input", "day-"),
            ("button_group", "on_skin-"),
        )
    ]
    assert list(zip(*said, strict=True)) == [
        (PhotoRole.FOLLOW_UP, day, OnSkin.CREAM),
        (PhotoRole.BEFORE, procedure.diary_day, None),
    ]
    with store.writing() as records:
        records.delete_procedure(procedure.id)
    assert load_drafts(store, procedure.person_id) == {}


def test_answers_about_a_photo_go_when_it_is_added(store, neck_procedure, open_page: OpenPage):
    app = upload(open_page(routes.PHOTOS, "Photos"), ("a.jpg", picture_bytes(pixels())))
    choose_body(app)
    control(app, "button_group", "role-").set_value(PhotoRole.FOLLOW_UP).run()
    assert load_drafts(store, neck_procedure.person_id)
    add(app)
    assert load_drafts(store, neck_procedure.person_id) == {}


def at_the_camera(app: AppTest, procedure: Procedure) -> Sitting:
    """Choose the camera and return the sitting that the window then has."""
    app.button_group(key="photo_source").set_value("Camera").run()
    assert not app.exception
    key = f"sitting-{procedure.id}-{BodyArea.OTHER}-0-0-0-0-0"
    return SITTINGS.find(app.session_state[key])


def save_shots(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tap on what saves them, which only a browser can draw."""
    taps = iter([True])
    with monkeypatch.context() as tapped:
        tapped.setattr(camera, "show_camera", lambda *_given: next(taps, False))
        app.run()
    assert not app.exception


def test_what_the_camera_took_is_saved_to_the_session_that_was_shown_then(
    store, ada, neck_procedure, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
):
    mine, other = open_page(routes.PHOTOS, "Photos"), open_page(routes.PHOTOS, "Photos")
    sitting, in_other_window = (at_the_camera(one, neck_procedure) for one in (mine, other))
    assert sitting is not in_other_window
    content = picture_bytes(pixels(), exif=telltale_exif())
    assert sitting.keep(AREA, content, by_itself=False).is_kept
    later = log_procedure(store, a_procedure(ada.id, started_at=days_ago(1, 18)))
    save_shots(other, monkeypatch)
    assert not load_recovery(store, neck_procedure.id).photos
    mine.session_state["procedure_id"] = neck_procedure.id
    save_shots(mine, monkeypatch)
    (photo,) = load_recovery(store, neck_procedure.id).photos
    assert not load_recovery(store, later.id).photos
    assert photo.diary_day == today() and photo.role is PhotoRole.FOLLOW_UP
    assert b"Exif" not in store.photos.read(photo.digest)
    assert not sitting.taken


def test_a_photo_that_cannot_be_kept_stays_with_the_camera(
    store, neck_procedure, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
):
    app = open_page(routes.PHOTOS, "Photos")
    content = picture_bytes(pixels())
    for _again in range(2):
        sitting = at_the_camera(app, neck_procedure)
        sitting.keep(AREA, content, by_itself=False)
        save_shots(app, monkeypatch)
    assert len(load_recovery(store, neck_procedure.id).photos) == 1
    assert "has already been added" in words_on(app)
    assert sitting.taken


def test_nothing_that_the_camera_took_outlives_the_lock(store, neck_procedure, open_page: OpenPage):
    sitting = at_the_camera(open_page(routes.PHOTOS, "Photos"), neck_procedure)
    sitting.keep(AREA, picture_bytes(pixels()), by_itself=False)
    bootstrap._forget_everything()
    assert not sitting.taken
    with pytest.raises(Gone):
        sitting.keep(AREA, picture_bytes(pixels()), by_itself=False)


def test_a_practitioners_grade_is_kept_beside_a_photo(demo_store, demo, open_demo_page: OpenPage):
    app = open_demo_page(routes.PHOTOS, "Photos")
    next(one for one in app.selectbox if one.label == "Redness as seen").set_value(3)
    next(one for one in app.text_input if one.label == "Who graded it").set_value("Dr Day")
    next(one for one in app.button if one.label == "Keep the grade").click().run()
    assert not app.exception
    [kept] = list_grades(demo_store, demo.id)
    assert (int(kept.grade), kept.name) == (3, "Dr Day")
    assert "3 moderate (Dr Day)" in words_on(app)
