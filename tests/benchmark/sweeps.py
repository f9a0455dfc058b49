"""Does a worse day ever get a milder status? Change the day judged step by step, and look.

Run by hand from the project's root: `python -m tests.benchmark.sweeps [--sweeps N] [--cases DIR]`.
Each *ladder* is one change made more and more severe, all else equal. A *fall* is a ladder in which
a step is milder than the one before it; for what was left out, milder than the mildest answer.
"""

import argparse
import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from tests.benchmark.odd_diaries import SIGNS, draw_diaries
from tests.benchmark.second_world.judged import STATUSES, verdicts_of
from tests.benchmark.second_world.people import CHANNELS

Row = dict[str, object]
CHUNK = 1000
"""Ladders judged together."""
PHOTO_STEPS = (-20.0, -5.0, 0.0, 1.0, 2.0, 3.0, 4.5, 6.0, 8.0, 10.0, 14.0, 20.0, 35.0, 60.0, 100.0)


@dataclass(frozen=True)
class Ladder:
    """Days that get worse from step to step."""

    kind: str
    steps: tuple[Row, ...]
    """What each step writes into the day judged."""
    is_left_out: bool = False
    """Whether the first step leaves something out, and the others are its answers."""


def one_rating(day: Row, rng: np.random.Generator) -> Ladder:
    """One rating from 0 to 10."""
    channel = str(rng.choice(CHANNELS))
    return Ladder(f"one rating: {channel}", tuple({channel: value} for value in range(11)))


def several_ratings(day: Row, rng: np.random.Generator) -> Ladder:
    """Two to five ratings lifted together; those not answered count from 0."""
    chosen = rng.choice(CHANNELS, rng.integers(2, 6), replace=False)
    known = {channel: _known(day, channel) for channel in chosen}
    steps = [{c: max(value, low) for c, low in known.items()} for value in range(11)]
    return Ladder(f"{len(chosen)} ratings together", tuple(steps))


def added_points(day: Row, rng: np.random.Generator) -> Ladder:
    """Two to five ratings raised by amounts of their own, again and again."""
    chosen = rng.choice(CHANNELS, rng.integers(2, 6), replace=False)
    amounts = rng.integers(1, 5, len(chosen))
    steps = [
        {c: min(_known(day, c) + times * int(a), 10) for c, a in zip(chosen, amounts, strict=True)}
        for times in range(6)
    ]
    return Ladder("points added to several ratings", tuple(steps))


def photo(day: Row, rng: np.random.Generator) -> Ladder:
    """A photo's redness."""
    return Ladder("photo redness", tuple({"photo_delta_ei": value} for value in PHOTO_STEPS))


def zone(day: Row, rng: np.random.Generator) -> Ladder:
    """The redness of the reddest zone."""
    return Ladder("reddest zone", tuple({"reddest_zone_delta_ei": value} for value in PHOTO_STEPS))


def flags(day: Row, rng: np.random.Generator) -> Ladder:
    """One red flag after the other."""
    chosen = rng.choice(SIGNS, 3, replace=False)
    before = str(day["red_flags"] or "")
    steps = itertools.accumulate(
        chosen, lambda had, sign: f"{had};{sign}".strip(";"), initial=before
    )
    return Ladder("red flags", tuple({"red_flags": text} for text in steps))


def rating_left_out(day: Row, rng: np.random.Generator) -> Ladder:
    """A rating that is not given."""
    channel = str(rng.choice(CHANNELS))
    return Ladder("rating left out", tuple({channel: v} for v in (None, *range(11))), True)


def sign_left_out(day: Row, rng: np.random.Generator) -> Ladder:
    """A sign that is not answered."""
    sign = str(rng.choice(SIGNS))
    steps = ({"answers": text} for text in ("", f"{sign}=no", f"{sign}=yes"))
    return Ladder("sign not answered", tuple(steps), True)


def sign_said_yes(day: Row, rng: np.random.Generator) -> Ladder:
    """A sign from no to yes."""
    sign = str(rng.choice(SIGNS))
    return Ladder("sign no, yes", ({"answers": f"{sign}=no"}, {"answers": f"{sign}=yes"}))


def outcome_left_out(day: Row, rng: np.random.Generator) -> Ladder:
    """What came of an advice is not said."""
    steps = ({"outcome": text} for text in ("", "seen", "not_seen"))
    return Ladder("outcome not said", tuple(steps), True)


