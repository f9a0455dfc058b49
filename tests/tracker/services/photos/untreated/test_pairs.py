"""Untreated skin in another light: kept, measured, and never taken for anything else."""

import random
from datetime import timedelta

import pytest

from analysis import Zone
from tests.factories import (
    a_measurement,
    a_person,
    a_photo,
    a_procedure,
    an_entry,
    days_ago,
    skin_bytes,
    store_procedure,
)
from tracker.config import Settings
from tracker.domain.course.own_error import GENERAL
from tracker.domain.records.kept import BodyArea, Photo, PhotoRole, Procedure, TreatedZone
from tracker.domain.records.scales import Symptom
from tracker.domain.records.shown import Change
from tracker.domain.words.measure_names import TONE
from tracker.errors import InvalidEntry
from tracker.services.photos.keeping import add_photo, delete_photo
from tracker.services.photos.untreated.exchanging import make_before
from tracker.services.recovery.book import Book, load_measurements, load_recovery
from tracker.services.recovery.overview import RecoveryOverview
from tracker.services.recovery.procedures import correct_procedure
from tracker.store.repository import Store

EI = "delta_erythema_index"
BEFORE, FOLLOW_UP, RETEST = PhotoRole.BEFORE, PhotoRole.FOLLOW_UP, PhotoRole.RETEST


def own_values(photo_id: int, redder: float = 0, lighter: float = 0) -> list[Change]:
    """What a photo's own values are in a light by so much redder and lighter."""
    return [
        Change(photo_id, zone, measure, value + at, None)
        for at, zone in enumerate((Zone.NOSE, Zone.CHIN, Zone.FOREHEAD, Zone.GLABELLA))
        for measure, value in (("erythema_index", 20 + redder), (TONE, 40 + lighter))
    ]


def a_book(draw: random.Random, pairs: int, settings: Settings) -> Book:
    """A person with one session, eight days with entries and photos, and as many pairs."""
    session = a_procedure(id=1, person_id=1, started_at=days_ago(9, 18))
    entries, photos, changes = [], [], []
    ratings = draw.choices(range(8), k=8)
    for day in range(8):
        date = days_ago(9 - day).date()
        rated = {Symptom.REDNESS: ratings[day], Symptom.PAIN: 0}
        entries.append(an_entry(id=day + 1, person_id=1, day=date, ratings=rated))
        photos.append(a_photo(b"%d" % day, id=day + 1, taken_at=days_ago(9 - day, 20)))
        for zone in (Zone.FACE, Zone.CHEEK_LEFT):
            mdc95 = draw.uniform(1, 6)
            too_high = draw.choice([None, mdc95 / 2])
            changes.append(Change(day + 1, zone, EI, draw.uniform(-2, 14), mdc95, too_high))
    scale = draw.choice([0.2, 1.0, 2.0])
    retests = [
        a_photo(b"r%d" % one, id=100 + one, role=RETEST, taken_at=days_ago(9, 8))
        for one in range(pairs)
    ]
    changes += [
        Change(one.id, zone, EI, draw.gauss(0, scale), 2.0)
        for one in retests
        for zone in (Zone.FACE, Zone.CHEEK_LEFT)
    ]
    before = a_photo(b"b", id=99, role=BEFORE, taken_at=days_ago(9, 7))
    return Book(
        settings=settings,
        person=a_person(id=1),
        procedures=(session,),
        entries=tuple(entries),
        photos=(before, *photos),
        own_values=tuple(
            value
            for at, photo in enumerate((before, *retests))
            for value in own_values(photo.id, redder=3.0 * at)
        ),
        retests=tuple(retests),
        changes=tuple(changes),
        ordinary=(),
        verdicts=(),
    )


@pytest.mark.parametrize("seed", range(12))
def test_pairs_take_no_warning_back(seed: int, tmp_path):
    """With the same diary, whatever pairs say, no day is judged milder than without them."""
    settings = Settings(tmp_path)
    pairs = random.Random(seed).choice([1, 3, 6])
    [without] = a_book(random.Random(seed), 0, settings).recoveries
    [with_them] = a_book(random.Random(seed), pairs, settings).recoveries
    assert with_them.own.of(Zone.FACE).pairs == pairs
    for one, other in zip(without.statuses.values(), with_them.statuses.values(), strict=True):
        assert other.rank >= one.rank
    assert (with_them.days, with_them.photos) == (without.days, without.photos)
    assert with_them.photo_redness.keys() == without.photo_redness.keys()


def test_what_was_learned_is_stated_beside_each_change(tmp_path):
    draw = random.Random(1)
    [shown] = a_book(draw, 6, Settings(tmp_path)).recoveries
    factor = shown.own.of(Zone.FACE).factor
    assert factor != 1
    for general, own in zip(shown.days, shown.shown_days, strict=True):
        assert own.photo_delta_ei == general.photo_delta_ei
        hidden = (general.photo_mdc95 or 0) - (general.photo_too_high or general.photo_mdc95 or 0)
        least = general.photo_too_high or general.photo_mdc95 or 0
        assert own.photo_mdc95 == pytest.approx(factor * least + hidden)


