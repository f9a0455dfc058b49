import itertools

import pytest

from analysis import Zone
from tracker.domain.course.recovery import RecoveryDay
from tracker.domain.words.changes import (
    RednessChange,
    describe_roughness,
    grade_redness,
    has_two_ends,
    may_hide,
    redder_zones,
)


@pytest.mark.parametrize(
    ("delta_ei", "mdc95", "grade"),
    [
        # within error, whatever the size
        (3.0, 3.5, RednessChange.WITHIN_ERROR),
        (-3.0, 3.5, RednessChange.WITHIN_ERROR),
        (20.0, None, RednessChange.WITHIN_ERROR),
        # beyond error: what an eye would see of it
        (1.0, 0.5, RednessChange.NONE),
        (1.8, 0.5, RednessChange.JUST_VISIBLE),
        (4.4, 3.5, RednessChange.JUST_VISIBLE),
        (4.5, 3.5, RednessChange.CLEAR),
        (9.0, 3.5, RednessChange.STRONG),
        (-4.0, 3.5, RednessChange.LESS),
    ],
)
def test_redness_is_graded_only_beyond_its_error(delta_ei, mdc95, grade):
    assert grade_redness(delta_ei, mdc95) is grade


@pytest.mark.parametrize(
    ("log_ratio", "mdc95", "words"),
    [
        (0.10, 0.15, "no change that this photo can show"),
        (0.20, None, "no change that this photo can show"),
        (0.20, 0.15, "about 22 % rougher"),
        (-0.20, 0.15, "about 18 % smoother"),
    ],
)
def test_roughness_is_told_in_percent(log_ratio, mdc95, words):
    assert describe_roughness(log_ratio, mdc95) == words


@pytest.mark.parametrize(
    ("delta_ei", "mdc95", "hidden"),
    [
        (0.5, 3.0, None),
        (2.0, 3.0, RednessChange.CLEAR),
        (0.5, 8.4, RednessChange.CLEAR),
        (0.5, 8.6, RednessChange.STRONG),
        (-3.0, 9.0, RednessChange.CLEAR),
        (0.0, None, RednessChange.STRONG),
        (12.0, 9.0, None),
    ],
)
def test_what_may_hide_in_an_error_is_what_value_and_error_reach(
    delta_ei: float, mdc95: float | None, hidden: RednessChange | None
) -> None:
    assert may_hide(delta_ei, mdc95) is hidden


@pytest.mark.parametrize(
    ("delta_ei", "grade", "hidden"),
    [
        (2.0, RednessChange.WITHIN_ERROR, RednessChange.STRONG),
        (4.0, RednessChange.JUST_VISIBLE, RednessChange.STRONG),
        (6.0, RednessChange.CLEAR, RednessChange.STRONG),
        (10.5, RednessChange.STRONG, None),
        (-4.0, RednessChange.WITHIN_ERROR, RednessChange.STRONG),
        (-15.0, RednessChange.LESS, None),
    ],
)
def test_redness_that_may_hide_takes_nothing_from_what_shows(
    delta_ei: float, grade: RednessChange, hidden: RednessChange | None
) -> None:
    mdc95 = min(max(10.5 - delta_ei, 3.0), 14.5)
    assert grade_redness(delta_ei, mdc95, 3.0) is grade
    assert may_hide(delta_ei, mdc95, 3.0) is hidden


def test_a_redder_face_is_never_read_as_less_red_and_calm_is_never_said_of_what_may_hide() -> None:
    """The error falls with the value where a flush may hide: it reaches up to the same redness."""
    order = list(RednessChange)
    for flush, too_high in itertools.product((6.0, 10.5), (1.5, 3.0, 5.0)):
        values = [step / 10 for step in range(-100, 150)]
        errors = [max(flush - value, too_high) for value in values]
        grades = [
            grade_redness(value, error, too_high if too_high < error else None)
            for value, error in zip(values, errors, strict=True)
        ]
        seen = [order.index(one) for one in grades if one is not RednessChange.LESS]
        assert seen == sorted(seen)
        for value, error, grade in zip(values, errors, grades, strict=True):
            if value + error >= 4.5 and has_two_ends(error, too_high) and grade not in order[-2:]:
                assert may_hide(value, error, too_high) in order[-2:]


@pytest.mark.parametrize(
    ("face", "named"),
    [
        (RednessChange.LESS, {RednessChange.STRONG: [Zone.NOSE], RednessChange.CLEAR: [Zone.CHIN]}),
        (RednessChange.CLEAR, {RednessChange.STRONG: [Zone.NOSE]}),
        (RednessChange.STRONG, {}),
    ],
)
def test_zones_are_named_that_are_redder_than_the_face_as_a_whole(face, named):
    day = RecoveryDay(
        day=5,
        zone_delta_ei={Zone.NOSE: 14.0, Zone.CHIN: 7.9, Zone.FOREHEAD: 7.9, Zone.UPPER_LIP: 3.5},
        zone_mdc95={Zone.NOSE: 3.0, Zone.CHIN: 2.9, Zone.FOREHEAD: 8.0, Zone.UPPER_LIP: 3.0},
    )
    assert redder_zones(face, day.zone_grades) == named
