from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories import an_entry, days_ago, store_procedure
from tracker.domain.course.outlook.prediction import predictive_band
from tracker.domain.course.recovery import Recovery
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.scales import Symptom
from tracker.services.recovery.book import load_recovery
from tracker.services.recovery.outlook import look_ahead
from tracker.services.recovery.overview import RecoveryOverview
from tracker.store.repository import Store


@pytest.fixture
def overview(store: Store) -> RecoveryOverview:
    """Four days of a recovery; on the last one a red flag puts it off course."""
    procedure = store_procedure(store, started_at=days_ago(7, 18))
    with store.writing() as records:
        for day, redness in enumerate((5, 3, 2, 1)):
            flags = frozenset({RedFlag.FEVER}) if day == 3 else frozenset()
            date = procedure.started_at.date() + timedelta(days=day)
            ratings = {Symptom.REDNESS: redness, Symptom.PAIN: 0}
            entry = an_entry(procedure.person_id, day=date, ratings=ratings, red_flags=flags)
            records.save_entry(entry)
    return load_recovery(store, procedure.id)


def until(overview: RecoveryOverview, days: int) -> RecoveryOverview:
    return replace(overview, days=overview.days[:days])


@pytest.mark.parametrize("known", range(4))
def test_a_calm_recovery_is_continued_from_all_that_is_known(overview, known):
    outlook = look_ahead(until(overview, known), today=known)
    assert outlook.from_day == known and not outlook.is_off_course
    assert outlook.course == predictive_band(overview.days[:known], overview.plan)


def test_an_off_course_day_never_comes_to_look_expected(overview):
    outlook = look_ahead(overview, today=3)
    assert outlook.is_off_course
    assert outlook.from_day == 3
    assert outlook.course == look_ahead(until(overview, 3), today=3).course


def test_earlier_recoveries_of_the_person_count(overview):
    slow = replace(overview, earlier=(slow_recovery(overview),) * 2)
    bands = [look_ahead(until(one, 0), 0).course.bands for one in (overview, slow)]
    common, own = (band[Symptom.REDNESS][3].median for band in bands)
    assert own > common


def slow_recovery(overview: RecoveryOverview) -> Recovery:
    days = [
        replace(day, ratings={Symptom.REDNESS: 8 - day.day}, red_flags=frozenset())
        for day in overview.days
    ]
    return Recovery(plan=overview.plan, days=days)


@pytest.mark.parametrize(("today", "is_known"), [(14, True), (15, False), (60, False)])
def test_nothing_is_expected_beyond_the_days_of_the_course(overview, today, is_known):
    assert (look_ahead(overview, today) is not None) == is_known
