"""How well redness is read from phone photos: null pairs, known redness, stated errors.

`python -m tests.benchmark.redness` prints the table, `--write` keeps it as the new baseline.

Real people, two studio photos each with another pose and expression (nobody was treated), are
photographed by random simulated phones in random rooms; known redness is added by a spectral
skin model. Every figure is therefore about light, camera and pose, not about the clinic.
"""

import argparse
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from analysis.anatomy import FACIAL_ZONES, Zone
from analysis.face.detect import find_face
from analysis.photo.decode import Photo, read_photo
from analysis.recipe import analyse_photo
from analysis.results import PhotoAnalysis
from analysis.simulate.blood import find_tone, redden
from analysis.simulate.phone import HARD, USUAL, Conditions, take_photo
from analysis.simulate.studio import Sitter, take_apart
from analysis.vocabulary import Measure
from tests.benchmark.faces import FACES
from tests.benchmark.rivals import read_rivals
from tests.benchmark.tables import format_markdown, summarise, write_baseline

BASELINE = Path(__file__).with_name("baseline_redness.csv")

SEED = 20260
LEVELS = (0.05, 0.1, 0.2, 0.4)
PROCESSES = 2
SIDE_PX = 1000
"""Photos are shrunk to this before they are photographed again: it halves the time."""


@dataclass(frozen=True)
class Setting:
    """What the photos of one part of the benchmark have in common."""

    conditions: Conditions
    hide_neck: bool = False
    every: int = 1
    """Only every so many-th person is photographed, which saves time."""
    card: bool = False
    """The printed card is in the photo, and the neck was needled too."""

    @property
    def treated(self) -> tuple[Zone, ...]:
        """What counts as needled."""
        return (Zone.FACE, Zone.NECK) if self.card else ()


SETTINGS = {
    "usual": Setting(USUAL),
    "hard": Setting(HARD),
    "neck hidden": Setting(USUAL, hide_neck=True, every=2),
    "card": Setting(USUAL, card=True, every=2),
}


@dataclass(frozen=True)
class Shot:
    """A baseline photo and a follow-up of one person."""

    level: float
    """Redness k that was added to the follow-up; 0 = untreated."""
    baseline: bytes
    follow_up: bytes
    truth: Mapping[Zone, float]
    """True change of the index, EI."""


@dataclass(frozen=True)
class Pair:
    """A shot, scored."""

    person: str
    ita_deg: float
    level: float
    truth: float
    """Change of the face's index, EI."""
    changes: Mapping[str, float]
    """Change by every method; ours is `ours`. NaN where it has none."""
    zones: Mapping[Zone, tuple[float, float, float]]
    """Truth, our change and its stated mdc95, EI."""


def people() -> list[str]:
    """Return the identifiers of everyone with two photos."""
    return sorted(path.name[:3] for path in FACES.glob("*_neutral.jpg"))


def run(setting: str, persons: list[str], processes: int = PROCESSES) -> list[Pair]:
    """Score every pair of a setting."""
    with ProcessPoolExecutor(processes, initializer=cv2.setNumThreads, initargs=(1,)) as pool:
        found = pool.map(_score_person, persons, [setting] * len(persons))
        return [pair for pairs in found for pair in pairs]


def _score_person(person: str, setting: str) -> list[Pair]:
    ita = find_tone(_sitter(person, "neutral")).ita_deg
    treated = SETTINGS[setting].treated
    return [_score(person, ita, shot, treated) for shot in photograph(person, setting)]


def photograph(person: str, setting: str) -> Iterator[Shot]:
    """Take the photos of every pair of a person."""
    chosen = SETTINGS[setting]
    rng = np.random.default_rng([SEED, int(person), list(SETTINGS).index(setting)])

    def shoot(sitter: Sitter) -> bytes:
        return take_photo(
            sitter, chosen.conditions, rng, hide_neck=chosen.hide_neck, card=chosen.card
        )

    before, after = _sitter(person, "neutral"), _sitter(person, "smile")
    untreated = dict.fromkeys(Zone, 0.0)
    for level in LEVELS:
        baseline = shoot(before)
        yield Shot(0.0, baseline, shoot(after), untreated)
        reddened, truth = redden(after, level, rng)
        yield Shot(level, baseline, shoot(reddened), truth)


