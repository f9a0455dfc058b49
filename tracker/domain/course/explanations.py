"""What explains a flare of which symptoms: never pain, swelling or a sign."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from tracker.domain.course.diaries import MISSING, Diaries, bits_of
from tracker.domain.course.reference import Channel
from tracker.domain.records.circumstances import SpecialEvent

_SKIN = frozenset({Channel.REDNESS, Channel.ITCHING, Channel.DRYNESS, Channel.PHOTO_REDNESS})
EXPLAINS: Mapping[SpecialEvent, frozenset[Channel]] = dict.fromkeys(SpecialEvent, _SKIN)
"""A product explains itching for its own day only: an allergy is still there on the next one."""


def explained(diaries: Diaries) -> npt.NDArray[np.bool_]:
    """Return (E, C, N) whether something on the day explains more of a symptom.

    An explanation holds for one entry: what was explained already and has not fallen since is not
    explained once more.
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
    return first
