"""A card found in a photo: what the light did to its patches, and how large things are.

Printers differ, so a patch is only ever compared with itself: the same card has to be in the photo
from before.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.card.design import (
    CARD_HEIGHT_MM,
    CARD_WIDTH_MM,
    GREYS,
    MARKER_MM,
    PATCH_MM,
    REDDER_SKINS,
    SKINS,
    CardSize,
    marker_corners,
    marker_dictionary,
    patch_corners,
)
from analysis.colour import EI_PER_LN, Floats, robust_sd, to_linear
from analysis.face.detect import Image, Points
from analysis.figures import SD_PER_MAD
from analysis.photo.decode import Photo

_LEAST_MARKERS = 3  # Chosen: three fix the plane of the card, and a thumb may hide one.
_SAMPLED_SHARE = 0.6
"""Inner share of a patch that is read: its edges bleed. Chosen: by hand."""
_READ_PX_PER_MM = 4.0  # Chosen: finer than a photo at arm's length shows the card.
_DARKEST = 1e-3
"""Floor of linear light before a logarithm. Chosen: three 8-bit steps above black, where noise
rules."""


@dataclass(frozen=True)
class CardReading:
    """A card found in a photo."""

    size: CardSize
    corners: Points
    """(4, 2) row, column of the card's corners in the photo, from the top left clockwise."""
    mm_per_px: float
    """Scale at the card."""
    patches: Points
    """(12, 3) mean linear RGB of the patches, 0–1."""
    noise: Points
    """(12, 3) standard deviation inside each patch, linear RGB."""


@dataclass(frozen=True)
class CardChange:
    """What happened to light between two photos, as the card shows it.

    In every channel ln(after) = offset + slope · ln(before): gain and tone curve. A camera mixes
    channels besides, so that how red a colour seems is fitted by itself, over both channels.
    """

    offset: Points
    """(3,)"""
    slope: Points
    """(3,)"""
    index_fit: Points
    """(3,) change of the erythema index, EI: at no colour, for each ln R/G and for each ln G."""
    index_sd: float
    """Standard deviation of what a patch's erythema index misses the fit by, in EI."""

    def log_change(self, linear: Floats | Points) -> Points:
        """Return what the light alone adds to ln of each channel of a colour, (3,).

        Parameters
        ----------
        linear : (3,) ndarray
            Linear RGB of the skin in the photo from before.
        """
        return self.offset + (self.slope - 1) * np.log(np.maximum(linear, _DARKEST))

    def index_change(self, linear: Floats | Points) -> float:
        """Return the change in erythema index that the light alone makes on a colour, as above."""
        red, green, _ = np.log(np.maximum(linear, _DARKEST))
        return float(self.index_fit @ [1.0, red - green, green])


@dataclass(frozen=True)
class PrintProblem:
    """What speaks against a print, in one sentence that says what to do."""

    text: str


@dataclass(frozen=True)
class PrintCheck:
    """What speaks against a print of the card."""

    problems: tuple[PrintProblem, ...]
    """Empty for a print that can be trusted."""


def find_card(pixels: Image) -> CardReading | None:
    """Find a card in a photo and read its patches.

    Parameters
    ----------
    pixels : (M, N, 3) uint8 ndarray
        Upright sRGB photo.

    Returns
    -------
    reading : CardReading or None
        None unless three markers of one card are seen.

    References
    ----------
    Garrido-Jurado et al. 2014, doi:10.1016/j.patcog.2014.01.005 (ArUco markers).
    """
    found = _detect_markers(pixels)
    for size in CardSize:
        numbers = range(size.first_marker, size.first_marker + 4)
        if sum(number in found for number in numbers) >= _LEAST_MARKERS:
            return _read(pixels, size, [found.get(number) for number in numbers])
    return None


def find_photo_card(photo: Photo) -> CardReading | None:
    """Find a card in a photo's overview, which is enough for its patches.

    Returns
    -------
    reading : CardReading or None
        In pixels of the photo.
    """
    found = find_card(photo.overview)
    if found is None or photo.shrink == 1:
        return found
    corners = (found.corners + 0.5) * photo.shrink - 0.5
    return replace(found, corners=corners, mm_per_px=found.mm_per_px / photo.shrink)


def compare_cards(before: CardReading, after: CardReading) -> CardChange:
    """Estimate what the light did between two photos of the same card.

    Returns
    -------
    change : CardChange
        Fitted over the twelve patches, darker and lighter than skin, so that a tone curve does
        not pass for redness.
    """
    x = np.log(np.maximum(before.patches, _DARKEST))
    y = np.log(np.maximum(after.patches, _DARKEST))
    fits = np.array([_fit(_with_offset(x[:, c]), y[:, c]) for c in range(3)])
    ratio = x[:, 0] - x[:, 1]
    colours, change = _with_offset(ratio, x[:, 1]), EI_PER_LN * (y[:, 0] - y[:, 1] - ratio)
    index_fit = _fit(colours, change)
    return CardChange(fits[:, 0], fits[:, 1], index_fit, robust_sd(change - colours @ index_fit))


