"""Untreated references: what both photos show that was not needled.

What the light (or the camera's white balance) did to the picture shows on them; `light` combines
them. What was needled is never a reference.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace

import numpy as np

from analysis.align.registration import Registration
from analysis.anatomy import FACIAL_ZONES, Zone
from analysis.card.reading import CardReading, compare_cards
from analysis.colour import BLOOD_RED, EI_PER_LN, log_green
from analysis.face.detect import Points
from analysis.face.points import EYE_OUTER_LEFT, EYE_OUTER_RIGHT
from analysis.light.cells import Cells
from analysis.light.estimate import Reference, ReferenceKind
from analysis.light.witness import doubt_neck
from analysis.skin.eye_region import BROWS, LIDS
from analysis.skin.neck import CELLS, SIDEWAYS, Patches
from analysis.skin.view import SkinView

# Chosen: by hand on simulated phone photos of 40 people, 2026-11 (docs/decisions/0009).
_FACE_REACH = 0.6
"""Half the width of a face in interocular distances: further out its slopes say nothing."""
_LEAST_NECK_CELLS = 12
_LEAST_ZONE_CELLS = 1.0
_CELL_SD = 1.5
"""Error of a zone that is one cell large, SD in EI."""

# Chosen: by hand on the same photos, with the card in them.
_GAP_SD = 2.5
"""Error for each ln by which skin is lighter or darker than the card: phones develop dark and light
parts of a picture otherwise. SD in EI."""

_BESIDE_EYES = frozenset(
    {Zone.UNDER_EYE_LEFT, Zone.UNDER_EYE_RIGHT, Zone.FOREHEAD, Zone.GLABELLA, Zone.FACE}
)


def find_references(
    registration: Registration, face: Cells, treated: Collection[Zone]
) -> list[Reference]:
    """Find everything untreated that both photos show.

    Parameters
    ----------
    registration : Registration
    face : Cells
        Both photos' face.
    treated : collection of Zone
        Zones that were needled; empty for all of the face.

    Returns
    -------
    references : list of Reference
    """
    found = [*_untreated_zones(face, treated), *_card(registration, face)]
    if Zone.NECK not in treated:
        found += _neck(registration)
    beside_eyes = not treated or not _BESIDE_EYES.isdisjoint(treated)
    return [*found, *_eye_region(registration, beside_treated=beside_eyes)]


def _neck(registration: Registration) -> Iterator[Reference]:
    before, after = registration.baseline.neck, registration.follow_up.neck
    sideways = np.tile(np.linspace(*SIDEWAYS, CELLS[1]), CELLS[0])
    doubt = doubt_neck(registration.baseline, registration.follow_up)
    for neck in _compared(ReferenceKind.NECK, before, after, sideways, _LEAST_NECK_CELLS):
        yield replace(neck, doubt=doubt)


def _card(registration: Registration, face: Cells) -> Iterator[Reference]:
    """Read what the light did to a colour such as the face's from the card's patches."""
    before, after = registration.baseline.card, registration.follow_up.card
    if before is None or after is None or before.size is not after.size:
        return
    change = compare_cards(before, after)
    index, light = registration.baseline.middle
    green = float(log_green(index, light))
    skin = np.exp([green + index / EI_PER_LN, green, green])
    ln_red, ln_green, _ = change.log_change(skin)
    brightening = (ln_red - BLOOD_RED * ln_green) / (1 - BLOOD_RED)
    place = np.array([face.place[0], brightening, _card_side(registration.baseline, before)])
    gap = abs(green - float(np.log(before.patches[:, 1]).mean()))
    extra_sd = float(np.hypot(change.index_sd / 2, _GAP_SD * gap))
    yield Reference(ReferenceKind.CARD, change.index_change(skin), place, extra_sd)


def _card_side(baseline: SkinView, card: CardReading) -> float:
    """Interocular distances that a card stands aside, no further than the face reaches."""
    eyes = baseline.face.points[[EYE_OUTER_RIGHT, EYE_OUTER_LEFT], :2]
    across = (eyes[1] - eyes[0]) / np.linalg.norm(eyes[1] - eyes[0])
    aside = (card.corners.mean(axis=0) - eyes.mean(axis=0)) @ across
    return float(np.clip(aside / baseline.face.interocular_px, -_FACE_REACH, _FACE_REACH))


def _eye_region(registration: Registration, *, beside_treated: bool) -> Iterator[Reference]:
    before, after = registration.baseline.eye_region, registration.follow_up.eye_region
    for kind, part in ((ReferenceKind.LIDS, LIDS), (ReferenceKind.BROWS, BROWS)):
        for found in _compared(kind, before.part(part), after.part(part), np.zeros(2), 1):
            yield replace(found, beside_treated=beside_treated)


def _untreated_zones(face: Cells, treated: Collection[Zone]) -> Iterator[Reference]:
    if not treated or Zone.FACE in treated:
        return
    for zone, share in zip(FACIAL_ZONES, face.zones.T, strict=True):
        weight = share * face.weight
        if zone not in treated and weight.sum() >= _LEAST_ZONE_CELLS:
            change = float(np.average(face.change, weights=weight))
            size_sd = _CELL_SD / float(weight.sum()) ** 0.5
            yield Reference(ReferenceKind.ZONES, change, face.place_of(weight), size_sd)


def _compared(
    kind: ReferenceKind,
    before: Patches,
    after: Patches,
    sideways: Points,
    least: int,
) -> Iterator[Reference]:
    change = after.index - before.index
    seen = np.isfinite(change)
    if seen.sum() >= least:
        places = before.index / 10, after.lightness - before.lightness, sideways
        middle = np.array([float(np.median(part[seen])) for part in places])
        yield Reference(kind, float(np.median(change[seen])), middle)
