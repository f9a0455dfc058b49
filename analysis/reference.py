"""Untreated references: what both photos show that was not needled.

What the light (or the camera's white balance) did to the picture shows on them; `light` combines
them. What was needled is never a reference.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace

import numpy as np

from analysis.anatomy import FACIAL_ZONES, Zone
from analysis.cells import Cells
from analysis.eye_region import BROWS, LIDS
from analysis.face import Points
from analysis.light import Reference, ReferenceKind
from analysis.neck import CELLS, SIDEWAYS, Patches
from analysis.registration import Registration

_LEAST_NECK_CELLS = 12
_LEAST_ZONE_CELLS = 1.0
_CELL_SD = 1.5
"""Error of a zone that is one cell large, SD in EI."""

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
    found = [*_untreated_zones(face, treated), *_eye_region(registration, treated)]
    if Zone.NECK not in treated:
        found += _neck(registration)
    return found


def _neck(registration: Registration) -> Iterator[Reference]:
    before, after = registration.baseline.neck, registration.follow_up.neck
    sideways = np.tile(np.linspace(*SIDEWAYS, CELLS[1]), CELLS[0])
    yield from _compared(ReferenceKind.NECK, before, after, sideways, _LEAST_NECK_CELLS)


def _eye_region(registration: Registration, treated: Collection[Zone]) -> Iterator[Reference]:
    near = not treated or not _BESIDE_EYES.isdisjoint(treated)
    before, after = registration.baseline.eye_region, registration.follow_up.eye_region
    for kind, part in ((ReferenceKind.LIDS, LIDS), (ReferenceKind.BROWS, BROWS)):
        for found in _compared(kind, before.part(part), after.part(part), np.zeros(2), 1):
            yield replace(found, beside_treated=near)


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
