"""Body skin (neck, back, legs, scalp): a follow-up laid over its baseline without a face.

Marks of the skin itself lead, dense flow refines. Where too little is found, the result says so
and asks for two to four spots marked by hand in both photos.
"""

from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.align.flow import (
    fill_flow,
    measure_agreement,
    pattern_energy,
    search_flow,
    shifted,
)
from analysis.align.landmarks import Matches, match_skin, smooth_map
from analysis.align.marks import Marks
from analysis.card.reading import CardReading, find_card
from analysis.colour import Floats, log_luminance, to_linear
from analysis.errors import NotComparable
from analysis.face.detect import Image, Points
from analysis.face.mesh import read_at
from analysis.face.zones import Mask
from analysis.photo.decode import Photo
from analysis.skin.pattern import GREY, MEAN_TEXELS, SPREAD_TEXELS, averaged_by, stretched

WORKING_SIDE_PX = 1280
"""Photos are compared at this length of their longer side. Chosen: by hand, for time;
tests/benchmark/body.py measures with it."""
_COARSE_SIDE_PX, _COARSE_MEAN_PX = 480, 12.0
"""Marks are looked for at this length, light evened out over this many pixels of it. Chosen: of 480
and 640 pixels, means of 12 to 30: the strongest evidence by tests/benchmark/closeups.py."""
_NODES = 24
"""Nodes along each side of the map of a limb. Chosen: by hand; a limb bends smoothly between
them."""
_CARD_MARGIN = 1.15
"""How much wider than the card is painted over, for its edge and its shadow. Chosen: by hand."""
_RETURN_TOLERANCE, _LEAST_AGREEMENT, _AGREEMENT_PX = 1.5, 0.3, 8.0
"""Pixels that forth and back may differ by, least agreement of the patterns, and the window it is
read in. Chosen: nearly those of a face (`flow.py`); a limb has fewer marks, so more agreement."""
_MIN_ACCEPTED_SHARE = 0.2  # Chosen: below it what is confirmed may be a chance.
_ERROR_PX = 0.4
"""Median error at working size where all of the skin's pattern is confirmed. Measured:
tests/benchmark/body.py, 40 limbs of 8 generated people, 2026-11."""


@dataclass(frozen=True)
class BodyView:
    """A photo of body skin, ready to be compared."""

    pattern: Image = field(repr=False)
    """(M, N) evened-out luminance at working size."""
    coarse: Image = field(repr=False)
    """(m, n) the same, seen coarsely: spots, folds and groups of pores."""
    scale: float
    """Working pixels per pixel of the photo."""
    photo: Photo = field(repr=False)
    card: CardReading | None = None
    """The printed card, where the photo shows it; its places are in the photo's overview."""

    @property
    def coarse_share(self) -> float:
        """Pixels of the coarse pattern per pixel at working size."""
        return float(max(self.coarse.shape) / max(self.pattern.shape))

    @property
    def mm_per_px(self) -> float | None:
        """Size of a pixel of the photo; None without the card."""
        return self.card.mm_per_px / self.photo.shrink if self.card else None


@dataclass(frozen=True)
class BodyRegistration:
    """How a follow-up of body skin lies over its baseline."""

    baseline: BodyView = field(repr=False)
    follow_up: BodyView = field(repr=False)
    positions: NDArray[np.float32] = field(repr=False)
    """(M, N, 2) row, column in the follow-up, at working size, of each pixel of the baseline."""
    compared: Mask = field(repr=False)
    """(M, N) the skin between the marks found in both photos."""
    accepted: Mask = field(repr=False)
    """(M, N) where the skin's pattern confirms the place."""
    matched: int
    """Number of skin marks found in both photos."""

    @property
    def has_card(self) -> bool:
        """Whether the printed card was found in both photos."""
        return self.baseline.card is not None and self.follow_up.card is not None

    @cached_property
    def accepted_share(self) -> float:
        """Share 0–1 of the compared skin where its pattern confirms the place."""
        return float(self.accepted.sum() / max(self.compared.sum(), 1))

    @property
    def expected_error_mm(self) -> float | None:
        """Typical distance in mm by which skin is misplaced; None where no card gives a scale.

        As found on generated limbs (tests/benchmark/body.py); where the pattern confirms less,
        more is drawn from the surroundings and the error grows.
        """
        if self.baseline.mm_per_px is None:
            return None
        size_mm = self.baseline.mm_per_px / self.baseline.scale
        return _ERROR_PX * size_mm / max(self.accepted_share, _MIN_ACCEPTED_SHARE)

    def map_points(self, points: Points) -> Points:
        """Find where points of the baseline photo lie in the follow-up photo.

        Parameters
        ----------
        points : (N, 2) float ndarray
            Row, column in pixels of the baseline photo.

        Returns
        -------
        mapped : (N, 2) float ndarray
            Row, column in pixels of the follow-up photo.
        """
        points = np.asarray(points, float).reshape(-1, 2)
        at = _at_working_size(points, self.baseline)
        return (read_at(self.positions, at) + 0.5) / self.follow_up.scale - 0.5


