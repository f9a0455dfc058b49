"""The printable card: colours that stay the same while the light changes, and a scale in mm.

Four markers at the corners tell where the card is; twelve patches near the lightness of skin show
what the light, the white balance and the tone curve did. Reading it: `card_reading`.
"""

import io
from enum import Enum
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image as PillowImage
from PIL import ImageDraw, ImageFont
from skimage.color import lab2rgb

from analysis.face.detect import Image, Points

MM_PER_INCH = 25.4  # Source: by definition.
PRINT_DPI = 600  # Chosen: what printers at home print.
CARD_WIDTH_MM, CARD_HEIGHT_MM = 85.6, 54.0
"""Outline of the pocket card: that of a bank card (ISO/IEC 7810 ID-1). Source: that standard."""
# Chosen: by hand: four markers, twelve patches and a ruler of 5 cm fill the card.
MARKER_MM = 12.0
PATCH_MM = 11.0
_MARGIN_MM = 3.0
_GAP_MM = 1.5
_COLUMNS = 4
_RULER_MM = 50.0

# CIELAB of the patches: greys, then skin from light to dark, then the same skin redder.
# Chosen: by hand, skin from light to dark as printers can print it, and 10 of a* redder.
_GREYS = ((35.0, 0.0, 0.0), (50.0, 0.0, 0.0), (65.0, 0.0, 0.0), (80.0, 0.0, 0.0))
_SKINS = ((70.0, 9.0, 16.0), (61.0, 11.0, 21.0), (48.0, 14.0, 24.0), (36.0, 14.0, 20.0))
_REDDER_BY = 10.0
PATCHES_LAB = np.array([*_GREYS, *_SKINS, *((L, a + _REDDER_BY, b) for L, a, b in _SKINS)])
"""(12, 3) CIELAB (D65) that the patches are printed in, row by row."""
GREYS, SKINS, REDDER_SKINS = slice(0, 4), slice(4, 8), slice(8, 12)
"""Source: the order of the patches above."""


class CardSize(Enum):
    """How large a card is printed; each size has its own marker numbers."""

    POCKET = (1.0, 10)
    """85.6 × 54 mm, like a bank card."""
    LARGE = (2.0, 20)
    """Twice as wide and high: for photos taken from further away."""

    @property
    def scale(self) -> float:
        """Size relative to the pocket card."""
        return self.value[0]

    @property
    def first_marker(self) -> int:
        """Number of the marker at the top left; the others follow clockwise."""
        return self.value[1]


class Paper(Enum):
    """Paper sizes, width and height in mm."""

    A4 = (210.0, 297.0)
    LETTER = (215.9, 279.4)


def draw_card(size: CardSize = CardSize.POCKET, dpi: int = PRINT_DPI) -> Image:
    """Draw a card.

    Parameters
    ----------
    size : CardSize
    dpi : int
        Printed pixels per inch.

    Returns
    -------
    pixels : (M, N, 3) uint8 ndarray
        sRGB.
    """
    px_per_mm = dpi / MM_PER_INCH * size.scale
    height, width = round(CARD_HEIGHT_MM * px_per_mm), round(CARD_WIDTH_MM * px_per_mm)
    pixels = np.full((height, width, 3), 255, np.uint8)
    for number, corner in enumerate(marker_corners()):
        side = round(MARKER_MM * px_per_mm)
        marker = cv2.aruco.generateImageMarker(
            marker_dictionary(), size.first_marker + number, side
        )
        top, left = np.round(corner * px_per_mm).astype(int)
        pixels[top : top + side, left : left + side] = np.asarray(marker)[..., None]
    colours = (lab2rgb(PATCHES_LAB[None])[0] * 255).round().astype(np.uint8)
    for corner, colour in zip(patch_corners(), colours, strict=True):
        top, left = np.round(corner * px_per_mm).astype(int)
        side = round(PATCH_MM * px_per_mm)
        pixels[top : top + side, left : left + side] = colour
    return _with_scale(pixels, px_per_mm, size)


def make_card_pdf(paper: Paper) -> bytes:
    """Lay a large and a pocket card out on one sheet of paper.

    Returns
    -------
    pdf : bytes
        One page; print it at 100 %, without "fit to page", on matt paper.
    """
    px_per_mm = PRINT_DPI / MM_PER_INCH
    width, height = (round(side * px_per_mm) for side in paper.value)
    page = np.full((height, width, 3), 255, np.uint8)
    top = round(20 * px_per_mm)
    for size in (CardSize.LARGE, CardSize.POCKET):
        card = draw_card(size)
        left = (width - card.shape[1]) // 2
        page[top : top + card.shape[0], left : left + card.shape[1]] = card
        frame = (left, top), (left + card.shape[1], top + card.shape[0])
        cv2.rectangle(page, *frame, (190, 190, 190), 2)
        top += card.shape[0] + round(15 * px_per_mm)
    target = io.BytesIO()
    PillowImage.fromarray(page).save(target, "PDF", resolution=PRINT_DPI, quality=95)
    return target.getvalue()


@lru_cache(maxsize=1)
def marker_dictionary() -> cv2.aruco.Dictionary:
    """Return the set that the markers are drawn from."""
    return cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)


def marker_corners() -> Points:
    """Return the markers' top-left corners, (4, 2) row, column in mm, clockwise."""
    low = _MARGIN_MM
    bottom = CARD_HEIGHT_MM - _MARGIN_MM - MARKER_MM
    right = CARD_WIDTH_MM - _MARGIN_MM - MARKER_MM
    return np.array([[low, low], [low, right], [bottom, right], [bottom, low]])


def patch_corners() -> Points:
    """Return the patches' top-left corners, (12, 2) row, column in mm, row by row."""
    pitch = PATCH_MM + _GAP_MM
    rows = len(PATCHES_LAB) // _COLUMNS
    top = (CARD_HEIGHT_MM - rows * pitch + _GAP_MM) / 2 - 2.5
    left = (CARD_WIDTH_MM - _COLUMNS * pitch + _GAP_MM) / 2
    return np.array(
        [[top + r * pitch, left + c * pitch] for r in range(rows) for c in range(_COLUMNS)]
    )


def _with_scale(pixels: Image, px_per_mm: float, size: CardSize) -> Image:
    """Add the ruler line of 50 mm (100 mm on the large card) and what the card is."""
    picture = PillowImage.fromarray(pixels)
    draw = ImageDraw.Draw(picture)
    y, start = (CARD_HEIGHT_MM - 6.0) * px_per_mm, (CARD_WIDTH_MM - _RULER_MM) / 2 * px_per_mm
    draw.line(
        [(start, y), (start + _RULER_MM * px_per_mm, y)],
        fill=0,
        width=max(1, round(0.2 * px_per_mm)),
    )
    for at in range(0, 51, 10):
        x = start + at * px_per_mm
        draw.line(
            [(x, y - px_per_mm), (x, y + px_per_mm)], fill=0, width=max(1, round(0.2 * px_per_mm))
        )
    text = f"Fifth Day · line: {_RULER_MM * size.scale:g} mm · print at 100 %, matt"
    font = ImageFont.load_default(size=2.2 * px_per_mm)
    draw.text(
        (CARD_WIDTH_MM / 2 * px_per_mm, y + 1.3 * px_per_mm), text, fill=0, font=font, anchor="mt"
    )
    return np.asarray(picture)
