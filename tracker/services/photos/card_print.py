"""The printable card: its PDF, and whether a print of it can be trusted."""

from dataclasses import dataclass

import analysis
from analysis import CardSize, Paper, UnreadablePhoto, check_print, find_card, make_card_pdf
from tracker.errors import UnusablePhoto

PAPERS = {"A4": Paper.A4, "Letter": Paper.LETTER}
"""By the name that is printed on the pack."""


@dataclass(frozen=True)
class PrintVerdict:
    """Whether a print can be trusted."""

    problems: tuple[str, ...]
    """What speaks against it, in sentences that say what to do; empty for a print to trust."""
    is_large: bool
    """Whether it is the large card of the sheet, not the one of the size of a bank card."""


def draw_card_pdf(paper: str) -> bytes:
    """Return one page with a large card and one of the size of a bank card, as PDF.

    Parameters
    ----------
    paper : str
        A key of `PAPERS`.
    """
    return make_card_pdf(PAPERS[paper])


def check_card_print(content: bytes, ruler_mm: float | None = None) -> PrintVerdict:
    """Check a print of the card on a photo of it.

    Parameters
    ----------
    ruler_mm : float, optional
        Length of the printed line as measured with a ruler.

    Raises
    ------
    UnusablePhoto
        If the file is no photo, or does not show a whole card.
    """
    try:
        reading = find_card(analysis.read_photo(content).pixels)
    except UnreadablePhoto as error:
        raise UnusablePhoto(str(error)) from error
    if reading is None:
        raise UnusablePhoto(
            "No whole card was found in this photo. Please lay the card flat, take it from "
            "straight above in daylight, with all four corner marks in the picture."
        )
    verdict = check_print(reading, ruler_mm)
    problems = tuple(problem.text for problem in verdict.problems)
    return PrintVerdict(problems, reading.size is CardSize.LARGE)
