"""What a file tells of how its photo was taken, beyond its pixels.

Whoever keeps a photo without its metadata keeps the codes of these findings beside it and hands
them to `read_photo` with the copy.
"""

import io
import warnings
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from PIL import Image, JpegImagePlugin

from analysis.vocabulary import Aspect, QualityFinding

NIGHT_EXPOSURE_S = 0.12
"""Exposures from about 1/8 s on. Nobody holds a phone still for so long: such a photo is merged
from several, and their grain smoothed away (Liba et al. 2019, ACM Trans Graph 38:164,
doi:10.1145/3355089.3356508, up to 1/3 s for each picture of a hand-held phone)."""

_MESSENGER_PX = 2048
"""Longest side that messengers leave a photo by default; phones take 3000 and more."""
_CAMERA_QUALITY = 88
"""JPEG quality that cameras stay above and messengers below (usual settings: 90 and more; 85 and
less)."""
_EXIF_IFD, _EXPOSURE_TIME, _TAKEN_AT = 0x8769, 0x829A, 0x9003

MESSENGER_COPY = QualityFinding(
    "messenger_copy",
    "This looks like a copy that a messenger made smaller: fine detail may be lost in it, and "
    "colours may be shifted.",
    "Use the original file from the phone that took the photo.",
)
NIGHT_MODE = QualityFinding(
    "night_mode",
    "This photo was exposed for so long that the phone merged and smoothed several pictures, as "
    "night mode does: fine texture is lost, and redness is read less surely.",
    "Switch more lamps on or face a window, and switch night mode off.",
    frozenset({Aspect.TEXTURE}),
    widens=1.5,
)
_FINDINGS = MESSENGER_COPY, NIGHT_MODE


@dataclass(frozen=True)
class Capture:
    """How a photo was taken and came here, as far as its file tells."""

    taken_at: datetime | None = None
    """The camera's own clock."""
    findings: tuple[QualityFinding, ...] = ()
    """What limits the photo and cannot be seen in its pixels alone."""


def read_capture(picture: Image.Image, noted: Collection[str] = ()) -> Capture:
    """Read what a file tells.

    Parameters
    ----------
    picture : PIL.Image.Image
        As opened, before anything was done to it.
    noted : collection of str, optional
        Codes of findings that an earlier, more telling file of this photo gave.

    Returns
    -------
    capture : Capture
        A damaged or absent tag tells nothing.
    """
    exif = _exif_of(picture)
    taken_at = _time(exif.get(_TAKEN_AT))
    told = {
        MESSENGER_COPY: taken_at is None and _is_squeezed(picture),
        NIGHT_MODE: _seconds(exif.get(_EXPOSURE_TIME)) >= NIGHT_EXPOSURE_S,
    }
    found = (finding for finding in _FINDINGS if told[finding] or finding.code in noted)
    return Capture(taken_at, tuple(found))


def _exif_of(picture: Image.Image) -> Mapping[int, Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a damaged tag is no reason to refuse a photo
            return picture.getexif().get_ifd(_EXIF_IFD)
    except (ValueError, OSError, SyntaxError):
        return {}


def _time(tag: Any) -> datetime | None:
    try:
        return datetime.strptime(str(tag).strip("\0 "), "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None


def _seconds(tag: Any) -> float:
    try:
        return float(tag or 0)
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0


def _is_squeezed(picture: Image.Image) -> bool:
    """Tell whether a file is a JPEG that was both made small and compressed strongly."""
    if not isinstance(picture, JpegImagePlugin.JpegImageFile) or max(picture.size) > _MESSENGER_PX:
        return False
    return sum(picture.quantization[0]) > _coarsest_of_a_camera()


@lru_cache(maxsize=1)
def _coarsest_of_a_camera() -> int:
    """Return the sum of the steps in which a JPEG of the lowest camera quality keeps light."""
    target = io.BytesIO()
    Image.new("L", (8, 8)).save(target, "JPEG", quality=_CAMERA_QUALITY)
    with Image.open(target) as picture:
        assert isinstance(picture, JpegImagePlugin.JpegImageFile)
        return sum(picture.quantization[0])
