"""What the camera takes lies in memory until it is saved or forgotten; frames leave nothing."""

import gc
import threading
import weakref

import cv2
import numpy as np
import pytest

import analysis
from analysis import Aim, Pose
from tests.conftest import PROJECT
from tests.factories import a_procedure, days_ago
from tracker.domain.records.kept import BodyArea, PhotoRole, View
from tracker.services.data.people import add_person, delete_person
from tracker.services.photos.camera import sittings
from tracker.services.photos.camera.sittings import (
    AREA,
    LONGEST_REST_S,
    MOST_SITTINGS,
    Busy,
    Gone,
    Sitting,
    Sittings,
    aims_for,
)
from tracker.services.photos.keeping import add_photo
from tracker.services.recovery.procedures import log_procedure

FACE = (PROJECT / "sample_images" / "normal" / "before.jpg").read_bytes()
DARK = cv2.imencode(".jpg", cv2.imdecode(np.frombuffer(FACE, np.uint8), cv2.IMREAD_COLOR) // 12)[
    1
].tobytes()
FRONT = View.FRONT.value


def sit(procedure_id: int = 1) -> Sitting:
    return Sitting(procedure_id, BodyArea.FACE, {FRONT: Aim.at(Pose.FRONT)}, "en")


def test_a_photo_is_held_byte_for_byte_and_only_until_it_is_saved() -> None:
    sitting = sit()
    content = FACE + b"what a camera adds"
    assert sitting.keep(FRONT, content, by_itself=True).is_kept
    assert sitting.taken[FRONT].content == content
    sitting.drop(FRONT)
    assert not sitting.taken


def test_what_was_released_by_itself_is_held_only_if_it_passes() -> None:
    sitting = sit()
    refused = sitting.keep(FRONT, DARK, by_itself=True)
    assert not refused.is_kept and "so dark" in refused.hint and not sitting.taken
    by_hand = sitting.keep(FRONT, DARK, by_itself=False)
    assert by_hand.is_kept and not by_hand.is_well and sitting.taken
    assert not sitting.keep(FRONT, b"no photo", by_itself=False).is_kept
    assert sitting.taken[FRONT].content == DARK  # one that cannot be read takes no other's place


def test_a_frame_is_judged_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    read, seen = analysis.read_photo, list[weakref.ref[analysis.Photo]]()

    def watched(content: bytes) -> analysis.Photo:
        photo = read(content)
        seen.append(weakref.ref(photo))
        return photo

    monkeypatch.setattr(sittings.analysis, "read_photo", watched)
    sitting = sit()
    said = [sitting.look(FRONT, FACE, 1.0, at / 2) for at in range(3)]
    assert [one.releases for one in said] == [False, False, True]
    assert not sitting.look(FRONT, DARK, 1.0, 2.0).is_well
    assert not sitting.look(FRONT, b"no picture", 1.0, 2.5).is_well
    assert not sitting.taken
    gc.collect()
    assert [one() for one in seen] == [None] * 4


def test_one_frame_is_under_way_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    sitting, judges, goes_on = sit(), threading.Event(), threading.Event()

    def slow(*_given: object) -> analysis.Framing:
        judges.set()
        goes_on.wait(10)
        return analysis.Framing(())

    monkeypatch.setattr(sittings.analysis, "judge_framing", slow)
    first = threading.Thread(target=sitting.look, args=(FRONT, DARK, 1.0, 0.0))
    first.start()
    judges.wait(10)
    with pytest.raises(Busy):
        sitting.look(FRONT, DARK, 1.0, 0.1)
    goes_on.set()
    first.join()


def test_another_side_begins_anew() -> None:
    aims = {FRONT: Aim.at(Pose.FRONT), "left_profile": Aim.at(Pose.LEFT_PROFILE)}
    sitting = Sitting(1, BodyArea.FACE, aims, "en")
    for at in (0.0, 0.5):
        sitting.look(FRONT, FACE, 1.0, at)
    assert not sitting.look("left_profile", FACE, 1.0, 1.0).releases
    assert not sitting.look(FRONT, FACE, 1.0, 1.5).releases
    with pytest.raises(Gone):
        sitting.look("back", FACE, 1.0, 2.0)


def test_what_is_over_holds_nothing_and_takes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    all_of_them, sitting = Sittings(), sit()
    secret = all_of_them.open(sitting)
    sitting.keep(FRONT, DARK, by_itself=False)
    judge = sittings.analysis.judge_framing

    def ends_meanwhile(*given: object) -> analysis.Framing:
        all_of_them.end_all()
        return judge(*given)

    monkeypatch.setattr(sittings.analysis, "judge_framing", ends_meanwhile)
    with pytest.raises(Gone):
        sitting.keep(FRONT, DARK, by_itself=False)
    assert not sitting.taken
    with pytest.raises(Gone):
        all_of_them.find(secret)


def test_an_empty_sitting_that_rested_longest_goes_first_and_each_at_last() -> None:
    now = [0.0]
    all_of_them = Sittings(lambda: now[0])
    opened = [sit(number) for number in range(MOST_SITTINGS + 1)]
    for number, one in enumerate(opened):
        one.touched_s = float(number)
    opened[0].keep(FRONT, DARK, by_itself=False)  # not saved yet
    secrets = [all_of_them.open(one) for one in opened]
    with pytest.raises(Gone):
        all_of_them.find(secrets[1])
    assert all_of_them.find(secrets[0]) is opened[0]
    assert all_of_them.find(secrets[-1]) is opened[-1]
    now[0] = LONGEST_REST_S + MOST_SITTINGS + 1
    with pytest.raises(Gone):
        all_of_them.find(secrets[-1])


def test_nothing_of_a_deleted_person_stays(store) -> None:
    ada = add_person(store, "Ada")
    procedure = log_procedure(store, a_procedure(ada.id, started_at=days_ago(3, 18)))
    all_of_them, sitting = Sittings(), sit(procedure.id)
    secret = all_of_them.open(sitting)
    sitting.keep(FRONT, DARK, by_itself=False)
    all_of_them.end_deleted(store)
    assert all_of_them.find(secret) is sitting
    delete_person(store, ada.id)
    all_of_them.end_deleted(store)
    assert not sitting.taken
    with pytest.raises(Gone):
        all_of_them.find(secret)


def test_the_same_sides_each_day_held_as_in_the_photo_from_before(store) -> None:
    ada = add_person(store, "Ada")
    procedure = log_procedure(store, a_procedure(ada.id, started_at=days_ago(3, 18)))
    assert list(aims_for(store, (), BodyArea.FACE)) == [
        "front",
        "left_three_quarter",
        "right_three_quarter",
    ]
    assert aims_for(store, (), BodyArea.BACK) == {AREA: None}
    kept = add_photo(
        store,
        FACE,
        procedure_id=procedure.id,
        role=PhotoRole.BEFORE,
        taken_at=days_ago(4, 12),
    ).photo
    found = aims_for(store, (kept,), BodyArea.FACE)["front"]
    expected = analysis.find_aim(analysis.read_photo(store.photos.read(kept.digest)))
    assert found == expected


def test_a_side_of_which_only_the_profile_was_taken_before_is_taken_so_again() -> None:
    profile = View.LEFT_PROFILE
    befores = {view: object() if view is profile else None for view in View}
    shown = [sittings._shown_before(view, befores) for view in sittings._ALWAYS]
    assert shown == [View.FRONT, profile, View.RIGHT_THREE_QUARTER]
