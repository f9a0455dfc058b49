"""What explains a flare of which symptoms: never pain, swelling or a sign."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tracker.domain.course.diaries import MISSING, Diaries, bits_of
from tracker.domain.course.earlier import TROUBLED, risen
from tracker.domain.course.reference import Channel
from tracker.domain.records.circumstances import SpecialEvent

_SKIN = frozenset({Channel.REDNESS, Channel.ITCHING, Channel.DRYNESS, Channel.PHOTO_REDNESS})
EXPLAINS: Mapping[SpecialEvent, frozenset[Channel]] = dict.fromkeys(SpecialEvent, _SKIN)
"""A product explains itching for its own day only: an allergy is still there on the next one."""


TROUBLING = 3
"""Points above the lowest before from which pain or swelling has turned, as in a sudden turn.
Chosen: less comes and goes with a flare of the skin."""


def explained(diaries: Diaries) -> npt.NDArray[np.bool_]:
    """Return (E, C, N) whether something on the day explains more of a symptom.

    An explanation holds for one entry: what was explained already and has not fallen since is not
    explained once more. It holds for none on which pain or swelling has turned, too: with them it
    is no flare of the skin alone.
    """
    if not diaries.special.any():
        return np.zeros((diaries.day.shape[1], len(Channel), len(diaries.day)), np.bool_)
    bits = [bits_of(event for event in SpecialEvent if channel in EXPLAINS[event])
            for channel in Channel]  # fmt: skip
    said = np.asarray((diaries.special.T[:, None] & np.array(bits)[:, None]) != 0)
    rated = np.where(diaries.ratings == MISSING, np.float32(np.nan), diaries.ratings)
    entered = np.concatenate([rated.T, diaries.photo.T[None]]).swapaxes(0, 1)
    stays = said[:-1] & (entered[1:] >= entered[:-1])
    first = said.copy()
    first[1:] &= ~stays
    troubled = np.asarray((risen(diaries)[:, :, TROUBLED] >= TROUBLING).any(axis=2))
    return np.asarray(first & ~troubled.T[:, None])


def unexplained(diaries: Diaries) -> Diaries:
    """Return recoveries in which nothing was noted that explains a day."""
    return replace(diaries, special=np.zeros_like(diaries.special))
