"""Measured once: what one process has measured of the same files need not be measured again.

Many tests of people's records add the same few photos. The measuring is real; only its repetition
is left out. `tests/analysis` measures anew each time.
"""

from collections import OrderedDict
from collections.abc import Callable, Set
from typing import Any

import analysis
from analysis import Photo, PhotoAnalysis

_KEPT = 16
"""Analyses that are kept; each holds the maps of a face, some 20 MB."""
_Key = tuple[object, ...]


class MeasuredOnce:
    """Stands for `analysis.analyse_photo`."""

    def __init__(self, measure: Callable[..., PhotoAnalysis]) -> None:
        self._measure = measure
        self._known: OrderedDict[_Key, PhotoAnalysis] = OrderedDict()

    def __call__(
        self, photo: Photo, baseline: PhotoAnalysis | None = None, **said: Any
    ) -> PhotoAnalysis:
        """Return what is known of a photo and the one from before, or measure it."""
        first = self._key_of(baseline)
        if first is None:
            return self._measure(photo, baseline, **said)
        key = (photo.digest, photo.quarter_turns, photo.capture, first, _plain(said))
        if key not in self._known:
            self._known[key] = self._measure(photo, baseline, **said)
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return self._known[key]

    def forget(self) -> None:
        """Keep none of what is known."""
        self._known.clear()

    def _key_of(self, baseline: PhotoAnalysis | None) -> _Key | None:
        """Return what tells a photo from before; None for one that was not measured here."""
        if baseline is None:
            return ()
        return next((key for key, known in self._known.items() if known is baseline), None)


def _plain(said: object) -> object:
    """Return the same in what can be a key."""
    if isinstance(said, dict):
        return tuple((name, _plain(value)) for name, value in sorted(said.items()))
    if isinstance(said, Set):
        return frozenset(said)
    return tuple(map(_plain, said)) if isinstance(said, list | tuple) else said


measured_once = MeasuredOnce(analysis.analyse_photo)
