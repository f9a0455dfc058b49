"""How likely a rating or a photo is, given how things really are."""

from functools import cache

import numpy as np
import numpy.typing as npt

from analysis import NORMAL_95
from tracker.domain.course.arrays import FloatArray

# Chosen: on simulated recoveries (tests/benchmark/drift.py, 500 a row, 2026-11), or assumed; no
# study of self-rating.
NOT_ANSWERED = 11
"""The row of a likelihood table for a rating that is missing: it says nothing."""
STEPS = (1, 2, 5)
"""Rating styles: every whole number, even numbers only, or fives only."""
STEP_SHARES = (0.75, 0.2, 0.05)
"""Shares of people with each style (assumed)."""
LEVEL_STEP = 0.05
"""Resolution of the tables in points."""
_LEVELS = np.arange(0.0, 20.0 + LEVEL_STEP, LEVEL_STEP)
_NOISE_AT_ZERO = 0.29
_NOISE = 0.5
_FULL_NOISE_FROM = 2.0
"""Points; who feels nothing wavers less than somebody in the middle of the scale."""
_CAUTIOUS_NOISE = 0.8
"""Evidence is weighed as if ratings were this noisy, calm ones too: who rates more noisily than
expected must not look ill."""
_SLIP = 0.05
"""Share of ratings that say nothing: a slip of the finger, the wrong day."""
_SCALE = 2.5
"""Keeps products of many likelihoods within single precision; it cancels in every ratio."""
_PHOTO_SCATTER_EI = 0.8
"""What a photo shows beyond its own error: warmth, a flush, another hour of the day."""


@cache
def rating_likelihoods(step: int) -> FloatArray:
    """Return how likely each rating is at each true level, up to one common factor.

    Parameters
    ----------
    step : int
        The person's rating style: ratings are multiples of it.

    Returns
    -------
    (12, L) array
        Rows are ratings 0–10 and NOT_ANSWERED; columns are levels in LEVEL_STEP.

    Notes
    -----
    The rating is the level with heavy-tailed noise (Student's t, 3 degrees of freedom), rounded
    to the style and clipped to the scale, or, rarely, a slip. The figures are assumptions.
    """
    table = np.zeros((NOT_ANSWERED + 1, len(_LEVELS)))
    table[:NOT_ANSWERED] = (1 - _SLIP) * rating_shares(step, _CAUTIOUS_NOISE) + _SLIP / NOT_ANSWERED
    table[NOT_ANSWERED] = 1 / _SCALE
    return (_SCALE * table).astype(np.float32)


@cache
def rating_shares(step: int, noise: float | None = None) -> npt.NDArray[np.float64]:
    """Return (11, L) how often each rating is given at each true level; columns sum to 1.

    Parameters
    ----------
    step : int
        The person's rating style.
    noise : float, optional
        In points; what is expected, which grows with the level, by default.
    """
    expected = _NOISE_AT_ZERO + (_NOISE - _NOISE_AT_ZERO) * np.minimum(
        1, _LEVELS / _FULL_NOISE_FROM
    )
    said = np.arange(0, 11, step)
    edges = np.concatenate([[-np.inf], (said[1:] + said[:-1]) / 2, [np.inf]])
    below = _t3_cdf((edges[:, None] - _LEVELS) / (noise or expected))
    shares = np.zeros((NOT_ANSWERED, len(_LEVELS)))
    shares[said] = np.diff(below, axis=0)
    return shares


def level_index(level: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """Return the columns of the likelihood table for true levels."""
    return np.asarray(np.rint(np.clip(level, 0, _LEVELS[-1]) / LEVEL_STEP), np.intp)


def photo_likelihood(shown: FloatArray, expected: FloatArray, mdc95: FloatArray) -> FloatArray:
    """Return how likely a photo's redness change is, up to a factor that each photo has alone.

    Parameters
    ----------
    shown, mdc95 : (n,) arrays
        What the photos show and their own error (95 %), in EI.
    expected : (n, cells) array
        True redness change, in EI.
    """
    spread = np.hypot(mdc95 / np.float32(NORMAL_95), np.float32(_PHOTO_SCATTER_EI))
    deviation = (shown[:, None] - expected) / spread[:, None]
    likelihood: FloatArray = (1 + deviation**2 / 4) ** np.float32(-2.5) + np.float32(4e-3)
    return likelihood


def photo_below(
    shown: npt.NDArray[np.float64], expected: npt.NDArray[np.float64], mdc95: float
) -> npt.NDArray[np.float64]:
    """Return how likely a photo with this error (95 %, EI) is to show less than `shown`, EI."""
    from scipy.special import ndtr  # only charts of photos need it, and it takes long to load

    spread = float(np.hypot(mdc95 / NORMAL_95, _PHOTO_SCATTER_EI))
    return np.asarray(ndtr((shown - expected) / spread))


def _t3_cdf(value: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the distribution function of Student's t with 3 degrees of freedom."""
    x = np.clip(value, -1e6, 1e6) / np.sqrt(3)
    below: npt.NDArray[np.float64] = 0.5 + (x / (1 + x**2) + np.arctan(x)) / np.pi
    return below
