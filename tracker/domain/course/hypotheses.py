"""What else could be going on: courses that leave the normal one, with their shares."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tracker.domain.course.reference import Channel
from tracker.domain.records.patterns import Pattern

_ONSETS = np.array([0.0, 0.125, *4 * (0.25,), 0.083])
"""Prior weights of days 0, 1, … as the last one without a rise, the last weight for all later
days: most infections begin on day 2–5 (assumed)."""
_ITCH_ONSETS = np.array([0.0, *4 * (0.24,), 0.04])
"""A contact allergy shows between one and four days after the product (assumed)."""
LAGS = 3
"""Days after its onset for which a rise is looked for; by then it has been found."""


@dataclass(frozen=True)
class Rise:
    """Channels that climb from some day on, in points a day (photos in EI for each point)."""

    pattern: Pattern
    slopes: Mapping[Channel, float]
    share: float
    """Share among the rises of its family (assumed)."""
    most: float = np.inf
    """Points beyond which it does not climb."""

    def added(self, channel: Channel) -> "Added":
        """Return what it adds to a channel."""
        return Added(channel, self.slopes[channel], self.most)

    def onset_weights(self, day: npt.NDArray[np.intp]) -> npt.NDArray[np.float64]:
        """Return the prior weight of the days after which it begins; none before day 1."""
        by_day = _ITCH_ONSETS if self.pattern is Pattern.ITCH_CLIMBING else _ONSETS
        return np.asarray(np.where(day < 1, 0.0, by_day[np.clip(day, 0, len(by_day) - 1)]))


class Added(NamedTuple):
    """Points that come on top of the normal course of a channel, from an onset on."""

    channel: Channel
    slope: float
    most: float

    def after(self, days: int) -> float:
        """Return the points some days after the onset."""
        return min(self.slope * days, self.most)


RISES = (
    # Infection, herpes and the like.
    Rise(Pattern.RISING, {Channel.REDNESS: 1.2, Channel.PAIN: 1.2, Channel.SWELLING: 0.6}, 0.35),
    Rise(Pattern.RISING, {Channel.REDNESS: 2.0, Channel.PAIN: 2.0, Channel.SWELLING: 0.6}, 0.1),
    Rise(Pattern.PAIN_RISING, {Channel.PAIN: 2.0, Channel.REDNESS: 0.6}, 0.2),
    Rise(Pattern.PAIN_RISING, {Channel.PAIN: 1.2}, 0.1),
    Rise(Pattern.REDDENING, {Channel.REDNESS: 1.2, Channel.SWELLING: 0.6}, 0.1),
    Rise(Pattern.REDDENING, {Channel.REDNESS: 2.0}, 0.1),
    Rise(Pattern.SWELLING_RISING, {Channel.SWELLING: 1.2}, 0.05),
    # Contact allergy.
    Rise(
        Pattern.ITCH_CLIMBING,
        {Channel.ITCHING: 1.6, Channel.REDNESS: 0.6, Channel.SWELLING: 0.6},
        0.35,
    ),
    Rise(
        Pattern.ITCH_CLIMBING,
        {Channel.ITCHING: 1.6, Channel.REDNESS: 1.2, Channel.SWELLING: 0.6},
        0.2,
    ),
    Rise(
        Pattern.ITCH_CLIMBING,
        {Channel.ITCHING: 2.4, Channel.REDNESS: 1.2, Channel.SWELLING: 0.6},
        0.25,
    ),
    Rise(Pattern.ITCH_CLIMBING, {Channel.ITCHING: 1.6}, 0.2),
)
"""Shares sum to 1 over the itching rises and over all the others."""

RHYTHM = Rise(
    Pattern.AS_EXPECTED,
    {channel: 0.3 for channel in Channel if channel is not Channel.PHOTO_REDNESS},
    share=0.15,
    most=0.6,
)
"""A normal recovery in which every rating climbs a little: tired evenings, a bad week, a stricter
eye. Its share is against a recovery without it (assumed)."""

SLIGHTLY_SLOWER = 1.3
SLIGHTLY_SLOW_SHARE = 0.3
"""Redness has a pace a little of its own in many people; that is normal (assumed)."""
SLOWER = (2.0, 3.5)
"""How many times slower than everything else redness heals where it does not settle; alike."""
SLOW_CHANNELS = frozenset({Channel.REDNESS, Channel.PHOTO_REDNESS})
