"""Waves of one band of lengths in a map of light, cut off more sharply than one Gaussian does."""

import numpy as np

from analysis.colour import Floats
from analysis.skin.sharpness import blurred

_HALF = float(np.sqrt(-np.log(1 - 0.5 ** (1 / 3)) / 2) / np.pi)
"""Standard deviation of the Gaussian g, in wavelengths, with which 1 - (1 - g)³ lets half of a
wave's amplitude through. Source: g's transfer, exp(-2 (π σ / λ)²)."""


def waves_between(light: Floats, shortest: float, longest: float, every: int = 1) -> Floats:
    """Return what of ln luminance comes in waves between two lengths, in its own steps.

    Parameters
    ----------
    light : (M, N) float32 ndarray
    shortest, longest : float
        Wavelengths in steps; the longest is at least `_NARROWEST` times the shortest.
    every : int, optional
        1, or 2 for every second step alone.

    Returns
    -------
    waves : (⌈M / every⌉, ⌈N / every⌉) float32 ndarray
    """
    fine, wide = _HALF * shortest, _HALF * longest
    once = blurred(light, fine)
    twice = blurred(once, fine)
    # What is left is smooth enough to go on with every second step alone.
    once, twice = (np.ascontiguousarray(part[::every, ::every]) for part in (once, twice))
    thrice = blurred(twice, fine / every)
    wide_once = blurred(twice, float(np.sqrt(max(wide**2 - 2 * fine**2, 0))) / every)
    wide_twice = blurred(wide_once, wide / every)
    wide_thrice = blurred(wide_twice, wide / every)
    return _without_shorter(once, twice, thrice) - _without_shorter(
        wide_once, wide_twice, wide_thrice
    )


def _without_shorter(once: Floats, twice: Floats, thrice: Floats) -> Floats:
    """Cut waves off more sharply than one Gaussian does, which was applied up to three times.

    With g a Gaussian, 1 - (1 - g)³ falls from nine to one tenth within 1.2 octaves, g in 2.2.
    """
    return 3 * (once - twice) + thrice
