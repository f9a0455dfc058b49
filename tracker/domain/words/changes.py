"""Measured changes in words: what an eye would see of them, and whether they exceed error."""

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum

from analysis import CLEAR_EI as CLEAR_EI  # also for the layers that do not know `analysis`
from analysis import JUST_VISIBLE_EI as JUST_VISIBLE_EI
from analysis import Zone
from tracker.said import Figure, Said

STRONG_EI = 2 * CLEAR_EI
"""Twice the clear change (derived). Chosen: no study names one."""
TWO_FIGURES_EI = 0.5
"""EI by which how low and how high a change may be differ where both are written. Chosen: less is
not worth two figures."""
WITHIN_ERROR = "no change that this photo can show"


class RednessChange(StrEnum):
    """How much redder the skin is than before; the value is the word for people."""

    WITHIN_ERROR = WITHIN_ERROR
    LESS = "less red than before"
    NONE = "none that an eye would see"
    JUST_VISIBLE = "just visible"
    CLEAR = "clearly visible"
    STRONG = "strong"


_HIDDEN = frozenset({RednessChange.CLEAR, RednessChange.STRONG})


def grade_redness(
    delta_ei: float, mdc95: float | None, too_high: float | None = None
) -> RednessChange:
    """Grade a change of the erythema index.

    Parameters
    ----------
    delta_ei : float
        Change against the "before" photo in EI.
    mdc95 : float or None
        Smallest change that can be told from error (95 %), in EI. Without it nothing can be told.
    too_high : float, optional
        How much too high it may be, in EI, where that is less than `mdc95`.
    """
    if is_within_error(delta_ei, mdc95, too_high):
        return RednessChange.WITHIN_ERROR
    if delta_ei < 0:
        return RednessChange.LESS
    return _as_seen(delta_ei)


def redder_zones(
    face: RednessChange, grades: Mapping[Zone, RednessChange]
) -> Mapping[RednessChange, Sequence[Zone]]:
    """Return the zones that are clearly or strongly redder, where the face as a whole is less so.

    A mean hides what only a part of the skin shows. The strongest grade stands first.
    """
    worse = [one for one in (RednessChange.STRONG, RednessChange.CLEAR) if one is not face]
    if face is RednessChange.STRONG:
        return {}
    found = {one: [zone for zone, grade in grades.items() if grade is one] for one in worse}
    return {grade: zones for grade, zones in found.items() if zones}


def _as_seen(delta_ei: float) -> RednessChange:
    if delta_ei < JUST_VISIBLE_EI:
        return RednessChange.NONE
    if delta_ei < CLEAR_EI:
        return RednessChange.JUST_VISIBLE
    return RednessChange.CLEAR if delta_ei < STRONG_EI else RednessChange.STRONG


def may_hide(
    delta_ei: float, mdc95: float | None, too_high: float | None = None
) -> RednessChange | None:
    """Say how strong a redness a change may hide: within its error, or beside what it shows.

    Parameters
    ----------
    delta_ei, mdc95, too_high : float or None
        As in `grade_redness`.

    Returns
    -------
    redness : RednessChange or None
        `CLEAR` or `STRONG`; None where nothing as red hides, or it shows as red as that.
    """
    grade = grade_redness(delta_ei, mdc95, too_high)
    if grade is not RednessChange.WITHIN_ERROR and not has_two_ends(mdc95, too_high):
        return None
    most = math.inf if mdc95 is None else delta_ei + mdc95
    hidden = _as_seen(most)
    return hidden if hidden in _HIDDEN and hidden is not grade else None


def describe_roughness(log_ratio: float, mdc95: float | None) -> str:
    """Say how much rougher or smoother the skin is than before.

    Parameters
    ----------
    log_ratio : float
        Natural logarithm of roughness now over roughness before.
    mdc95 : float or None
        Smallest change that can be told from error (95 %), in the same unit.
    """
    if is_within_error(log_ratio, mdc95):
        return WITHIN_ERROR
    percent = Figure(abs(math.expm1(log_ratio)) * 100)
    if log_ratio > 0:
        return Said("about {percent} % rougher", percent=percent)
    return Said("about {percent} % smoother", percent=percent)


def has_two_ends(mdc95: float | None, too_high: float | None) -> bool:
    """Tell whether how low and how high a change may be is worth a figure each."""
    return mdc95 is not None and too_high is not None and mdc95 - too_high >= TWO_FIGURES_EI


def is_within_error(value: float, mdc95: float | None, too_high: float | None = None) -> bool:
    """Tell whether a change cannot be told from error; nothing can without an `mdc95`."""
    if mdc95 is None:
        return True
    return abs(value) < (mdc95 if value < 0 or too_high is None else min(too_high, mdc95))
