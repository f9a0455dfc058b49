from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, TiffImagePlugin

import analysis
from analysis import Zone
from tests.factories import (
    a_photo,
    a_procedure,
    as_new,
    days_ago,
    file_of,
    picture_bytes,
    pixels,
    store_procedure,
    telltale_exif,
)
from tracker.config import Settings
from tracker.domain.records.kept import (
    Aspect,
    BodyArea,
    OnSkin,
    Photo,
    PhotoRole,
    Procedure,
    TreatedZone,
    View,
)
from tracker.errors import InvalidEntry, NotFound, UnusablePhoto
from tracker.services.photos import keeping as photos
from tracker.services.photos.album import Album, find_replaced
from tracker.services.photos.counting import choose_photo
from tracker.services.photos.keeping import Upload
from tracker.services.photos.progress import PhotoOutcome
from tracker.services.photos.reading import read_photo
from tracker.services.photos.rescoring import rescore_photo
from tracker.services.recovery import procedures
from tracker.store.repository import Records, Store

BEFORE, FOLLOW_UP = PhotoRole.BEFORE, PhotoRole.FOLLOW_UP
DELTA_EI, OWN_EI = "delta_erythema_index", "erythema_index"
OWN = {OWN_EI, "individual_typology_angle"}


@pytest.fixture
def procedure(store: Store) -> Procedure:
    return store_procedure(store, started_at=days_ago(7, 18))


@pytest.fixture
def add(store: Store, procedure: Procedure):
    """Add a photo of the face, by default a follow-up of the second day."""

    def add_photo(content: bytes, role: PhotoRole = FOLLOW_UP, **details) -> PhotoOutcome:
        taken_at = days_ago(7, 17) if role is BEFORE else days_ago(5, 8)
        return photos.add_photo(
            store,
            content,
            procedure_id=procedure.id,
            role=role,
            **{"taken_at": taken_at} | details,
        )

    return add_photo


@pytest.fixture(scope="session")
def calm(portraits: Path) -> bytes:
    """A face before the session."""
    return (portraits / "before.jpg").read_bytes()


@pytest.fixture(scope="session")
def red(portraits: Path) -> bytes:
    """The same face on day 1."""
    return (portraits / "day1.jpg").read_bytes()


def state_of(store: Store, settings: Settings) -> tuple[object, object]:
    """Everything that is kept, rows and files."""
    with store.reading() as records:
        rows = list(records.dump_tables())
    return rows, {path.name for path in (settings.data_dir / "photos").iterdir()}


def values(outcome: PhotoOutcome, measure: str) -> dict[Zone, float]:
    return {m.zone: m.value for m in outcome.measurements if m.measure == measure}


def reload(store: Store, outcome: PhotoOutcome) -> PhotoOutcome:
    with store.reading() as records:
        photo = records.get_photo(outcome.photo.id)
        return PhotoOutcome(photo, records.list_measurements(outcome.photo.id))


# Bad input gets one sentence and changes nothing.


@pytest.mark.parametrize(
    ("content", "details", "reason"),
    [
        (b"no image", {}, "not a photo"),
        (picture_bytes(pixels())[:-200], {}, "damaged or incomplete"),
        (picture_bytes(pixels(rows=600, columns=600)), {}, "face"),
        (picture_bytes(pixels()), {"taken_at": datetime.now() + timedelta(2)}, "future"),
        (picture_bytes(pixels()), {"taken_at": days_ago(8, 9)}, "before the session"),
        (picture_bytes(pixels()), {"role": BEFORE, "taken_at": days_ago(6, 9)}, "dated after"),
        (picture_bytes(pixels()), {"taken_at": None}, "does not say when"),
    ],
    ids=["no image", "truncated", "no face", "future", "too early", "too late", "no date"],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    add, store: Store, settings: Settings, content: bytes, details: dict, reason: str
):
    before = state_of(store, settings)
    with pytest.raises((UnusablePhoto, InvalidEntry), match=reason) as refusal:
        add(content, **details)
    assert "\n" not in str(refusal.value)
    assert state_of(store, settings) == before


def test_two_faces_are_refused(add, store: Store, settings: Settings, calm: bytes):
    face = decoded(calm)
    before = state_of(store, settings)
    with pytest.raises(UnusablePhoto, match="face"):
        add(picture_bytes(np.hstack([face, face])))
    assert state_of(store, settings) == before


def test_a_session_that_is_gone_is_said(store: Store, settings: Settings):
    with pytest.raises(NotFound, match="session"):
        photos.add_photo(store, picture_bytes(pixels()), procedure_id=7, role=BEFORE)


# Areas without a face.


