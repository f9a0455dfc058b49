"""Whether all that is untreated flushed with the face, so that a flush passes for the light.

After sport, heat or wine, neck and lids redden as much as the face does. The whites of the eyes do
not: small and hard to read, they contradict a flush or leave it possible. What is likely enough is
covered by the light's error; a flush that the whites do not rule out is admitted, so that the
stated error reaches up to it wherever a change is smaller, also where the whites are not seen, or
lie between lids so narrow, for the picture's size, that they show little.
A flush in the photo from before makes no change smaller than it is against rested skin; where the
whites tell of one it is said.
"""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from analysis.face.detect import Points
from analysis.figures import CLEAR_EI, NORMAL_95
from analysis.light.hypotheses import Estimate, normal

_FOLLOWED, _PALER = 0.85, 0.9
"""EI by which the whites move for each EI that the light moves skin, and by which skin seems to
move less. Measured: 100 untreated pairs of 8 people under simulated lamps, 2026-11."""
_WHITE_SD, _UNEVEN = 2.0, 0.8
"""What the whites miss the light by, SD in EI, and more for each EI of unevenness. Measured: 290
pairs of 8 people, 2026-11; lids that a smile brings closer tinge them."""
_TINGED = 1.35
"""EI of a flush for each that skin seems redder than the whites: lids beside them tinge them.
Measured: 8 flushes of 8 people, 2026-11."""
_FLUSHED = 0.04
"""How often face, neck and lids are flushed alike in one of two photos. Chosen: no count is known;
thrice as much widens ordinary errors by half and covers no more flushes."""
_FLUSH_EI, STRONGEST_EI = 6.0, 12.0
"""How red a flush typically is, and the strongest that is covered, EI. Chosen: the flushes of the
third simulated world; more than needling causes."""
_SUSPECTED = 0.2
"""Chance of a flush from which it is said. Chosen: its error is then four times the ordinary."""
_FLUSHES = np.linspace(0.0, STRONGEST_EI, 25)
"""EI of flush that are weighed. Chosen: half an EI apart."""
_STRONG_EI = 2 * CLEAR_EI
"""Strong redness. Chosen: as the words for people."""
_ADMITTED_EI = 10.5
"""Redness of all skin that is admitted. Chosen: strong redness, and as far beyond as errors do."""
_TINGE_SD = 4.0
"""EI by which the whites of flushed people miss what is typical, as lids lie over some. Measured:
24 flushes of 24 people, 2026-11."""
LID_BLUR_PX = 6.0
"""Pixels of the gap between the lids in which they blur over the whites. Measured: 4 flushes of 4
people in 1.4 times the pixels, 2026-11, where whites showed as much between narrower lids."""
_NARROW, _WIDE = 0.16, 0.20
"""What is left of that gap, relative to the eye's width, up to which the whites may show nothing of
a flush, and from which they show what is typical. Measured: 17 flushes of 17 people of the third
simulated world, 2026-11: between narrower lids 0.4 to 7 EI of 9 showed, between wider ones 6 to 12.
"""
_SHOWN = np.linspace(0.0, 1.0, 11)
"""Shares of what is typical that narrow eyes may show. Chosen: a tenth apart."""
_RULED_OUT, _LEFT_OPEN = 0.4, 0.6
"""How well the whites fit a strong flush, relative to none, up to which it is ruled out and from
which it is admitted in full. Chosen: of 24 flushes 3 stay below, of 214 untreated pairs 3 in 4."""
_WIDTHS = np.linspace(0.0, 30.0, 121)
"""EI of error that are tried. Chosen: up to more than any."""


def _beforehand() -> Points:
    """Return how likely each of `_FLUSHES` is before the whites are looked at: none, or some."""
    some = np.exp(-0.5 * (_FLUSHES / _FLUSH_EI) ** 2) * (_FLUSHES > 0)
    return np.asarray(np.where(_FLUSHES > 0, _FLUSHED * some / some.sum(), 1 - _FLUSHED))


_BEFOREHAND = _beforehand()


