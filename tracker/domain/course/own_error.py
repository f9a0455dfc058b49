"""A person's own error: what pairs of photos of untreated skin say of the one that is stated.

The stated error is that of people and phones in general. Between two photos of skin that nothing
was done to, all of a change is error; as a part of what was stated it has a spread of its own for
each person and phone. What is believed of its variance is a scaled inverse chi-square: the general
error to begin with, sharpened by every pair; the next change lies within the t quantile of what is
then believed (Gelman et al., Bayesian Data Analysis, 3rd ed., 2013, 2.6 and 3.2).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from analysis import NORMAL_95, Zone
from tracker.domain.records.shown import Change

_PAIRS_BEFORE = 3
"""How many pairs the general error is worth. Chosen: people's errors then differ about twofold
either way, and five pairs of half the error narrow it by a third (record 0051)."""
_BEYOND = 2
"""How often what lies beyond the general error counts: wider is believed sooner than narrower, else
the general error holds back what is stated for people whose own is twice that (91 of 100 held after
five pairs; now 95). Chosen: the least whole number that does (record 0051)."""
_LEAST = 0.5
"""What a pair counts for at least, in standard errors as stated: an own error below half of the
general one is believed of nobody, however calm the pairs. Chosen: people's errors differ about
twofold either way, and calmer pairs speak of photos that hardly differ (record 0074)."""
_ROUNDING = 1e-9
"""Chosen: far below any width that is shown."""
_CERTAIN = 0.975
"""Source: errors are stated for 95 of 100 changes, either way."""


@dataclass(frozen=True)
class OwnError:
    """What a stated error is multiplied by, and how many pairs say so."""

    factor: float = 1.0
    pairs: int = 0


GENERAL = OwnError()


@dataclass(frozen=True)
class OwnErrors:
    """A person's own errors of redness by zone; the general one where a zone has none."""

    zones: Mapping[Zone, OwnError] = field(default_factory=dict, hash=False)

    def of(self, zone: Zone) -> OwnError:
        """Return that of a zone."""
        return self.zones.get(zone, GENERAL)

    @property
    def narrowing(self) -> "OwnErrors":
        """Return the same as far as it narrows: what the warning heeds."""
        found = {zone: one for zone, one in self.zones.items() if one.factor < 1}
        return OwnErrors(found)

    def stated(self, change: Change) -> Change:
        """Return a change of redness with the person's own error."""
        mdc95, too_high = widen(change.mdc95, change.too_high, self.of(change.zone).factor)
        return change._replace(mdc95=mdc95, too_high=too_high)


def widen(
    mdc95: float | None, too_high: float | None, factor: float
) -> tuple[float | None, float | None]:
    """Multiply an error; what a flush may hide on top of it is no error of a phone, and stays.

    Parameters
    ----------
    mdc95, too_high : float or None
        As in `Change`, EI.
    factor : float
        Over 0; below 1 it narrows.
    """
    if mdc95 is None or too_high is None:
        return None if mdc95 is None else factor * mdc95, too_high
    return factor * too_high + max(mdc95 - too_high, 0.0), factor * too_high


def standardised(change: Change) -> float | None:
    """Return an untreated change in standard errors as stated; None where no error is stated.

    One that is too low by no more than what a flush may hide counts as one at the end of the rest.
    """
    if not change.mdc95:
        return None
    error = change.mdc95 if change.too_high is None else min(change.too_high, change.mdc95)
    off = abs(change.value)
    if change.value < 0:
        off = max(min(off, error), off - (change.mdc95 - error))
    return NORMAL_95 * off / error * (-1 if change.value < 0 else 1)


def learn_safely(
    teaching: Iterable[Sequence[float]], everything: Iterable[Sequence[float]]
) -> OwnError:
    """Return what pairs say of a person's error, some of which may only make it larger.

    Parameters
    ----------
    teaching, everything : iterable of sequence of float
        As for `learn`: pairs that may narrow as well, and those with all others that may widen.
    """
    taught, wider = learn(teaching), learn(everything)
    return wider if wider.factor > taught.factor + _ROUNDING else taught


def learn(groups: Iterable[Sequence[float]]) -> OwnError:
    """Return what untreated changes say of a person's error.

    Parameters
    ----------
    groups : iterable of sequence of float
        Standardised changes; those of one group were measured against the same photo.

    Returns
    -------
    own : OwnError
        The general one without any. A single calm pair narrows nothing: the calmest is left out
        where that is wider. One pair far out widens at once.
    """
    values = [np.asarray(group, float) for group in groups if len(group)]
    number = sum(map(len, values))
    if not number:
        return GENERAL
    total = sum(map(_squares, values))
    calmest = float(np.min(np.concatenate(values) ** 2))
    fewer = _factor(max(total - calmest, 0.0), number - 1)
    return OwnError(max(_factor(total, number), fewer), number)


def _squares(group: NDArray[np.float64]) -> float:
    """Return the sum of squares of changes that share one photo, whose own error is in all of them.

    What is left once that is taken off has their spread, too; the larger of both counts.
    """
    plain = float(group @ group)
    return max(plain, 2 * (plain - float(group.sum()) ** 2 / (len(group) + 1)))


def _factor(squares: float, number: int) -> float:
    """Return the predictive 97.5 % quantile over that of the general error."""
    worth = _PAIRS_BEFORE + number
    squares = max(squares, number * _LEAST**2)
    counted = min(squares, number) + _BEYOND * max(squares - number, 0.0)
    scale = np.sqrt((_PAIRS_BEFORE * _general_variance() + counted) / worth)
    return float(_quantile(worth) * scale / NORMAL_95)


@cache
def _general_variance() -> float:
    """Return the scale of the first belief: with it, and no pairs, the factor is 1."""
    return float((NORMAL_95 / _quantile(_PAIRS_BEFORE)) ** 2)


@cache
def _quantile(freedom: int) -> float:
    return float(student.ppf(_CERTAIN, freedom))