@pytest.mark.parametrize("area", [area for area in BodyArea if area is not BodyArea.FACE])
def test_the_first_photo_of_another_area_is_kept_without_a_remark(add, store: Store, area):
    outcome = add(picture_bytes(pixels(), quality=95), area=area)
    assert outcome.photo.usable is None
    assert outcome.photo.findings == ()
    assert outcome.measurements == ()
    assert read_photo(store, outcome.photo)


def test_a_further_photo_of_a_day_undoes_the_choice_that_was_made_without_it(add, store: Store):
    first = add(picture_bytes(pixels()), area=BodyArea.BACK)
    choose_photo(store, first.photo)
    assert reload(store, first).photo.is_chosen
    add(picture_bytes(pixels(seed=1)), area=BodyArea.BACK, taken_at=days_ago(5, 9))
    assert not reload(store, first).photo.is_chosen


def test_the_camera_says_when_it_was_taken(add):
    moment = days_ago(3, 9)
    exif = telltale_exif(moment.strftime("%Y:%m:%d %H:%M:%S"))
    content = picture_bytes(pixels(), exif=exif)
    assert add(content, area=BodyArea.BACK, taken_at=None).photo.taken_at == moment


def test_what_is_kept_has_no_metadata(add, store: Store, settings: Settings):
    add(picture_bytes(pixels(), exif=telltale_exif()), area=BodyArea.BACK)
    for path in settings.data_dir.rglob("*"):
        if path.is_file():
            assert b"Telltale" not in path.read_bytes()


def long_exposure() -> Image.Exif:
    exif = telltale_exif()
    exif.get_ifd(0x8769)[0x829A] = TiffImagePlugin.IFDRational(1, 3)
    return exif


def test_what_only_the_original_file_told_is_kept_when_measuring_again(
    add, store: Store, calm: bytes, red: bytes
):
    add(calm, role=BEFORE)
    plain = add(red)
    photos.delete_photo(store, plain.photo.id)
    outcome = add(picture_bytes(decoded(red), quality=97, exif=long_exposure()))
    assert "night_mode" in {finding.code for finding in outcome.photo.findings}
    assert widest(outcome) > 1.2 * widest(plain)
    again = rescore_photo(store, outcome.photo)
    assert again.photo.findings == outcome.photo.findings
    assert widest(again) == widest(outcome)
    assert not analysis.read_photo(read_photo(store, outcome.photo)).capture.findings


def test_a_night_shot_from_before_is_noted_at_its_follow_ups(add, calm: bytes, red: bytes):
    before = add(picture_bytes(decoded(calm), quality=97, exif=long_exposure()), role=BEFORE)
    assert "night_mode" in {finding.code for finding in before.photo.findings}
    limited = [f for f in add(red).photo.findings if f.code == "limited_before"]
    assert [finding.refuses for finding in limited] == [{Aspect.TEXTURE}]


def test_a_messengers_copy_is_noted(add, calm: bytes):
    before = add(picture_bytes(decoded(calm), quality=80), role=BEFORE)
    assert [finding.code for finding in before.photo.findings] == ["messenger_copy"]


def widest(outcome: PhotoOutcome) -> float:
    return max(m.mdc95 for m in outcome.measurements if m.measure == DELTA_EI and m.mdc95)


def test_the_same_photo_is_added_once(add, store: Store, settings: Settings):
    add(picture_bytes(pixels()), area=BodyArea.BACK)
    before = state_of(store, settings)
    with pytest.raises(UnusablePhoto, match="already been added"):
        add(picture_bytes(pixels()), area=BodyArea.LEGS)
    assert state_of(store, settings) == before


# Faces.


def test_a_follow_up_is_measured_against_the_photo_from_before(add, calm: bytes, red: bytes):
    before = add(calm, BEFORE)
    after = add(red)

    assert values(before, OWN_EI) and not values(before, DELTA_EI)
    assert values(after, DELTA_EI)[Zone.FACE] > 0
    for value in after.measurements:
        assert value.mdc95 is not None or value.measure in OWN
        assert value.provenance["photo_sha256"] == after.photo.digest
        assert value.provenance["baseline_sha256"] == before.photo.digest
        assert value.baseline_photo_id == before.photo.id
    assert after.photo.usable


def test_a_photo_from_before_that_comes_later_scores_the_follow_ups(
    add, store: Store, calm: bytes, red: bytes
):
    after = add(red)
    assert values(after, OWN_EI) and not values(after, DELTA_EI)
    before = add(calm, BEFORE)
    rescored = reload(store, after)
    assert values(rescored, DELTA_EI)
    assert {m.baseline_photo_id for m in rescored.measurements} == {before.photo.id}


