"""How surely mirrored selfies and other people are recognised: real pairs, each also mirrored and
each against others' photos, and all of them as phone photos of another day.

Run `python -m tests.benchmark.mirror`, with `--write` to keep the figures.
"""

from collections.abc import Callable, Iterator

import numpy as np

from analysis.align.mirror import agreements, is_mirrored, is_same_skin
from analysis.align.registration import register
from analysis.face.detect import Image, find_face
from analysis.photo.decode import Photo, read_photo
from analysis.recipe import SURELY_STRAIGHT
from analysis.skin.pair import SkinPair
from analysis.skin.view import SkinView, unroll
from tests.benchmark.alignment import other_day
from tests.benchmark.faces import pairs
from tests.benchmark.report import report

_STEPS = (1, 7)
"""Each baseline is also held against the photos of the people this many further on."""


def main() -> None:
    """Print how many were recognised, how many falsely, and how near the nearest miss was."""
    report("mirror", [*_figures("pairs", lambda pixels, _: pixels), *_figures("phone", other_day)])


def _figures(
    name: str, photograph: Callable[[Image, np.random.Generator], Image]
) -> Iterator[tuple[str, float]]:
    recognised, false, margins = [], [], []
    befores, afters = [], []
    for number, pair in enumerate(pairs()):
        first, second = read_photo(pair.neutral).pixels, read_photo(pair.smile).pixels
        taken = photograph(second, np.random.default_rng(number))
        before, straight, mirrored = (
            unroll(Photo(pixels, ""), find_face(pixels))
            for pixels in (first, taken, np.ascontiguousarray(taken[:, ::-1]))
        )
        recognised.append(is_mirrored(before, mirrored))
        false.append(is_mirrored(before, straight))
        befores.append(before)
        afters.append(straight)
        for view, sign in ((straight, 1), (mirrored, -1)):
            as_is, turned = agreements(before, view)
            margins.append(sign * (as_is - turned))
    yield f"{name}: mirrored recognised, share", float(np.mean(recognised))
    yield f"{name}: straight taken for mirrored, share", float(np.mean(false))
    yield f"{name}: smallest difference in agreement", float(np.min(margins))
    doubted = [_is_another(*pair) for pair in zip(befores, afters, strict=True)]
    yield f"{name}: one person taken for two, share", float(np.mean(doubted))
    strangers = [
        _is_another(before, afters[(number + step) % len(afters)])
        for number, before in enumerate(befores)
        for step in _STEPS
    ]
    yield f"{name}: two people told apart, share", float(np.mean(strangers))


def _is_another(before: SkinView, after: SkinView) -> bool:
    doubtful = register(SkinPair(before, after)).accepted_share < SURELY_STRAIGHT
    return doubtful and not is_same_skin(before, after)


if __name__ == "__main__":
    main()
