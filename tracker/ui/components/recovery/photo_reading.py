"""What the last photo shows, plainly first; the exact figures are a tap away."""

import streamlit as st

from tracker.domain.records.scales import Symptom
from tracker.domain.words.changes import RednessChange, grade_redness, may_hide
from tracker.services.recovery.overview import RecoveryOverview
from tracker.ui import words
from tracker.ui.language import _, mark, write_number

_PLAIN = {
    RednessChange.WITHIN_ERROR: mark("Day {day}: the photo shows no difference from before."),
    RednessChange.LESS: mark("Day {day}: the photo shows less redness than before."),
    RednessChange.NONE: mark("Day {day}: the photo shows no redness that an eye would see."),
    RednessChange.JUST_VISIBLE: mark("Day {day}: the photo shows a little redness."),
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
_PALE = frozenset({RednessChange.WITHIN_ERROR, RednessChange.LESS, RednessChange.NONE})
_RED = frozenset({RednessChange.CLEAR, RednessChange.STRONG})
_RATED_RED, _RATED_PALE = 5, 1
"""Ratings from which, and up to which, a photo that shows the contrary disagrees."""


def photo_reading(overview: RecoveryOverview) -> None:
    """Say what the last measured photo of a recovery shows, and whether the rating disagrees."""
    measured = [one for one in overview.days if one.photo_delta_ei is not None]
    if not measured:
        return
    last = measured[-1]
    change, error = last.photo_delta_ei or 0.0, last.photo_mdc95
    grade = grade_redness(change, error)
    hidden = may_hide(change, error)
    st.markdown(_(_HIDDEN[hidden] if hidden else _PLAIN[grade]).format(day=last.day))
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
        st.markdown(_say_exactly(change, error, grade))


def disagree(grade: RednessChange, rating: int | None) -> bool:
    """Say whether a photo and the rating of redness of the same day say the contrary."""
    if rating is None:
        return False
    return (grade in _PALE and rating >= _RATED_RED) or (grade in _RED and rating <= _RATED_PALE)


def _say_exactly(change: float, error: float | None, grade: RednessChange) -> str:
    figures = _("{change} EI against the photo from before: {grade}.").format(
        change=words.say_change(change), grade=_(grade)
    )
    if error is not None:
        figures += " " + _("Error up to {error} EI (95 %).").format(
            error=write_number(error, "0.0")
        )
    return (
        figures
        + " "
        + _(
            "EI, the erythema index, is how much more green light than red the skin takes up: "
            "more blood under it, a higher EI. A change smaller than the error cannot be told "
            "from none. The words are derived from when people see a difference."
        )
    )
