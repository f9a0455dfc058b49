"""A folder of old photos: grouped by the days of their cameras, kept without what these wrote."""

from dataclasses import replace
from datetime import datetime, timedelta

from tests.factories import (
    a_procedure,
    picture_bytes,
    pixels,
    store_procedure,
    telltale_exif,
    with_id,
)
from tracker.domain.records.kept import PhotoRole, TreatedZone, Zone
from tracker.services.data.old_photos import OldPhoto, bring_in_photos, dated, group_photos
from tracker.services.photos.previewing import preview_photo
from tracker.services.recovery.procedures import list_procedures
from tracker.store.repository import Store

BEGAN = datetime(2025, 3, 10, 18)
BODY = (TreatedZone(zone=Zone.NECK, needle_length_mm=0.5),)


def a_file(days: float, seed: int = 0) -> OldPhoto:
    taken_at = BEGAN + timedelta(days=days)
    exif = telltale_exif(f"{taken_at:%Y:%m:%d %H:%M:%S}")
    content = picture_bytes(pixels(seed, 480, 640), exif=exif)
    return dated(f"{days}.jpg", content, preview_photo(content), None)


def test_photos_are_dated_by_their_cameras_and_put_to_sessions():
    session = with_id(a_procedure(started_at=BEGAN), 7)
    later = with_id(a_procedure(started_at=BEGAN + timedelta(days=28)), 8)
    photos = [a_file(days) for days in (-1, 0.2, 3, 27.5, 30, -100, -98, 200)]
    groups = group_photos(photos, [session, later])
    told = [
        (one.session and one.session.id, [photo.name for photo in one.photos]) for one in groups
    ]
    assert told == [
        (None, ["-100.jpg", "-98.jpg"]),
        (7, ["-1.jpg", "0.2.jpg", "3.jpg"]),
        (8, ["27.5.jpg", "30.jpg"]),
        (None, ["200.jpg"]),
    ]
    assert sum(len(one.photos) for one in groups) == len(photos)


def test_what_has_no_date_waits_for_one():
    content = picture_bytes(pixels(1))
    undated = dated("a.jpg", content, preview_photo(content), None)
    assert undated.taken_at is None and group_photos([undated], []) == ()
    said = dated("a.jpg", content, preview_photo(content), BEGAN.date())
    assert group_photos([said], [])[0].first_day == BEGAN.date()


def test_they_are_kept_once_and_without_what_cameras_wrote(store: Store):
    person = store_procedure(store).person_id
    session = a_procedure(person, started_at=BEGAN, zones=BODY)
    photos = [a_file(days, seed) for seed, days in enumerate((-2, -1, 1, 4))]
    steps = list(bring_in_photos(store, photos, session))
    assert [step.error is None for step in steps] == [False, True, True, True]
    (kept,) = (one for one in list_procedures(store, person) if one.started_at == BEGAN)
    with store.reading() as records:
        added = records.list_photos(kept.id)
        contents = [store.photos.read(one.digest) for one in added]
    assert [one.role for one in added] == [PhotoRole.BEFORE, *[PhotoRole.FOLLOW_UP] * 2]
    assert [one.taken_at.date() for one in added] == [
        (BEGAN + timedelta(days=days)).date() for days in (-1, 1, 4)
    ]
    assert not any(b"Telltale" in content or b"Exif" in content for content in contents)
    again = list(bring_in_photos(store, [replace(one) for one in photos], kept))
    assert all(step.error for step in again)