MAKERS: tuple[Callable[[Row, np.random.Generator], Ladder], ...] = (
    *(one_rating, one_rating, one_rating, several_ratings, several_ratings, added_points),
    *(photo, zone, flags, rating_left_out, sign_left_out, sign_said_yes, outcome_left_out),
)


@dataclass(frozen=True)
class Outcome:
    """What became of one ladder."""

    kind: str
    falls: bool
    rows: pd.DataFrame
    """The diary, with a row of the day judged for the two steps that fall; empty without."""


def climb(n: int, seed: int) -> Iterator[Outcome]:
    """Judge n ladders on as many diaries."""
    for start in range(0, n, CHUNK):
        yield from _climb_some(min(CHUNK, n - start), seed + start)


def _climb_some(n: int, seed: int) -> Iterator[Outcome]:
    rng = np.random.default_rng([seed, 1])
    diaries = draw_diaries(n, seed)
    judged = diaries[diaries["is_judged"]].astype(object)
    days = judged.where(judged.notna(), None).to_dict("records")
    ladders = [MAKERS[rng.integers(len(MAKERS))](day, rng) for day in days]
    table = _steps_of(diaries, ladders)
    said = verdicts_of(table.drop(columns=["diary", "is_judged", "step"]))
    assert len(said) == len(table), "every row gets one verdict"
    table = table.assign(
        rank=said["status"].map({name: rank for rank, name in enumerate(STATUSES)}).to_numpy(),
        reason=said["reason"].to_numpy(),
    )
    for diary, found in table[table["is_judged"]].groupby("diary"):
        ladder = ladders[int(diary)]
        fall = first_fall(found["rank"].tolist(), ladder.is_left_out)
        rows = pd.DataFrame()
        if fall is not None:
            rows = table[(table["diary"] == diary) & table["step"].isin(fall)]
        yield Outcome(ladder.kind, fall is not None, rows)


def _steps_of(diaries: pd.DataFrame, ladders: list[Ladder]) -> pd.DataFrame:
    """Return every diary once for each step, with the day judged as the step says."""
    counts = np.array([len(ladder.steps) for ladder in ladders])[diaries["diary"]]
    table = diaries.loc[diaries.index.repeat(counts)].astype(object)
    table["step"] = table.groupby(level=0).cumcount()
    table = table.sort_values(["diary", "step"], kind="stable").reset_index(drop=True)
    place = table["recovery_id"].str.partition("/")
    step = table["step"].astype(str)
    table["recovery_id"] = place[0] + "s" + step + "/" + place[2]
    table["needle_length_mm"] = table["needle_length_mm"].astype(float)
    columns = {name: table[name].to_numpy(copy=True) for name in table.columns}
    rows = np.flatnonzero(table["is_judged"])
    for row in rows.tolist():
        ladder = ladders[columns["diary"][row]]
        for name, value in ladder.steps[columns["step"][row]].items():
            columns[name][row] = value
    return pd.DataFrame(columns)


def first_fall(ranks: list[int], is_left_out: bool) -> tuple[int, int] | None:
    """Return the two steps of the first fall, None where nothing falls."""
    if is_left_out:
        mildest = int(np.argmin(ranks[1:])) + 1
        return (0, mildest) if ranks[0] < ranks[mildest] else None
    pairs = zip(range(len(ranks)), ranks, ranks[1:], strict=False)
    return next(((step, step + 1) for step, a, b in pairs if b < a), None)


def _known(day: Row, channel: str) -> int:
    value = day.get(channel)
    return 0 if value is None else int(str(value).removesuffix(".0"))


def main() -> None:
    """Print how often each kind of ladder falls."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sweeps", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=Path, help="folder for the first falls of each kind")
    options = parser.parse_args()
    tried: Counter[str] = Counter()
    fallen: Counter[str] = Counter()
    for outcome in climb(options.sweeps, options.seed):
        tried[outcome.kind] += 1
        fallen[outcome.kind] += outcome.falls
        if outcome.falls and options.cases and fallen[outcome.kind] <= 5:
            options.cases.mkdir(parents=True, exist_ok=True)
            name = f"{outcome.kind} {fallen[outcome.kind]}.csv".replace(" ", "_").replace(":", "")
            outcome.rows.to_csv(options.cases / name, index=False)
    for kind in sorted(tried):
        print(f"{kind:36s} {fallen[kind]:6d} of {tried[kind]:6d} fall")
    print(f"{'all':36s} {fallen.total():6d} of {tried.total():6d} fall")


if __name__ == "__main__":
    main()
