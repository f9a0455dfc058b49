"""Colours of any tag come out as sRGB would have them."""

import numpy as np
import pytest
from PIL import Image

from analysis.errors import UnreadablePhoto
from analysis.photo.container import ColourCode
from analysis.photo.gamut import converter
from tests.analysis.photo.test_odd_files import P3, in_p3, patch

PIXELS = patch()
BT709, BT2020, SRGB_CURVE, PQ, HLG = 1, 9, 13, 16, 18


def converted(pixels: np.ndarray, code: ColourCode | None, **info: object) -> np.ndarray:
    picture = Image.fromarray(pixels)
    picture.info.update(info)
    return np.asarray(converter(picture, code)(picture))


@pytest.mark.parametrize("code", [None, ColourCode(BT709, SRGB_CURVE), ColourCode(5, 6)])
def test_srgb_and_what_counts_as_it_stays_to_the_last_bit(code: ColourCode | None) -> None:
    assert np.array_equal(converted(PIXELS, code), PIXELS)


def test_display_p3_comes_back_to_the_srgb_that_it_was_made_of() -> None:
    found = converted(in_p3(PIXELS), ColourCode(P3, SRGB_CURVE))
    assert np.abs(found.astype(int) - PIXELS).max() <= 2


@pytest.mark.parametrize("primaries", [BT2020, P3])
def test_greys_stay_grey_in_every_space(primaries: int) -> None:
    greys = np.repeat(np.arange(0, 256, 5, dtype=np.uint8)[None, :, None], 3, axis=2)
    found = converted(greys, ColourCode(primaries, SRGB_CURVE)).astype(int)
    assert np.ptp(found, axis=2).max() <= 1
    assert np.abs(found - greys).max() <= 1


def test_a_png_without_a_curve_is_brightened() -> None:
    linear = converted(PIXELS, None, gamma=1.0)
    assert (linear.astype(int) >= PIXELS).all()
    assert np.array_equal(converted(PIXELS, None, gamma=0.45455), PIXELS)


@pytest.mark.parametrize("transfer", [PQ, HLG])
def test_hdr_is_refused_for_what_it_is(transfer: int) -> None:
    with pytest.raises(UnreadablePhoto, match="HDR"):
        converted(PIXELS, ColourCode(BT2020, transfer))


def test_what_can_be_seen_through_lies_on_white() -> None:
    clear = np.dstack([PIXELS, np.zeros(PIXELS.shape[:2], np.uint8)])
    assert (converted(clear, None) == 255).all()
