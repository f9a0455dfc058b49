from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from tests.factories import a_procedure, an_entry
from tracker.domain.guidance.guards import (
    Finding,
    GuardLevel,
    SkinTrait,
    guard_day,
    guard_session,
    shipped_guards,
    traits_from_screening,
)
from tracker.domain.guidance.screening import ScreeningAnswer
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import (
    BodyArea,
    DeviceKind,
    DiaryEntry,
    Procedure,
    Setting,
    TreatedZone,
    Zone,
)
from tracker.domain.records.scales import Symptom

HOME, PROFESSIONAL = Setting.HOME, Setting.PROFESSIONAL
TODAY = date(2026, 11, 22)


def needled(zone: Zone, length_mm: float) -> TreatedZone:
    return TreatedZone(zone=zone, needle_length_mm=length_mm)


def ids(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.guard.id for finding in findings]


@pytest.mark.parametrize(
    ("zone", "length_mm", "setting", "expected"),
    [
        # at home: 0.3 is accepted, 0.5 warned of, more is a professional's (4.2)
        (Zone.CHEEK_LEFT, 0.3, HOME, []),
        (Zone.CHEEK_LEFT, 0.5, HOME, ["home_upper_range"]),
        (Zone.CHEEK_LEFT, 0.51, HOME, ["home_professional_depth"]),
        (Zone.CHEEK_LEFT, 1.5, HOME, ["home_professional_depth"]),
        # at home: each zone's own highest length
        (Zone.NOSE, 0.25, HOME, []),
        (Zone.NOSE, 0.3, HOME, ["above_home_cap"]),
        (Zone.FOREHEAD, 0.5, HOME, ["above_home_cap", "home_upper_range"]),
        (Zone.UNDER_EYE_RIGHT, 0.3, HOME, ["above_home_cap"]),
        # by a professional
        (Zone.UNDER_EYE_RIGHT, 0.5, PROFESSIONAL, []),
        (Zone.UNDER_EYE_RIGHT, 0.75, PROFESSIONAL, ["above_professional_cap"]),
        (Zone.CHIN, 1.5, PROFESSIONAL, []),
        (Zone.CHIN, 2.0, PROFESSIONAL, ["beyond_evaluated", "above_professional_cap"]),
        (Zone.NECK, 2.5, PROFESSIONAL, ["above_professional_cap"]),
        # a part of the zone with a lower cap
        (Zone.CHEEK_LEFT, 1.5, PROFESSIONAL, ["above_part_cap"]),
        (Zone.CHEEK_LEFT, 1.0, PROFESSIONAL, []),
        # where no figure was found
        (Zone.SCALP, 0.5, PROFESSIONAL, ["no_figure"]),
        (Zone.BACK, 0.3, HOME, ["no_figure"]),
        (Zone.BACK, 2.0, PROFESSIONAL, []),
    ],
)
def test_a_length_is_held_against_zone_and_setting(
    zone: Zone, length_mm: float, setting: Setting, expected: list[str]
) -> None:
    found = guard_session([needled(zone, length_mm)], DeviceKind.PEN, setting)
    # the cheekbone's note goes with every length above it
    assert [
        id for id in ids(found) if id != "above_part_cap" or setting is PROFESSIONAL
    ] == expected


def test_at_home_the_cheekbone_is_named_beside_the_cheek() -> None:
    found = guard_session([needled(Zone.CHEEK_LEFT, 0.5)], DeviceKind.ROLLER, HOME)
    assert found[-1].said == (
        "Left cheek: another limit holds for a part of it. Cheekbones: at most 0.3 mm."
    )
    assert found[-1].guard.level is GuardLevel.NOTE


def test_more_than_half_a_millimetre_at_home_stops_and_explains_once() -> None:
    zones = [needled(zone, 1.0) for zone in (Zone.NOSE, Zone.CHIN, Zone.FOREHEAD)]
    found = guard_session(zones, DeviceKind.ROLLER, HOME)
    assert ids(found) == ["home_professional_depth"]
    assert found[0].guard.level is GuardLevel.STOP
    assert found[0].said == "1 mm at home is a professional's needle length."
    assert "record it" in found[0].guard.why


