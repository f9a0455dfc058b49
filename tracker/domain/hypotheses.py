"""What else could be going on: courses that leave the normal one, with their shares."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.domain.course import Channel
from tracker.domain.patterns import Pattern

LAGS = 5
"""Days after its onset for which a rise is looked for; by then it has been found."""


@dataclass(frozen=True)
class Rise:
    """Channels that climb from some day on, in points a day (photos in EI for each point)."""

    pattern: Pattern
    slopes: Mapping[Channel, float]
    share: float
    """Share among the rises of its family; assumed, and scaled to sum to 1."""


RISES = (
    Rise(Pattern.RISING, {Channel.REDNESS: 1.2, Channel.PAIN: 1.2, Channel.SWELLING: 0.6}, 1.0),
    Rise(Pattern.RISING, {Channel.REDNESS: 2.0, Channel.PAIN: 2.0, Channel.SWELLING: 0.6}, 0.4),
    Rise(Pattern.PAIN_RISING, {Channel.PAIN: 2.0, Channel.REDNESS: 0.6}, 0.5),
    Rise(Pattern.PAIN_RISING, {Channel.PAIN: 1.2}, 0.3),
    Rise(Pattern.REDDENING, {Channel.REDNESS: 1.2, Channel.SWELLING: 0.6}, 0.3),
    Rise(Pattern.SWELLING_RISING, {Channel.SWELLING: 1.2}, 0.2),
)
"""Infection, herpes and the like."""

CLIMBS = (
    Rise(
        Pattern.ITCH_CLIMBING,
        {Channel.ITCHING: 1.6, Channel.REDNESS: 0.6, Channel.SWELLING: 0.6},
        1.0,
    ),
    Rise(
        Pattern.ITCH_CLIMBING,
        {Channel.ITCHING: 2.4, Channel.REDNESS: 1.2, Channel.SWELLING: 0.6},
        0.5,
    ),
    Rise(Pattern.ITCH_CLIMBING, {Channel.ITCHING: 1.6}, 0.4),
)
"""Contact allergy."""

SLOWER = (1.7, 2.4)
"""How many times slower redness may heal than everything else does."""
SLOW_CHANNELS = frozenset({Channel.REDNESS, Channel.PHOTO_REDNESS})


def onset_weight(day: int) -> float:
    """Return the prior weight of an onset day: most infections begin on day 2–5 (assumed)."""
    usual = 0.25
    if day < 2:
        return usual / 2
    return usual if day <= 5 else usual / 3
