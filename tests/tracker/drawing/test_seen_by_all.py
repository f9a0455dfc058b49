"""Colours that mean something stay apart for every kind of colour blindness, and on every page."""

from itertools import combinations, pairwise

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from tracker.drawing import charts
from tracker.services.photos.redness_map import SCALE

KINDS = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""Linear light as somebody sees it. Source: Machado, Oliveira and Fernandes 2009, severity 1."""
PAGES = (251, 250, 248), (20, 25, 26)
APART, LEAST_CONTRAST = 10.0, 3.0
"""CIE 1976 colour difference that is told at a glance (chosen); WCAG 1.4.11."""


def rgb(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour.removeprefix("#")))


def linear(colour: tuple[int, ...]) -> NDArray[np.float64]:
    coded = np.array(colour) / 255
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def seen(colour: tuple[int, ...], kind: str) -> NDArray[np.float64]:
    """Return a colour in CIELAB as somebody of a kind sees it."""
    light = np.clip(np.array(KINDS[kind]) @ linear(colour), 0, 1)
    coded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return cv2.cvtColor(coded.astype(np.float32)[None, None], cv2.COLOR_RGB2LAB)[0, 0].astype(float)


def contrast(colour: tuple[int, ...], page: tuple[int, ...]) -> float:
    light = sorted(float(linear(one) @ (0.2126, 0.7152, 0.0722)) + 0.05 for one in (colour, page))
    return light[1] / light[0]


@pytest.mark.parametrize("kind", KINDS)
def test_steps_of_the_map_stay_apart(kind: str):
    colours = [seen(step.colour, kind) for step in SCALE]
    assert min(np.linalg.norm(a - b) for a, b in pairwise(colours)) >= APART
    paler, redder = colours[:2], colours[3:]
    assert min(np.linalg.norm(a - b) for a in paler for b in redder) >= APART


@pytest.mark.parametrize("kind", KINDS)
def test_lines_of_charts_stay_apart(kind: str):
    several = [seen(rgb(one), kind) for one in charts._SEVERAL_COLOURS]
    one = [
        seen(rgb(name), kind)
        for name in (charts.OWN_COLOUR, charts.EVENT_COLOUR, charts.BAND_COLOUR)
    ]
    for colours in (several, one):
        assert min(np.linalg.norm(a - b) for a, b in combinations(colours, 2)) >= APART


@pytest.mark.parametrize("page", PAGES)
def test_what_is_drawn_stands_out_from_its_page(page: tuple[int, ...]):
    lines = (
        *(charts.OWN_COLOUR, charts.TODAY_COLOUR, charts.EVENT_COLOUR),
        *charts._SEVERAL_COLOURS,
    )
    assert min(contrast(rgb(one), page) for one in lines) >= LEAST_CONTRAST