def test_each_side_of_the_face_is_compared_with_itself(
    add, store: Store, procedure: Procedure, calm: bytes, red: bytes
):
    """The sides are only named here: what a photo shows is told by `analysis.Pose`."""
    front = add(calm, BEFORE).photo
    with store.writing() as records:
        left, after = (
            records.add_photo(replace(photo, view=View.LEFT_PROFILE), content)
            for photo, content in (
                (a_side(procedure, BEFORE, calm_again(calm)), calm_again(calm)),
                (a_side(procedure, FOLLOW_UP, red), red),
            )
        )
    assert baselines(rescore_photo(store, after)) == {left.id}
    photos.delete_photo(store, left.id)
    with store.reading() as records:
        measured = PhotoOutcome(after, records.list_measurements(after.id))
    assert baselines(measured) == {front.id}


def a_side(procedure: Procedure, role: PhotoRole, content: bytes) -> Photo:
    taken_at = days_ago(7, 17) if role is BEFORE else days_ago(4, 8)
    return a_photo(content, procedure.person_id, procedure.id, role=role, taken_at=taken_at)


def baselines(outcome: PhotoOutcome) -> set[int | None]:
    return {value.baseline_photo_id for value in outcome.measurements}


def test_another_side_may_have_a_photo_from_before_of_its_own(add, calm: bytes):
    front = add(calm, BEFORE).photo
    album = Album(a_procedure(), (front, replace(front, view=View.LEFT_PROFILE, id=9)))
    for view, id in ((View.FRONT, front.id), (View.LEFT_PROFILE, 9)):
        assert album.before(BodyArea.FACE, view).id == id
    assert album.before(BodyArea.FACE, View.RIGHT_PROFILE).id == front.id
    right = as_new(front, view=View.RIGHT_PROFILE)
    assert find_replaced(right, album, replace_before=False) is None
    with pytest.raises(InvalidEntry, match="already has"):
        find_replaced(front, album, replace_before=False)


def test_make_up_is_never_measured(add, calm: bytes, red: bytes):
    add(calm, BEFORE)
    made_up = add(red, on_skin=OnSkin.MAKE_UP)
    assert made_up.measurements == ()
    assert made_up.photo.usable is False and made_up.photo.on_skin is OnSkin.MAKE_UP
    assert made_up.photo.findings[0].code == "make_up"
    assert made_up.photo.findings[0].refuses == set(Aspect)


def test_nothing_is_compared_with_make_up(add, calm: bytes, red: bytes):
    add(calm, BEFORE, on_skin=OnSkin.MAKE_UP)
    after = add(red, on_skin=OnSkin.NOTHING)
    assert not values(after, DELTA_EI)
    assert after.photo.findings[0].code == "make_up_before"


def test_a_photo_from_before_is_replaced_only_when_asked(
    add, store: Store, settings: Settings, calm: bytes, red: bytes
):
    first, after = add(calm, BEFORE), add(red)
    other = calm_again(calm)
    before = state_of(store, settings)
    with pytest.raises(InvalidEntry, match="already has a “before” photo"):
        add(other, BEFORE)
    assert state_of(store, settings) == before

    second = add(other, BEFORE, replace_before=True)

    with pytest.raises(NotFound):
        reload(store, first)
    with pytest.raises(NotFound):
        read_photo(store, first.photo)
    rescored = reload(store, after)
    assert {m.baseline_photo_id for m in rescored.measurements} == {second.photo.id}
    assert values(rescored, DELTA_EI)


def test_without_its_photo_from_before_a_follow_up_keeps_its_own_values(
    add, store: Store, calm: bytes, red: bytes
):
    before, after = add(calm, BEFORE), add(red)
    photos.delete_photo(store, before.photo.id)
    rescored = reload(store, after)
    assert not values(rescored, DELTA_EI)
    assert values(rescored, OWN_EI) == pytest.approx(values(after, OWN_EI))


def test_deleting_a_photo_deletes_its_file_and_values(add, store: Store, settings: Settings):
    empty = state_of(store, settings)
    outcome = add(picture_bytes(pixels()), area=BodyArea.BACK)
    photos.delete_photo(store, outcome.photo.id)
    assert state_of(store, settings) == empty
    with pytest.raises(NotFound, match="photo is no longer"):
        photos.delete_photo(store, outcome.photo.id)


def test_an_error_while_writing_keeps_the_earlier_photo_from_before(
    add, store: Store, settings: Settings, calm: bytes, red: bytes, monkeypatch
):
    add(calm, BEFORE)
    add(red)
    before = state_of(store, settings)
    save = Records.save_analysis

    def fail_at_the_follow_up(records, photo, *measured):
        if photo.role is FOLLOW_UP:
            raise OSError("the power is gone")
        return save(records, photo, *measured)

    monkeypatch.setattr(Records, "save_analysis", fail_at_the_follow_up)
    with pytest.raises(OSError, match="power"):
        add(calm_again(calm), BEFORE, replace_before=True)
    assert state_of(store, settings) == before


