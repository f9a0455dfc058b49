"""A generated person: nobody real, the same from the same seed."""

from dataclasses import dataclass

import numpy as np

from analysis.simulate.albedo import Plane
from analysis.simulate.body import Body, build_body
from analysis.simulate.hair import Strands, grow_hair, grow_lashes
from analysis.simulate.pattern import MAP_CM2, SIZE, Pattern, fine_texture, paint_pattern
from analysis.simulate.shape.raster import Points

# Chosen: by eye.
_FLAKES_MAX_PER_CM2 = 20
_BROWN_HAIR = np.array([0.055, 0.034, 0.022])


@dataclass(frozen=True)
class Person:
    """Everything about a person that no day and no camera changes."""

    body: Body
    pattern: Pattern
    melanin: float
    neck_texture: Plane
    """(SIZE, SIZE) log luminance of the fine texture outside the face."""
    hair: Strands
    lashes: Strands
    hair_colour: Points
    """(3,) linear sRGB."""
    flakes: Points
    """(K, 6) row, column, half length and half width in texels, angle in degrees and cover 0–1:
    where skin comes off, first places first."""


def generate_person(seed: int, melanin: float = 0.04, variation: float = 1.0) -> Person:
    """Generate a person.

    Parameters
    ----------
    seed : int
    melanin : float
        Volume fraction of melanosomes in the epidermis: 0.02 very light skin, 0.04 light,
        0.12 tan, 0.25 brown, 0.4 very dark.
    variation : float
        0 gives everybody the canonical face, 1 the spread between adults.

    Returns
    -------
    person : Person
    """
    shape, skin, neck, strands = np.random.default_rng(seed).spawn(4)
    body = build_body(shape, variation)
    return Person(
        body=body,
        pattern=paint_pattern(skin, melanin),
        melanin=melanin,
        neck_texture=fine_texture(neck),
        hair=grow_hair(strands, body),
        lashes=grow_lashes(strands, body),
        hair_colour=_BROWN_HAIR * (1 - 0.65 * min(1.0, melanin / 0.25)),
        flakes=_flake_places(skin),
    )


def _flake_places(rng: np.random.Generator) -> Points:
    count = round(_FLAKES_MAX_PER_CM2 * MAP_CM2)
    length = rng.uniform(2.0, 6.0, count)
    return np.column_stack(
        [
            rng.uniform(0, SIZE, (count, 2)),
            length,
            length * rng.uniform(0.35, 0.8, count),
            rng.uniform(0, 180, count),
            rng.uniform(0.2, 0.55, count),
        ]
    )