def test_radio_frequency_is_refused_at_home_only() -> None:
    zones = [needled(Zone.CHEEK_LEFT, 3.0)]
    found = guard_session(zones, DeviceKind.RADIO_FREQUENCY, HOME)
    assert ids(found) == ["radio_frequency_at_home"]
    assert found[0].guard.level is GuardLevel.STOP
    assert guard_session(zones, DeviceKind.RADIO_FREQUENCY, PROFESSIONAL) == ()


def test_skin_that_darkens_and_sensitive_skin_get_their_remarks() -> None:
    zones = [needled(Zone.CHEEK_LEFT, 1.0)]
    found = guard_session(zones, DeviceKind.PEN, PROFESSIONAL, list(SkinTrait))
    assert ids(found) == ["darker_skin_length", "sensitive_skin_length"]
    assert found[1].said == "Left cheek: for thin or sensitive skin start at 0.5 mm."
    short = [needled(Zone.CHEEK_LEFT, 0.5)]
    assert guard_session(short, DeviceKind.PEN, PROFESSIONAL, list(SkinTrait)) == ()


def test_the_screening_tells_which_skin_darkens() -> None:
    yes, no = ScreeningAnswer(yes=True, cleared_by="Dr Li"), ScreeningAnswer(yes=False)
    assert traits_from_screening({"darker_skin": yes}) == {SkinTrait.DARKENS_EASILY}
    assert traits_from_screening({"darker_skin": no}) == traits_from_screening({}) == frozenset()


def test_no_zones_no_findings() -> None:
    assert guard_session([], DeviceKind.PEN, HOME) == ()


def quiet_days(*days_ago: int) -> list[DiaryEntry]:
    zeros = dict.fromkeys(Symptom, 0)
    return [an_entry(day=TODAY - timedelta(days=days), ratings=zeros) for days in days_ago]


def sessions(length_mm: float, *days_ago: int) -> list[Procedure]:
    noon = datetime(2026, 11, 22, 12)
    zones = (needled(Zone.CHEEK_LEFT, length_mm),)
    return [
        a_procedure(started_at=noon - timedelta(days=days), zones=zones, id=number)
        for number, days in enumerate(days_ago, 1)
    ]


@pytest.mark.parametrize(
    ("length_mm", "days_ago", "expected", "earliest"),
    [
        (0.3, 2, ["interval_too_short"], date(2026, 11, 27)),
        (0.3, 3, ["interval_short"], date(2026, 11, 26)),
        (0.3, 7, [], None),
        (0.5, 13, ["interval_too_short"], date(2026, 11, 23)),
        (0.5, 14, [], None),
        (1.0, 27, ["interval_too_short"], date(2026, 11, 23)),
        (1.5, 28, [], None),
        (2.0, 41, ["interval_too_short"], date(2026, 11, 23)),
        (2.0, 42, [], None),
    ],
)
def test_a_day_is_held_against_the_last_needle(
    length_mm: float, days_ago: int, expected: list[str], earliest: date | None
) -> None:
    found = guard_day(TODAY, sessions(length_mm, days_ago), quiet_days(0, 1, 2))
    assert ids(found) == expected
    assert [finding.earliest for finding in found] == ([earliest] if earliest else [])


def test_the_pause_is_said_with_its_date() -> None:
    (found,) = guard_day(TODAY, sessions(1.0, 10), quiet_days(0, 1, 2))
    assert found.said == (
        "Days since the last session (1 mm): 10. Please wait at least 28, until 10 December 2026."
    )


def test_a_recovery_that_goes_on_stops_and_an_unknown_one_warns() -> None:
    sore = [an_entry(day=TODAY, ratings=dict.fromkeys(Symptom, 2))]
    going_on = guard_day(TODAY, sessions(1.0, 30), sore)
    assert [(one.guard.id, one.guard.level) for one in going_on] == [
        ("recovery_not_over", GuardLevel.STOP)
    ]
    unknown = guard_day(TODAY, sessions(1.0, 30), [])
    assert [(one.guard.id, one.guard.level) for one in unknown] == [
        ("recovery_unknown", GuardLevel.WARN)
    ]


