"""How often a stated error held: on pairs of known error, and on photos of rested skin."""

from datetime import timedelta

import numpy as np
import pytest

from analysis import NORMAL_95
from tests.factories import a_measurement, a_photo, a_procedure, days_ago, store_procedure
from tests.tracker.services.photos.untreated.test_pairs import own_values
from tracker.domain.course.own_error import learn
from tracker.domain.records.kept import PhotoFinding, PhotoRole
from tracker.services.photos import keeping
from tracker.services.photos.untreated.lights import Lesson
from tracker.services.photos.untreated.repeatability import (
    EVERYTHING,
    MISSING,
    Held,
    LeftOut,
    UntreatedPair,
    as_learned,
    count_held,
    list_untreated,
    measure_untreated,
)
from tracker.store.repository import Store

_REPEATS, _PAIRS = 100, 200


@pytest.mark.parametrize("truth", [0.8, 0.95, 0.99])
def test_the_true_share_lies_within_the_interval(truth: float):
    """200 pairs of known error, 100 times: the interval misses at most one time in twenty."""
    rng = np.random.default_rng(8)
    limit = float(np.quantile(np.abs(rng.normal(size=200_000)), truth))
    missed = 0
    for _ in range(_REPEATS):
        pairs = [UntreatedPair(float(v), limit, ()) for v in rng.normal(size=_PAIRS)]
        low, high = count_held(pairs)[0].interval
        missed += not low <= truth <= high
    assert missed <= 0.05 * _REPEATS + 3


def test_the_interval_is_the_published_one():
    """Clopper and Pearson's limits for none, and for all, of ten."""
    assert Held("", 0, 10).interval == pytest.approx((0.0, 0.3085), abs=1e-4)
    assert Held("", 10, 10).interval == pytest.approx((0.6915, 1.0), abs=1e-4)


def test_pairs_count_in_all_their_groups():
    pairs = [UntreatedPair(1, 2, ("a", "b")), UntreatedPair(-3, 2, ("a",))]
    assert count_held(pairs) == [Held(EVERYTHING, 1, 2), Held("a", 1, 2), Held("b", 1, 1)]
    assert count_held([]) == []


def test_no_more_redness_than_it_may_be_too_high_by():
    """What may hide and not be made up has two ends."""
    assert UntreatedPair(-3, 4, (), too_high=2).held
    assert not UntreatedPair(3, 4, (), too_high=2).held


def test_own_errors_are_tried_on_later_pairs_of_200_people():
    """Known errors from half to 1.3 times the general one, six pairs each: 93 of 100 at least."""
    rng = np.random.default_rng(6)
    known = rng.uniform(0.5, 1.3, 200)
    pairs = [
        UntreatedPair(float(error * z), NORMAL_95, (), person=who, before=pair, is_retest=True)
        for who, error in enumerate(known)
        for pair, z in enumerate(rng.standard_normal(6))
    ]
    [own] = count_held(as_learned(pairs))
    assert own.pairs == 5 * 200, "nothing had been told before the first one"
    assert own.share >= 0.93
    last = [one for at, one in enumerate(as_learned(pairs)) if at % 5 == 4]
    smaller = [one.width for one, error in zip(last, known, strict=True) if error < 0.65]
    assert np.mean(smaller) <= 0.8


def test_pairs_weeks_apart_teach_nothing():
    rested = UntreatedPair(9.0, 2.0, ("a",))
    assert as_learned([rested, rested]) == []
    first = UntreatedPair(0.1, 2.0, ("a",), is_retest=True)
    assert [one.width for one in as_learned([first, rested])] == [learn([[0.098]]).factor]


@pytest.mark.benchmark
def test_photos_from_before_two_sessions_are_compared(store: Store, portraits):
    first = store_procedure(store, started_at=days_ago(90, 18))
    with store.writing() as records:
        second = records.add_procedure(a_procedure(first.person_id, started_at=days_ago(50, 18)))
    for procedure, name, role, hours in (
        (first, "before.jpg", PhotoRole.BEFORE, 1),
        (first, "day1.jpg", PhotoRole.FOLLOW_UP, -30),
        (second, "day7.jpg", PhotoRole.BEFORE, 1),
    ):
        keeping.add_photo(
            store,
            (portraits / name).read_bytes(),
            procedure_id=procedure.id,
            role=role,
            taken_at=procedure.started_at - timedelta(hours=hours),
        )
    assert len(list_untreated(store)) == 1
    [pair] = measure_untreated(store)
    assert pair.mdc95 > 0
    kinds = {group.split(":")[0] for group in pair.groups}
    assert kinds == {"tone", "light told by", "on the skin"}


def test_what_is_left_out_is_named_and_the_rest_goes_on(store: Store):
    """A stranger's photo, one of a burst, and two whose file is gone."""
    session = store_procedure(store, started_at=days_ago(60, 18))
    doubt = (PhotoFinding("perhaps_another_person", "It may be somebody else."),)
    given = (
        (b"first", PhotoRole.BEFORE, 0.0, ()),
        (b"burst", PhotoRole.RETEST, 0.1, ()),
        (b"lamp", PhotoRole.RETEST, 5.0, ()),
        (b"other", PhotoRole.RETEST, 5.0, doubt),
    )
    ids = []
    for content, role, redder, findings in given:
        details = {"role": role, "taken_at": days_ago(60, 8), "findings": findings}
        with store.writing() as records:
            photo = records.add_photo(
                a_photo(content, session.person_id, session.id, **details), content
            )
            own = own_values(photo.id, redder)
            values = [
                a_measurement(photo.id, zone=v.zone, measure=v.measure, value=v.value, mdc95=None)
                for v in own
            ]
            records.save_analysis(photo, values)
        ids.append(photo.id)
        for file in (
            (store.settings.data_dir / "photos").iterdir() if role is PhotoRole.BEFORE else ()
        ):
            file.unlink()
    found = list(measure_untreated(store))
    assert [(one.photo.id, one.why) for one in found if isinstance(one, LeftOut)] == [
        (ids[1], Lesson.SAME_LIGHT.value),
        (ids[3], Lesson.PERHAPS_ANOTHER.value),
        (ids[0], MISSING),
    ]
    assert [one.is_missing for one in found] == [False, False, True]
