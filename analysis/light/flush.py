"""Whether all that is untreated flushed with the face, so that a flush passes for the light.

After sport, heat or wine, neck and lids redden as much as the face does. The whites of the eyes do
not: small and hard to read, they contradict a flush, and say nothing where there is none.
"""

import numpy as np

from analysis.light.hypotheses import Belief, Estimate, normal

_FOLLOWED, _PALER = 0.85, 0.9
"""EI by which the whites move for each EI that the light moves skin, and by which skin seems to
move less. Measured: 100 untreated pairs of 8 people under simulated lamps, 2026-11."""
_WHITE_SD, _UNEVEN = 1.2, 0.8
"""What the whites miss the light by, SD in EI, and more for each EI of unevenness. Measured: the
same, 100 pairs, 2026-11."""
_TINGED = 1.35
"""EI of a flush for each that skin seems redder than the whites: lids beside them tinge them.
Measured: 8 flushes of 8 people, 2026-11."""
_FLUSH_EI = 6.0
"""How much redder than the whites a flush makes skin, EI. Chosen: the
flushes of the third simulated world."""
_STRONGEST = 12.0
"""The strongest flush that is covered, EI. Chosen: more than needling causes."""
_FLUSHED = 0.12
"""How often face, neck and lids are flushed alike in one of two photos. Chosen: no count is
known."""
_DOUBTED = 1.7
"""Errors by which skin is redder than the whites before it is said, and the error covers both.
Chosen: three honest pairs in a hundred."""


def weigh_flush(light: Estimate, whites: float, unevenness: float) -> Belief:
    """Weigh what untreated skin says of the light against what the whites of the eyes say.

    Parameters
    ----------
    light : Estimate
        From untreated skin.
    whites : float
        Change of the whites' erythema index, EI.
    unevenness : float
        `Cells.unevenness` of the face, EI.

    Returns
    -------
    belief : Belief
        Of the light's share: its value stays, for whites are hard to read; its error covers a
        flush. As it was where skin is no redder than the whites.
    """
    redder = light.value - whites / _FOLLOWED + _PALER
    if not redder > 0:
        return Belief(light.value, light.sd, 0.0)
    sd = float(np.linalg.norm([_WHITE_SD, _UNEVEN * unevenness, light.sd]))
    flushed = _FLUSHED * 2 * normal(redder, float(np.hypot(sd, _FLUSH_EI)))
    chance = flushed / (flushed + (1 - _FLUSHED) * normal(redder, sd))
    flush = min(_TINGED * redder, _STRONGEST)
    width = float(((1 - chance) * light.sd**2 + chance * (sd**2 + flush**2)) ** 0.5)
    reach = flush + sd if redder > _DOUBTED * sd else 0.0
    return Belief(light.value, width, reach)
