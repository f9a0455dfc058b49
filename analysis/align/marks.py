"""Spots that a person marked in both photos of a face, and what they say about the alignment.

The mesh is led to the marked spots before the flow refines it. Where the flow then leaves a mark
by more than a person's hand errs, the mark is right.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.colour import Floats
from analysis.face.detect import Face, Points
from analysis.face.mesh import MAP_SIZE, TEXELS_PER_MM, read_at, to_texels
from analysis.face.zones import Mask

Marks = Sequence[tuple[tuple[float, float], tuple[float, float]]]
"""Pairs of (row, column) in the baseline photo and (row, column) in the follow-up."""

_REACH_MM = 15.0
"""Standard deviation of how far around a mark it counts: about half a cheek. Chosen: by hand."""
_OVERRIDE_REACH_MM = 6.0
"""The same where a mark contradicts the skin's pattern: no farther than it must. Chosen: by
hand."""
_HAND_ERROR_MM = 1.5
"""How far a careful finger may miss a spot; within it the skin's own pattern is trusted. Chosen:
by hand, a fraction of a fingertip."""
_RIDGE = 0.01
"""Share of a mark's own weight that keeps two marks beside each other from fighting. Chosen:
small, so that the map passes nearly through each mark."""
_NODE_TEXELS = 8
"""Every so many texels a move is worked out. Chosen: much finer than the reach of a mark, and 64
times less work."""


@dataclass(frozen=True)
class MarkedShifts:
    """What the marks say: texels of the baseline and the shift that the mesh lacks there."""

    texels: Points
    """(N, 2) row, column on the baseline's skin map."""
    shifts: Points
    """(N, 2) rows, columns to add to reach the marked spot in the follow-up."""

    def field(self, reach_mm: float = _REACH_MM) -> NDArray[np.float32]:
        """Spread the shifts smoothly over the skin map, (S, S, 2), to zero far from all marks.

        References
        ----------
        Rasmussen, Williams 2006, Gaussian Processes for Machine Learning, ch. 2 (the mean of a
        process through the marks).
        """
        if not len(self.texels):
            return np.zeros((MAP_SIZE, MAP_SIZE, 2), np.float32)
        at = np.arange(_NODE_TEXELS / 2 - 0.5, MAP_SIZE, _NODE_TEXELS)
        nodes = np.stack(np.meshgrid(at, at, indexing="ij"), axis=-1).reshape(-1, 2)
        own = _nearness(self.texels, self.texels, reach_mm) + _RIDGE * np.eye(len(self.texels))
        spread = _nearness(nodes, self.texels, reach_mm) @ np.linalg.solve(own, self.shifts)
        grid = spread.reshape(len(at), len(at), 2).astype(np.float32)
        return np.asarray(cv2.resize(grid, (MAP_SIZE, MAP_SIZE), interpolation=cv2.INTER_CUBIC))

    def missed_by(self, flow: Floats) -> "MarkedShifts":
        """Return what a flow (S, S, 2) still lacks at the marks that it leaves too far."""
        lacking = self.shifts - read_at(flow, self.texels)
        far = np.linalg.norm(lacking, axis=1) > _HAND_ERROR_MM * TEXELS_PER_MM
        return MarkedShifts(self.texels[far], lacking[far])


def place_marks(baseline: Face, follow_up: Face, marks: Marks) -> MarkedShifts:
    """Carry marks of two photos over to the skin map; those beside the face are left out."""
    if not marks:
        return MarkedShifts(np.empty((0, 2)), np.empty((0, 2)))
    first, second = (np.array([pair[i] for pair in marks], float).reshape(-1, 2) for i in (0, 1))
    before, on_first = to_texels(baseline, first)
    after, on_second = to_texels(follow_up, second)
    on_both = on_first & on_second
    return MarkedShifts(before[on_both], (after - before)[on_both])


def obey_marks(
    flow: NDArray[np.float32], accepted: Mask, marked: MarkedShifts
) -> tuple[NDArray[np.float32], Mask]:
    """Bend a flow towards the marks that it misses; there the pattern no longer confirms it."""
    missed = marked.missed_by(flow)
    if not len(missed.texels):
        return flow, accepted
    bend = missed.field(_OVERRIDE_REACH_MM)
    return flow + bend, accepted & (np.linalg.norm(bend, axis=-1) < 1)


def _nearness(points: Points, others: Points, reach_mm: float) -> Points:
    apart = np.linalg.norm(points[:, None] - others, axis=-1) / (reach_mm * TEXELS_PER_MM)
    return np.asarray(np.exp(-(apart**2) / 2))
