from datetime import timedelta

import pytest

from tests.factories import a_person, a_procedure, an_entry, days_ago
from tracker.domain.course.outlook.refit import LEAST_PER_GROUP
from tracker.domain.course.reference import expected_band, shipped_course
from tracker.domain.records.scales import Symptom
from tracker.errors import InvalidEntry
from tracker.services.recovery.book import load_recovery
from tracker.services.recovery.courses import newest_course
from tracker.services.recovery.diary import save_entry
from tracker.services.recovery.refitting import refit_course, say_groups
from tracker.store.repository import Store

HIGH = (9, 8, 7, 6, 5, 4, 3, 2)
LAST_SESSION = 20  # days ago


def fill(store: Store, sessions: int, last_session: int = LAST_SESSION, **person) -> int:
    """Put a person into the store with sessions every ten days, and high redness after each."""
    with store.writing() as records:
        kept = records.add_person(a_person(**person))
        for number in range(sessions):
            start = days_ago(last_session + 10 * number, 9)
            records.add_procedure(a_procedure(kept.id, started_at=start))
            for day, redness in enumerate(HIGH):
                date = start.date() + timedelta(days=day)
                records.save_entry(an_entry(kept.id, day=date, ratings={Symptom.REDNESS: redness}))
    return kept.id


@pytest.mark.benchmark
def test_a_refit_moves_the_usual_range_and_is_used_from_then_on(store: Store):
    fill(store, LEAST_PER_GROUP, consents_to_refit=True)
    written = refit_course(store, "2027.1")
    assert [(one.length_mm, one.recoveries) for one in written.refit.groups] == [
        (1.0, LEAST_PER_GROUP)
    ]
    assert written.table.is_file()
    course = newest_course(store.settings)
    assert course.version == "2027.1"
    before = expected_band(Symptom.REDNESS, 3, 1.0)
    after = expected_band(Symptom.REDNESS, 3, 1.0, reference=course)
    assert before.high < after.high < HIGH[3]


@pytest.mark.parametrize(
    ("person", "last_session"),
    [
        ({"consents_to_refit": False}, LAST_SESSION),
        ({"consents_to_refit": True, "is_demo": True}, LAST_SESSION),
        ({"consents_to_refit": True}, 8),  # the latest recovery is not over
    ],
)
def test_only_finished_recoveries_of_real_people_who_agreed_count(store, person, last_session):
    fill(store, LEAST_PER_GROUP, last_session, **person)
    with pytest.raises(InvalidEntry, match="Nothing was refitted"):
        refit_course(store, "2027.1")
    assert newest_course(store.settings) is shipped_course()


def test_it_says_how_many_recoveries_there_are_so_far(store: Store):
    fill(store, 3, consents_to_refit=True)
    with pytest.raises(InvalidEntry, match=r"has 50 finished .* so far: 1 mm, mechanical: 3\."):
        refit_course(store, "2027.1")


def test_no_group_is_said_too():
    assert say_groups("Too few", ()) == "Too few: none."


@pytest.mark.benchmark  # by hand: the test command has fifteen minutes
def test_a_refit_never_changes_what_was_said_before(store: Store):
    fill(store, LEAST_PER_GROUP, consents_to_refit=True, name="Ada")
    with store.writing() as records:
        bea = records.add_person(a_person("Bea"))
        first = records.add_procedure(a_procedure(bea.id, started_at=days_ago(3, 9)))
    save_entry(store, an_entry(bea.id, day=days_ago(1).date(), ratings={Symptom.REDNESS: 7}))
    before = load_recovery(store, first.id).assessments

    refit_course(store, "2027.1")

    assert load_recovery(store, first.id).assessments == before
    assert before[0].reference_version == shipped_course().version
    with store.writing() as records:
        second = records.add_procedure(a_procedure(bea.id, started_at=days_ago(0, 9)))
    save_entry(store, an_entry(bea.id))
    (verdict,) = load_recovery(store, second.id).assessments
    assert verdict.reference_version == "2027.1"
