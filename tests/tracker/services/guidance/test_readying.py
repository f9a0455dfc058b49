from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PIL import Image, TiffImagePlugin

from analysis import Zone
from tests.factories import (
    a_plan,
    a_procedure,
    days_ago,
    picture_bytes,
    pixels,
    store_procedure,
    telltale_exif,
)
from tracker.domain.guidance.readiness import checklist_for, numbing_timer
from tracker.domain.records.kept import BodyArea, DeviceKind, TreatedZone
from tracker.errors import InvalidEntry, NotFound, UnusablePhoto
from tracker.services.guidance.planning import discard_plan
from tracker.services.guidance.readying import (
    area_before,
    choose_needles,
    discard_needles,
    drop_before_photo,
    keep_before_photo,
    load_readiness,
    open_needles,
    set_numbing,
    set_ready,
)
from tracker.store.repository import Store


@pytest.fixture
def plan_id(store: Store) -> int:
    person_id = store_procedure(store).person_id
    with store.writing() as records:
        return records.plans.add_plan(a_plan(person_id)).id


def test_the_checklist_counts_what_is_missing(store: Store, plan_id: int):
    lines = len(checklist_for(DeviceKind.ROLLER))
    assert load_readiness(store, plan_id).missing == lines
    set_ready(store, plan_id, "hands", is_ready=True)
    assert load_readiness(store, plan_id).ready == {"hands"}
    assert load_readiness(store, plan_id).missing == lines - 1
    set_ready(store, plan_id, "hands", is_ready=False)
    assert load_readiness(store, plan_id).missing == lines


def test_a_tenth_session_with_a_roller_is_not_warned_of_an_eleventh_is(store: Store, plan_id: int):
    for uses, is_warned in ((9, False), (10, True)):
        open_needles(store, plan_id, f"{uses}", uses)
        chosen = load_readiness(store, plan_id).chosen
        assert chosen is not None and chosen.uses == uses
        assert (chosen.warning is not None) is is_warned


def test_a_cartridge_that_was_used_is_warned_of(store: Store):
    person_id = store_procedure(store).person_id
    with store.writing() as records:
        plan_id = records.plans.add_plan(a_plan(person_id, device=DeviceKind.PEN)).id
    needles = open_needles(store, plan_id, "cartridge")
    assert load_readiness(store, plan_id).chosen.warning is None
    with store.writing() as records:
        records.add_procedure(
            a_procedure(person_id, started_at=days_ago(2, 9), needle_set_id=needles.id)
        )
    warning = load_readiness(store, plan_id).chosen.warning
    assert "used already" in warning.advice


def test_needles_of_a_plan_that_is_gone_are_not_thrown_away(store: Store, plan_id: int):
    needles = open_needles(store, plan_id, "roller")
    discard_plan(store, plan_id)
    with pytest.raises(NotFound):
        discard_needles(store, plan_id, needles.id)


def test_needles_of_another_device_are_not_offered(store: Store, plan_id: int):
    needles = open_needles(store, plan_id, "roller")
    with store.writing() as records:
        person_id = records.plans.get_plan(plan_id).person_id
        other_id = records.plans.add_plan(a_plan(person_id, device=DeviceKind.PEN)).id
    assert load_readiness(store, other_id).needles == ()
    choose_needles(store, plan_id, None)
    assert load_readiness(store, plan_id).chosen is None
    choose_needles(store, plan_id, needles.id)
    assert load_readiness(store, plan_id).chosen.needles == needles
    discard_needles(store, plan_id, needles.id)
    assert load_readiness(store, plan_id).needles == ()
    assert load_readiness(store, plan_id).chosen is None


def test_numbing_is_counted_from_its_stored_start(store: Store, plan_id: int):
    before = datetime.now(UTC)
    set_numbing(store, plan_id, runs=True)
    started_at = load_readiness(store, plan_id).plan.numbing_started_at
    assert before <= started_at <= datetime.now(UTC)
    timer = numbing_timer(started_at)
    assert timer.remaining_seconds(started_at + timedelta(minutes=29, seconds=59)) == 1
    assert timer.remaining_seconds(started_at + timedelta(minutes=30)) == 0
    set_numbing(store, plan_id, runs=False)
    assert load_readiness(store, plan_id).plan.numbing_started_at is None


def test_the_photo_from_before_waits_cleaned(store: Store, plan_id: int, portraits: Path):
    keep_before_photo(store, plan_id, (portraits / "before.jpg").read_bytes())
    photo = load_readiness(store, plan_id).photo
    assert photo is not None and photo.content.startswith(b"\xff\xd8")
    drop_before_photo(store, plan_id)
    assert load_readiness(store, plan_id).photo is None


def test_a_photo_without_a_face_is_refused_before_the_session(store: Store, plan_id: int):
    with pytest.raises(UnusablePhoto):
        keep_before_photo(store, plan_id, picture_bytes(pixels(rows=480, columns=640)))
    assert load_readiness(store, plan_id).photo is None


def test_a_night_shot_is_taken_again_before_the_session(store: Store, plan_id: int):
    exif = telltale_exif()
    exif.get_ifd(0x8769)[0x829A] = TiffImagePlugin.IFDRational(1, 2)
    with pytest.raises(UnusablePhoto, match="night mode"):
        keep_before_photo(store, plan_id, picture_bytes(pixels(), exif=exif))
    assert load_readiness(store, plan_id).photo is None


def test_a_photo_from_the_future_is_refused(store: Store, plan_id: int, portraits):
    exif = telltale_exif("2199:01:31 08:15:00")
    with pytest.raises(InvalidEntry, match="future"):
        portrait = picture_bytes(Image.open(portraits / "before.jpg"), exif=exif)
        keep_before_photo(store, plan_id, portrait)


@pytest.mark.parametrize(
    ("zones", "area"),
    [
        ([Zone.NECK], BodyArea.NECK),
        ([Zone.NECK, Zone.CHIN], BodyArea.FACE),
    ],
)
def test_the_photo_shows_the_face_where_it_is_needled(zones: list[Zone], area: BodyArea):
    planned = tuple(TreatedZone(zone=zone, needle_length_mm=0.25) for zone in zones)
    assert area_before(a_plan(zones=planned)) is area
