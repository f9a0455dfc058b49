"""What a photo can carry: each finding says what was seen and how to retake it.

Refusals are separate for redness and texture. Limits that depend on lightness are relative to
the person's own face, so that dark skin is not refused more often.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from analysis.anatomy import Zone
from analysis.face import Points
from analysis.image import Photo
from analysis.mesh import canonical_mesh
from analysis.results import Aspect, QualityFinding, QualityReport
from analysis.sharpness import focus_difference
from analysis.skin import SkinView
from analysis.zones import zone_masks, zone_texels

_BOTH = frozenset(Aspect)
_TEXTURE = frozenset({Aspect.TEXTURE})

MIN_INTEROCULAR_PX = {Aspect.REDNESS: 90.0, Aspect.TEXTURE: 150.0}
MAX_YAW_DEG = {Aspect.REDNESS: 30.0, Aspect.TEXTURE: 20.0}
MAX_PITCH_DEG = 30.0
MAX_CLIPPED_SHARE = {Aspect.TEXTURE: 0.05, Aspect.REDNESS: 0.6}
"""Of the face. Redness is read off the rest as long as enough is left."""
MIN_BRIGHTNESS = {Aspect.TEXTURE: 40.0, Aspect.REDNESS: 28.0}
"""8-bit counts of the face's brightest channel, median. Set by the grain of dark pictures, far
below the darkest skin in ordinary light (about 65)."""
MAX_LIGHT_DIFFERENCE = {Aspect.TEXTURE: 0.7, Aspect.REDNESS: 1.2}
"""ln luminance between left and right cheek."""
MAX_FOCUS_DIFFERENCE = 1.5
"""Texels of blur between the two photos that texture can still bear."""
MIN_COLOUR_RANGE = 3
"""8-bit counts between channels; a black-and-white photo has none."""
MIN_ZONE_SHARE = 0.3
"""A zone of which less is clean visible skin gets no value."""
MIN_FACE_SHARE = 0.45
"""A face of which less is clean visible skin is refused."""
_CLIPPED = 250
"""8-bit counts of the brightest channel from which on its colour is lost."""
_SMILE_WIDENING = 1.10
FOCUS_DIFFERS = QualityFinding(
    "focus_differs",
    "This photo and the photo from before are not equally sharp.",
    "Hold the phone still, wipe the lens and let it focus on the skin.",
    _TEXTURE,
)
_MOUTH_CORNERS = (61, 291)
_CHEEKS = (Zone.CHEEK_LEFT, Zone.CHEEK_RIGHT)


def assess_quality(photo: Photo, view: SkinView, baseline: SkinView | None) -> QualityReport:
    """Check a photo, and where there is a baseline, whether both can be compared.

    Parameters
    ----------
    photo : Photo
    view : SkinView
        The same photo, unrolled.
    baseline : SkinView or None

    Returns
    -------
    report : QualityReport
    """
    findings = list(_check_alone(photo, view))
    if baseline is not None:
        findings += _check_against(baseline, view)
    return QualityReport(tuple(findings))


def refusal(code: str, why: str, retake: str) -> QualityReport:
    """Return a report that refuses a photo for one reason."""
    return QualityReport((QualityFinding(code, why, retake, _BOTH),))


def head_pose(points: Points) -> tuple[float, float]:
    """Estimate how far a head is turned.

    Parameters
    ----------
    points : (478, 3) float ndarray
        Row, column, depth.

    Returns
    -------
    yaw_deg, pitch_deg : float
        Positive yaw shows more of the person's right cheek, positive pitch looks up.

    References
    ----------
    Umeyama 1991, doi:10.1109/34.88573 (rotation between two point sets).
    """
    seen = points[:468, [1, 0, 2]] * [1, -1, -1]
    model = canonical_mesh().vertices
    u, _, vt = np.linalg.svd((model - model.mean(axis=0)).T @ (seen - seen.mean(axis=0)))
    turn = (u @ np.diag([1, 1, np.sign(np.linalg.det(u @ vt))]) @ vt).T
    yaw = np.degrees(np.arctan2(turn[0, 2], turn[2, 2]))
    pitch = np.degrees(np.arcsin(np.clip(turn[1, 2], -1, 1)))
    return float(yaw), float(pitch)


def _check_alone(photo: Photo, view: SkinView) -> Iterator[QualityFinding]:
    yield from _check_colour(photo)
    yield from _check_distance(view)
    yield from _check_pose(view)
    yield from _check_exposure(view)
    yield from _check_light(view)
    yield from _check_cover(view)


def _check_colour(photo: Photo) -> Iterator[QualityFinding]:
    channels = np.moveaxis(photo.overview[::16, ::16], -1, 0).astype(int)
    if np.percentile(np.ptp(channels, axis=0), 99) < MIN_COLOUR_RANGE:
        yield QualityFinding(
            "no_colour",
            "This photo is black and white, so redness cannot be read from it.",
            "Switch off any filter and take a colour photo.",
            frozenset({Aspect.REDNESS}),
        )


def _check_distance(view: SkinView) -> Iterator[QualityFinding]:
    refused = frozenset(
        aspect for aspect, least in MIN_INTEROCULAR_PX.items() if view.face.interocular_px < least
    )
    if refused:
        yield QualityFinding(
            "too_far",
            "The face is small in this photo, so fine detail is missing.",
            "Come closer until the face fills about half of the picture's width.",
            refused,
        )


def _check_pose(view: SkinView) -> Iterator[QualityFinding]:
    yaw, pitch = head_pose(view.face.unmirrored)
    refused = frozenset(aspect for aspect, most in MAX_YAW_DEG.items() if abs(yaw) > most)
    if abs(pitch) > MAX_PITCH_DEG:
        refused |= _TEXTURE
    if refused:
        yield QualityFinding(
            "turned",
            "The head is turned away, so one side is seen at a slant.",
            "Look straight into the camera, held at eye level.",
            refused,
        )


def _check_exposure(view: SkinView) -> Iterator[QualityFinding]:
    face = zone_masks()[Zone.FACE] & view.visible
    brightest = _brightest(view)[face]
    clipped = float((brightest >= _CLIPPED).mean()) if face.any() else 0.0
    if clipped > MAX_CLIPPED_SHARE[Aspect.TEXTURE]:
        yield QualityFinding(
            "too_bright",
            "Part of the face is so bright that its colour is lost.",
            "Avoid flash and direct sun; tap on the face so that the camera exposes for it.",
            _over(clipped, MAX_CLIPPED_SHARE),
        )
    brightness = float(np.median(brightest)) if face.any() else 0.0
    too_dark = frozenset(a for a, least in MIN_BRIGHTNESS.items() if brightness < least)
    if too_dark:
        yield QualityFinding(
            "too_dark",
            "The photo is so dark that the camera's grain hides the skin's colour.",
            "Switch more lamps on or face a window, and tap on the face before taking it.",
            too_dark,
        )


def _brightest(view: SkinView) -> NDArray[np.uint8]:
    # Channel by channel: ten times as fast as a maximum over the last axis.
    red, green, blue = np.moveaxis(view.pixels, -1, 0)
    return np.asarray(np.maximum(np.maximum(red, green), blue))


def _check_light(view: SkinView) -> Iterator[QualityFinding]:
    difference = _cheek_difference(view)
    if difference > MAX_LIGHT_DIFFERENCE[Aspect.TEXTURE]:
        yield QualityFinding(
            "uneven_light",
            "One side of the face is much brighter than the other.",
            "Face a window or a lamp so that both cheeks are lit alike.",
            _over(difference, MAX_LIGHT_DIFFERENCE),
        )


def _over(value: float, limits: dict[Aspect, float]) -> frozenset[Aspect]:
    return frozenset(aspect for aspect, most in limits.items() if value > most)


def _cheek_difference(view: SkinView) -> float:
    masks = zone_masks()
    left, right = (view.light[masks[zone] & view.visible] for zone in _CHEEKS)
    return float(abs(np.median(left) - np.median(right))) if left.size and right.size else 0.0


def _check_cover(view: SkinView) -> Iterator[QualityFinding]:
    clean, clipped = view.clean.ravel(), (_brightest(view) >= _CLIPPED).ravel()
    seen = {zone: _share(clean[at], clipped[at]) for zone, at in zone_texels().items()}
    hidden = [zone for zone, share in seen.items() if share < MIN_ZONE_SHARE]
    if hidden:
        names = ", ".join(zone.value.lower().replace("_", " ") for zone in hidden)
        yield QualityFinding(
            "covered",
            f"Part of the face is covered, in shadow or outside the picture: {names}.",
            "Tie hair back, take glasses off and show the whole face.",
            _BOTH if seen[Zone.FACE] < MIN_FACE_SHARE else frozenset(),
        )


def _share(clean: NDArray[np.bool_], clipped: NDArray[np.bool_]) -> float:
    """Share of clean skin; what is too bright is another finding and does not count as covered."""
    return float(clean.sum() / max(int((~clipped).sum()), 1))


def _check_against(baseline: SkinView, view: SkinView) -> Iterator[QualityFinding]:
    difference = focus_difference(baseline, view)
    if difference > MAX_FOCUS_DIFFERENCE:
        yield FOCUS_DIFFERS
    widening = _mouth_width(view) / max(_mouth_width(baseline), 1e-6)
    if not 1 / _SMILE_WIDENING < widening < _SMILE_WIDENING:
        yield QualityFinding(
            "expression_differs",
            "The expression differs from the photo from before; a smile moves and folds the skin.",
            "Keep a relaxed face with the mouth closed.",
        )


def _mouth_width(view: SkinView) -> float:
    corners = view.face.points[list(_MOUTH_CORNERS), :2]
    return float(np.linalg.norm(corners[0] - corners[1])) / view.face.interocular_px
