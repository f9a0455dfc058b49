"""Whether a picture is as a photo should be, asked of a camera's small frames and of the photo.

A frame is judged by the gate itself, with the size of its face carried over to the photo's. What a
good photo should have besides is a wish: it holds an automatic release back, and refuses nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from analysis.colour import Floats
from analysis.errors import NoFaceFound, SeveralFacesFound
from analysis.face.detect import Face, find_face
from analysis.face.mesh import INTEROCULAR_TEXELS
from analysis.face.pose import Pose, head_pose, pose_at
from analysis.face.zones import eye_boxes
from analysis.photo.decode import Photo
from analysis.quality.cut import CUT_OFF
from analysis.quality.findings import MAX_TURN_DEG, TILTED, TOO_FAR, assess_quality
from analysis.skin.upright import find_upright_face
from analysis.skin.view import SkinView, unroll
from analysis.vocabulary import Aspect, QualityFinding

USUAL_YAW_DEG = {
    Pose.FRONT: 0.0,
    Pose.LEFT_THREE_QUARTER: -37.0,
    Pose.RIGHT_THREE_QUARTER: 37.0,
    Pose.LEFT_PROFILE: -58.0,
    Pose.RIGHT_PROFILE: 58.0,
}
"""Chosen: the middle of each side, and a profile of which a face is still found."""
LEAST_JUDGED_PX = 60.0
"""Distance between the eyes below which a frame is refused. Chosen: sharpness is told at 90, and
read nearly as well at 60."""
MAX_WISHED_PITCH_DEG = 15.0
"""Half of what the gate bears. Chosen: so that what a moment later is photographed passes."""
MIN_NECK_SHARE = 0.25
"""Of the places below the chin. Chosen: twice what a reference needs."""
MIN_SHARPNESS = 0.2
"""Fine to coarse detail of the eyes. Sharp photos of 15 people: 0.26 at least; blurred by 0.7 mm:
0.17 to 0.29, by 1 mm 0.19 at most, at every size. Measured: 15 people, 2026-11."""
_SHARPNESS_PX = 90.0
"""Distance between the eyes at which sharpness is told, for frame and photo alike. Chosen: the
least at which redness is read."""
_BANDS = (0.6, 1.2), (2.4, 4.8)
"""Standard deviations in pixels at that size. Chosen: lashes and the rim of the iris, and the whole
eye."""
_FIRST = ("several_faces", "no_face", CUT_OFF, "too_far", "turn_left", "turn_right")
"""What is said before everything else: the rest can be told only when it is right."""


@dataclass(frozen=True)
class Aim:
    """How the head is to be held: as in the photo from before, or as its side is usually shown."""

    pose: Pose
    yaw_deg: float
    """As `head_pose` says."""

    @classmethod
    def at(cls, pose: Pose) -> "Aim":
        """Return the usual aim for a side."""
        return cls(pose, USUAL_YAW_DEG[pose])


@dataclass(frozen=True)
class Framing:
    """What keeps a picture from being a good photo, and where the face is in it."""

    findings: tuple[QualityFinding, ...]
    """The most important first; none if all is well."""
    centre: tuple[float, float] | None = None
    """Row and column of the face's middle in interocular distances; None without one face."""

    @property
    def well(self) -> bool:
        """Whether nothing is in the way."""
        return not self.findings


def find_aim(photo: Photo) -> Aim:
    """Return how the head is held in a photo.

    Raises
    ------
    NoFaceFound, SeveralFacesFound
        As `find_face`.
    """
    yaw, _ = head_pose(find_face(photo.overview).unmirrored)
    return Aim(pose_at(yaw), yaw)


