"""Diaries of real and unreal shape, as rows of `fifthday assess`; the last row is the day judged.

Nothing here is likely: single entries, gaps, tens from day 0, entries months later, every column
filled or none. What must hold for every diary has to hold for these.
"""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from tests.benchmark.second_world.people import CHANNELS

Row = dict[str, object]

SIGNS = (
    *("breathing_or_face_swelling", "fever", "pus_or_honey_crust", "blisters_or_cold_sore"),
    *("spreading_redness", "rising_pain", "one_sided_swelling", "open_sore", "nodules"),
    *("persistent_rash", "lines_or_tracks", "darkening_or_lightening", "numbness"),
)
SPECIALS = ("sun", "sport", "alcohol", "new_product", "make_up", "poor_sleep")
COLUMNS = (
    *("recovery_id", "day", *CHANNELS, "photo_delta_ei", "red_flags", "needle_length_mm"),
    *("device", "setting", *(f"ordinary_{channel}" for channel in CHANNELS)),
    *("special", "answers", "outcome", "photo_mdc95", "reddest_zone_delta_ei"),
)
_LENGTHS = (0.1, 0.25, 0.3, 0.5, 0.75, 1.0, 1.49, 1.5, 1.51, 2.0, 2.5, 3.0, 3.5)


def draw_diaries(n: int, seed: int) -> pd.DataFrame:
    """Return the rows of n diaries, each of one person with up to two earlier recoveries.

    The column `diary` numbers them; `is_judged` marks the day judged, the last row of each.
    """
    rng = np.random.default_rng(seed)
    rows = [row for diary in range(n) for row in _diary(diary, rng)]
    return pd.DataFrame(rows, columns=[*COLUMNS, "diary", "is_judged"])


def _diary(diary: int, rng: np.random.Generator) -> list[Row]:
    plan: Row = {
        "needle_length_mm": float(rng.choice(_LENGTHS)),
        "device": str(rng.choice(["pen", "roller", "stamp", "radio_frequency"])),
        "setting": str(rng.choice(["home", "professional"])),
    }
    if rng.random() < 0.3:
        plan |= {f"ordinary_{c}": int(rng.integers(0, 5)) for c in CHANNELS if rng.random() < 0.7}
    recoveries = int(rng.choice([1, 2, 3], p=[0.7, 0.15, 0.15]))
    rows: list[Row] = []
    for number in range(recoveries):
        days = _days(rng)
        ratings = _SHAPES[rng.integers(len(_SHAPES))](days, rng)
        own = {"recovery_id": f"d{diary}/{number}", "diary": diary, **plan}
        rows += [
            {"is_judged": False, **_entry(int(day), rated, rng), **own}
            for day, rated in zip(days, ratings, strict=True)
        ]
    rows[-1]["is_judged"] = True
    return rows


def _days(rng: np.random.Generator) -> np.ndarray:
    kind = rng.integers(5)
    if kind == 0:
        return np.array([rng.integers(0, 12)])
    if kind == 1:  # months later
        late = rng.choice(np.arange(12, 120), rng.integers(1, 4), replace=False)
        early = rng.choice(12, rng.integers(1, 8), replace=False)
        return np.sort(np.concatenate([early, late]))
    last = int(rng.integers(1, 13))
    if kind == 2:  # gaps
        return np.sort(rng.choice(last + 1, rng.integers(1, last + 2), replace=False))
    return np.arange(0 if rng.random() < 0.8 else rng.integers(0, last + 1), last + 1)


def _healing(days: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    size = rng.uniform(0, 10) * np.array([1.0, 0.5, 0.3, 0.5, 0.4]) * rng.uniform(0.3, 1.5, 5)
    level = size * np.exp(-days[:, None] / rng.uniform(0.5, 6))
    level = level + rng.normal(0, rng.uniform(0, 1.5), level.shape)
    if rng.random() < 0.4:
        since = days[:, None] - rng.integers(1, 9)
        rising = rng.choice([0, 1, 2, 4], 5) * (rng.random(5) < 0.5)
        level = level + np.maximum(since, 0) * rising
    return np.clip(np.rint(level), 0, 10)


def _anything(days: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return rng.integers(0, 11, (len(days), 5))


def _always(days: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return np.tile(rng.choice([0, 1, 3, 10], 5), (len(days), 1))


def _plateaus(days: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    change = rng.random(len(days)) < 0.3
    values = rng.integers(0, 11, (len(days), 5))
    kept = np.maximum.accumulate(np.where(change, np.arange(len(days)), 0))
    return np.asarray(values[kept])


def _calm_but_for_one(days: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    ratings = rng.integers(0, 2, (len(days), 5))
    ratings[rng.integers(len(days)), rng.integers(5)] = rng.integers(2, 11)
    return ratings


_Shape = Callable[[np.ndarray, np.random.Generator], np.ndarray]
_SHAPES: tuple[_Shape, ...] = (
    *(_healing, _healing, _healing, _healing),
    *(_anything, _always, _plateaus, _calm_but_for_one),
)


def _entry(day: int, rated: np.ndarray, rng: np.random.Generator) -> Row:
    answered = rng.random(5) < rng.choice([1.0, 1.0, 0.8, 0.4])
    row: Row = {"day": day, "red_flags": "", "special": "", "answers": "", "outcome": ""}
    row |= {
        channel: int(value)
        for channel, value, there in zip(CHANNELS, rated, answered, strict=True)
        if there
    }
    row |= _extras(rng)
    return row


def _extras(rng: np.random.Generator) -> Mapping[str, object]:
    extras: Row = {}
    if rng.random() < 0.25:
        extras["photo_delta_ei"] = round(float(rng.normal(4, 6)), 2)
        extras["photo_mdc95"] = round(float(rng.uniform(0.5, 6)), 2)
    if rng.random() < 0.1:
        extras["reddest_zone_delta_ei"] = round(float(rng.normal(6, 6)), 2)
    if rng.random() < 0.06:
        extras["red_flags"] = str(rng.choice(SIGNS))
    if rng.random() < 0.15:
        extras["special"] = ";".join(rng.choice(SPECIALS, rng.integers(1, 3), replace=False))
    if rng.random() < 0.1:
        signs = rng.choice(SIGNS, rng.integers(1, 3), replace=False)
        extras["answers"] = ";".join(f"{sign}={rng.choice(['yes', 'no'])}" for sign in signs)
    if rng.random() < 0.08:
        extras["outcome"] = str(rng.choice(["seen", "not_seen"]))
    return extras
