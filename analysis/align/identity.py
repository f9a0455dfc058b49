"""Whether two photos show one person: by the skin's own pattern, and by the face's shape.

Treated skin swells, flakes and bleeds, so that little of its pattern may be left; a face's shape
stays. Where the pattern is unsure the photo is measured only if the shape fits, with a wider error,
and the person is asked; where neither fits nothing is compared.
"""

from enum import Enum

import numpy as np
from scipy.spatial.transform import Rotation

from analysis.align.mirror import is_same_skin
from analysis.align.registration import Registration
from analysis.face.detect import Face

SURELY_SAME = 0.3
"""Share of skin whose pattern agrees that two people never reach (54 pairs of two people: at most
0.05; one person's 18: at least 0.53). Measured: photos of 18 people, 2026-11."""
_PERHAPS_SAME = 0.09
"""The same, from which it is asked rather than refused. Chosen: now that chance is taken off, what
needled skin kept (0.2, third simulator) shrinks to a half, what strangers had (0.13) to 0.05."""
_SHAPE_APART = 0.045
"""How far the shapes of one person's face may lie apart, of their size: 40 people, neutral and
smiling, at most 0.040. Half of all strangers are as near, so that shape alone proves nothing.
Measured: 40 people, 2026-11."""

# Forehead, temples, bridge and wings of the nose, corners of the eyes, brows: they keep their
# place in a smile.
# Source: the canonical face mesh (docs/decisions/0001). Chosen: by the places' names.
_STEADY = [
    10, 338, 297, 332, 284, 251, 389, 454, 127, 162, 21, 54, 103, 67, 109, 234, 356, 168, 6, 197,
    195, 5, 4, 1, 33, 133, 362, 263, 130, 359, 243, 463, 46, 276, 52, 282, 55, 285, 48, 278, 64,
    294, 98, 327, 2, 94,
]  # fmt: skip


class Likeness(Enum):
    """Whose photos two photos are."""

    SAME = "same"
    """One person's, by the pattern of the skin."""
    DOUBTFUL = "doubtful"
    """Perhaps one person's: the shape fits, the pattern is unsure."""
    OTHER = "other"
    """Two people's."""


def compare_people(registration: Registration) -> Likeness:
    """Tell whether two photos, laid over each other, show one person.

    Parameters
    ----------
    registration : Registration
    """
    before, after = registration.baseline, registration.follow_up
    if registration.accepted_share >= SURELY_SAME or is_same_skin(before, after):
        return Likeness.SAME
    fits = shape_distance(before.face, after.face) < _SHAPE_APART
    return (
        Likeness.DOUBTFUL if fits or registration.accepted_share > _PERHAPS_SAME else Likeness.OTHER
    )


def shape_distance(first: Face, second: Face) -> float:
    """Return how far two faces' steady points lie apart once laid over each other, of their size.

    Parameters
    ----------
    first, second : Face
    """
    centred = [_centred(face) for face in (first, second)]
    turn, _ = Rotation.align_vectors(*centred)
    apart = (turn.apply(centred[1]) - centred[0])[:, :2]  # depth is but guessed
    return float(np.linalg.norm(apart) / np.linalg.norm(centred[0][:, :2]))


def _centred(face: Face) -> np.ndarray:
    points = face.unmirrored[_STEADY]
    points = points - points.mean(axis=0)
    return np.asarray(points / np.linalg.norm(points))
