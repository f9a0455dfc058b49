from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import a_photo, a_procedure, days_ago, store_procedure
from tracker.domain.records.kept import BodyArea, OnSkin, Photo, PhotoRole, Procedure, View
from tracker.services.photos import keeping as photos
from tracker.services.photos.long_term import compare_texture, list_rested_photos, list_steps
from tracker.store.repository import Store


def keep(store: Store, procedure: Procedure, days_before: int, **details) -> Photo:
    taken_at = procedure.started_at - timedelta(days=days_before, hours=1)
    content = f"{procedure.id} {days_before} {details}".encode()
    with store.writing() as records:
        photo = a_photo(
            content,
            procedure.person_id,
            procedure.id,
            **{"role": PhotoRole.BEFORE, "taken_at": taken_at} | details,
        )
        return records.add_photo(photo, content)


@pytest.fixture
def sessions(store: Store) -> list[Procedure]:
    """Three sessions of one person, five weeks apart, then one after only ten days."""
    first = store_procedure(store, started_at=days_ago(90, 18))
    with store.writing() as records:
        return [
            first,
            *(
                records.add_procedure(a_procedure(first.person_id, started_at=days_ago(ago, 18)))
                for ago in (55, 20, 10)
            ),
        ]


def test_photos_inside_a_recovery_are_left_out(store: Store, sessions: list[Procedure]):
    rested = [keep(store, session, 0) for session in sessions[:3]]
    keep(store, sessions[3], 0)  # ten days after the session before
    found = list_rested_photos(store, sessions[0].person_id)
    assert [one.photo for one in found] == rested
    assert [one.procedure for one in found] == sessions[:3]


@pytest.mark.parametrize(
    "details",
    [
        {"area": BodyArea.LEGS},
        {"view": View.LEFT_PROFILE},
        {"usable": False},
        {"role": PhotoRole.FOLLOW_UP},
    ],
    ids=str,
)
def test_only_usable_faces_from_the_front_count(store: Store, sessions, details: dict):
    keep(store, sessions[0], 0, **details)
    assert list_rested_photos(store, sessions[0].person_id) == ()


def test_each_is_compared_with_the_one_before_and_the_last_with_the_first(store: Store, sessions):
    for session in sessions[:3]:
        keep(store, session, 0)
    first, second, third = list_rested_photos(store, sessions[0].person_id)
    assert list_steps((first,)) == []
    assert list_steps((first, second)) == [(first, second)]
    assert list_steps((first, second, third)) == [(first, second), (second, third), (first, third)]


def test_texture_alone_is_compared(store: Store, sessions, portraits):
    earlier, later = (
        photos.add_photo(
            store,
            (portraits / name).read_bytes(),
            procedure_id=session.id,
            role=PhotoRole.BEFORE,
            taken_at=session.started_at - timedelta(hours=1),
        ).photo
        for session, name in zip(sessions, ("before.jpg", "day7.jpg"), strict=False)
    )
    change = compare_texture(store, earlier, later)
    assert change.reasons == ()
    measured = {value.measure for value in change.measurements}
    assert "roughness_log_ratio_medium" in measured
    assert not {measure for measure in measured if "erythema" in measure or "redden" in measure}
    assert {value.baseline_photo_id for value in change.measurements} == {earlier.id}

    made_up = replace(later, on_skin=OnSkin.MAKE_UP)
    refused = compare_texture(store, earlier, made_up)
    assert refused.measurements == () and "make-up" in refused.reasons[0]
