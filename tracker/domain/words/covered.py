"""The sentence that names hidden zones, as it is said now and as earlier versions kept it."""

from collections.abc import Iterable

from tracker.domain.records.kept import Zone
from tracker.domain.words.labels import ZONES
from tracker.said import Said

COVERED = Said("Part of the face is covered, in shadow or outside the picture: {names}.")
_BEGINS, _ENDS = COVERED.template.split("{names}")


def say_covered(zones: Iterable[Zone]) -> Said:
    """Name the zones that a photo hides."""
    return Said(COVERED, names=Said.joined(", ", (Said(ZONES[zone]) for zone in zones)))


def reread(why: str) -> str:
    """Return a kept sentence in a way that any language can be made of, where it names zones.

    Version 0.4 kept it in English, with names such as "cheek left"; any other text is returned as
    it is.
    """
    if isinstance(why, Said) or not (why.startswith(_BEGINS) and why.endswith(_ENDS)):
        return why
    names = why.removeprefix(_BEGINS).removesuffix(_ENDS).split(", ")
    known = {zone.name.replace("_", " ").lower(): zone for zone in ZONES}
    if not known.keys() >= set(names):
        return why
    return say_covered(known[name] for name in names)
