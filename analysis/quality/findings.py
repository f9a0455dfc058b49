"""What a photo can carry: each finding says what was seen and how to retake it.

Refusals are separate for redness and texture. Limits that depend on lightness are relative to
the person's own face, so that dark skin is not refused more often.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from analysis.anatomy import Zone
from analysis.face.points import MOUTH_CORNERS
from analysis.face.pose import Pose, head_pose, pose_at
from analysis.face.zones import zone_masks, zone_texels
from analysis.photo.decode import Photo
from analysis.quality.cut import check_cut
from analysis.quality.picture import check_picture
from analysis.skin.pair import SkinPair
from analysis.skin.view import SkinView
from analysis.vocabulary import Aspect, QualityFinding, QualityReport

_BOTH = frozenset(Aspect)
_TEXTURE = frozenset({Aspect.TEXTURE})

# Chosen: turns near the limits of face photos (ISO/IEC 29794-5), the others by hand on simulated
# phone photos of 40 people, 2026-11 (tests/benchmark/redness.py, texture.py).
MIN_INTEROCULAR_PX = {Aspect.REDNESS: 90.0, Aspect.TEXTURE: 150.0}
MAX_TURN_DEG = {Aspect.TEXTURE: 15.0, Aspect.REDNESS: 20.0}
"""How far the head may be turned otherwise than in the photo from before."""
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
MIN_ZONE_SHARE = 0.3
"""A zone of which less is clean visible skin gets no value."""
MIN_FACE_SHARE = 0.45
"""A face of which less is clean visible skin is refused."""
_CLIPPED = 250
"""8-bit counts of the brightest channel from which on its colour is lost."""
_SMILE_WIDENING = 1.10
TOO_FAR = QualityFinding(
    "too_far",
    "The face is small in this photo, so fine detail is missing.",
    "Come closer until the face fills about half of the picture's width.",
    _BOTH,
)
TILTED = QualityFinding(
    "tilted",
    "The head is tilted up or down, so the skin is seen at a slant.",
    "Hold the camera at eye level.",
    _TEXTURE,
)
FOCUS_DIFFERS = QualityFinding(
    "focus_differs",
    "This photo and the photo from before are not equally sharp.",
    "Hold the phone still, wipe the lens and let it focus on the skin.",
    _TEXTURE,
)
_SHOWS = {
    Pose.FRONT: "shows the face from the front",
    Pose.LEFT_THREE_QUARTER: "shows the left cheek and half the face",
    Pose.RIGHT_THREE_QUARTER: "shows the right cheek and half the face",
    Pose.LEFT_PROFILE: "shows the left profile",
    Pose.RIGHT_PROFILE: "shows the right profile",
}
_TAKE = {
    Pose.FRONT: "Look straight into the camera, held at eye level.",
    Pose.LEFT_THREE_QUARTER: "Turn the head half to the right, so that the left cheek is seen.",
    Pose.RIGHT_THREE_QUARTER: "Turn the head half to the left, so that the right cheek is seen.",
    Pose.LEFT_PROFILE: "Turn the head to the right, so that the left profile is seen.",
    Pose.RIGHT_PROFILE: "Turn the head to the left, so that the right profile is seen.",
}
VIEW_DIFFERS = {
    (was, now): QualityFinding(
        "view_differs",
        f"The photo from before {_SHOWS[was]}, this one {_SHOWS[now]}: other skin is "
        "seen, so nothing was compared.",
        _TAKE[was],
        _BOTH,
    )
    for was, now in product(Pose, repeat=2)
}
"""By the side that each photo shows; whole sentences, so that each is translated as it stands."""
_CHEEKS = (Zone.CHEEK_LEFT, Zone.CHEEK_RIGHT)
_UNDER_EYES = (Zone.UNDER_EYE_LEFT, Zone.UNDER_EYE_RIGHT)


def assess_quality(photo: Photo, view: SkinView, enlarged: float = 1.0) -> QualityReport:
    """Check what a photo can carry by itself.

    Parameters
    ----------
    photo : Photo
    view : SkinView
        The same photo, unrolled.
    enlarged : float
        How many pixels of the photo in question one pixel of this one stands for: 1, or more where
        a small frame is looked at before the photo is taken.

    Returns
    -------
    report : QualityReport
    """
    return QualityReport(tuple(_check_alone(photo, view, enlarged)))


def assess_follow_up(photo: Photo, pair: SkinPair, before: QualityReport) -> QualityReport:
    """Check a photo, and whether it can be compared with its baseline.

    Parameters
    ----------
    photo : Photo
    pair : SkinPair
        The same photo, unrolled, and its baseline.
    before : QualityReport
        The baseline's.

    Returns
    -------
    report : QualityReport
    """
    alone = _check_alone(photo, pair.follow_up)
    return QualityReport((*alone, *_check_against(pair), *inherited(before)))


def inherited(before: QualityReport) -> Iterator[QualityFinding]:
    """Yield what a comparison suffers from because its baseline does."""
    refused = _BOTH - {aspect for aspect in Aspect if before.allows(aspect)}
    if refused or before.widening > 1:
        yield QualityFinding(
            "limited_before",
            "The photo from before has limits of its own, so less can be said of the change.",
            "Read what is noted at the photo from before, and replace it if you have a better one.",
            refused,
            before.widening,
        )


def said_once(findings: Iterable[QualityFinding]) -> tuple[QualityFinding, ...]:
    """Return findings of which several checks may have made the same one, with what each limits."""
    found: dict[tuple[str, str], QualityFinding] = {}
    for one in findings:
        known = found.setdefault((one.code, one.why), one)
        found[one.code, one.why] = replace(
            known,
            refuses=known.refuses | one.refuses,
            widens=max(known.widens, one.widens),
        )
    return tuple(found.values())


def refusal(code: str, why: str, retake: str) -> QualityReport:
    """Return a report that refuses a photo for one reason."""
    return QualityReport((QualityFinding(code, why, retake, _BOTH),))


def _check_alone(photo: Photo, view: SkinView, enlarged: float = 1.0) -> Iterator[QualityFinding]:
    yield from photo.capture.findings
    yield from check_picture(photo.overview)
    yield from check_cut(view, _size(photo))
    yield from _check_distance(view.face.interocular_px * enlarged)
    yield from _check_pitch(view)
    yield from _check_exposure(view)
    yield from _check_light(view)
    shares = _clean_shares(view)
    yield from _check_cover(shares)
    yield from _check_eyes(view, shares)


def _size(photo: Photo) -> tuple[int, int]:
    height, width = (side * photo.shrink for side in photo.overview.shape[:2])
    return height, width


def _check_distance(interocular_px: float) -> Iterator[QualityFinding]:
    refused = frozenset(
        aspect for aspect, least in MIN_INTEROCULAR_PX.items() if interocular_px < least
    )
    if refused:
        yield replace(TOO_FAR, refuses=refused)


def _check_pitch(view: SkinView) -> Iterator[QualityFinding]:
    _, pitch = head_pose(view.face.unmirrored)
    if abs(pitch) > MAX_PITCH_DEG:
        yield TILTED


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


def _clean_shares(view: SkinView) -> dict[Zone, float]:
    """Return how much of each zone is clean skin.

    Of what is turned away, or outside the picture, nothing is expected.
    """
    visible = view.visible.ravel()
    shown = {zone: texels[visible[texels]] for zone, texels in zone_texels().items()}
    clean, clipped = view.clean.ravel(), (_brightest(view) >= _CLIPPED).ravel()
    return {
        zone: _share(clean[at], clipped[at])
        for zone, at in shown.items()
        if len(at) >= MIN_ZONE_SHARE * len(zone_texels()[zone]) or zone is Zone.FACE
    }


def _check_cover(shares: dict[Zone, float]) -> Iterator[QualityFinding]:
    hidden = [zone for zone, share in shares.items() if share < MIN_ZONE_SHARE]
    if hidden:
        yield covered(hidden, _BOTH if shares.get(Zone.FACE, 0.0) < MIN_FACE_SHARE else frozenset())


def covered(zones: Iterable[Zone], refuses: frozenset[Aspect] = frozenset()) -> QualityFinding:
    """Return the finding that names hidden zones."""
    hidden = tuple(zones)
    names = ", ".join(zone.value.lower().replace("_", " ") for zone in hidden)
    return QualityFinding(
        "covered",
        f"Part of the face is covered, in shadow or outside the picture: {names}.",
        "Tie hair back, take glasses off and show the whole face.",
        refuses,
        zones=hidden,
    )


def with_cover(report: QualityReport, hidden: Collection[Zone]) -> QualityReport:
    """Name zones that the comparison found hidden beside those that the photo itself shows hidden.

    Parameters
    ----------
    report : QualityReport
    hidden : collection of Zone

    Returns
    -------
    report : QualityReport
    """
    if not hidden:
        return report
    known = [one for one in report.findings if one.code == "covered"]
    others = (one for one in report.findings if one.code != "covered")
    both = {*hidden, *(zone for one in known for zone in one.zones)}
    refuses = frozenset(aspect for one in known for aspect in one.refuses)
    return QualityReport((*others, covered([zone for zone in Zone if zone in both], refuses)))


def _check_eyes(view: SkinView, shares: dict[Zone, float]) -> Iterator[QualityFinding]:
    if not view.eyes_seen or all(shares.get(zone, 1.0) < MIN_ZONE_SHARE for zone in _UNDER_EYES):
        yield QualityFinding(
            "eyes_covered",
            "The eyes are covered or too bright, so redness is read without them, less surely, and "
            "nothing tells how sharp the photo is.",
            "Take dark glasses off, keep hair out of the eyes and avoid harsh light.",
            _TEXTURE,
            widens=1.25,
        )


def _share(clean: NDArray[np.bool_], clipped: NDArray[np.bool_]) -> float:
    """Share of clean skin; what is too bright is another finding and does not count as covered."""
    return float(clean.sum() / max(int((~clipped).sum()), 1))


def _check_against(pair: SkinPair) -> Iterator[QualityFinding]:
    baseline, view = pair.baseline, pair.follow_up
    was, now = (head_pose(photo.face.unmirrored)[0] for photo in (baseline, view))
    turned = list(check_turn(was, now))
    yield from turned
    if any(Aspect.REDNESS in finding.refuses for finding in turned):
        return
    if abs(pair.focus_offset) > MAX_FOCUS_DIFFERENCE:
        yield FOCUS_DIFFERS
    widening = _mouth_width(view) / max(_mouth_width(baseline), 1e-6)
    if not 1 / _SMILE_WIDENING < widening < _SMILE_WIDENING:
        yield QualityFinding(
            "expression_differs",
            "The expression differs from the photo from before; a smile moves and folds the skin.",
            "Keep a relaxed face with the mouth closed.",
        )


def check_turn(was_deg: float, now_deg: float) -> Iterator[QualityFinding]:
    """Compare like with like: front with front, each side with itself; both as `head_pose` says."""
    turned = abs(now_deg - was_deg)
    if turned > MAX_TURN_DEG[Aspect.REDNESS]:
        yield VIEW_DIFFERS[pose_at(was_deg), pose_at(now_deg)]
    elif turned > MAX_TURN_DEG[Aspect.TEXTURE]:
        yield QualityFinding(
            "turned",
            "The head is turned otherwise than in the photo from before, so fine detail is seen "
            "at another slant.",
            "Hold the head as in the photo from before.",
            _TEXTURE,
        )


def _mouth_width(view: SkinView) -> float:
    corners = view.face.points[list(MOUTH_CORNERS), :2]
    return float(np.linalg.norm(corners[0] - corners[1])) / view.face.interocular_px