@pytest.fixture
def session(store: Store) -> Procedure:
    back = (TreatedZone(zone=Zone.BACK, needle_length_mm=1.0),)
    return store_procedure(store, started_at=days_ago(60, 18), zones=back)


def add(store: Store, session: Procedure, role: PhotoRole, days: float) -> Photo:
    redder = {BEFORE: 0, FOLLOW_UP: 12, RETEST: 45 + (days > 0)}[role]
    return add_photo(
        store,
        skin_bytes(redder),
        procedure_id=session.id,
        role=role,
        area=BodyArea.BACK,
        taken_at=session.started_at + timedelta(days=days),
    ).photo


def test_it_is_no_photo_from_before_and_none_of_a_recovery(store: Store, session: Procedure):
    before, day = add(store, session, BEFORE, -0.1), add(store, session, FOLLOW_UP, 2)
    first, late = add(store, session, RETEST, -0.05), add(store, session, RETEST, 30)
    shown = load_recovery(store, session.id)
    assert shown.photos == (before, day)
    assert shown.retests == (first, late)
    assert shown.before_photo(BodyArea.BACK) == before
    assert [one.day for one in shown.days] == [2]
    for one in (first, late):
        kept = load_measurements(store, session.id)[one.id]
        assert {measured.baseline_photo_id for measured in kept if measured.mdc95} == {before.id}
    assert shown.own.of(Zone.BACK).pairs == 1, "what is taken later counts later"
    delete_photo(store, before.id)
    shown = load_recovery(store, session.id)
    assert shown.before_photo(BodyArea.BACK) is None, "a retest never takes its place"
    assert shown.own.of(Zone.BACK) == GENERAL, "alone it tells nothing"
    delete_photo(store, first.id)
    assert [one.id for one in load_recovery(store, session.id).retests] == [late.id]


def test_a_retest_becomes_the_photo_from_before_and_back(store: Store, session: Procedure):
    before, day = add(store, session, BEFORE, -0.1), add(store, session, FOLLOW_UP, 2)
    retest = add(store, session, RETEST, -0.05)

    def values_of(photo: Photo) -> list[tuple[str, float]]:
        return [(v.measure, v.value) for v in load_measurements(store, session.id)[photo.id]]

    def is_before(one: Photo, other: Photo, shown: RecoveryOverview) -> None:
        assert [photo.id for photo in shown.retests] == [other.id]
        assert [photo.id for photo in shown.photos] == [one.id, day.id]
        kept = load_measurements(store, session.id)
        for compared in (other, day):
            against = {value.baseline_photo_id for value in kept[compared.id] if value.mdc95}
            assert against == {one.id}
        assert not any(value.mdc95 for value in kept.get(one.id, ()))
        assert shown.own.of(Zone.BACK).pairs == 1

    first = values_of(day)
    make_before(store, retest)
    shown = load_recovery(store, session.id)
    is_before(retest, before, shown)
    make_before(store, shown.retests[0])
    is_before(before, retest, load_recovery(store, session.id))
    assert values_of(day) == first


def test_only_skin_from_before_the_session_changes_places(store: Store, session: Procedure):
    before, late = add(store, session, BEFORE, -0.1), add(store, session, RETEST, 30)
    with pytest.raises(InvalidEntry, match="before the session"):
        make_before(store, late)
    assert load_recovery(store, session.id).before_photo(BodyArea.BACK) == before


@pytest.mark.parametrize("days", [0.1, 2, 14, 27])
def test_healing_skin_is_refused(store: Store, session: Procedure, days: float):
    with pytest.raises(InvalidEntry, match="28 days"):
        add(store, session, RETEST, days)
    assert load_recovery(store, session.id).retests == ()


def test_a_pair_counts_for_the_next_session_and_not_while_skin_was_healing(
    store: Store, session: Procedure
):
    with store.writing() as records:
        zones = session.zones
        second = records.add_procedure(
            a_procedure(session.person_id, started_at=days_ago(5, 18), zones=zones)
        )
        details = {"role": RETEST, "area": BodyArea.BACK, "taken_at": days_ago(20, 8)}
        late = records.add_photo(
            a_photo(b"late", session.person_id, session.id, **details), b"late"
        )
        records.save_analysis(late, [a_measurement(late.id, zone=Zone.BACK, value=9.0)])
    assert load_recovery(store, session.id).own.of(Zone.BACK) == GENERAL
    assert load_recovery(store, second.id).own.of(Zone.BACK).pairs == 1
    correct_procedure(store, Procedure(**vars(session) | {"started_at": days_ago(40, 18)}))
    assert load_recovery(store, second.id).own.of(Zone.BACK) == GENERAL, "20 days after it"
