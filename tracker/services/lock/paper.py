"""The recovery code as a page to be printed: its groups to be typed, and a QR code."""

import json
from collections.abc import Callable
from importlib import resources

import segno
import typst

from tracker.said import Said

_TITLE = Said("Recovery code of your Fifth Day diary")
_WHAT = Said(
    "This code opens the locked diary by itself, without the passphrase. Keep this paper where you "
    "keep important papers, not beside the computer. Whoever holds both can read the diary."
)
_HOW = Said(
    "When the passphrase is forgotten: start Fifth Day, and type these groups where it asks for "
    "the passphrase. Capital letters and hyphens make no difference. Then choose a new passphrase "
    "under “Lock and backups”."
)
_CAMERA = Said("The same code, for a camera")


def draw_paper(code: str, translate: Callable[[str], str]) -> bytes:
    """Return one page as PDF. Nothing of it lies on the disk.

    Parameters
    ----------
    code : str
        As `new_code` gives it.
    translate : callable
        Says a text in the reader's language.
    """
    groups = code.split("-")
    given = {
        "title": translate(_TITLE),
        "what": translate(_WHAT),
        "how": translate(_HOW),
        "camera": translate(_CAMERA),
        "groups": [f"{place}  {group}" for place, group in enumerate(groups, 1)],
        "qr": segno.make(code, error="m").svg_inline(scale=8, border=4, light="white"),
    }
    template = resources.files(__name__.rpartition(".")[0]).joinpath("paper.typ").read_bytes()
    drawn: bytes = typst.compile(
        template, sys_inputs={"content": json.dumps(given)}, pdf_standards=["ua-1"]
    )
    return drawn
