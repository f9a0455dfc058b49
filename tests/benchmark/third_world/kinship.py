"""Real faces: two people's photos, one person's, and smiles, which are no texture."""

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from itertools import repeat

import cv2

from analysis.align.identity import Likeness, compare_people
from analysis.align.registration import register
from analysis.anatomy import Zone
from analysis.photo.decode import read_photo
from analysis.recipe import analyse_photo
from analysis.skin.pair import SkinPair
from analysis.skin.view import SkinView, view_photo
from analysis.vocabulary import Measure
from tests.benchmark.faces import FACES
from tests.benchmark.third_world.figures import Share

_ROUGHNESS = {Measure.ROUGHNESS_LOG_RATIO_FINE, Measure.ROUGHNESS_LOG_RATIO_MEDIUM}


def everybody() -> list[str]:
    """Return the identifiers of everyone with two photos."""
    return sorted(path.name[:3] for path in FACES.glob("*_neutral.jpg"))


def strangers(persons: list[str], processes: int) -> list[Share]:
    """Lay everybody's smile over everybody's neutral face, other people's and their own."""
    with ProcessPoolExecutor(processes, initializer=cv2.setNumThreads, initargs=(1,)) as pool:
        found = [pair for part in pool.map(_compare_all, persons, repeat(persons)) for pair in part]
    others = [likeness for same, likeness in found if not same]
    own = [likeness for same, likeness in found if same]
    return [
        Share("two people: as one, nothing said", others.count(Likeness.SAME), len(others), 0),
        Share("two people: measured, but asked", others.count(Likeness.DOUBTFUL), len(others)),
        Share("one person's smile: refused", own.count(Likeness.OTHER), len(own), 5),
        Share("one person's smile: asked", own.count(Likeness.DOUBTFUL), len(own)),
    ]


def _compare_all(person: str, persons: Iterable[str]) -> list[tuple[bool, Likeness]]:
    before = _view(person, "neutral")
    return [
        (person == other, compare_people(register(SkinPair(before, _view(other, "smile")))))
        for other in persons
    ]


@lru_cache(maxsize=128)
def _view(person: str, expression: str) -> SkinView:
    return view_photo(read_photo(FACES / f"{person}_{expression}.jpg"))


def smiles(persons: list[str], processes: int) -> list[Share]:
    """Count the zones that a smile makes rougher or smoother than their error allows."""
    with ProcessPoolExecutor(processes, initializer=cv2.setNumThreads, initargs=(1,)) as pool:
        changed = [zone for part in pool.map(_changed_zones, persons) for zone in part]
    lips = [is_changed for zone, is_changed in changed if zone is Zone.UPPER_LIP]
    every = [is_changed for _, is_changed in changed]
    return [
        Share("smile: zones called rougher or smoother", sum(every), len(every), 5),
        Share("  – upper lip", sum(lips), len(lips)),
    ]


def _changed_zones(person: str) -> list[tuple[Zone, bool]]:
    before = analyse_photo(read_photo(FACES / f"{person}_neutral.jpg"))
    after = analyse_photo(read_photo(FACES / f"{person}_smile.jpg"), before)
    return [
        (one.zone, abs(one.value) > (one.mdc95 or 0.0))
        for one in after.measurements
        if one.measure in _ROUGHNESS
    ]
