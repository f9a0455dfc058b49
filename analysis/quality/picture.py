"""What is wrong with a picture as a whole, wherever the face is in it."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.face.detect import Image
from analysis.skin.pattern import shrunk
from analysis.vocabulary import Aspect, QualityFinding

# Chosen: by hand, beside what filters and screens make of a photo (tests/analysis/test_bad_input).
MIN_COLOURFULNESS = 0.018
"""How far colours stray from the one that goes with their brightness, relative to bright light. A
colour photo of a face before a white wall: 0.022 at least; a sepia one, squeezed: 0.016 at most."""
MIN_OF_SKIN = 0.08
"""How colourful, relative to its brightness, the most colourful tenth of a picture is at least that
shows hardly anything but skin. 42 close-ups of two people by phones: from 0.13 on; with a fifth of
their colour: 0.06 at most. How colours stray tells nothing here: even skin is of one colour."""
MAX_FRAME_SHARE = 0.03
"""Of the picture's rows, above or below it."""
_FRAME_ROW = 0.5, 0.2
"""Least share of a frame's rows that has its colour, and most of the picture's first rows."""
_COLOUR_GRID, _LIGHT_STEPS = (96, 96), 24


def check_picture(overview: Image, *, is_of_skin: bool = False) -> Iterator[QualityFinding]:
    """Yield what is wrong with a picture (M, N, 3) as a whole, be it of a face or of bare skin."""
    if _is_pale_skin(overview) if is_of_skin else _colourfulness(overview) < MIN_COLOURFULNESS:
        yield QualityFinding(
            "no_colour",
            "This photo is black and white or in shades of one colour, so redness cannot be read "
            "from it.",
            "Switch off any filter and take a colour photo.",
            frozenset({Aspect.REDNESS}),
        )
    if any(_has_frame(rows) for rows in (overview[:, ::8], overview[::-1, ::8])):
        yield QualityFinding(
            "screenshot",
            "This looks like a screenshot: it has a frame, and its colours may have been changed.",
            "Choose the photo itself, as the camera saved it.",
            widens=1.5,
        )


def _colourfulness(overview: Image) -> float:
    """Return how much colour is left that brightness does not tell, as in a sepia photo."""
    small, enough = overview, 4 * max(_COLOUR_GRID)
    while min(small.shape[:2]) >= enough:  # OpenCV halves far quicker than it averages
        small = shrunk(small, 2)
    grid = cv2.resize(small, _COLOUR_GRID, interpolation=cv2.INTER_AREA)
    light, *chroma = np.moveaxis(cv2.cvtColor(grid, cv2.COLOR_RGB2YCrCb).astype(float), -1, 0)
    by_light = np.stack(chroma, axis=-1).reshape(-1, 2)[light.ravel().argsort()]
    apart = [part - np.median(part, axis=0) for part in np.array_split(by_light, _LIGHT_STEPS)]
    stray = np.linalg.norm(np.concatenate(apart), axis=1)
    return float(np.quantile(stray, 0.95) / max(np.quantile(light, 0.95), 1.0))


def _is_pale_skin(overview: Image) -> bool:
    """Tell whether a picture of skin has less colour than any skin has."""
    grid = cv2.resize(overview, _COLOUR_GRID, interpolation=cv2.INTER_AREA)
    light, *chroma = np.moveaxis(cv2.cvtColor(grid, cv2.COLOR_RGB2YCrCb).astype(float), -1, 0)
    strength = np.hypot(*(part - 128 for part in chroma)) / np.maximum(light, 1.0)
    return bool(np.quantile(strength, 0.9) < MIN_OF_SKIN)


def _has_frame(rows: NDArray[np.uint8]) -> bool:
    """Tell whether a picture begins with rows of one colour, which end all at once.

    Text may stand in them. White walls and black rooms do not end along a straight line.
    """
    least = int(np.ceil(MAX_FRAME_SHARE * len(rows)))
    colour = np.median(rows[:least].reshape(-1, 3), axis=0)
    share = _share_of_colour(rows[:least], colour)
    if share.min() < _FRAME_ROW[0]:  # what most photos say at once
        return False
    share = _share_of_colour(rows[: len(rows) // 2], colour)
    beyond = share < _FRAME_ROW[0]
    end = int(beyond.argmax())
    return bool(beyond.any() and end >= least and share[end : end + 3].min() < _FRAME_ROW[1])


def _share_of_colour(rows: NDArray[np.uint8], colour: NDArray[np.floating]) -> NDArray[np.floating]:
    return np.asarray((rows == colour).all(axis=-1).mean(axis=1))
