"""Self-rated symptoms on a 0–10 scale with verbal anchors.

The anchors collapse eleven points into five words: eleven-point redness scales agree poorly
between raters, five-point ones better (Bamford 2004, J Am Acad Dermatol 51:697). The cut points
are derived, not published.
"""

from enum import StrEnum

# Source: the 0-10 numeric rating scale; its words are derived, see above.
MIN_RATING = 0
MAX_RATING = 10
SETTLED = 1
"""The highest rating of a symptom that counts as over. Chosen: "hardly anything"."""


class Symptom(StrEnum):
    """A symptom that a person rates each day."""

    REDNESS = "redness"
    SWELLING = "swelling"
    ITCHING = "itching"
    PAIN = "pain"
    DRYNESS = "dryness"
    BRUISING = "bruising"


class Severity(StrEnum):
    """The word for a rating."""

    NONE = "none"
    ALMOST_CLEAR = "almost clear"
    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


# Chosen: see above; the cut points are derived.
_HIGHEST_RATING = {
    Severity.NONE: 0,
    Severity.ALMOST_CLEAR: 2,
    Severity.MILD: 4,
    Severity.MODERATE: 7,
    Severity.SEVERE: 10,
}


def severity_of(rating: int) -> Severity:
    """Return the verbal anchor of a rating.

    Parameters
    ----------
    rating : int
        0–10.

    Raises
    ------
    ValueError
        If the rating is outside 0–10.
    """
    if not MIN_RATING <= rating <= MAX_RATING:
        raise ValueError(f"A rating is a whole number from 0 to 10, not {rating}.")
    return next(severity for severity, top in _HIGHEST_RATING.items() if rating <= top)
