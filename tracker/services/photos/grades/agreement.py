"""How well raters agree: intraclass correlations and weighted kappa, with where the truth lies.

Written here rather than taken from a library: pingouin and statsmodels bring more than 100 MB for
the two formulas.
"""

from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import f as f_ratio
from scipy.stats import norm

_Floats: TypeAlias = NDArray[np.float64]
_TAIL = 0.975
"""Source: intervals hold the truth in 95 of 100 cases."""
_DRAWS = 20_000
"""Chosen: ends of intervals are steady to one hundredth."""
LEAST_SUBJECTS = 3
"""Chosen: below it nothing can be told of how subjects differ."""
_ROUNDING = 1e-4
"""Chosen: far below what is printed."""
_TOO_WIDE = 1.0
"""Chosen: an interval of half of all that is possible, from -1 to 1, tells hardly anything."""


@dataclass(frozen=True)
class Estimate:
    """A coefficient, at most 1, and where the true one lies (95 %)."""

    value: float
    low: float
    high: float

    @property
    def is_known(self) -> bool:
        """Whether there is one: where all ratings are the same, there is none."""
        return bool(np.isfinite(self.value))

    @property
    def has_no_width(self) -> bool:
        """Whether its formula has no error: that of kappa where nobody, or all, stray alike."""
        return self.is_known and self.high - self.low < _ROUNDING

    @property
    def is_vague(self) -> bool:
        """Whether its interval is too wide to tell much."""
        return self.is_known and self.high - self.low >= _TOO_WIDE


UNKNOWN = Estimate(np.nan, np.nan, np.nan)
"""What is told where all ratings are the same."""


@dataclass(frozen=True)
class _MeanSquares:
    """Mean squares of a table of subjects by raters, without repetition."""

    subjects: float
    raters: float
    rest: float
    n: int
    k: int
    least: float
    """The smallest mean square over 0 that ratings with such steps can have: they are whole numbers
    mostly, and one of 0 says no more than that it is below."""

    @property
    def lowest(self) -> float:
        """The lowest possible coefficient."""
        return -1 / (self.k - 1)

    @property
    def opened(self) -> "_MeanSquares":
        """The same with what could be in place of nought: else an interval has no width."""
        if self.subjects > 0 and self.rest > 0:
            return self
        return replace(
            self, subjects=max(self.subjects, self.least), rest=max(self.rest, self.least)
        )


def agreement_of_raters(ratings: ArrayLike) -> Estimate:
    """Return ICC(2,1): how far one rater of many tells the same as another, shifts counted in.

    Parameters
    ----------
    ratings : (N, K) array-like
        Subjects by raters, in any unit that all raters share; at least 3 subjects and 2 raters.

    Returns
    -------
    icc : Estimate
        Between -1 / (K - 1) and 1; not a number where all ratings are the same.

    References
    ----------
    Shrout, Fleiss 1979, doi:10.1037/0033-2909.86.2.420; Weerahandi 1993,
    doi:10.1080/01621459.1993.10476355 (generalised interval: the usual one, McGraw and Wong's,
    holds the truth of two raters in but 68 to 84 of 100 cases).
    """
    m = _mean_squares(ratings)
    if not m.least:
        return UNKNOWN
    low, high = np.quantile(_agreement(*_possible(m.opened), m), [1 - _TAIL, _TAIL])
    value = float(_agreement(m.subjects, m.raters, m.rest, m))
    return _within(m, value, float(low), float(high))


def consistency_of_raters(ratings: ArrayLike) -> Estimate:
    """Return ICC(3,1): how far these raters order the subjects alike, whatever their shifts.

    Parameters, result and references as of `agreement_of_raters`; the interval is Shrout and
    Fleiss's, which is exact.
    """
    m = _mean_squares(ratings)
    if not m.least:
        return UNKNOWN
    opened, rest = m.opened, (m.n - 1) * (m.k - 1)
    ratio = opened.subjects / opened.rest
    low = _consistency(ratio / f_ratio.ppf(_TAIL, m.n - 1, rest), m)
    high = _consistency(ratio * f_ratio.ppf(_TAIL, rest, m.n - 1), m)
    value = _consistency(m.subjects / m.rest, m) if m.rest else 1.0
    return _within(m, value, low, high)


def _consistency(ratio: float, m: _MeanSquares) -> float:
    return float((ratio - 1) / (ratio + m.k - 1))


