"""Photos of the third world, measured as the application measures them."""

import pickle
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from pathlib import Path

import cv2
import numpy as np

from analysis.anatomy import Zone
from analysis.photo.decode import read_photo
from analysis.recipe import analyse_photo
from analysis.results import PhotoAnalysis
from analysis.vocabulary import Measure, OnSkin
from tests.benchmark.third_world.conditions import Row, Shot, photograph_all

OTHERS = frozenset({"another_person"})
"""Findings that call one person two."""
SAID = frozenset({
    "references_disagree", "not_neck", "no_neck", "no_untreated_skin", "perhaps_on_skin",
    "perhaps_another_person", "much_changed", "uneven_light", "evened_colour", "smoothed",
    "uneven_colour", "smoothed_before", "whites_unseen", "redness_withheld", "flush_possible",
    "flush_before", "gloss", "colours_differ",
})  # fmt: skip
"""Findings by which the app says of itself that redness is less sure. What it only says back,
having been told, does not count."""


@dataclass(frozen=True)
class Scored:
    """A shot, measured."""

    person: str
    name: str
    row: Row
    told: bool
    """Whether the person said what lay on the skin."""
    truth: float
    """Of the face, EI."""
    change: float
    """As measured, EI; NaN where the photo gave none."""
    mdc95: float
    codes: frozenset[str]
    usable: bool
    too_high: float
    """By how much `change` may be too high at most, EI: `mdc95` where that says no more."""
    reddest: tuple[float, float, float] | None
    """True redness of the zone called reddest, its value and its error, EI."""

    @property
    def said(self) -> bool:
        """Whether a finding says that redness is less sure."""
        return not SAID.isdisjoint(self.codes)


def score_all(
    persons: list[str], draw: int, processes: int, keep: Path | None = None, shots: str = ""
) -> list[Scored]:
    """Photograph and measure people; whoever is kept in a folder is done already."""
    with ProcessPoolExecutor(processes, initializer=cv2.setNumThreads, initargs=(1,)) as pool:
        found = pool.map(_score_person, persons, repeat(draw), repeat(keep), repeat(shots))
        return [scored for part in found for scored in part]


def _score_person(person: str, draw: int, keep: Path | None, shots: str) -> list[Scored]:
    chosen = f"_{zlib.crc32(shots.encode()):x}" if shots else ""
    kept = keep / f"{draw}_{person}{chosen}.pickle" if keep else None
    if kept and kept.exists():
        return list(pickle.loads(kept.read_bytes()))
    found = [scored for shot in photograph_all(person, draw, shots) for scored in score(shot)]
    if kept:
        part = kept.with_suffix(".part")
        part.write_bytes(pickle.dumps(found))
        part.replace(kept)
    return found


def score(shot: Shot) -> Iterator[Scored]:
    """Measure a shot, without a word and, where something lies on the skin, told of it."""
    before, photo = _analyse(shot.baseline), read_photo(shot.follow_up)
    for told in {None, shot.told}:
        yield _scored(shot, told, analyse_photo(photo, before, on_skin=told))


def _scored(shot: Shot, told: OnSkin | None, found: PhotoAnalysis) -> Scored:
    change, mdc95, too_high = _face(found)
    return Scored(
        shot.person, shot.name, shot.row, told is not None, shot.truth[Zone.FACE], change, mdc95,
        frozenset(finding.code for finding in found.quality.findings), found.quality.usable,
        too_high, _reddest(found, shot.truth),
    )  # fmt: skip


def _face(found: PhotoAnalysis) -> tuple[float, float, float]:
    for one in found.measurements:
        if one.zone is Zone.FACE and one.measure is Measure.DELTA_ERYTHEMA_INDEX:
            mdc95 = one.mdc95 or np.nan
            return one.value, mdc95, mdc95 if one.too_high is None else one.too_high
    return np.nan, np.nan, np.nan


def _reddest(
    found: PhotoAnalysis, truth: Mapping[Zone, float]
) -> tuple[float, float, float] | None:
    for one in found.measurements:
        if one.measure is Measure.REDDEST_ZONE:
            return truth[one.zone], one.value, one.mdc95 or np.nan
    return None


@lru_cache(maxsize=8)
def _analyse(photo: bytes) -> PhotoAnalysis:
    return analyse_photo(read_photo(photo))
