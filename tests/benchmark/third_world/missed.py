"""Why strong redness under something was missed, by condition, tone and what was told."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from analysis.face.detect import find_face
from analysis.photo.decode import read_photo
from analysis.simulate.blood import find_tone
from analysis.simulate.studio import take_apart
from tests.benchmark.faces import FACES
from tests.benchmark.tables import GROUPS
from tests.benchmark.third_world.figures import ON_SKIN, is_missed, strong_ones
from tests.benchmark.third_world.scoring import Scored

_LOW = 2 / 3
"""Share of the truth below which a value is low. Chosen: lamps and cameras alone do less."""


_REASONS = "refused", "withheld", "low", "wide"


def reasons(scored: Sequence[Scored]) -> Iterator[str]:
    """Count what became of strong redness, a line for each condition, tone and answer."""
    groups: dict[tuple[str, str, bool], list[Scored]] = {}
    for one in strong_ones(scored):
        if one.row in ON_SKIN:
            key = one.name.rsplit(" ", 1)[0], _tone(one.person), one.told
            groups.setdefault(key, []).append(one)
    for (condition, tone, told), some in sorted(groups.items()):
        counts = ", ".join(f"{name} {_count(some, name)}" for name in _REASONS)
        shown = f"value {_middle(some, 'change'):.1f} ± {_middle(some, 'mdc95'):.1f}"
        missed = f"{sum(map(is_missed, some))} of {len(some)} missed"
        word = "told" if told else "not told"
        yield f"{condition:24s} {tone:5s} {word:8s} {missed}: {counts}; {shown}"


def _count(some: Sequence[Scored], reason: str) -> int:
    return sum(is_missed(one) and _reason(one) == reason for one in some)


def _reason(one: Scored) -> str:
    if not np.isfinite(one.change):
        return "withheld" if one.usable else "refused"
    return "low" if one.change < _LOW * one.truth else "wide"


def _middle(some: Sequence[Scored], name: str) -> float:
    return float(np.nanmedian([getattr(one, name) for one in some]))


@lru_cache(maxsize=64)
def _tone(person: str) -> str:
    """Return the tone group of a person, as the redness benchmark has it."""
    pixels = read_photo(FACES / f"{person}_neutral.jpg").pixels
    ita = find_tone(take_apart(pixels, find_face(pixels))).ita_deg
    return next(name for name, (low, high) in GROUPS.items() if name != "all" and low <= ita < high)
