"""How surely mirrored selfies are recognised: real pairs, each also mirrored, and both as phone
photos of another day.

Run `python -m tests.benchmark.mirror`, with `--write` to keep the figures.
"""

from collections.abc import Callable, Iterator

import numpy as np

from analysis.face import Image, find_face
from analysis.image import Photo, read_photo
from analysis.mirror import agreements, is_mirrored
from analysis.skin import unroll
from tests.benchmark.alignment import other_day
from tests.benchmark.faces import pairs
from tests.benchmark.report import report


def main() -> None:
    """Print how many were recognised, how many falsely, and how near the nearest miss was."""
    report("mirror", [*_figures("pairs", lambda pixels, _: pixels), *_figures("phone", other_day)])


def _figures(
    name: str, photograph: Callable[[Image, np.random.Generator], Image]
) -> Iterator[tuple[str, float]]:
    recognised, false, margins = [], [], []
    for number, pair in enumerate(pairs()):
        first, second = read_photo(pair.neutral).pixels, read_photo(pair.smile).pixels
        taken = photograph(second, np.random.default_rng(number))
        before, straight, mirrored = (
            unroll(Photo(pixels, ""), find_face(pixels))
            for pixels in (first, taken, np.ascontiguousarray(taken[:, ::-1]))
        )
        recognised.append(is_mirrored(before, mirrored))
        false.append(is_mirrored(before, straight))
        for view, sign in ((straight, 1), (mirrored, -1)):
            as_is, turned = agreements(before, view)
            margins.append(sign * (as_is - turned))
    yield f"{name}: mirrored recognised, share", float(np.mean(recognised))
    yield f"{name}: straight taken for mirrored, share", float(np.mean(false))
    yield f"{name}: smallest difference in agreement", float(np.min(margins))


if __name__ == "__main__":
    main()