def measure_leak(person: str, zone: Zone, level: float = 0.2) -> float:
    """Return how much of a single zone's redness shows in the other zones, 0–1.

    The same phone takes the follow-up with and without the redness, so all that differs is it.
    """
    after = _sitter(person, "smile")
    reddened, _ = redden(after, level, np.random.default_rng(SEED), [zone])
    seed = [SEED, int(person)]
    baseline = analyse_photo(
        read_photo(take_photo(_sitter(person, "neutral"), USUAL, np.random.default_rng(SEED))),
        treated=[zone],
    )
    without, with_it = (
        analyse_photo(
            read_photo(take_photo(sitter, USUAL, np.random.default_rng(seed))),
            baseline,
            treated=[zone],
        )
        for sitter in (after, reddened)
    )
    rise = {
        other: (with_it.value(other, Measure.DELTA_ERYTHEMA_INDEX) or np.nan)
        - (without.value(other, Measure.DELTA_ERYTHEMA_INDEX) or np.nan)
        for other in FACIAL_ZONES
    }
    others = [value for other, value in rise.items() if other is not zone]
    return float(np.nanmedian(np.abs(others)) / rise[zone])


def _sitter(person: str, expression: str) -> Sitter:
    pixels = read_photo(FACES / f"{person}_{expression}.jpg").pixels
    pixels = np.asarray(cv2.resize(pixels, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA))
    return take_apart(pixels, find_face(pixels))


def _score(person: str, ita: float, shot: Shot, treated: Collection[Zone]) -> Pair:
    baseline, photo = read_photo(shot.baseline), read_photo(shot.follow_up)
    first = _analyse_baseline(shot.baseline)
    second = analyse_photo(photo, first, treated=treated)
    zones = {
        found.zone: (shot.truth[found.zone], found.value, found.mdc95 or np.nan)
        for found in second.measurements
        if found.measure is Measure.DELTA_ERYTHEMA_INDEX
    }
    changes = {"ours": zones[Zone.FACE][1] if Zone.FACE in zones else np.nan}
    changes |= _rival_changes((baseline, first), (photo, second))
    return Pair(person, ita, shot.level, shot.truth[Zone.FACE], changes, zones)


@lru_cache(maxsize=1)
def _analyse_baseline(photo: bytes) -> PhotoAnalysis:
    return analyse_photo(read_photo(photo))


def _rival_changes(
    before: tuple[Photo, PhotoAnalysis], after: tuple[Photo, PhotoAnalysis]
) -> dict[str, float]:
    if before[1].skin is None or after[1].skin is None:
        return {}
    first = read_rivals(before[0], before[1].skin)
    second = read_rivals(after[0], after[1].skin)
    return {name: second[name] - first[name] for name in first}


def main() -> None:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.redness", description=__doc__)
    parser.add_argument("settings", nargs="*", default=[*SETTINGS], metavar="SETTING")
    parser.add_argument("--write", action="store_true", help="keep the result as baseline")
    chosen = parser.parse_args()
    rows = []
    for name in chosen.settings:
        found = summarise(name, run(name, people()[:: SETTINGS[name].every]))
        print(format_markdown(found), flush=True)
        rows += found
    if chosen.write:
        write_baseline(BASELINE, rows, settings())


def settings() -> dict[str, object]:
    """Return everything that the figures depend on, to be kept with the baseline."""
    return {
        "people": len(people()), "seed": SEED, "levels": LEVELS, "side_px": SIDE_PX,
        "usual": USUAL, "hard": HARD,
        "every": {name: setting.every for name, setting in SETTINGS.items()},
    }  # fmt: skip


if __name__ == "__main__":
    main()
