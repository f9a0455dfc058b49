"""When the camera releases by itself: once all was well for a second, with a still hand."""

import math
from dataclasses import dataclass

import analysis
from tracker.said import Said

HOLD_S = 1.0
"""Chosen: as long as somebody can hold still without effort."""
_LONGEST_GAP_S = 1.2
"""Between two frames; after a longer one it is not known what was in between. Chosen: two or three
frames of a slow phone."""
_STEADY_PER_S = 0.3
"""Interocular distances a second, about 2 cm. Chosen: in 1/50 s that is 0.4 mm, which shows in no
measure."""
UNSTEADY, GOOD = Said("Hold still for a moment."), Said("Good – hold still.")


@dataclass
class Release:
    """Follows the frames of one side. It remembers where the face was, and no frame."""

    _well_since: float | None = None
    _last: float = float("-inf")
    _centre: tuple[float, float] | None = None

    def note(self, framing: analysis.Framing, now_s: float) -> tuple[str, bool]:
        """Take notice of a frame.

        Parameters
        ----------
        framing : Framing
        now_s : float
            When the frame came, by a clock that never goes back.

        Returns
        -------
        hint : str
            What to change, in English.
        releases : bool
            Whether the photo is to be taken now. Never for a frame with a finding.
        """
        gone_s, before = now_s - self._last, self._centre
        self._last, self._centre = now_s, framing.centre
        is_new = gone_s > _LONGEST_GAP_S
        if not framing.well:
            self._well_since = None
            return framing.findings[0].retake, False
        if not is_new and _moved(before, framing.centre) > _STEADY_PER_S * gone_s:
            self._well_since = None
            return UNSTEADY, False
        if is_new or self._well_since is None:
            self._well_since = now_s
        releases = now_s - self._well_since >= HOLD_S
        if releases:
            self._well_since = None
        return GOOD, releases


def _moved(before: tuple[float, float] | None, now: tuple[float, float] | None) -> float:
    return math.dist(before, now) if before and now else math.inf
