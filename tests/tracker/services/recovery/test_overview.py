from datetime import timedelta

import pytest

from analysis import Zone
from tests.factories import a_measurement, a_photo, a_procedure, an_entry, days_ago, store_procedure
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import BodyArea, Photo, PhotoRole, Procedure, View
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.scales import Symptom
from tracker.domain.records.status import Status
from tracker.errors import NotFound
from tracker.services.photos.counting import choose_photo
from tracker.services.recovery import procedures
from tracker.services.recovery.book import load_history, load_recovery
from tracker.services.recovery.judgement import keep_missing_verdicts
from tracker.store.repository import Store


@pytest.fixture
def procedure(store: Store) -> Procedure:
    return store_procedure(store, started_at=days_ago(7, 18))


def keep_day(store: Store, procedure: Procedure, day: int, **details) -> None:
    date = procedure.started_at.date() + timedelta(days=day)
    with store.writing() as records:
        records.save_entry(an_entry(procedure.person_id, day=date, **details))


def keep_photo(
    store: Store,
    procedure: Procedure,
    day: int,
    hour: int,
    view: View = View.FRONT,
    area: BodyArea = BodyArea.FACE,
    mdc95: float = 3.0,
    **zones: float,
) -> Photo:
    content = f"{procedure.id} {day} {hour}".encode()
    moment = days_ago(7 - day, hour)
    with store.writing() as records:
        photo = records.add_photo(
            a_photo(
                content,
                procedure.person_id,
                procedure.id,
                taken_at=moment,
                usable=True,
                view=view,
                area=area,
            ),
            content,
        )
        changes = [
            a_measurement(photo.id, zone=Zone[name], value=value, mdc95=mdc95)
            for name, value in zones.items()
        ]
        own = a_measurement(photo.id, measure="erythema_index", mdc95=None, value=30.0)
        return records.save_analysis(photo, [own, *changes])


def test_an_empty_recovery_has_no_verdict(store: Store, procedure: Procedure):
    recovery = load_recovery(store, procedure.id)
    assert recovery.person.name == "Ada" and recovery.procedure == procedure
    assert recovery.latest is None and recovery.assessments == ()
    assert recovery.before_photo() is None
    assert recovery.plan.days_since_previous is None
    assert recovery.plan.needle_length_mm == procedure.longest_needle_mm


def test_days_are_counted_from_the_session(store: Store, procedure: Procedure):
    keep_day(store, procedure, 0, ratings={Symptom.REDNESS: 6})
    keep_day(
        store, procedure, 3, ratings={Symptom.REDNESS: 1}, red_flags=frozenset({RedFlag.FEVER})
    )
    recovery = load_recovery(store, procedure.id)
    assert {day: entry.ratings for day, entry in recovery.entries.items()} == {
        0: {Symptom.REDNESS: 6},
        3: {Symptom.REDNESS: 1},
    }
    assert [verdict.day for verdict in recovery.assessments] == [0, 3]
    assert recovery.latest.status is Status.URGENT  # a today flag, whatever the ratings
    assert recovery.day_of(days_ago(0).date()) == 7


def test_of_equally_sure_photos_of_a_day_the_last_is_shown_and_the_worst_judged(
    store: Store, procedure: Procedure
):
    keep_photo(store, procedure, 1, 8, FACE=9.0, NOSE=4.0)
    last = keep_photo(store, procedure, 1, 20, FACE=7.0, CHIN=2.0)
    recovery = load_recovery(store, procedure.id)
    assert recovery.counting == {last.id}
    assert {day: m.value for day, m in recovery.photo_redness.items()} == {1: 9.0}
    (day,) = recovery.days
    assert (day.day, day.photo_delta_ei, day.photo_mdc95) == (1, 9.0, 3.0)
    assert dict(day.zone_delta_ei) == {Zone.NOSE: 4.0, Zone.CHIN: 2.0}
    assert dict(day.zone_mdc95) == {Zone.NOSE: 3.0, Zone.CHIN: 3.0}
    assert len(recovery.photos) == len(recovery.changes) == 2


def test_of_several_photos_of_a_day_the_surest_is_shown_unless_another_is_chosen(
    store: Store, procedure: Procedure
):
    first, sure, last = (
        keep_photo(store, procedure, 1, hour, mdc95=error, FACE=value)
        for hour, error, value in ((8, 3.0, 9.0), (12, 2.0, 4.0), (20, 2.5, 7.0))
    )
    keep_photo(store, procedure, 1, 21, mdc95=1.0, NOSE=1.0)  # no whole face: says less
    recovery = load_recovery(store, procedure.id)
    assert recovery.counting == {sure.id}
    assert recovery.photo_redness[1][-3:] == (9.0, 3.0, 2.0)  # the redder, with less doubt
    for chosen, value in ((first, 9.0), (last, 7.0)):
        choose_photo(store, chosen)
        recovery = load_recovery(store, procedure.id)
        assert recovery.counting == {chosen.id} and recovery.photo_redness[1].value == value
        assert [one.id for one in recovery.photos if one.is_chosen] == [chosen.id]
    with store.writing() as records:
        records.delete_photo(last.id)
    assert load_recovery(store, procedure.id).counting == {sure.id}