@pytest.mark.parametrize(
    ("done", "expected"),
    [(2, []), (3, ["course_reassess"]), (5, ["course_reassess"]), (6, ["course_complete"])],
)
def test_a_course_is_looked_at_after_three_and_ends_after_six(
    done: int, expected: list[str]
) -> None:
    before = sessions(1.0, *(28 * (number + 1) for number in range(done)))
    assert ids(guard_day(TODAY, before, quiet_days(0, 1, 2))) == expected


def test_the_first_session_has_nothing_before_it() -> None:
    assert guard_day(TODAY, [], []) == ()
    assert guard_day(TODAY, sessions(1.0, -3), []) == ()


def test_later_entries_are_not_known_yet() -> None:
    later = [an_entry(day=TODAY + timedelta(days=1), ratings=dict.fromkeys(Symptom, 9))]
    assert guard_day(TODAY, sessions(1.0, 30), [*quiet_days(0, 1, 2), *later]) == ()


def test_the_most_serious_comes_first() -> None:
    sore = [an_entry(day=TODAY, ratings=dict.fromkeys(Symptom, 2))]
    found = guard_day(TODAY, sessions(0.3, 4, 32, 60), sore)
    assert ids(found) == ["recovery_not_over", "interval_short", "course_reassess"]


def on_back(days_ago: int) -> Procedure:
    zones = (TreatedZone(zone=Zone.BACK, needle_length_mm=1.5),)
    return replace(sessions(1.0, days_ago)[0], zones=zones)


def test_one_area_does_not_wait_for_another() -> None:
    before = [*sessions(1.0, 10, 38, 66, 94, 122, 150), on_back(40)]
    sore = an_entry(day=TODAY, areas={BodyArea.FACE}, ratings=dict.fromkeys(Symptom, 3))
    known = [*quiet_back(), sore]
    assert guard_day(TODAY, before, known, {BodyArea.BACK}) == ()
    held = guard_day(TODAY, before, known, {BodyArea.FACE})
    assert set(ids(held)) == {"interval_too_short", "recovery_not_over", "course_complete"}
    assert all(one.said.startswith("Face: ") for one in held)
    assert guard_day(TODAY, before, known) == held  # where it is not known yet what is planned
    assert guard_day(TODAY, before, known, {BodyArea.NECK}) == ()


def test_a_session_on_two_areas_waits_for_both_and_says_it_once() -> None:
    zones = tuple(TreatedZone(zone=zone, needle_length_mm=1.0) for zone in (Zone.CHIN, Zone.NECK))
    both = [replace(sessions(1.0, 10)[0], zones=zones)]
    (found,) = guard_day(TODAY, both, quiet_days(0, 1, 2), {BodyArea.FACE, BodyArea.NECK})
    assert found.said.startswith("Days since")
    (face,) = guard_day(TODAY, both, quiet_days(0, 1, 2), {BodyArea.FACE})
    assert face.said.startswith("Face: Days since")


def test_an_open_warning_sign_anywhere_holds_every_session() -> None:
    before = [*sessions(1.0, 30), on_back(40)]
    sign = frozenset({RedFlag.FEVER})
    fever = an_entry(day=TODAY, areas={BodyArea.FACE}, ratings={}, red_flags=sign)
    (found,) = guard_day(TODAY, before, [fever, *quiet_back()], {BodyArea.BACK})
    assert (found.guard.id, found.area) == ("recovery_not_over", BodyArea.FACE)


def quiet_back() -> list[DiaryEntry]:
    return [replace(one, areas=frozenset({BodyArea.BACK})) for one in quiet_days(0, 1, 2)]


def test_the_guards_are_these() -> None:
    assert set(shipped_guards()) == {
        "home_professional_depth", "home_upper_range", "radio_frequency_at_home", "above_home_cap",
        "above_professional_cap", "above_part_cap", "no_figure", "beyond_evaluated",
        "darker_skin_length", "sensitive_skin_length", "interval_too_short", "interval_short",
        "recovery_not_over", "recovery_unknown", "course_reassess", "course_complete",
    }  # fmt: skip