def view_body(photo: Photo) -> BodyView:
    """Prepare a photo of body skin."""
    longest = max(photo.overview.shape[:2])
    scale = min(1.0, WORKING_SIDE_PX / longest)
    card = find_card(photo.overview)
    fine = _pattern_of(photo, scale, MEAN_TEXELS, card)
    coarse = _pattern_of(photo, min(1.0, _COARSE_SIDE_PX / longest), _COARSE_MEAN_PX, card)
    return BodyView(fine, coarse, scale / photo.shrink, photo, card)


def _pattern_of(photo: Photo, scale: float, mean_px: float, card: CardReading | None) -> Image:
    """Make the pattern of a photo's overview at a size."""
    pattern = body_pattern(log_luminance(to_linear(averaged_by(photo.overview, scale))), mean_px)
    if card is not None:  # it lies beside the skin: its own corners say nothing of the skin
        _cover(pattern, _resized(card.corners, scale))
    return pattern


def _cover(pattern: Image, corners: Points) -> None:
    """Paint the card and its edges grey."""
    wider = corners.mean(axis=0) + _CARD_MARGIN * (corners - corners.mean(axis=0))
    cv2.fillConvexPoly(pattern, np.round(wider[:, ::-1]).astype(np.int32), GREY)


def body_pattern(light: Floats, mean_px: float = MEAN_TEXELS) -> Image:
    """Even out mean and contrast of ln luminance (M, N); what stays is the skin's pattern."""
    high = light - np.asarray(cv2.GaussianBlur(light, (0, 0), mean_px))
    spread_px = mean_px * SPREAD_TEXELS / MEAN_TEXELS
    return stretched(high, np.asarray(cv2.GaussianBlur(high * high, (0, 0), spread_px)))


def register_body(baseline: BodyView, follow_up: BodyView, marks: Marks = ()) -> BodyRegistration:
    """Lay a photo of body skin over its baseline.

    Raises
    ------
    NotComparable
        If too little common skin is found.
    """
    matches = _match(baseline, follow_up, marks)
    if not marks and not matches.enough:
        raise NotComparable("Too little of the same skin was found in both photos.")
    rough = _rough_positions(matches, baseline.pattern.shape)
    flow, agreed = _refine(baseline.pattern, follow_up.pattern, rough)
    compared = _outline(matches, agreed.shape)
    found = BodyRegistration(
        baseline, follow_up, shifted(rough, flow), compared, agreed & compared, len(matches.first)
    )
    if found.accepted_share < _MIN_ACCEPTED_SHARE:
        raise NotComparable("The skin between the common marks does not agree.")
    return found


def _match(baseline: BodyView, follow_up: BodyView, marks: Marks) -> Matches:
    """Find the same skin in two photos, at working size."""
    views = baseline, follow_up
    given = None
    if marks:
        ends = (np.array([pair[i] for pair in marks], float) for i in (0, 1))
        given = Matches(*map(_resized, ends, (view.scale * view.coarse_share for view in views)))
    found = match_skin(baseline.coarse, follow_up.coarse, given)
    first, second = (1 / view.coarse_share for view in views)
    return Matches(_resized(found.first, first), _resized(found.second, second))


def _at_working_size(points: Points, view: BodyView) -> Points:
    return _resized(points, view.scale)


def _resized(points: Points, scale: float) -> Points:
    return (points + 0.5) * scale - 0.5


def _rough_positions(matches: Matches, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """Carry the matches' smooth map to every pixel, through a grid of nodes."""
    rows, columns = (np.linspace(0, side - 1, _NODES) for side in shape)
    nodes = np.stack(np.meshgrid(rows, columns, indexing="ij"), axis=-1).reshape(-1, 2)
    grid = smooth_map(matches)(nodes).reshape(_NODES, _NODES, 2).astype(np.float32)
    at = [np.linspace(0, _NODES - 1, side, dtype=np.float32) for side in shape]
    node_rows, node_columns = np.meshgrid(*at, indexing="ij")
    return np.asarray(cv2.remap(grid, node_columns, node_rows, cv2.INTER_LINEAR))


def _refine(
    first: Image, second: Image, rough: NDArray[np.float32]
) -> tuple[NDArray[np.float32], Mask]:
    """Follow the pattern the rest of the way; says where it agrees once it lies in place."""
    rows, columns = rough[..., 0], rough[..., 1]
    laid: Image = np.asarray(
        cv2.remap(second, columns, rows, cv2.INTER_CUBIC, borderValue=GREY), np.uint8
    )
    forth, back = search_flow(first, laid), search_flow(laid, first)
    missed = forth + shifted(back, forth)
    agreement = measure_agreement(first, laid, forth, _AGREEMENT_PX)
    agreed = (np.linalg.norm(missed, axis=-1) < _RETURN_TOLERANCE) & (agreement > _LEAST_AGREEMENT)
    return fill_flow(forth, pattern_energy(first) * agreed), agreed


def _outline(matches: Matches, shape: tuple[int, ...]) -> Mask:
    """Fill the outline of the matches: the skin that is compared."""
    inside = np.zeros(shape, np.uint8)
    outline = cv2.convexHull(matches.first[:, ::-1].astype(np.float32))
    cv2.fillConvexPoly(inside, outline.astype(np.int32), 1)
    return inside.astype(bool)