def _within(m: _MeanSquares, value: float, low: float, high: float) -> Estimate:
    """Return an estimate within what is possible, inside its interval."""
    value, low, high = (min(max(one, m.lowest), 1.0) for one in (value, low, high))
    return Estimate(value, min(low, value), max(high, value))


def weighted_kappa(counts: ArrayLike, disagreement: ArrayLike | None = None) -> Estimate:
    """Return Cohen's weighted kappa of two raters.

    Parameters
    ----------
    counts : (G, G) array-like
        How often the first rater gave a row's grade and the second a column's.
    disagreement : (G, G) array-like, optional
        What each cell counts; the square of the distance between the grades without it.

    Returns
    -------
    kappa : Estimate
        Not a number where both raters gave one and the same grade throughout.

    References
    ----------
    Cohen 1968, doi:10.1037/h0026256; Fleiss, Cohen, Everitt 1969, doi:10.1037/h0028106 (error).
    """
    table = np.asarray(counts, float)
    n = table.sum()
    shares = table / n
    steps = np.arange(len(table))
    weights = (steps[:, None] - steps) ** 2 if disagreement is None else np.asarray(disagreement)
    agreed = 1 - weights / weights.max()
    rows, columns = shares.sum(axis=1), shares.sum(axis=0)
    seen, chance = float((agreed * shares).sum()), float(rows @ agreed @ columns)
    if chance == 1:
        return UNKNOWN
    usual = (agreed @ columns)[:, None] + rows @ agreed
    squares = float((shares * (agreed * (1 - chance) - usual * (1 - seen)) ** 2).sum())
    variance = squares - (seen * chance - 2 * chance + seen) ** 2
    value = min(max((seen - chance) / (1 - chance), -1.0), 1.0)
    error = np.sqrt(max(variance, 0.0) / n) / (1 - chance) ** 2
    return Estimate(value, *_around(value, float(error)))


def _around(value: float, error: float) -> tuple[float, float]:
    """Return the ends of an interval within -1 to 1: even on Fisher's scale of correlations."""
    if abs(value) >= 1:
        return value, value
    off = norm.ppf(_TAIL) * error / (1 - value**2)
    return float(np.tanh(np.arctanh(value) - off)), float(np.tanh(np.arctanh(value) + off))


def count_grades(first: ArrayLike, second: ArrayLike, levels: int) -> NDArray[np.int64]:
    """Count how often two raters gave each pair of grades, 0 to levels - 1: (levels, levels)."""
    counts = np.zeros((levels, levels), np.int64)
    np.add.at(counts, (np.asarray(first, int), np.asarray(second, int)), 1)
    return counts


def _mean_squares(ratings: ArrayLike) -> _MeanSquares:
    table: _Floats = np.asarray(ratings, float)
    n, k = table.shape
    if n < LEAST_SUBJECTS or k < 2:
        raise ValueError("At least three subjects and two raters are needed.")
    means, own = table.mean(axis=1), table.mean(axis=0)
    rest = table - means[:, None] - own + table.mean()
    return _MeanSquares(
        float(k * means.var(ddof=1)),
        float(n * own.var(ddof=1)),
        float((rest**2).sum() / ((n - 1) * (k - 1))),
        n,
        k,
        _least_mean_square(table),
    )


def _least_mean_square(table: _Floats) -> float:
    """Return that of one rating a step off; 0 where all are the same."""
    steps = np.diff(np.unique(table))
    return float(steps.min() ** 2 / (table.shape[1] * len(table))) if len(steps) else 0.0


def _agreement(subjects: Any, raters: Any, rest: Any, m: _MeanSquares) -> Any:
    total = subjects + (m.k - 1) * rest + m.k * (raters - rest) / m.n
    return (subjects - rest) / np.where(total == 0, 1, total)


def _possible(m: _MeanSquares) -> tuple[_Floats, _Floats, _Floats]:
    """Draw true mean squares that those found may come from; raters add no less than nothing."""
    rng = np.random.default_rng(0)
    free = m.n - 1, m.k - 1, (m.n - 1) * (m.k - 1)
    subjects, raters, rest = (
        found * degrees / rng.chisquare(degrees, _DRAWS)
        for found, degrees in zip((m.subjects, m.raters, m.rest), free, strict=True)
    )
    return subjects, np.maximum(raters, rest), rest
