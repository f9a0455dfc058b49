"""Measured changes in words: what an eye would see of them, and whether they exceed error."""

import math
from enum import StrEnum

from analysis import CLEAR_EI as CLEAR_EI  # also for the layers that do not know `analysis`
from analysis import JUST_VISIBLE_EI as JUST_VISIBLE_EI
from tracker.said import Figure, Said

STRONG_EI = 2 * CLEAR_EI
"""Twice the clear change (derived). Chosen: no study names one."""
WITHIN_ERROR = "no change that this photo can show"


class RednessChange(StrEnum):
    """How much redder the skin is than before; the value is the word for people."""

    WITHIN_ERROR = WITHIN_ERROR
    LESS = "less red than before"
    NONE = "none that an eye would see"
    JUST_VISIBLE = "just visible"
    CLEAR = "clear"
    STRONG = "strong"


def grade_redness(delta_ei: float, mdc95: float | None) -> RednessChange:
    """Grade a change of the erythema index.

    Parameters
    ----------
    delta_ei : float
        Change against the "before" photo in EI.
    mdc95 : float or None
        Smallest change that can be told from error (95 %), in EI. Without it nothing can be told.
    """
    if is_within_error(delta_ei, mdc95):
        return RednessChange.WITHIN_ERROR
    if delta_ei < 0:
        return RednessChange.LESS
    if delta_ei < JUST_VISIBLE_EI:
        return RednessChange.NONE
    if delta_ei < CLEAR_EI:
        return RednessChange.JUST_VISIBLE
    return RednessChange.CLEAR if delta_ei < STRONG_EI else RednessChange.STRONG


def may_hide(delta_ei: float, mdc95: float | None) -> RednessChange | None:
    """Say how strong a redness may be that a change within its error hides.

    Parameters
    ----------
    delta_ei, mdc95 : float or None
        As in `grade_redness`.

    Returns
    -------
    redness : RednessChange or None
        `CLEAR` or `STRONG`; None where the change is no error, or too small an error for that.
    """
    if not is_within_error(delta_ei, mdc95):
        return None
    most = math.inf if mdc95 is None else delta_ei + mdc95
    if most < CLEAR_EI:
        return None
    return RednessChange.STRONG if most >= STRONG_EI else RednessChange.CLEAR


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


def is_within_error(value: float, mdc95: float | None) -> bool:
    """Tell whether a change cannot be told from error; nothing can without an `mdc95`."""
    return mdc95 is None or abs(value) < mdc95