def test_an_unusable_photo_is_kept_with_its_findings_and_without_values(add, calm: bytes):
    outcome = add(picture_bytes(without_colour(calm)))
    assert outcome.photo.usable is False
    assert outcome.photo.findings and all(f.why.endswith(".") for f in outcome.photo.findings)
    assert outcome.measurements == ()


@pytest.mark.benchmark  # by hand: it takes long
def test_measuring_again_gives_the_same_numbers(add, store: Store, calm: bytes, red: bytes):
    for kept in (add(calm, BEFORE), add(red)):
        assert rescore_photo(store, kept.photo).measurements == kept.measurements


def test_other_treated_zones_are_measured_again(
    add, store: Store, procedure: Procedure, calm: bytes, red: bytes
):
    add(calm, BEFORE)
    after = add(red)
    assert all("neck" in m.reference.split("+") for m in after.measurements)
    zones = (*procedure.zones, TreatedZone(zone=Zone.NECK, needle_length_mm=0.5))
    procedures.correct_procedure(store, replace(procedure, zones=zones))
    rescored = reload(store, after)
    assert rescored.measurements
    assert all("neck" not in m.reference.split("+") for m in rescored.measurements)


# Several at once.


def test_a_bad_file_never_stops_the_rest(store: Store, procedure: Procedure, calm, red):
    uploads = [
        Upload(name="after.jpg", content=red, taken_at=days_ago(6, 8)),
        Upload(name="letter.pdf", content=b"%PDF", taken_at=days_ago(6, 8)),
        Upload(name="before.jpg", content=calm, role=BEFORE, taken_at=days_ago(7, 17)),
        Upload(
            name="back.png",
            content=picture_bytes(pixels(), "PNG"),
            area=BodyArea.BACK,
            taken_at=days_ago(6, 8),
        ),
    ]
    steps = list(photos.add_photos(store, procedure.id, uploads))

    # The photo from before goes first, so that the others are measured once.
    assert [step.name for step in steps] == ["before.jpg", "after.jpg", "letter.pdf", "back.png"]
    assert [(step.done, step.total) for step in steps] == [(n, 4) for n in (1, 2, 3, 4)]
    assert [step.name for step in steps if step.error] == ["letter.pdf"]
    assert values(steps[1].outcome, DELTA_EI)


def calm_again(calm: bytes) -> bytes:
    """The same face in a photo that differs a little."""
    return picture_bytes(np.clip(decoded(calm).astype(int) + 3, 0, 255).astype(np.uint8))


def without_colour(content: bytes) -> np.ndarray:
    grey = decoded(content).mean(axis=2, keepdims=True)
    return np.repeat(grey, 3, axis=2).astype(np.uint8)


def decoded(content: bytes) -> np.ndarray:
    return analysis.read_photo(content).pixels


def test_a_photo_whose_file_is_gone_can_be_put_back_and_keeps_nobody_from_the_rest(
    store: Store, portraits: Path
):
    procedure = store_procedure(store, started_at=datetime(2026, 1, 10, 18, 30))
    add = partial(photos.add_photo, store, procedure_id=procedure.id)
    before = (portraits / "before.jpg").read_bytes(), PhotoRole.BEFORE, datetime(2026, 1, 10)
    day1 = (portraits / "day1.jpg").read_bytes(), PhotoRole.FOLLOW_UP, datetime(2026, 1, 11)
    day2 = (portraits / "day2.jpg").read_bytes(), PhotoRole.FOLLOW_UP, datetime(2026, 1, 12)
    first = add(before[0], role=before[1], taken_at=before[2]).photo
    second = add(day1[0], role=day1[1], taken_at=day1[2])
    assert any("delta" in value.measure for value in second.measurements)
    file_of(store, first).unlink()

    third = add(day2[0], role=day2[1], taken_at=day2[2])  # nothing to compare with
    assert not any("delta" in value.measure for value in third.measurements)
    again = add(before[0], role=before[1], taken_at=before[2]).photo
    assert (again.id, again.digest) == (first.id, first.digest)
    assert store.photos.is_whole(first.digest)
    with store.reading() as records:
        measured = records.list_measurements(third.photo.id)
    assert any("delta" in value.measure for value in measured)

    file_of(store, second.photo).unlink()
    photos.delete_photo(store, first.id)
    with store.reading() as records:
        assert [one.id for one in records.list_photos(procedure.id)] == [
            second.photo.id,
            third.photo.id,
        ]