def check_print(reading: CardReading, measured_scale_mm: float | None = None) -> PrintCheck:
    """Check a print of the card from a photo taken in daylight.

    Parameters
    ----------
    reading : CardReading
    measured_scale_mm : float, optional
        Length of the printed 50 mm line as measured with a ruler (100 mm on the large card).
    """
    problems = []
    greys = reading.patches[GREYS]
    if not (np.diff(greys.mean(axis=1)) > 0.02).all():
        problems.append(
            PrintProblem("The grey patches do not get lighter step by step: print with fresh ink.")
        )
    if np.ptp(_redness(greys)) > 0.15:
        problems.append(
            PrintProblem("The grey patches are not equally neutral: switch colour effects off.")
        )
    red = _redness(reading.patches)
    if not (red[REDDER_SKINS] - red[SKINS] > 0.05).all():
        problems.append(
            PrintProblem("The redder patches cannot be told from the others: print in colour.")
        )
    if (reading.noise / np.maximum(reading.patches, _DARKEST)).max() > 0.25:
        problems.append(
            PrintProblem("Patches are streaky, shiny or shaded: use matt paper and even light.")
        )
    if (
        measured_scale_mm is not None
        and abs(measured_scale_mm / (50 * reading.size.scale) - 1) > 0.01
    ):
        problems.append(
            PrintProblem("The scale is off by more than 1 %: print at 100 %, not “fit to page”.")
        )
    return PrintCheck(tuple(problems))


def _redness(linear: Points) -> Points:
    safe = np.maximum(linear, _DARKEST)
    return np.asarray(np.log(safe[..., 0] / safe[..., 1]))


def _detect_markers(pixels: Image) -> dict[int, Points]:
    """Corners (4, 2) x, y of every marker seen, by number."""
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    # Read each bit from its middle: small markers blur into their neighbours.
    parameters.perspectiveRemovePixelPerCell = 10
    parameters.perspectiveRemoveIgnoredMarginPerCell = 0.3
    detector = cv2.aruco.ArucoDetector(marker_dictionary(), parameters)
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    corners, numbers, _ = detector.detectMarkers(grey)
    if numbers is None:
        return {}
    return {
        int(number): np.asarray(corner, float).reshape(4, 2)
        for number, corner in zip(np.ravel(numbers), corners, strict=True)
    }


def _read(pixels: Image, size: CardSize, markers: list[Points | None]) -> CardReading:
    square = np.array([[0, 0], [0, 1], [1, 1], [1, 0]]) * MARKER_MM
    pairs = zip(marker_corners(), markers, strict=True)
    found = [(corner + square, marker) for corner, marker in pairs if marker is not None]
    places, seen = (np.concatenate(part) for part in zip(*found, strict=True))
    to_photo, _ = cv2.findHomography(places[:, ::-1], seen)
    outline = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * [CARD_WIDTH_MM, CARD_HEIGHT_MM]
    corners = _project(np.asarray(to_photo), outline)
    area_px = cv2.contourArea(corners.astype(np.float32))
    mm_per_px = np.sqrt(CARD_WIDTH_MM * CARD_HEIGHT_MM / area_px) * size.scale
    flat = _flatten(pixels, np.asarray(to_photo))
    patches, noise = zip(*(_sample(flat, corner) for corner in patch_corners()), strict=True)
    return CardReading(size, corners[:, ::-1], float(mm_per_px), np.array(patches), np.array(noise))


def _project(matrix: Points, points: Points) -> Points:
    projected: Points = np.asarray(cv2.perspectiveTransform(points[None], matrix), float)[0]
    return projected


def _flatten(pixels: Image, to_photo: Points) -> Image:
    to_mm = np.diag([1 / _READ_PX_PER_MM, 1 / _READ_PX_PER_MM, 1])
    size = (round(CARD_WIDTH_MM * _READ_PX_PER_MM), round(CARD_HEIGHT_MM * _READ_PX_PER_MM))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(pixels, to_photo @ to_mm, size, flags=flags))


def _sample(flat: Image, corner: Points) -> tuple[Points, Points]:
    inset = PATCH_MM * (1 - _SAMPLED_SHARE) / 2
    low = np.round((corner + inset) * _READ_PX_PER_MM).astype(int)
    high = np.round((corner + PATCH_MM - inset) * _READ_PX_PER_MM).astype(int)
    linear = to_linear(flat[low[0] : high[0], low[1] : high[1]]).reshape(-1, 3).astype(float)
    return linear.mean(axis=0), linear.std(axis=0)


def _with_offset(*columns: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([np.ones(len(columns[0])), *columns])


def _fit(design: NDArray[np.float64], values: NDArray[np.float64]) -> Points:
    """Fit values (P,) by design (P, K), a second time without the patches that missed the first."""
    keep = np.ones(len(values), bool)
    found: Points = np.zeros(design.shape[1])
    for _ in range(2):
        found = np.asarray(np.linalg.lstsq(design[keep], values[keep], rcond=None)[0])
        missed = np.abs(values - design @ found)
        keep = missed <= 3 * SD_PER_MAD * max(float(np.median(missed)), 1e-3)
    return np.asarray(found)