class Whites(NamedTuple):
    """What the whites of the eyes say of two photos."""

    change: float
    """Of their erythema index, EI; NaN where they were not seen."""
    gap: float = _WIDE
    """Between the lids in the later photo, without their blur, relative to the eye's width."""


UNSEEN = Whites(np.nan)
"""Whites that are not seen in both photos."""


class Flush(NamedTuple):
    """What a flush of all skin does to the light's share."""

    sd: float
    """Standard error of the light's share that covers what flush stays possible, EI."""
    suspected: bool
    """Whether a flush is so likely that it has to be said."""
    admitted: float
    """Redness of all skin that the whites do not rule out, EI: 0 where they do."""
    before: bool
    """Whether a flush in the photo from before is so likely that it has to be said."""


def weigh_flush(light: Estimate, whites: Whites, unevenness: float) -> Flush:
    """Weigh what untreated skin says of the light against what the whites of the eyes say.

    Parameters
    ----------
    light : Estimate
        From untreated skin. Its value stays, for whites are hard to read.
    whites : Whites
    unevenness : float
        `Cells.unevenness` of the face, EI.

    Returns
    -------
    flush : Flush
        Its error is never smaller than the light's own.
    """
    redder, sd, seen = 0.0, np.inf, bool(np.isfinite(whites.change))
    if seen:
        redder = light.value - whites.change / _FOLLOWED + _PALER
        sd = float(np.linalg.norm([_WHITE_SD, _UNEVEN * unevenness, light.sd]))
    chances = _chances(redder, sd)
    before = seen and _suspects(_chances(-redder, sd))
    # As far as the whites are no witness a typical flush is covered, however rare it is.
    blind = 1 / (1 + (_FLUSH_EI / _TINGED / sd) ** 2)
    covering = np.hypot(_covering(chances, light.sd), blind**2 * _FLUSH_EI / NORMAL_95)
    return Flush(float(covering), _suspects(chances), _admit(redder, sd, whites.gap), before)


def _chances(redder: float, sd: float) -> Points:
    """Return how likely each of `_FLUSHES` is where skin seems so much redder than the whites."""
    fits = -0.5 * ((redder - _FLUSHES / _TINGED) / sd) ** 2
    chances = _BEFOREHAND * np.exp(fits - fits.max())
    return np.asarray(chances / chances.sum())


def _suspects(chances: Points) -> bool:
    return bool(chances[0] < 1 - _SUSPECTED)


def _admit(redder: float, sd: float, gap: float) -> float:
    """Return how strong a flush whites leave open from which skin seems redder by so much.

    Whites that say less never leave less open: they are read as surely as they might be, too, and
    between narrow lids as if they showed more, too.
    """
    if not np.isfinite(sd):
        return _ADMITTED_EI
    least = float(np.clip((gap - _NARROW) / (_WIDE - _NARROW), 0, 1))
    shown = np.append(_SHOWN[least < _SHOWN], least)[:, None]
    none, flushed = _fits(max(redder, 0.0), np.linspace(_WHITE_SD, sd, 9), shown)
    fit = float((flushed / none).max())
    return _ADMITTED_EI * float(np.clip((fit - _RULED_OUT) / (_LEFT_OPEN - _RULED_OUT), 0, 1))


def _fits(redder: float, sds: Points, shown: Points) -> tuple[Points, Points]:
    """Return densities of what the whites say, without and with a strong flush."""
    return normal(np.asarray(redder), sds), normal(
        np.asarray(redder - shown * _STRONG_EI / _TINGED), np.hypot(sds, shown * _TINGE_SD)
    )


def _covering(chances: Points, sd: float) -> float:
    """Return the standard error of which 1.96 cover light and flush in 95 of 100."""
    widths = _WIDTHS[:, None]
    missed = (ndtr((_FLUSHES - widths) / sd) + ndtr((-_FLUSHES - widths) / sd)) @ chances
    width = float(np.interp(-0.05, -missed, _WIDTHS))
    return max(sd, width / NORMAL_95)
