"""What the last photo shows, plainly first; the exact figures are a tap away."""

import streamlit as st

from tracker.domain.course.recovery import RecoveryDay
from tracker.domain.records.kept import Zone
from tracker.domain.records.scales import Symptom
from tracker.domain.words.changes import (
    RednessChange,
    grade_redness,
    has_two_ends,
    may_hide,
    redder_zones,
)
from tracker.domain.words.labels import REDDER_ZONES, ZONES
from tracker.services.recovery.overview import RecoveryOverview
from tracker.ui import words
from tracker.ui.components.photos.own_error import say_own_error
from tracker.ui.language import _, mark, write_number

_PLAIN = {
    RednessChange.WITHIN_ERROR: mark(
        "Day {day}: on the whole, the photo shows no difference from before."
    ),
    RednessChange.LESS: mark("Day {day}: on the whole, the photo shows less redness than before."),
    RednessChange.NONE: mark(
        "Day {day}: on the whole, the photo shows no redness that an eye would see."
    ),
    RednessChange.JUST_VISIBLE: mark("Day {day}: on the whole, the photo shows a little redness."),
    RednessChange.CLEAR: mark("Day {day}: the photo shows clear redness."),
    RednessChange.STRONG: mark("Day {day}: the photo shows strong redness."),
}
_HIDDEN = {
    RednessChange.CLEAR: mark(
        "Day {day}: the photo cannot tell. Clear redness could hide in its error."
    ),
    RednessChange.STRONG: mark(
        "Day {day}: the photo cannot tell. Even strong redness could hide in its error."
    ),
}
_BESIDE = {
    RednessChange.CLEAR: mark("More, up to clear redness, could hide in its error."),
    RednessChange.STRONG: mark("More, even strong redness, could hide in its error."),
}
_PALE = frozenset({RednessChange.WITHIN_ERROR, RednessChange.LESS, RednessChange.NONE})
_RED = frozenset({RednessChange.CLEAR, RednessChange.STRONG})
_RATED_RED, _RATED_PALE = 5, 1
"""Ratings from which, and up to which, a photo that shows the contrary disagrees."""


def photo_reading(overview: RecoveryOverview) -> None:
    """Say what the last measured photo of a recovery shows, and whether the rating disagrees."""
    measured = [one for one in overview.shown_days if one.photo_delta_ei is not None]
    if not measured:
        return
    last = measured[-1]
    change, error, too_high = last.photo_delta_ei or 0.0, last.photo_mdc95, last.photo_too_high
    grade = grade_redness(change, error, too_high)
    hidden = may_hide(change, error, too_high)
    plainly = _say_plainly(grade, hidden).format(day=last.day)
    st.markdown(" ".join([plainly, *_say_redder_zones(last, grade)]))
    rating = last.ratings.get(Symptom.REDNESS)
    if not hidden and disagree(grade, rating):
        st.caption(
            _(
                "You rated redness {rating} on that day. A rating also feels warmth, and sees all "
                "of the skin in all lights; a photo sees one moment, and faint or even redness "
                "can be lost in its light. Neither is wrong, and the status heeds both."
            ).format(rating=rating)
        )
    with st.popover(_("The exact figures"), type="tertiary", icon=":material/straighten:"):
        st.markdown(f"{_say_exactly(last, grade)} {say_own_error(overview.own.of(Zone.FACE))}")


def _say_plainly(grade: RednessChange, hidden: RednessChange | None) -> str:
    if hidden is None:
        return _(_PLAIN[grade])
    if grade is RednessChange.WITHIN_ERROR:
        return _(_HIDDEN[hidden])
    return f"{_(_PLAIN[grade])} {_(_BESIDE[hidden])}"


def _say_redder_zones(day: RecoveryDay, face: RednessChange) -> list[str]:
    return [
        _(REDDER_ZONES[grade]).format(zones=", ".join(_(ZONES[zone]) for zone in zones))
        for grade, zones in redder_zones(face, day.zone_grades).items()
    ]


def disagree(grade: RednessChange, rating: int | None) -> bool:
    """Say whether a photo and the rating of redness of the same day say the contrary."""
    if rating is None:
        return False
    return (grade in _PALE and rating >= _RATED_RED) or (grade in _RED and rating <= _RATED_PALE)


def _say_exactly(day: RecoveryDay, grade: RednessChange) -> str:
    figures = _("{change} EI against the photo from before: {grade}.").format(
        change=words.say_change(day.photo_delta_ei or 0.0), grade=_(grade)
    )
    return f"{figures} {_say_error(day)}" + _(
        "EI, the erythema index, is how much more green light than red the skin takes up: "
        "more blood under it, a higher EI. A change smaller than the error cannot be told "
        "from none. The words are derived from when people see a difference."
    )


def _say_error(day: RecoveryDay) -> str:
    """Say the error with a space after it; nothing where there is none."""
    if day.photo_mdc95 is None:
        return ""
    error = write_number(day.photo_mdc95, "0.0")
    if day.photo_too_high is None or not has_two_ends(day.photo_mdc95, day.photo_too_high):
        return _("Error up to {error} EI (95 %).").format(error=error) + " "
    said = _("Up to {too_high} EI too high, or {error} EI too low (95 %).")
    return said.format(too_high=write_number(day.photo_too_high, "0.0"), error=error) + " "
