"""A follow-up photo laid over its baseline: face mesh, refined by dense optical flow.

The mesh brings both photos onto the same skin map to within a millimetre; what is seen coarsely
leads closer, and the flow then follows the skin's own pattern (accuracy: see
tests/benchmark/alignment.py). Where the patterns agree less than by the mesh alone, the mesh stays;
where little tells, the flow is followed part of the way.
"""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.align.cover import Cover, find_cover
from analysis.align.flow import composed, dense_flow, places, read_places, shifted
from analysis.align.lead import coarse_flow
from analysis.align.marks import Marks, obey_marks, place_marks
from analysis.align.reserve import hold_back
from analysis.align.witness import never_worse
from analysis.colour import Floats
from analysis.face.detect import Points
from analysis.face.mesh import canonical_mesh, read_at, to_photo, to_texels
from analysis.face.points import MESH_POINTS
from analysis.face.zones import Mask
from analysis.skin.pair import SkinPair
from analysis.skin.pattern import COARSE, shrunk
from analysis.skin.view import SkinView

MESH_ERROR_MM = 0.63
"""Median error of the face mesh alone. Measured: tests/benchmark/alignment.py, 40 people,
2026-11."""
_ERROR_MM, _ERROR_FALL = 1.9, 3.5
"""ln error falls linearly with the accepted share. Chosen: so that what is said exceeds what is
found by a tenth on real pairs and simulated other days (20 and 10 people,
tests/benchmark/alignment.py, 2026-11); on known warps it is twice what is found."""
_NEAR = 0.1
"""Interocular distances within which a point off the mesh follows the mesh's edge closely. Chosen:
by hand, 6 mm."""


@dataclass(frozen=True)
class Registration:
    """How a follow-up lies over its baseline."""

    pair: SkinPair = field(repr=False)
    flow: NDArray[np.float32] = field(repr=False)
    """(S, S, 2) rows, columns to add to a baseline texel to reach the same skin in the
    follow-up."""
    accepted: Mask = field(repr=False)
    """(S, S) where the flow was believed; elsewhere it is drawn from the surroundings."""

    @property
    def baseline(self) -> SkinView:
        """The photo from before."""
        return self.pair.baseline

    @property
    def follow_up(self) -> SkinView:
        """The photo that is laid over it."""
        return self.pair.follow_up

    @property
    def accepted_share(self) -> float:
        """Share 0–1 of the skin seen in both photos where the dense flow holds."""
        common = self.baseline.visible & self.follow_up.visible
        return float(self.accepted[common].mean()) if common.any() else 0.0

    @property
    def expected_error_mm(self) -> float:
        """Typical (median) distance in mm by which skin of the face is misplaced.

        Read off the accepted share as found on photos with known shifts; never more than what
        the mesh alone misses (tests/benchmark/alignment.py).
        """
        return min(_ERROR_MM * float(np.exp(-_ERROR_FALL * self.accepted_share)), MESH_ERROR_MM)

    def map_points(self, points: Points) -> Points:
        """Find where points of the baseline photo lie in the follow-up photo.

        Parameters
        ----------
        points : (N, 2) float ndarray
            Row, column in pixels of the baseline photo.

        Returns
        -------
        mapped : (N, 2) float ndarray
            Row, column in pixels of the follow-up photo. Points off the face move as the whole
            face and its nearest parts do, which is less exact.
        """
        points = np.asarray(points, float).reshape(-1, 2)
        texels, on_face = to_texels(self.baseline.face, points)
        mapped = np.empty_like(points)
        mapped[on_face] = self._follow(texels[on_face])
        mapped[~on_face] = self._carry_on(points[~on_face])
        return mapped

    def to_baseline(self, values: NDArray[Any], every: int = 1) -> NDArray[Any]:
        """Read a map (S, S[, C]) of the follow-up at the texels, or some, of the baseline."""
        rows, columns = (np.ascontiguousarray(part[::every, ::every]) for part in self._places)
        return read_places(values, rows, columns)

    @cached_property
    def cover(self) -> Cover:
        """What something hides in one of the photos."""
        return find_cover(self.baseline, self.follow_up, self.flow)

    @cached_property
    def _places(self) -> tuple[Floats, Floats]:
        return places(self.flow)

    def _follow(self, texels: Points) -> Points:
        return to_photo(self.follow_up.face, texels + read_at(self.flow, texels))

    def _carry_on(self, points: Points) -> Points:
        """Move points off the mesh as the whole face moved, corrected by its nearest parts."""
        vertices = self.baseline.face.points[:MESH_POINTS, :2]
        targets = self._follow(canonical_mesh().texture)
        source = np.column_stack([vertices, np.ones(len(vertices))])
        affine = np.linalg.lstsq(source, targets, rcond=None)[0]
        missed = targets - source @ affine
        apart = np.linalg.norm(points[:, None] - vertices, axis=-1)
        weight = (apart / self.baseline.face.interocular_px + _NEAR) ** -4
        correction = weight @ missed / weight.sum(axis=1, keepdims=True)
        return np.asarray(np.column_stack([points, np.ones(len(points))]) @ affine + correction)


def register(pair: SkinPair, marks: Marks = ()) -> Registration:
    """Lay a follow-up over its baseline.

    Parameters
    ----------
    pair : SkinPair
        Two photos of one person.
    marks : sequence of pairs, optional
        Spots that a person marked in both photos: they lead the flow and, where it leaves them,
        overrule it.

    Returns
    -------
    registration : Registration
    """
    baseline, follow_up = pair.baseline, pair.follow_up
    common = baseline.visible & follow_up.visible
    marked = place_marks(baseline.face, follow_up.face, marks)
    flow, accepted = _follow(baseline, follow_up, marked.field())
    if len(marked.texels):
        flow, accepted = obey_marks(flow, accepted, marked)
    return Registration(pair, flow, accepted & common)


def _follow(
    baseline: SkinView, follow_up: SkinView, start: NDArray[np.float32]
) -> tuple[NDArray[np.float32], Mask]:
    """Follow the skin from where mesh and marks lead: coarsely, then finely; never to the worse."""
    there = np.asarray(shrunk(start, COARSE) / COARSE, np.float32)
    lead = composed(start, coarse_flow(baseline.coarse, shifted(follow_up.coarse, there)))
    rest, accepted = dense_flow(baseline.pattern, shifted(follow_up.pattern, lead))
    fine = shrunk(baseline.pattern, 2), shrunk(follow_up.pattern, 2)
    coarse = baseline.coarse, follow_up.coarse
    flow, kept = never_worse((fine, coarse), start, composed(lead, rest))
    accepted &= kept
    smaller = min(baseline.face.interocular_px, follow_up.face.interocular_px)
    return hold_back(start, flow, accepted, smaller), accepted
