import pytest

from tracker.domain.words.changes import (
    RednessChange,
    describe_roughness,
    grade_redness,
    may_hide,
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
