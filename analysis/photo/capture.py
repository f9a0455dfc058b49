"""What a file tells of how its photo was taken, beyond its pixels.

Whoever keeps a photo without its metadata keeps the codes of these findings beside it and hands
them to `read_photo` with the copy.
"""

import io
import re
import warnings
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any

from PIL import Image, JpegImagePlugin
from PIL.ExifTags import IFD, Base

from analysis.vocabulary import Aspect, QualityFinding

NIGHT_EXPOSURE_S = 0.12
"""Exposures from about 1/8 s on. Nobody holds a phone still for so long: such a photo is merged
from several, and their grain smoothed away (Liba et al. 2019, ACM Trans Graph 38:164,
doi:10.1145/3355089.3356508, up to 1/3 s for each picture of a hand-held phone). Source: that
study; 1/8 s is chosen below its 1/3 s."""

_MESSENGER_PX = 2048
"""Longest side that messengers leave a photo by default; phones take 3000 and more. Chosen:
between the two."""
_CAMERA_QUALITY = 88
"""JPEG quality that cameras stay above and messengers below (usual settings: 90 and more; 85 and
less). Chosen: between the two."""
_TIMES = (
    (Base.DateTimeOriginal, Base.SubsecTimeOriginal),
    (Base.DateTimeDigitized, Base.SubsecTimeDigitized),
)
"""Exif's tags of when a photo was taken, and of when it was digitised, each with its fractions."""
_XMP_TIME = re.compile(
    rb"(?:DateTimeOriginal|DateCreated|CreateDate|DateTimeDigitized)"
    rb"(?:=[\"']|>)\s*([0-9T:.+Z -]{10,40})"
)
_TIME = re.compile(
    r"(\d{4})[-:/](\d\d?)[-:/](\d\d?)[T ]+(\d\d?):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?"
    r"\s*(?:Z|[+-]\d\d:?\d\d)?"
)
"""With or without fractions of a second and a zone: the wall clock of the place counts."""

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
    widens=1.5,  # Chosen: by hand
)
TURNED = QualityFinding(
    "turned_upright",
    "This photo lay on its side or its head, so it was put upright by the face in it.",
    "Hold the phone upright, or turn the photo in its gallery before you add it.",
)
_FINDINGS = MESSENGER_COPY, NIGHT_MODE, TURNED


@dataclass(frozen=True)
class Capture:
    """How a photo was taken and came here, as far as its file tells."""

    taken_at: datetime | None = None
    """The camera's own clock, at the place where it was taken."""
    findings: tuple[QualityFinding, ...] = ()
    """What limits the photo and cannot be seen in its pixels alone."""
    steps: tuple[int, ...] = ()
    """Steps in which a JPEG keeps light, by frequency, row by row of eight; of others none."""


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
    taken_at = _taken_at(picture, exif)
    told = {
        MESSENGER_COPY: taken_at is None and _is_squeezed(picture),
        NIGHT_MODE: _seconds(exif.get(Base.ExposureTime)) >= NIGHT_EXPOSURE_S,
        TURNED: False,  # seen only once the face is found
    }
    found = (finding for finding in _FINDINGS if told[finding] or finding.code in noted)
    return Capture(taken_at, tuple(found), _steps(picture))


def _exif_of(picture: Image.Image) -> Mapping[int, Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a damaged tag is no reason to refuse a photo
            exif = picture.getexif()
            return {**exif, **exif.get_ifd(IFD.Exif)}
    except Exception:  # Pillow raises whatever it likes on damaged tags
        return {}


def _taken_at(picture: Image.Image, exif: Mapping[int, Any]) -> datetime | None:
    """Return what the first usual field says in which a time can be read."""
    told = chain(
        (_time(exif.get(tag), exif.get(fractions)) for tag, fractions in _TIMES),
        (_time(found) for found in _XMP_TIME.findall(_xmp_of(picture))),
        [_time(exif.get(Base.DateTime), exif.get(Base.SubsecTime))],
        (_time(picture.info.get(name)) for name in ("Creation Time", "Creation time")),
    )
    return next((time for time in told if time is not None), None)


def _xmp_of(picture: Image.Image) -> bytes:
    xmp = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    return xmp if isinstance(xmp, bytes) else str(xmp).encode()


def _time(tag: Any, fractions: Any = None) -> datetime | None:
    text = tag.decode("latin-1") if isinstance(tag, bytes) else str(tag)
    found = _TIME.fullmatch(text.strip("\0 "))
    if found is None:
        return None
    *parts, decimals = found.groups(default="0")
    tail = decimals if found[7] else re.sub(r"\D.*", "", str(fractions or "0").strip("\0 ")) or "0"
    year, month, day, hour, minute, second = map(int, parts)
    try:
        return datetime(year, month, day, hour, minute, second, int(tail[:6].ljust(6, "0")))
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


def _steps(picture: Image.Image) -> tuple[int, ...]:
    if not isinstance(picture, JpegImagePlugin.JpegImageFile):
        return ()
    return tuple(picture.quantization.get(0, ()))


@lru_cache(maxsize=1)
def _coarsest_of_a_camera() -> int:
    """Return the sum of the steps in which a JPEG of the lowest camera quality keeps light."""
    target = io.BytesIO()
    Image.new("L", (8, 8)).save(target, "JPEG", quality=_CAMERA_QUALITY)
    with Image.open(target) as picture:
        assert isinstance(picture, JpegImagePlugin.JpegImageFile)
        return sum(picture.quantization[0])
