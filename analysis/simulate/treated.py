"""The skin map of one day: the person's own pattern, changed by treatment and healing."""

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from analysis.anatomy import Zone
from analysis.face.zones import Mask, zone_masks
from analysis.simulate.albedo import Plane, erythema_index, skin_albedo
from analysis.simulate.pattern import MAP_CM2, PER_MM, SIZE, eye_mask, lip_mask
from analysis.simulate.person import Person
from analysis.simulate.state import Levels, SkinState

# Chosen: by eye.
_EDGE_MM = 4.0
_LID_MARGIN_MM = 3.0


@dataclass(frozen=True)
class Truth:
    """What is true of one zone, measured on the map and not in a photo."""

    zone: Zone
    blood_fraction: float
    """Mean volume fraction of blood."""
    delta_erythema_index: float
    """Mean change of 100 · log10(R/G) of the skin's own colour against untreated skin."""
    flakes_per_cm2: float
    roughness_gain: float


def skin_map(person: Person, state: SkinState) -> Plane:
    """Return the colour of the skin on the skin map, (SIZE, SIZE, 3) linear sRGB."""
    pattern = person.pattern
    colour = skin_albedo(pattern.melanin, blood_map(person, state))
    rough = 1 + spread(state.roughness_gain)
    colour *= np.exp(pattern.fine * rough)[..., None]
    flakes = flake_map(person, state)[..., None]
    return np.asarray(colour * (1 - flakes) + flakes * (0.55 * colour + 0.38), np.float32)


def blood_map(person: Person, state: SkinState) -> Plane:
    """Return the volume fraction of blood in the dermis, (SIZE, SIZE)."""
    added = spread(state.blood_fraction) * person.pattern.mottling
    dots = state.needle_marks * _needle_dots() * (added > 0)
    return np.asarray(person.pattern.blood + added * (1 + dots), np.float32)


def flake_map(person: Person, state: SkinState) -> Plane:
    """Return how much of each texel is covered by loose skin, 0–1."""
    cover = np.zeros((SIZE, SIZE), np.float32)
    density = spread(state.flakes_per_cm2)
    if not density.any():
        return cover
    for rank, (row, column, length, width, angle, strength) in enumerate(person.flakes):
        if rank < density[int(row), int(column)] * MAP_CM2:
            centre = (round(column * 16), round(row * 16))
            axes = (round(length * 16), round(width * 16))
            cv2.ellipse(cover, centre, axes, angle, 0, 360, strength, -1, cv2.LINE_AA, 4)
    return np.asarray(cv2.GaussianBlur(cover, (0, 0), 0.9))


def spread(levels: Levels) -> Plane:
    """Lay values of zones on the skin map; skin between the zones takes those of its neighbours."""
    plane = np.zeros((SIZE, SIZE), np.float32)
    if not levels:
        return plane
    shares = _zone_shares()
    for zone, level in levels.items():
        plane += level * shares[zone]
    return plane


@lru_cache(maxsize=1)
def _zone_shares() -> dict[Zone, Plane]:
    """Soft weight of each zone, together 1 on treated skin and 0 on lips and lids."""
    masks = {zone: mask for zone, mask in zone_masks().items() if zone is not Zone.FACE}
    distances = np.stack([_distance(mask) for mask in masks.values()])
    near = np.exp(-distances / _EDGE_MM)
    weights = near / near.sum(axis=0)
    reached = 1 - np.maximum(lip_mask(), eye_mask(_LID_MARGIN_MM))
    return {zone: _enlarged(weight) * reached for zone, weight in zip(masks, weights, strict=True)}


def _distance(mask: Mask) -> Plane:
    distance = cv2.distanceTransform((~mask).astype(np.uint8), cv2.DIST_L2, 5)
    return np.asarray(distance * 2 / PER_MM)


def _enlarged(plane: Plane) -> Plane:
    return np.asarray(cv2.resize(plane.astype(np.float32), (SIZE, SIZE)), np.float32)


@lru_cache(maxsize=1)
def _needle_dots() -> Plane:
    rng = np.random.default_rng(5)
    count = round(40 * MAP_CM2)
    dots = np.zeros((SIZE, SIZE), np.float32)
    dots[tuple(rng.integers(0, SIZE, (2, count)))] = 1
    blur = 0.25 * PER_MM
    return np.asarray(cv2.GaussianBlur(dots, (0, 0), blur) * 2 * np.pi * blur**2)


def measure_truth(person: Person, state: SkinState) -> list[Truth]:
    """Measure what a perfect instrument would find, zone by zone and for the whole face."""
    blood = blood_map(person, state)
    melanin = person.pattern.melanin
    change = erythema_index(skin_albedo(melanin, blood)) - erythema_index(
        skin_albedo(melanin, person.pattern.blood)
    )
    flakes, rough = spread(state.flakes_per_cm2), spread(state.roughness_gain)
    rows = []
    for zone, mask in zone_masks().items():
        large = cv2.resize(mask.astype(np.uint8), (SIZE, SIZE)).astype(bool)
        means = (float(plane[large].mean()) for plane in (blood, change, flakes, rough))
        rows.append(Truth(zone, *means))
    return rows
