from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as some

from analysis import TREATABLE_ZONES, Zone
from tests.factories import a_procedure, an_entry
from tracker.domain.records.concern import (
    Timeline,
    areas_of,
    day_by_day,
    going_with,
    looks_double,
    relabelled,
)
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import BodyArea, DiaryEntry, Procedure, TreatedZone
from tracker.domain.records.scales import Symptom

START = date(2026, 1, 10)
FACE, BACK = BodyArea.FACE, BodyArea.BACK


def session(day: int, *zones: Zone, hour: int = 18, id: int | None = None) -> Procedure:
    started_at = datetime.combine(START + timedelta(day), datetime.min.time()).replace(hour=hour)
    treated = tuple(TreatedZone(zone=zone, needle_length_mm=1.0) for zone in zones)
    return a_procedure(started_at=started_at, zones=treated, id=id)


def entry(day: int, redness: int = 3, **details: object) -> DiaryEntry:
    ratings = {Symptom.REDNESS: redness}
    return an_entry(**{"day": START + timedelta(day), "ratings": ratings} | details)


def read(procedures: list[Procedure], *entries: DiaryEntry) -> list[dict[int, int]]:
    """The redness that each recovery reads, by day."""
    return [
        {day: one.ratings[Symptom.REDNESS] for day, one in days.items()}
        for days in Timeline(procedures).readings(entries)
    ]


def test_the_back_on_day_3_does_not_take_over_the_diary_of_the_face():
    face, back = session(0, Zone.CHIN), session(3, Zone.BACK)
    diary = [entry(1, 6), entry(4, 2, area_ratings={BACK: {Symptom.REDNESS: 7}})]
    assert read([face, back], *diary) == [{1: 6, 4: 2}, {1: 7}]


def test_a_recovery_ends_with_the_next_session_of_the_same_zones_only():
    first, other, again = (
        session(0, Zone.CHIN, Zone.BACK),
        session(2, Zone.FOREHEAD),
        session(5, Zone.CHIN),
    )
    diary = [entry(day, day) for day in (1, 3, 6)]
    assert read([first, other, again], *diary) == [{1: 1, 3: 3, 6: 6}, {1: 3, 4: 6}, {1: 6}]
    only_face = [replace(one, areas=frozenset({FACE})) for one in diary]
    assert read([first, other, again], *only_face) == [{1: 1, 3: 3}, {1: 3, 4: 6}, {1: 6}]


def test_what_was_there_before_a_session_of_the_same_day_is_not_explained_by_it():
    first, again = session(0, Zone.CHIN), session(5, Zone.CHIN, hour=18)
    morning, evening = (entry(5, 8, recorded_at=at(5, hour)) for hour in (9, 20))
    assert read([first, again], morning) == [{5: 8}, {0: 8}]
    assert read([first, again], evening) == [{}, {0: 8}]
    assert read([first, again], replace(morning, recorded_at=None)) == [{5: 8}, {0: 8}]
    assert read([first, again], replace(morning, day=START + timedelta(6))) == [{}, {1: 8}]


def test_a_calm_morning_is_no_day_0_of_a_session_in_the_evening():
    first, again = session(0, Zone.CHIN), session(5, Zone.CHIN, hour=18)
    morning = entry(5, 3, recorded_at=at(5, 9))
    assert read([first, again], morning) == [{5: 3}, {}]
    assert read([again], morning) == [{0: 3}]  # somebody always reads it
    assert read([first, again], replace(morning, recorded_at=at(5, 20))) == [{}, {0: 3}]
    signs = {"red_flags": frozenset({RedFlag.FEVER})}, {"area_flags": {FACE: {RedFlag.FEVER}}}
    for sign in signs:
        assert read([first, again], replace(morning, **sign)) == [{5: 3}, {0: 3}]
    worse = replace(morning, area_ratings={FACE: {Symptom.PAIN: 4}})
    assert read([first, again], worse) == [{5: 3}, {0: 3}]


def test_an_entry_from_before_another_area_was_logged_stays_what_it_was_about():
    face, back = session(0, Zone.CHIN), session(3, Zone.BACK)
    about_the_face = entry(5, areas=frozenset({FACE}))
    assert read([face, back], about_the_face) == [{5: 3}, {}]


def test_of_two_entries_of_a_day_the_worst_counts():
    morning = entry(1, 5, note="warm", red_flags=frozenset({RedFlag.FEVER}))
    evening = entry(1, 2, note="better")
    ((day,),) = (
        days.values() for days in Timeline([session(0, Zone.CHIN)]).readings([morning, evening])
    )
    assert day.ratings == {Symptom.REDNESS: 5} and day.red_flags == {RedFlag.FEVER}
    assert day.note == "warm\nbetter"


def test_a_sign_of_one_area_is_no_sign_of_another():
    diary = [entry(4, area_flags={BACK: frozenset({RedFlag.NUMBNESS})})]
    face, back = Timeline([session(0, Zone.CHIN), session(3, Zone.BACK)]).readings(diary)
    assert face[4].red_flags == frozenset() and back[1].red_flags == {RedFlag.NUMBNESS}
    assert day_by_day(diary)[0].red_flags == {RedFlag.NUMBNESS}


