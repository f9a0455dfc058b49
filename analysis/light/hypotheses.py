"""What may have happened where the neck and the lids do not agree on the light.

Each explanation says whom to believe; how well it fits what is seen, and how often it happens,
say how much (Bayes' rule). Whatever stays possible is covered by the stated error.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

# Chosen: by hand on simulated photos of 8 people, 2026-11 (docs/decisions/0022).
APART_EI = 4.0
"""EI by which neck and lids may differ before it is always said, and the error covers both."""
_HONEST_SD = 0.9
"""What lids and brows differ from the neck by beside their stated errors, SD in EI."""
_FALSE_SD = 8.0
"""How far cloth or a flushed neck may stand off from the light, SD in EI."""
_VEILED_EI = 5.0
"""Typical veil on face and lids, EI."""
_SOME_EI = 1.5
"""EI by which lids may seem redder than the face's own redness explains."""
_FALSE_NECK, _FLUSHED, _RED_LIDS, _VEILED = 0.01, 0.03, 0.06, 0.08
"""How often these happen. Guesses: they matter only where the photo contradicts itself."""


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


def weigh_up(
    honest: Estimate, sure: Estimate, lids: Estimate, doubt: float, redness: float
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

    Returns
    -------
    belief : Belief
    """
    apart = sure.value - lids.value
    agreeing = float(np.hypot(np.hypot(sure.sd, lids.sd), _HONEST_SD))
    false_neck = max(doubt, _FALSE_NECK)
    flushed = _FLUSHED * _above(apart, _FALSE_SD)
    weights = np.array([
        (1 - false_neck) * normal(apart, agreeing),
        false_neck * normal(apart, _FALSE_SD) + (1 - doubt) * flushed,
        (1 - doubt) * _RED_LIDS * _up_to(-apart, redness),
        (1 - doubt) * _VEILED * _above(apart, _VEILED_EI),
    ])  # fmt: skip
    weights /= weights.sum()
    middle = Estimate((sure.value + lids.value) / 2, float(np.hypot(agreeing, apart / 4)))
    values, sds = np.array([honest, lids, sure, middle]).T
    value = float(weights @ values)
    sd = float(weights @ (sds**2 + (values - value) ** 2)) ** 0.5
    both = max(abs(sure.value - value), abs(lids.value - value))
    return Belief(value, sd, both if abs(apart) > APART_EI else 0.0)


def normal(apart: float, sd: float) -> float:
    """Return the density of a normal error at a distance."""
    return float(np.exp(-0.5 * (apart / sd) ** 2) / (sd * (2 * np.pi) ** 0.5))


def _above(apart: float, sd: float) -> float:
    return 2 * normal(apart, sd) if apart > 0 else 0.0


def _up_to(apart: float, most: float) -> float:
    """Density of what may be anything from none up to a most."""
    return 1 / (most + _SOME_EI) if 0 < apart < most + _SOME_EI else 0.0
