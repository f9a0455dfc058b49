"""How surely real close-ups of one cheek are laid over each other, and those of others refused.

People photographed a cheek with their own phones three times a day, in whatever light there was
(`../shared/closeups`). Neighbouring hours are laid over each other; going from a photo to the next,
to the one after and straight back tells how far the alignment is off, in per cent of the photo's
width, over the skin that all three compare. Photos of other people, and of a cheek seen in a
mirror, which is as unlike as the other cheek, must be refused.

Run `python -m tests.benchmark.closeups` (about ten minutes), with `--write` to keep the figures.
"""

import csv
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, combinations, pairwise
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.align.body import BodyRegistration, BodyView, register_body, view_body
from analysis.errors import NotComparable
from analysis.face.detect import Points
from analysis.photo.decode import read_photo
from tests.benchmark.report import report

CLOSEUPS = Path(__file__).resolve().parents[3] / "shared" / "closeups"
_STRANGERS_EVERY = 4
_STEP = 16
"""Working pixels between the points of a loop."""


@dataclass(frozen=True)
class _Loop:
    """Three photos laid over each other in a ring."""

    sides: tuple[BodyRegistration, BodyRegistration, BodyRegistration]

    def missed(self) -> Points:
        """How far the ring misses its start, in per cent of the first photo's width."""
        view = self.sides[0].baseline
        grid = np.argwhere(np.ones(view.pattern.shape, bool)[::_STEP, ::_STEP]).astype(np.float64)
        start = at = (_STEP * grid + 0.5) / view.scale - 0.5
        compared = np.ones(len(at), bool)
        for side in self.sides:
            compared &= _is_compared(side, at)
            at = side.map_points(at)
        off = np.linalg.norm(at - start, axis=1) / view.photo.pixels.shape[1]
        return np.asarray(100 * off[compared])


def main() -> None:
    """Print the figures beside the committed ones."""
    people = read_people()
    report("closeups", chain(_alike(people), _unlike(people)))


def read_people() -> dict[str, list[BodyView]]:
    """Read everybody's photos, in the order of time."""
    found: dict[str, list[BodyView]] = {}
    with (CLOSEUPS / "photos.csv").open(encoding="utf-8") as file:
        for row in sorted(csv.DictReader(file), key=lambda row: row["taken"]):
            view = view_body(read_photo(CLOSEUPS / row["photo"]))
            found.setdefault(row["person"], []).append(view)
    return found


def lay_over(baseline: BodyView, follow_up: BodyView) -> BodyRegistration | None:
    """Lay one photo over another; None where that is refused."""
    try:
        return register_body(baseline, follow_up)
    except NotComparable:
        return None


def _alike(people: dict[str, list[BodyView]]) -> Iterator[tuple[str, float]]:
    every, laid_over, took = [], 0, 0.0
    for person, views in people.items():
        began = time.process_time()
        laid = [lay_over(*pair) for pair in pairwise(views)]
        took += time.process_time() - began
        held = sum(one is not None for one in laid)
        laid_over += held
        yield f"person {person}: neighbouring hours laid over, share", held / len(laid)
        loops = [
            _Loop((first, second, back)).missed()
            for place, (first, second) in enumerate(pairwise(laid))
            if first and second and (back := lay_over(views[place + 2], views[place]))
        ]
        every += loops
        yield f"person {person}: loops over three closed, share", len(loops) / (len(laid) - 1)
    pairs = sum(len(views) - 1 for views in people.values())
    yield "neighbouring hours laid over", float(laid_over)
    yield "of", float(pairs)
    yield "loop over three, median, % of width", float(np.median(np.concatenate(every)))
    yield "loop over three, p90, % of width", float(np.quantile(np.concatenate(every), 0.9))
    worst = [np.quantile(one, 0.9) for one in every]
    yield "loop over three, p90 of the worst loop", float(max(worst))
    yield "processor time of a pair, s", took / pairs


def _unlike(people: dict[str, list[BodyView]]) -> Iterator[tuple[str, float]]:
    some = {person: views[::_STRANGERS_EVERY] for person, views in people.items()}
    strangers = [
        (one, other)
        for first, second in combinations(some, 2)
        for one in some[first]
        for other in some[second]
    ]
    neighbours = [pair for views in people.values() for pair in pairwise(views)]
    mirrored = [(one, _mirrored(other)) for one, other in neighbours[::_STRANGERS_EVERY]]
    for name, pairs in (("other people", strangers), ("seen in a mirror", mirrored)):
        accepted = sum(lay_over(*pair) is not None for pair in pairs)
        yield f"{name}: wrongly laid over", float(accepted)
        yield f"{name}: of", float(len(pairs))


def _mirrored(view: BodyView) -> BodyView:
    flipped = (cv2.flip(pattern, 1) for pattern in (view.pattern, view.coarse))
    pattern, coarse = (np.asarray(one, np.uint8) for one in flipped)
    return replace(view, pattern=pattern, coarse=coarse)


def _is_compared(side: BodyRegistration, points: Points) -> NDArray[np.bool_]:
    """Whether points lie in the first photo's skin that is compared."""
    places = np.round((points + 0.5) * side.baseline.scale - 0.5).astype(int)
    inside = ((places >= 0) & (places < side.compared.shape)).all(axis=1)
    rows, columns = np.clip(places, 0, np.array(side.compared.shape) - 1).T
    return np.asarray(inside & side.compared[rows, columns])


if __name__ == "__main__":
    main()