def test_what_is_asked_is_what_is_under_way_else_the_latest():
    sessions = Timeline([session(0, Zone.CHIN), session(3, Zone.BACK)])
    asked = [sessions.areas_asked(START + timedelta(day)) for day in (-1, 0, 3, 14, 15, 17, 60)]
    assert asked == [set(), {FACE}, {FACE, BACK}, {FACE, BACK}, {BACK}, {BACK}, {BACK}]


def test_what_goes_with_a_session_is_what_no_other_needs():
    face, back, later = session(0, Zone.CHIN), session(3, Zone.BACK), session(42, Zone.CHIN)
    diary = [entry(1), entry(4), entry(43)]
    sessions = Timeline([face, back, later])
    assert going_with(diary, sessions, back) == []
    assert going_with(diary, sessions, face) == diary[:1]
    assert going_with(diary, sessions, later) == diary[2:]


def test_what_looks_double():
    kept = session(0, Zone.CHIN, id=1)
    assert looks_double(session(0, Zone.CHIN, Zone.NOSE, hour=20), [kept]) == kept
    assert looks_double(session(3, Zone.CHIN), [kept]) == kept
    assert looks_double(session(4, Zone.CHIN), [kept]) is None
    assert looks_double(session(0, Zone.BACK), [kept]) is None


def at(day: int, hour: int) -> datetime:
    """A moment of a day, told by a clock elsewhere."""
    here = datetime.combine(START + timedelta(day), datetime.min.time()).replace(hour=hour)
    return here.astimezone(timezone(timedelta(hours=9)))


sessions_of_days = some.builds(
    lambda day, hour, zones: session(day, *sorted(zones), hour=hour),
    some.integers(0, 40),
    some.integers(5, 23),
    some.sets(some.sampled_from(TREATABLE_ZONES), min_size=1, max_size=4),
)
entries_of_days = some.builds(
    lambda day, hour, areas, own: entry(
        day, areas=areas, area_ratings=own, recorded_at=None if hour is None else at(day, hour)
    ),
    some.integers(0, 60),
    some.none() | some.integers(5, 23),
    some.frozensets(some.sampled_from(BodyArea), max_size=3),
    some.dictionaries(some.sampled_from(BodyArea), some.just({Symptom.PAIN: 4}), max_size=2),
)


@given(some.lists(sessions_of_days, min_size=1, max_size=6), entries_of_days)
def test_whoever_reads_an_entry_treated_what_it_is_about(
    procedures: list[Procedure], one: DiaryEntry
):
    sessions = Timeline(procedures)
    about = sessions.areas_about(one)
    for procedure in sessions.readers(one):
        assert areas_of(procedure) & about and procedure.diary_day <= one.day
    for area in about:
        begun = [p for p in procedures if area in areas_of(p) and p.diary_day <= one.day]
        assert bool(sessions.going_on(area, one.day)) == bool(begun)  # somebody always reads it


@given(
    some.lists(sessions_of_days, min_size=2, max_size=6), some.lists(entries_of_days, max_size=8)
)
def test_a_session_takes_nothing_from_what_was_entered_before_it(
    procedures: list[Procedure], diary: list[DiaryEntry]
):
    *before, last = Timeline(procedures).procedures
    known = [
        one
        for one in diary
        if one.day <= last.diary_day and (one.recorded_at is None or one.recorded_at < last.moment)
    ]
    read = Timeline([*before, last]).readings(known)[:-1]
    for was, now in zip(Timeline(before).readings(known), read, strict=True):
        for day, one in was.items():  # an entry that names no area may say it of more of them
            assert one.ratings.items() <= now[day].ratings.items()
            assert one.red_flags <= now[day].red_flags


@given(some.lists(sessions_of_days, min_size=2, max_size=6), some.lists(entries_of_days))
def test_what_stays_is_read_by_somebody(procedures: list[Procedure], diary: list[DiaryEntry]):
    sessions = Timeline(procedures)
    leaving = sessions.procedures[0]
    others = Timeline(sessions.procedures[1:])
    going = going_with(diary, sessions, leaving)
    for one in diary:
        if one not in going and leaving in sessions.readers(one):
            assert others.readers(replace(one, areas=sessions.areas_about(one)))


@given(some.lists(sessions_of_days, min_size=1, max_size=5), sessions_of_days, entries_of_days)
def test_a_slip_that_is_corrected_and_corrected_back_loses_nothing(
    procedures: list[Procedure], other: Procedure, one: DiaryEntry
):
    sessions = Timeline(procedures)
    before = sessions.procedures[0]
    moved = relabelled(one, sessions, before, replace(before, zones=other.zones))
    assert sum(map(len, moved.area_ratings.values())) <= sum(map(len, one.area_ratings.values()))
    assert bool(moved.area_ratings) == bool(one.area_ratings)
    assert (moved.ratings, moved.red_flags, moved.note) == (one.ratings, one.red_flags, one.note)
