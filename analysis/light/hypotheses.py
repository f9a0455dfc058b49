"""What may have happened where the neck and the lids do not agree on the light.

Each explanation says whom to believe; how well it fits what is seen, and how often it happens,
say how much (Bayes' rule). Whatever stays possible is covered by the stated error, which never
falls where neck and lids differ more, where the neck is stranger or the face redder.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Chosen: by hand on simulated photos of 8 people, 2026-11 (docs/decisions/0022).
APART_EI = 4.0
"""EI by which neck and lids may differ before it is always said, and the error covers both."""
_HONEST_SD = 0.9
"""What lids and brows differ from the neck by beside their stated errors, SD in EI."""
_UNEXPLAINED = 0.35
"""Error for each EI by which neck and lids differ beyond their errors, SD in EI. Chosen: on 420
pairs of 22 people in two simulated worlds, where a third to a half was the neck's, 2026-11."""
_FALSE_SD = 8.0
"""How far cloth or a flushed neck may stand off from the light, SD in EI."""
_VEILED_EI = 5.0
"""Typical veil on face and lids, EI."""
_SOME_EI = 1.5
"""EI by which lids may seem redder than the face's own redness explains."""
_FALSE_NECK, _FLUSHED, _RED_LIDS, _VEILED = 0.01, 0.03, 0.06, 0.08
"""How often these happen. Guesses: they matter only where the photo contradicts itself."""
_MILDER = np.linspace(1.0, 0.0, 33)
"""Shares of what neck and lids differ by at which the error is worked out, too; the whole comes
first. Chosen: steps finer than half an EI where they differ by 15."""


class Estimate(NamedTuple):
    """A value of the light's share with its standard error, EI."""

    value: float
    sd: float


@dataclass(frozen=True)
class Belief:
    """What all explanations together say of the light's share."""

    value: float
    sd: float
    reach: float
    """EI within which all that stays possible lies around `value`; 0 where all agree."""
    above: float
    """By how much of that the light's share may be larger, EI: skin then seems too red."""


def weigh_up(
    honest: Estimate,
    sure: Estimate,
    lids: Estimate,
    doubt: float,
    redness: float,
    unevenness: float = 0.0,
) -> Belief:
    """Weigh what the neck (or card, or untreated zones) says against what lids and brows say.

    Parameters
    ----------
    honest : Estimate
        If all are what they seem.
    sure : Estimate
        From what cannot have reddened with the face, the neck foremost.
    lids : Estimate
        From lids and brows beside treated skin.
    doubt : float
        How strange the neck looks, 0–1: `doubt_neck`.
    redness : float
        EI that the face shows against what is sure: lids beside it redden by no more.
    unevenness : float
        `Cells.unevenness` of the face, EI: honest ones differ by as much more, SD.

    Returns
    -------
    belief : Belief
        Its error is the largest of all milder cases: neck and lids nearer to each other, a neck
        that is not strange, a face that is less red.
    """
    milder, doubts, reds = np.meshgrid(
        _MILDER, [doubt, doubt / 2, 0.0], [redness, redness / 2, 0.0], indexing="ij"
    )
    apart = milder * round(sure.value - lids.value, 6)  # what arithmetic leaves is no difference
    apart_sd = float(np.linalg.norm([sure.sd, lids.sd, _HONEST_SD]))
    agreeing = float(np.hypot(apart_sd, unevenness))
    weights = _weigh(apart, agreeing, doubts, reds)
    values = np.stack([milder * (honest.value - lids.value), 0 * apart, apart, apart / 2])
    sds = np.stack([
        np.full(apart.shape, honest.sd), np.full(apart.shape, lids.sd),
        np.full(apart.shape, sure.sd), np.hypot(apart_sd, apart / 4),
    ])  # fmt: skip
    value = (weights * values).sum(axis=0)
    variance = (weights * (sds**2 + (values - value) ** 2)).sum(axis=0)
    variance += (_UNEXPLAINED * np.maximum(np.abs(apart) - agreeing, 0)) ** 2
    said = np.abs(apart) > APART_EI
    above = float(np.maximum(apart - value, -value)[said].max(initial=0.0))
    below = float(np.maximum(value - apart, value)[said].max(initial=0.0))
    return Belief(
        lids.value + float(value[0, 0, 0]), float(variance.max()) ** 0.5, max(above, below), above
    )


def _weigh(apart: Array, agreeing: float, doubt: Array, redness: Array) -> Array:
    """Return the weights of all honest, a false neck, red lids, a veil on face and lids."""
    false_neck = np.maximum(doubt, _FALSE_NECK)
    flushed = _FLUSHED * _above(apart, _FALSE_SD)
    weights = np.stack([
        (1 - false_neck) * normal(apart, agreeing),
        false_neck * normal(apart, _FALSE_SD) + (1 - doubt) * flushed,
        (1 - doubt) * _RED_LIDS * _up_to(-apart, redness),
        (1 - doubt) * _VEILED * _above(apart, _VEILED_EI),
    ])  # fmt: skip
    return np.asarray(weights / weights.sum(axis=0))


def normal(apart: Array, sd: float | Array) -> Array:
    """Return the density of a normal error at a distance."""
    return np.asarray(np.exp(-0.5 * (apart / sd) ** 2) / (sd * (2 * np.pi) ** 0.5))


def _above(apart: Array, sd: float) -> Array:
    return np.where(apart > 0, 2 * normal(apart, sd), 0.0)


def _up_to(apart: Array, most: Array) -> Array:
    """Density of what may be anything from none up to a most."""
    return np.where((apart > 0) & (apart < most + _SOME_EI), 1 / (most + _SOME_EI), 0.0)