def test_a_side_adds_the_zones_that_the_front_does_not_show(store: Store, procedure: Procedure):
    keep_photo(store, procedure, 1, 8, FACE=7.0, NOSE=4.0)
    keep_photo(store, procedure, 1, 9, view=View.LEFT_PROFILE, FACE=1.0, NOSE=1.0, CHEEK_LEFT=5.0)
    keep_photo(store, procedure, 1, 10, area=BodyArea.LEGS, LEGS=3.0)
    keep_photo(store, procedure, 2, 9, view=View.LEFT_PROFILE, FACE=1.0, CHEEK_LEFT=2.0)
    recovery = load_recovery(store, procedure.id)
    assert {day: m.value for day, m in recovery.photo_redness.items()} == {1: 7.0}
    first, second = recovery.days
    assert first.zone_delta_ei == {Zone.NOSE: 4.0, Zone.CHEEK_LEFT: 5.0, Zone.LEGS: 3.0}
    assert second.photo_delta_ei is None and second.zone_delta_ei == {Zone.CHEEK_LEFT: 2.0}


def test_a_verdict_on_one_zone_names_it(store: Store, procedure: Procedure):
    keep_day(store, procedure, 5, ratings={Symptom.REDNESS: 0})
    keep_photo(store, procedure, 5, 8, FACE=1.0, CHEEK_LEFT=14.0, CHIN=2.0)
    recovery = load_recovery(store, procedure.id)
    assert recovery.latest.pattern is Pattern.ZONE_RED
    assert recovery.zone_of(recovery.latest) is Zone.CHEEK_LEFT
    keep_day(store, procedure, 6, ratings={Symptom.REDNESS: 0}, red_flags={RedFlag.FEVER})
    recovery = load_recovery(store, procedure.id)
    assert recovery.zone_of(recovery.latest) is None


def test_a_photo_alone_is_no_entry(store: Store, procedure: Procedure):
    keep_photo(store, procedure, 1, 8, FACE=9.0)
    assert load_recovery(store, procedure.id).latest_entered is None
    keep_day(store, procedure, 2, red_flags=frozenset({RedFlag.FEVER}))
    keep_photo(store, procedure, 3, 8, FACE=5.0)
    recovery = load_recovery(store, procedure.id)
    assert (recovery.latest_entered.day, recovery.latest.day) == (2, 3)


def test_a_photo_without_a_change_is_shown_but_not_judged(store: Store, procedure: Procedure):
    keep_photo(store, procedure, 1, 8)
    recovery = load_recovery(store, procedure.id)
    assert len(recovery.photos) == 1
    assert recovery.days == () and recovery.photo_redness == {}


def test_the_photo_from_before_is_found_by_area(store: Store, procedure: Procedure):
    with store.writing() as records:
        face, neck = (
            records.add_photo(a_photo(content, area=area, role=PhotoRole.BEFORE), content)
            for content, area in ((b"1", BodyArea.FACE), (b"2", BodyArea.NECK))
        )
    recovery = load_recovery(store, procedure.id)
    assert recovery.before_photo() == face
    assert recovery.before_photo(BodyArea.NECK) == neck
    assert recovery.before_photo(BodyArea.BACK) is None


def test_each_recovery_has_its_own_days_and_knows_the_one_before(
    store: Store, procedure: Procedure
):
    earlier = procedures.log_procedure(
        store, a_procedure(procedure.person_id, started_at=days_ago(49, 9))
    )
    keep_day(store, earlier, 2)
    keep_day(store, procedure, 0, recorded_at=procedure.moment)
    keep_day(store, procedure, 1)

    second, first = load_history(store, procedure.person_id)

    assert (first.procedure, second.procedure) == (earlier, procedure)
    assert (set(first.entries), set(second.entries)) == ({2}, {0, 1})
    assert second.plan.days_since_previous == 42
    assert load_recovery(store, earlier.id) == first
    assert load_recovery(store, procedure.id) == second


def test_what_is_gone_is_said(store: Store):
    with pytest.raises(NotFound, match="session is no longer"):
        load_recovery(store, 7)
    with pytest.raises(NotFound, match="person is no longer"):
        load_history(store, 7)


def test_entries_from_before_verdicts_were_kept_get_one_and_only_one(
    store: Store, procedure: Procedure
):
    for day in (0, 1, 3):
        keep_day(store, procedure, day, ratings={Symptom.REDNESS: 3})
    assert keep_missing_verdicts(store) == 3
    assert keep_missing_verdicts(store) == 0
    with store.reading() as records:
        kept = records.list_verdicts(procedure.id)
    assert [verdict.day for verdict in kept] == [0, 1, 3]
    shown = load_recovery(store, procedure.id)
    assert {verdict.reference_version for verdict in kept} == {shown.reference.version}
    assert [v.status for v in kept] == [v.status for v in shown.assessments]
