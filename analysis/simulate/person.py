"""A generated person: nobody real, the same from the same seed."""

from dataclasses import dataclass

import numpy as np

from analysis.simulate.hair import Strands, grow_hair, grow_lashes
from analysis.simulate.head import Body, build_body
from analysis.simulate.pattern import SIZE, Pattern, fine_texture, paint_pattern
from analysis.simulate.albedo import Plane


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
    flakes: "np.ndarray"
    """(K, 5) row, column, length and width in texels, angle: where skin comes off first."""


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
        flakes=_flake_places(skin),
    )


def _flake_places(rng: np.random.Generator) -> "np.ndarray":
    count = 9000
    length = rng.uniform(2.0, 6.0, count)
    return np.column_stack(
        [
            rng.uniform(0, SIZE, (count, 2)),
            length,
            length * rng.uniform(0.35, 0.8, count),
            rng.uniform(0, 180, count),
        ]
    )
