"""Draw recoveries by laws of their own, as rows of `fifthday assess`.

A symptom falls by a power of time after a shoulder, itching rises and falls as a gamma curve,
dryness as a difference of two exponentials. People rate on a five-step scale, a slider or by
thirds, with an error that grows with what is felt, wander from week to week, and round down when
tired. A photo errs by a share of its redness, by its light, and now and then by a whole cast.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
CHANNELS = ("redness", "swelling", "itching", "pain", "dryness")
DAYS = 12
LENGTHS = (0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
RF_LENGTHS = (1.0, 1.5, 2.0, 2.5, 3.0)


class Trouble(StrEnum):
    """What befalls a recovery."""

    INFECTION = "infection"
    PAIN = "pain alone"
    ALLERGY = "contact allergy"
    HERPES = "herpes"
    SWELLING = "swelling at once"
    PHOTO = "photo alone"


RISES: dict[Trouble, tuple[float, float, float, float, float]] = {
    Trouble.INFECTION: (1.5, 0.8, 0.2, 1.4, 0.0),
    Trouble.PAIN: (0.2, 0.1, 0.0, 1.5, 0.0),
    Trouble.ALLERGY: (0.9, 0.8, 1.8, 0.1, 0.3),
    Trouble.HERPES: (0.6, 0.6, 0.8, 1.7, 0.1),
}
"""Points of redness, swelling, itching, pain and dryness on the first evening; each evening adds
as many again, less as it nears the end of the scale."""
_FIRST_SIZE = np.array([7.4, 4.0, 0.0, 4.6, 0.0])
_EXPONENT = np.array([1.5, 1.7, 0.0, 2.6, 0.0])


@dataclass(frozen=True)
class Draw:
    """N recoveries."""

    length_mm: Floats
    is_rf: npt.NDArray[np.bool_]
    onset: npt.NDArray[np.int64]
    ratings: Floats
    """(N, DAYS, 5), not-a-number where nothing was rated."""
    photo: Floats
    """(N, DAYS) EI, not-a-number without one."""
    photo_mdc95: Floats

    @property
    def is_entered(self) -> npt.NDArray[np.bool_]:
        """(N, DAYS) whether anything was entered."""
        return np.asarray(~np.isnan(self.ratings).all(axis=2) | ~np.isnan(self.photo))


def draw(
    n: int,
    seed: int,
    trouble: Trouble | None = None,
    *,
    is_rf: bool | None = None,
    lengths: tuple[float, ...] | None = None,
) -> Draw:
    """Draw n recoveries; by default one of eight is of radio-frequency."""
    rng = np.random.default_rng([seed, 77])
    rf = rng.random(n) < (0.125 if is_rf is None else float(is_rf))
    length = np.where(rf, rng.choice(lengths or RF_LENGTHS, n), rng.choice(lengths or LENGTHS, n))
    onset = rng.integers(0, 2, n) if trouble is Trouble.SWELLING else rng.integers(2, 7, n)
    felt = _healing(length, rf, rng) + _life(n, rng)
    if trouble in RISES:
        felt = _rising(felt, np.array(RISES[trouble]), onset, rng)
    if trouble is Trouble.SWELLING:
        felt[..., 1] = np.maximum(felt[..., 1], _staying(onset, rng.uniform(6, 8, n)))
    ratings = _rated(felt, rng)
    photo, error = _photos(felt, rng, onset if trouble is Trouble.PHOTO else None)
    return Draw(length, rf, onset, ratings, photo, error)


def _healing(length: Floats, rf: npt.NDArray[np.bool_], rng: np.random.Generator) -> Floats:
    """Return (N, DAYS, 5) what is felt without error."""
    n, now = len(length), np.arange(DAYS)[None, :, None] + 0.3
    depth = (length / 1.5)[:, None, None]
    size = _FIRST_SIZE * depth**0.45 * rng.gamma(14, 1 / 14, (n, 1, 1))
    size = size * rng.gamma(9, 1 / 9, (n, 1, 5)) * np.where(rf, 1.1, 1)[:, None, None]
    shoulder = (1.6 * depth**0.5 + 0.35 * rf[:, None, None]) * rng.weibull(4, (n, 1, 1)) / 0.9
    felt = size * (1 + now / shoulder) ** -_EXPONENT
    felt[..., 1] *= rng.random((n, 1)) > 0.22
    moment = now[..., 0]
    hump = moment * np.exp(1 - moment / (1.7 * depth[..., 0] ** 0.3))
    felt[..., 2] = 1.3 * hump * depth[..., 0] ** 0.5 * rng.gamma(2.2, 1 / 2.2, (n, 1))
    dry = np.exp(-moment / 5) - np.exp(-moment / 1.2)
    felt[..., 4] = 4.2 * dry * depth[..., 0] ** 0.5 * rng.gamma(6, 1 / 6, (n, 1))
    return np.asarray(felt)


def _life(n: int, rng: np.random.Generator) -> Floats:
    """Return what warm rooms, sport and short nights add on a day in every thirtieth or so."""
    flush = (rng.random((n, DAYS)) < 0.03) * rng.gamma(4, 0.4, (n, DAYS))
    return np.asarray(flush[..., None] * np.array([1, 0.3, 0.3, 0.1, 0.1]))


def _rising(
    felt: Floats, first: Floats, onset: npt.NDArray[np.int64], rng: np.random.Generator
) -> Floats:
    evenings = np.maximum(np.arange(DAYS) - onset[:, None] + 1, 0)[..., None]
    more = first * evenings * rng.gamma(12, 1 / 12, (len(felt), 1, 1))
    return np.asarray(felt + (10 - np.minimum(felt, 10)) * -np.expm1(-more / 9))


def _staying(onset: npt.NDArray[np.int64], size: Floats) -> Floats:
    since = np.arange(DAYS) - onset[:, None]
    return np.where(since >= 0, size[:, None] * 0.93 ** np.maximum(since, 0), 0)


def _rated(felt: Floats, rng: np.random.Generator) -> Floats:
    """Return what stands in the diary: an error of 0.25 points and 6–20 % of what is felt."""
    n = len(felt)
    share = rng.uniform(0.06, 0.2, (n, 1, 1))
    wander = np.cumsum(rng.normal(0, 0.04, (n, DAYS, 1)), axis=1)
    noise = rng.logistic(0, 0.55, felt.shape) * (0.25 + share * felt)
    meant = felt * (1 + wander) + noise - 0.3 * (rng.random((n, DAYS, 1)) < 0.1)
    step = rng.choice([1.0, 1.0, 1.0, 2.0, 2.5, 10 / 3], n)[:, None, None]
    rated = np.clip(np.rint(np.rint(meant / step) * step), 0, 10)
    forgets = rng.beta(1.5, 12, (n, 1))
    rated[rng.random((n, DAYS)) < forgets] = np.nan
    rated[rng.random(felt.shape) < 0.01] = np.nan
    return np.asarray(rated)


def _photos(
    felt: Floats, rng: np.random.Generator, onset: npt.NDArray[np.int64] | None
) -> tuple[Floats, Floats]:
    n = len(felt)
    stated = rng.uniform(1.6, 4.2, (n, 1)) * np.ones((1, DAYS))
    true = 11 * np.tanh(np.minimum(felt[..., 0], 10) / 6)
    if onset is not None:
        true = true + 1.7 * stated * np.clip((np.arange(DAYS) - onset[:, None] + 1) / 2, 0, 1)
    error = (
        rng.normal(0, 1, true.shape)
        * stated
        / 1.96
        * rng.choice([1, 1.6], true.shape, p=[0.93, 0.07])
    )
    has = rng.random((n, 1)) < (1.0 if onset is not None else 0.3)
    there = has & (rng.random(true.shape) < 0.7)
    return np.where(there, true + error, np.nan), stated


def table_of(drawn: Draw) -> pd.DataFrame:
    """Return the diaries as rows of `fifthday assess`."""
    row, day = np.nonzero(drawn.is_entered)
    columns: dict[str, object] = {"recovery_id": np.char.add("h", row.astype(str)), "day": day}
    for place, channel in enumerate(CHANNELS):
        columns[channel] = drawn.ratings[row, day, place]
    columns["photo_delta_ei"] = np.round(drawn.photo[row, day], 2)
    columns["photo_mdc95"] = np.where(
        np.isnan(drawn.photo), np.nan, np.round(drawn.photo_mdc95, 2)
    )[row, day]
    columns["red_flags"] = ""
    columns["needle_length_mm"] = drawn.length_mm[row]
    columns["device"] = np.where(drawn.is_rf, "radio_frequency", "pen")[row]
    columns["setting"] = "professional"
    return pd.DataFrame(columns)
