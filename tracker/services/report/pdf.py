"""The report as PDF, made by Typst on this machine: tagged for screen readers (PDF/UA-1).

Its fonts are part of Typst and embedded in the file. A sign that no font of this machine can draw
is replaced by a box, because a file that hides it would not be accessible.
"""

import json
import re
from dataclasses import asdict
from importlib import resources
from typing import Any

import typst

from tracker.services.report.choices import Paper
from tracker.services.report.content import Content

MEDIA_TYPE = "application/pdf"
UNDRAWABLE = "\N{WHITE SQUARE}"
PREVIEW_PPI = 96
_COUNTING_PPI = 8
_NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
_MOST_TRIES = 40
_FITS = ((100, 100), (80, 100), (64, 96), (50, 92), (40, 88), (30, 84), (24, 80))
"""Widths of photos in % of a column, sizes of all else in %, tried until there are two pages."""


def write_pdf(content: Content, paper: Paper) -> bytes:
    """Write a report as a PDF of two pages."""
    return _as_pdf(_fitted(content, paper))


def draw_pages(content: Content, paper: Paper) -> list[bytes]:
    """Draw the pages of the PDF as PNG pictures, to be looked at before it is saved."""
    return _as_pictures(_fitted(content, paper), PREVIEW_PPI)


def _fitted(content: Content, paper: Paper) -> str:
    """Return what the template is given: photos small enough for two pages, signs it can draw."""
    values = {**_values(content), "paper": paper.value}
    for photo_width, size in _FITS:
        given = _drawable({**values, "photo_width": photo_width, "size": size})
        if len(_as_pictures(given, _COUNTING_PPI)) <= 2:
            break
    return given


def _values(content: Content) -> dict[str, Any]:
    values = asdict(content)
    for photo in values["photos"]:
        photo["jpeg"] = list(photo["jpeg"])  # Typst is given text only
    return values


def _drawable(values: dict[str, Any]) -> str:
    given = json.dumps(values, ensure_ascii=False)
    for _ in range(_MOST_TRIES):
        try:
            _as_pdf(given)
        except typst.TypstError as error:
            missing = {sign for found in _NO_GLYPH.findall(str(error)) for sign in found}
            if not missing:
                raise
            given = given.translate({ord(sign): UNDRAWABLE for sign in missing})
        else:
            break
    return given


def _as_pdf(given: str) -> bytes:
    return typst.compile(_template(), sys_inputs={"content": given}, pdf_standards=["ua-1"])


def _as_pictures(given: str, ppi: float) -> list[bytes]:
    drawn: bytes | list[bytes] = typst.compile(
        _template(), sys_inputs={"content": given}, format="png", ppi=ppi
    )
    return drawn if isinstance(drawn, list) else [drawn]


def _template() -> bytes:
    return resources.files(__name__.rpartition(".")[0]).joinpath("report.typ").read_bytes()
