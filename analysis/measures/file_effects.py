"""What unlike files make of texture, told where nothing is treated.

A tone curve, sharpening, a denoiser, a codec and the grain of a dim room move the waves of all that
a photo shows, needling those of the skin. So the same waves are compared around both eyes, whose
lids, lashes and brows are not treated: where they differ as well, the error is widened by that. No
value is moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from analysis.colour import Floats
from analysis.face.mesh import TEXELS_PER_MM
from analysis.face.zones import eye_boxes
from analysis.skin.closeup import pixels_per_mm
from analysis.skin.pair import SkinPair
from analysis.skin.view import SkinView
from analysis.skin.waves import waves_between

_QUIET_SHARE = 0.25
"""Share of the places around the eyes that count as quiet. Chosen: lids, and whites of the eyes."""
_USUAL_GAIN = 0.05
"""What all waves around the eyes differ by in ordinary pairs (SD of ln). Measured: ten people, two
expressions, one studio, 2026-11."""
_MUCH_QUIET = 0.6
"""What quiet places may seem to have gained or lost of the skin's spread (ln) by expression.
Chosen: three times what half of eight people's seem to who smile."""
_OWN_ERROR = 1.5
"""By how much more than what the eyes say the skin may be off. Chosen: a value that is off by as
much as its stated error is within both added in squares then in 97 of 100."""
_MOST_GAIN = 0.5
"""No file makes contrast so much stronger or weaker (ln): glasses or hair do. Chosen: twice what
strong local contrast does."""
_PLACE = 5
"""Side of a place in steps of every octave's squares. Chosen: about its longest wave."""
_GRAIN_MM = 1.2, 2.4
"""Waves by which grain is told for longer ones. Chosen: the shortest octave of the map."""
_SIDE = 8
"""Source: JPEG's squares, 8 by 8 pixels."""
_OF_STEPS = 0.5
"""Share of what steps may do at most that stays as an error. Measured: 16 people's photos saved
again at quality 40, 60 and 75: 2, 0 and 0 of 1,584 values lie outside, 2026-11."""
_CURVE, _LIFT = 2.4, 255 * 1.055
"""sRGB's exponent, and the counts its curve starts below nought with, one and all. Source: IEC
61966-2-1."""

Eyes = tuple[Sequence[Floats], Sequence[Floats]]


@dataclass(frozen=True)
class FileEffect:
    """How unlike two files show the same waves."""

    gain: float = 0.0
    """By how much stronger all of them are in the follow-up, ln."""
    variance: float = 0.0
    """What quiet places gained, squares of ln luminance; negative what they lost."""
    steps: float = 0.0
    """What JPEG's steps may have added or taken, the same."""

    def error(self, variance: float, shown: float) -> float:
        """Return the error (95 %) of ln of the spread of skin.

        Parameters
        ----------
        variance : float
            Of its waves, in the smoother photo.
        shown : float
            By how much the face's skin changed, ln: of what quiet places say, which expression
            moves as well, no more is believed than that, unless it is much.
        """
        quiet = 0.5 * float(np.log1p(abs(self.variance) / variance))
        agreed = min(quiet, max(float(np.sign(self.variance)) * shown, 0.0))
        told = _OWN_ERROR * np.hypot(_beyond(self.gain), max(agreed, quiet - _MUCH_QUIET))
        return float(np.hypot(told, 0.5 * np.log1p(self.steps / variance)))


def effect_of_files(
    pair: SkinPair, eyes: Eyes, ends_mm: tuple[float, float], grain: float | None = None
) -> FileEffect:
    """Return what unlike files make of a band of waves.

    Parameters
    ----------
    pair : SkinPair
    eyes : pair of sequences of (M, N) float32 ndarray
        The band in the squares around both eyes, in the baseline and in the follow-up.
    ends_mm : pair of float
        The shortest and the longest wave.
    grain : float, optional
        What quiet places gained or lost in shorter waves, as of `grain_apart`: among long ones
        there is no quiet place, and grain is no stronger in them. Without it the band tells.
    """
    steps = _steps_apart(pair, *ends_mm)
    if not _shows_eyes(pair):
        return FileEffect(steps=steps)
    were, are = (_strength(some) for some in eyes)
    gain = 0.5 * float(np.log(max(are, 1e-12) / max(were, 1e-12)))
    gain = gain if abs(gain) < _MOST_GAIN else 0.0
    return FileEffect(gain, _gained_where_quiet(eyes) if grain is None else grain, steps)


def grain_apart(pair: SkinPair) -> float:
    """Return by how much quiet places differ in the shortest waves that the map shows.

    Returns
    -------
    gained : float
        Variance of ln luminance, negative where the baseline has more; 0 where the eyes are not
        seen alike.
    """
    if not _shows_eyes(pair):
        return 0.0
    shortest, longest = (TEXELS_PER_MM * end for end in _GRAIN_MM)
    before, after = (
        [waves_between(light[box], shortest, longest, 2) for box in eye_boxes()]
        for light in pair.lights
    )
    return _gained_where_quiet((before, after))


def _shows_eyes(pair: SkinPair) -> bool:
    """Tell whether both photos show the eyes, and alike."""
    views = pair.baseline, pair.follow_up
    return all(view.eyes_seen for view in views) and len({v.face.eyes_open for v in views}) == 1


def _strength(squares: Sequence[Floats]) -> float:
    return float(np.mean([np.square(square).mean() for square in squares]))


def _gained_where_quiet(eyes: Eyes) -> float:
    were, are = (_energies(some) for some in eyes)
    quiet = were + are <= np.quantile(were + are, _QUIET_SHARE)
    return float(np.median((are - were)[quiet]))


def _steps_apart(pair: SkinPair, shortest_mm: float, longest_mm: float) -> float:
    """Return by how much more waves may be off in one file than in the other by JPEG's steps.

    What is kept in steps is off by up to half of one: its variance is a twelfth of their square.
    Other formats do not tell theirs.
    """
    before, after = (
        _by_steps(view, shortest_mm, longest_mm) for view in (pair.baseline, pair.follow_up)
    )
    return abs(after - before)


def _by_steps(view: SkinView, shortest_mm: float, longest_mm: float) -> float:
    if len(view.steps) != _SIDE**2:
        return 0.0
    per_px = np.hypot(*np.indices((_SIDE, _SIDE))) / (2 * _SIDE)
    per_mm = per_px * pixels_per_mm(view.face)
    within = (per_mm >= 1 / longest_mm) & (per_mm <= 1 / shortest_mm)
    counts = np.reshape(view.steps, (_SIDE, _SIDE))[within] / _SIDE
    by_count = _CURVE / (_LIFT * np.exp(view.middle[1] / _CURVE))
    return float(_OF_STEPS * (counts**2).sum() / 12 * by_count**2)


def _energies(squares: Sequence[Floats]) -> Floats:
    """Return the mean square around every second place of squares, one after the other."""
    inner = slice(_PLACE // 2, -(_PLACE // 2), 2)
    return np.concatenate([cv2.blur(s * s, (_PLACE,) * 2)[inner, inner].ravel() for s in squares])


def _beyond(gain: float) -> float:
    return float(np.sqrt(max(gain**2 - _USUAL_GAIN**2, 0.0)))
