import io

import cv2
import numpy as np
import pytest

from analysis.card.design import CardSize, draw_card
from tests.factories import picture_bytes, pixels
from tracker.errors import UnusablePhoto
from tracker.services.photos.card_print import PAPERS, check_card_print, draw_card_pdf


def photo_of_a_print(size: CardSize = CardSize.POCKET, *, in_colour: bool = True) -> bytes:
    """A print on a table, slightly turned, as a camera sees it."""
    card = draw_card(size, dpi=200 if size is CardSize.POCKET else 100)
    if not in_colour:
        card = np.repeat(cv2.cvtColor(card, cv2.COLOR_RGB2GRAY)[..., None], 3, axis=-1)
    table = np.full((card.shape[0] + 300, card.shape[1] + 300, 3), 120, np.uint8)
    table[150:-150, 150:-150] = card
    centre = (table.shape[1] / 2, table.shape[0] / 2)
    turn = cv2.getRotationMatrix2D(centre, 4, 1)
    turned = cv2.warpAffine(table, turn, table.shape[1::-1], borderValue=(120, 120, 120))
    return picture_bytes(np.asarray(turned, np.uint8), quality=92)


@pytest.mark.parametrize("paper", PAPERS)
def test_there_is_a_pdf_for_each_paper(paper: str):
    pdf = draw_card_pdf(paper)
    assert pdf.startswith(b"%PDF")
    assert len(pdf) < 5e6


@pytest.mark.parametrize("size", CardSize)
def test_a_good_print_is_trusted(size: CardSize):
    verdict = check_card_print(photo_of_a_print(size), 50 * size.scale)
    assert verdict.problems == ()
    assert verdict.is_large is (size is CardSize.LARGE)


def test_a_print_of_the_wrong_size_is_not_trusted():
    (problem,) = check_card_print(photo_of_a_print(), 48.5).problems
    assert "100 %" in problem


def test_a_black_and_white_print_is_not_trusted():
    assert any(
        "in colour" in problem
        for problem in check_card_print(photo_of_a_print(in_colour=False)).problems
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (picture_bytes(pixels(rows=400, columns=400)), "No whole card"),
        (io.BytesIO(b"no photo").getvalue(), "not a photo"),
    ],
)
def test_a_photo_without_a_card_is_told(content: bytes, sentence: str):
    with pytest.raises(UnusablePhoto, match=sentence):
        check_card_print(content)