def judge_framing(photo: Photo, aim: Aim, enlarged: float = 1.0) -> Framing:
    """Judge a frame before the photo is taken, or the photo itself.

    Parameters
    ----------
    photo : Photo
        A frame, or the photo.
    aim : Aim
    enlarged : float
        How many pixels of the photo one pixel of this one stands for; 1 for the photo itself.

    Returns
    -------
    framing : Framing
        Without findings only if the gate would refuse neither redness nor texture.
    """
    try:
        upright, face = _find(photo, is_frame=enlarged > 1)
    except NoFaceFound:
        return Framing((_NO_FACE,))
    except SeveralFacesFound:
        return Framing((_SEVERAL_FACES,))
    view = unroll(upright, face)
    found = {finding.code: finding for finding in _wishes(view, aim)}
    found |= {
        finding.code: finding
        for finding in assess_quality(upright, view, enlarged).findings
        if finding.refuses or finding.code == CUT_OFF
    }
    row, column = face.points[:, :2].mean(axis=0) / face.interocular_px
    return Framing(tuple(sorted(found.values(), key=_rank)), (float(row), float(column)))


def _find(photo: Photo, *, is_frame: bool) -> tuple[Photo, Face]:
    """Find the face; a frame is looked at as it is, since a browser has turned it upright."""
    return (photo, find_face(photo.overview)) if is_frame else find_upright_face(photo)


def sharpness(light: Floats) -> float:
    """Return the share of fine detail in the sharper eye, at one size for every photo.

    Parameters
    ----------
    light : (S, S) float ndarray
        ln luminance on the skin map.
    """
    size = _SHARPNESS_PX / INTEROCULAR_TEXELS
    eyes = [
        cv2.resize(light[box], None, fx=size, fy=size, interpolation=cv2.INTER_AREA).astype(
            np.float32
        )
        for box in eye_boxes()
    ]
    return max(_energy(eye, _BANDS[0]) / max(_energy(eye, _BANDS[1]), 1e-9) for eye in eyes)


def _energy(part: Floats, band: tuple[float, float]) -> float:
    fine, coarse = (cv2.GaussianBlur(part, (0, 0), sigma) for sigma in band)
    return float(np.mean(np.square(fine - coarse)))


def _rank(finding: QualityFinding) -> int:
    return _FIRST.index(finding.code) if finding.code in _FIRST else len(_FIRST)


def _wishes(view: SkinView, aim: Aim) -> Iterator[QualityFinding]:
    if view.face.interocular_px < LEAST_JUDGED_PX:
        yield TOO_FAR
    yaw, pitch = head_pose(view.face.unmirrored)
    yield from _check_aim(yaw, aim)
    if abs(pitch) > MAX_WISHED_PITCH_DEG:
        yield TILTED
    if np.isfinite(view.neck.index).mean() < MIN_NECK_SHARE:
        yield _NECK_HIDDEN
    if sharpness(view.light) < MIN_SHARPNESS:
        yield _BLURRED


def _check_aim(yaw_deg: float, aim: Aim) -> Iterator[QualityFinding]:
    """Hold to what the gate bears between two photos, on the side that is to be shown."""
    off = yaw_deg - aim.yaw_deg
    if abs(off) > MAX_TURN_DEG[Aspect.TEXTURE] or pose_at(yaw_deg) is not aim.pose:
        yield _TURN_RIGHT if off > 0 else _TURN_LEFT


_NO_FACE = QualityFinding(
    "no_face",
    "No face is seen.",
    "Hold the camera so that the whole face is in the picture, in even light.",
    frozenset(Aspect),
)
_SEVERAL_FACES = QualityFinding(
    "several_faces",
    "More than one face is seen.",
    "Only one face may be in the picture.",
    frozenset(Aspect),
)
_TURN_LEFT = QualityFinding(
    "turn_left",
    "The head is turned otherwise than it should be.",
    "Turn the head further to your left.",
)
_TURN_RIGHT = QualityFinding(
    "turn_right",
    "The head is turned otherwise than it should be.",
    "Turn the head further to your right.",
)
_NECK_HIDDEN = QualityFinding(
    "neck_hidden",
    "The neck below the chin is hidden; it tells a change of light from a change of skin.",
    "Show the bare neck below the chin; go a little further away if need be.",
)
_BLURRED = QualityFinding(
    "blurred",
    "The picture is blurred.",
    "Hold the phone still, and wipe the lens.",
)
