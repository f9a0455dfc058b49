"""The methods that give values, with their versions; what others measured is measured anew."""

from analysis.body import change
from analysis.measures import (
    erythema,
    octaves,
    reddest,
    relief,
    spots,
    texture,
    tone,
    zone_contrast,
)

METHODS: frozenset[tuple[str, str]] = frozenset(
    (one.METHOD, one.METHOD_VERSION)
    for one in (erythema, octaves, reddest, relief, spots, texture, tone, zone_contrast, change)
)
"""Each method with its version, as stored with every value."""
