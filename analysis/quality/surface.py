"""What lies on the skin or smooths it in one photo only: make-up, a filter, night mode, a beard.

Told from the colour's mottling and from the roughness of both photos, which real recoveries change
by much less. The same make-up in both photos stays unseen: the person has to be asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from analysis.anatomy import Zone
from analysis.skin.view import SkinView
from analysis.vocabulary import (
    Aspect,
    Measure,
    QualityFinding,
    QualityReport,
    Unit,
    ZoneMeasurement,
)

MIN_MOTTLING = 0.7, 0.45
"""Mottling relative to the baseline's, below which a photo is remarked on, and refused. Untreated
pairs on simulated phones: 0.67 at least. Measured: 40 people, 2026-11."""
MAX_MOTTLING = 2.0
"""More than redness brings (1.8 on simulated phones): grain of a dark room, or make-up before.
Measured: 40 people, 2026-11."""
MIN_MOTTLING_SMOOTHED = 0.8
"""Refused below this where the skin is smoother too, as under make-up. Night mode alone smooths
more than it evens the colour. Chosen: by hand on the same photos."""
MAX_SMOOTHING = -0.3
"""ln of fine roughness relative to the baseline. Untreated pairs on simulated phones: -0.18 for
nine in ten; night mode and foundation: -0.6 and less. Measured: 40 people, 2026-11."""
MAX_ROUGHENING = 0.55
"""The same the other way round: more than flakes and needle dots do (0.4), so it is the baseline
that is smoothed. Chosen: by that, on simulated skin."""
MAX_HAIR = 0.4
"""ln of roughness of chin and jaws beyond that of forehead and nose. Untreated pairs: 0.36
at most; the stubble of some days 0.7. Measured: 40 people, 2026-11."""
MAX_SEEMING = 0.07
"""Share of texture values that may surely change one way before it is said what else does that:
of 40 untreated pairs at most 0.06, but for two, of one the fringe moved. Measured: 40 people,
2026-11."""
_CODES = frozenset(
    {"evened_colour", "smoothed", "uneven_colour", "smoothed_before", "beard_differs"}
)
_OPEN = Zone.FOREHEAD, Zone.NOSE, Zone.CHEEK_LEFT, Zone.CHEEK_RIGHT
_BEARDED = Zone.CHIN, Zone.JAWLINE_LEFT, Zone.JAWLINE_RIGHT
_FINE, _MEDIUM = Measure.ROUGHNESS_LOG_RATIO_FINE, Measure.ROUGHNESS_LOG_RATIO_MEDIUM
_TEXTURE = frozenset({Aspect.TEXTURE})


def check_surface(
    baseline: SkinView, view: SkinView, texture: Sequence[ZoneMeasurement]
) -> Iterator[QualityFinding]:
    """Check whether both photos show the bare surface of the skin alike.

    Parameters
    ----------
    baseline, view : SkinView
    texture : sequence of ZoneMeasurement
        Roughness against the baseline; empty where texture cannot be measured.

    Yields
    ------
    finding : QualityFinding
    """
    mottling = view.mottling / max(baseline.mottling, 1e-6)
    smoothing = _typical(texture, _OPEN, _FINE)
    yield from _check_evened(mottling, smoothing)
    if mottling > MAX_MOTTLING:
        yield _UNEVEN_COLOUR
    if smoothing > MAX_ROUGHENING:
        yield _SMOOTHED_BEFORE
    lower = _roughness(texture, _BEARDED)
    # Hair over the forehead changes that, but no nose; a beard stands out against both.
    forehead, nose = (lower - _roughness(texture, (zone,)) for zone in (Zone.FOREHEAD, Zone.NOSE))
    hair = max(MAX_HAIR, *(_error(texture, _BEARDED, band) for band in (_FINE, _MEDIUM)))
    if abs(forehead) > hair and nose * np.sign(forehead) > hair / 2:
        yield _BEARD_DIFFERS


def check_seeming(texture: Sequence[ZoneMeasurement]) -> Iterator[QualityFinding]:
    """Say what else may make many zones seem smoother, or rougher, than in the photo from before.

    Parameters
    ----------
    texture : sequence of ZoneMeasurement
        As it is given.
    """
    ratios = [(one.value, one.mdc95 or 0.0) for one in texture if one.unit is Unit.LOG_RATIO]
    most = MAX_SEEMING * len(ratios)
    if sum(value < -error for value, error in ratios) > most:
        yield SEEMS_SMOOTHER
    if sum(value > error for value, error in ratios) > most:
        yield _SEEMS_ROUGHER


def without_surface(report: QualityReport) -> QualityReport:
    """Return what is wrong with a photo beside what lies on the skin or smooths it."""
    return QualityReport(tuple(one for one in report.findings if one.code not in _CODES))


def _roughness(texture: Sequence[ZoneMeasurement], zones: Sequence[Zone]) -> float:
    return float(np.mean([_typical(texture, zones, band) for band in (_FINE, _MEDIUM)]))


def _typical(texture: Sequence[ZoneMeasurement], zones: Sequence[Zone], measure: Measure) -> float:
    found = [m.value for m in texture if m.zone in zones and m.measure is measure]
    return float(np.median(found)) if found else 0.0


def _error(texture: Sequence[ZoneMeasurement], zones: Sequence[Zone], measure: Measure) -> float:
    found = [m.mdc95 or 0.0 for m in texture if m.zone in zones and m.measure is measure]
    return float(np.median(found)) if found else 0.0


def _check_evened(mottling: float, smoothing: float) -> Iterator[QualityFinding]:
    smoothed = smoothing < MAX_SMOOTHING
    least = MIN_MOTTLING_SMOOTHED if smoothed else MIN_MOTTLING[1]
    if mottling < max(least, MIN_MOTTLING[0]):
        refuses = frozenset(Aspect) if mottling < least else _TEXTURE
        yield replace(EVENED, refuses=refuses, widens=2.0)  # Chosen: by hand
    elif smoothed:
        yield _SMOOTHED


EVENED = QualityFinding(
    "evened_colour",
    "The skin's colour is much more even than in the photo from before, as make-up, a "
    "beauty filter or a night mode makes it; redness may be hidden.",
    "Take make-up off, switch filters and night mode off, and take it in more light.",
    frozenset({Aspect.REDNESS}),
)
_SMOOTHED = QualityFinding(
    "smoothed",
    "The skin looks much smoother than in the photo from before, as a night mode, a beauty filter "
    "or make-up makes it, so fine texture is lost and redness is read less surely.",
    "Take make-up off, switch filters and night mode off, and take it in more light.",
    _TEXTURE,
    widens=1.5,  # Chosen: by hand
)
SEEMS_SMOOTHER = QualityFinding(
    "seems_smoother",
    "Much of the skin looks smoother than in the photo from before. Gloss, cream and softer light "
    "do that as well, and so do hair or glasses that are gone. Gloss and cream pale redness, so "
    "there may be more of it than is seen; the error stated for it is larger.",
    "Pat the skin dry, and take it in the light of the photo from before.",
)
_SEEMS_ROUGHER = QualityFinding(
    "seems_rougher",
    "Much of the skin looks rougher than in the photo from before. Flakes and scabs do that, but "
    "so do drops, specks of gloss, harder light, and hair or glasses that were not there.",
    "Pat the skin dry, and take it in the light of the photo from before.",
)
_UNEVEN_COLOUR = QualityFinding(
    "uneven_colour",
    "The skin's colour is much more uneven than in the photo from before, as the grain of a dark "
    "room makes it, or make-up in that photo, so redness is read less surely.",
    "Take it in more light, and compare bare skin with bare skin.",
    _TEXTURE,
    widens=2.0,  # Chosen: by hand
)
_SMOOTHED_BEFORE = QualityFinding(
    "smoothed_before",
    "The skin in the photo from before looks much smoother than in this one: a night mode, a "
    "beauty filter or make-up smoothed it there, or the grain of a dim room roughens it here. So "
    "texture was not compared and redness is read less surely.",
    "Take it in more light, or replace the photo from before by one of bare skin in good light.",
    _TEXTURE,
    widens=2.0,  # Chosen: by hand
)
_BEARD_DIFFERS = QualityFinding(
    "beard_differs",
    "A beard or stubble seems to cover chin and jaws in only one of this photo and the one from "
    "before, so texture was not compared.",
    "Shave as for the photo from before.",
    _TEXTURE,
)
