"""Redness and texture of body skin as change against the photo it was laid over.

Nothing in such a photo is known to be untreated, and nothing tells sizes, unless the printed card
lies beside the skin in both photos. Without it the redness carries the error of any two lamps,
and no texture is measured.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.align.body import BodyRegistration, BodyView
from analysis.anatomy import Zone
from analysis.card.reading import CardChange, compare_cards
from analysis.colour import Floats, log_luminance, to_linear
from analysis.face.detect import Image
from analysis.face.mesh import TEXELS_PER_MM, sample
from analysis.face.zones import Mask
from analysis.figures import NORMAL_95
from analysis.measures.octaves import spread
from analysis.measures.spots import find_new_spots
from analysis.measures.stated_errors import stated_mdc95
from analysis.measures.texture import BANDS
from analysis.quality.findings import FOCUS_DIFFERS, MAX_FOCUS_DIFFERENCE
from analysis.skin.detail import find_detail
from analysis.skin.pattern import averaged_by
from analysis.skin.plain import has_skin_colour, is_well_exposed, smooth_index
from analysis.skin.sharpness import blur_between, blurred, grain
from analysis.vocabulary import (
    Aspect,
    Measure,
    QualityFinding,
    QualityReport,
    Unit,
    ZoneMeasurement,
)

METHOD = "median_of_agreed_skin"
METHOD_VERSION = "2"

_LEAST_SHARE = 0.2
"""Share of the compared skin that must be plain in both photos. Chosen: by hand; less may be one
spot of the limb."""
_EDGE_MM = 3.0
"""Texture this near to anything but plain skin is left out: edges are no texture. Chosen: more
than the coarsest band of texture reaches (2 mm)."""
_COARSEST = 0.7
"""Photo pixels per texel below which fine texture is missing. Chosen: by hand; what enlarging adds
is smooth."""
_SPOT = (0.04, 9)
"""ln contrast and reach (texels) of a new spot. Chosen: body skin has a freckle in every reach as
wide as the face's, which new flakes would have to exceed (12 generated limbs, 2026-11)."""


@dataclass(frozen=True)
class _Skin:
    """The compared skin of one photo, on a grid that both photos share."""

    linear: Floats
    light: Floats
    index: Floats
    plain: Mask


def measure_body_change(
    registration: BodyRegistration, zone: Zone, told: QualityReport
) -> tuple[list[ZoneMeasurement], list[QualityFinding]]:
    """Measure how body skin changed.

    Parameters
    ----------
    registration : BodyRegistration
    zone : Zone
        What the photos show.
    told : QualityReport
        What is known to limit the photos.

    Returns
    -------
    measurements : list of ZoneMeasurement
        `erythema_index` and `delta_erythema_index`; with a card in both photos also roughness
        and the flakes and marks that are new.
    findings : list of QualityFinding
        What limits them.
    """
    before, after = registration.baseline, registration.follow_up
    light = compare_cards(before.card, after.card) if before.card and after.card else None
    fine = light is not None and all(_texel_px(view) >= _COARSEST for view in (before, after))
    skins, agreed = _unfold(registration, _texels_per_px(before) if fine else 1.0)
    both = agreed & skins[0].plain & skins[1].plain
    if both.sum() < _LEAST_SHARE * max(agreed.sum(), 1):
        return [], [_LITTLE_SKIN]
    found = list[ZoneMeasurement]()
    if told.allows(Aspect.REDNESS):
        found += _redness(skins, both, light, zone, told.widening)
    if light is None:
        return found, [_NO_CARD]
    if not fine:
        return found, [_TOO_FAR]
    if not told.allows(Aspect.TEXTURE):
        return found, []
    blur = blur_between(*(partial(grain, skin.light, both) for skin in skins))
    if abs(blur) > MAX_FOCUS_DIFFERENCE:
        return found, [FOCUS_DIFFERS]
    return [*found, *_texture(skins, both, blur, zone)], []


def _texel_px(view: BodyView) -> float:
    """Pixels of the photo per texel of the grid that texture is measured on."""
    return 1 / (TEXELS_PER_MM * view.mm_per_px) if view.mm_per_px else 0.0


def _texels_per_px(view: BodyView) -> float:
    """Texels per pixel at working size."""
    return 1 / (_texel_px(view) * view.scale)


def _unfold(registration: BodyRegistration, factor: float) -> tuple[tuple[_Skin, _Skin], Mask]:
    """Read both photos on the baseline's grid, `factor` finer than its working size."""
    rows, columns = (round(side * factor) for side in registration.accepted.shape)
    grid = np.indices((rows, columns), np.float32).transpose(1, 2, 0)
    own = (grid + np.float32(0.5)) / np.float32(factor) - np.float32(0.5)
    places = cv2.remap(
        registration.positions, own[..., 1], own[..., 0], cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    agreed = cv2.resize(registration.accepted.astype(np.uint8), (columns, rows)).astype(bool)
    before = _read(registration.baseline, own, agreed)
    return (before, _read(registration.follow_up, np.asarray(places, np.float32), agreed)), agreed


def _read(view: BodyView, places: NDArray[np.float32], agreed: Mask) -> _Skin:
    """Read a photo at places given at working size, averaged where it is finer than the grid."""
    pixels, at = view.photo.pixels, (places + 0.5) / view.scale
    step = float(np.median(np.abs(np.diff(at, axis=1)).max(axis=-1)))
    if step > 1:
        pixels = averaged_by(pixels, 1 / step)
        at = at / step
    return _skin(sample(pixels, np.asarray(at - 0.5, np.float32)), agreed)


def _skin(pixels: Image, agreed: Mask) -> _Skin:
    linear = to_linear(pixels)
    index = smooth_index(linear)
    plain = agreed & is_well_exposed(pixels)
    return _Skin(
        linear, log_luminance(linear), index, plain & has_skin_colour(linear, index, plain)
    )


def _redness(
    skins: tuple[_Skin, _Skin], both: Mask, light: CardChange | None, zone: Zone, widening: float
) -> Iterator[ZoneMeasurement]:
    before, after = skins
    own = float(np.median(after.index[both]))
    change = float(np.median(after.index[both] - before.index[both]))
    if light is not None:
        change -= light.index_change(np.median(before.linear[both], axis=0))
    mdc95 = stated_mdc95(Measure.DELTA_ERYTHEMA_INDEX, zone, with_card=light is not None)
    if light is not None:
        mdc95 = float(np.hypot(mdc95, NORMAL_95 * light.index_sd))
    unit = Unit.ERYTHEMA_INDEX
    yield ZoneMeasurement(zone, Measure.ERYTHEMA_INDEX, own, unit, None, METHOD, METHOD_VERSION)
    yield ZoneMeasurement(
        zone, Measure.DELTA_ERYTHEMA_INDEX, change, unit, mdc95 * widening, METHOD, METHOD_VERSION
    )


def _texture(
    skins: tuple[_Skin, _Skin], both: Mask, blur: float, zone: Zone
) -> Iterator[ZoneMeasurement]:
    before, after = (
        find_detail(blurred(skin.light, sign * blur))
        for skin, sign in zip(skins, (1, -1), strict=True)
    )
    margin = 2 * round(_EDGE_MM * TEXELS_PER_MM) + 1
    inner = cv2.erode(both.astype(np.uint8), np.ones((margin, margin))).astype(bool)
    if not inner.any():
        return
    for measure, was, now in zip(BANDS, before.bands, after.bands, strict=True):
        ratio = float(np.log(spread(now[inner]) / spread(was[inner])))
        yield _texture_record(zone, measure, ratio, Unit.LOG_RATIO)
    area_cm2 = float(inner.sum()) / (10 * TEXELS_PER_MM) ** 2
    for measure, new in find_new_spots(before.blobs, after.blobs, *_SPOT).items():
        value = float(new[inner].sum()) / area_cm2
        yield _texture_record(zone, measure, value, Unit.PER_CM2)


def _texture_record(zone: Zone, measure: Measure, value: float, unit: Unit) -> ZoneMeasurement:
    mdc95 = stated_mdc95(measure, zone)
    return ZoneMeasurement(zone, measure, value, unit, mdc95, METHOD, METHOD_VERSION)


_TEXTURE = frozenset({Aspect.TEXTURE})
_NO_CARD = QualityFinding(
    "no_card",
    "The printed card is not in both photos, so a change of light cannot be told from a change "
    "of the skin: the error stated is much larger. Sizes are unknown too, so texture is left out.",
    "Lay the printed card flat beside the skin, in this photo and in the one from before.",
    _TEXTURE,
)
_TOO_FAR = QualityFinding(
    "too_far",
    "The skin is small in this photo or in the one from before, so fine detail is missing.",
    "Come closer until the treated skin fills the picture.",
    _TEXTURE,
)
_LITTLE_SKIN = QualityFinding(
    "little_skin",
    "Too little plain skin can be seen in both photos to measure it.",
    "Show bare skin in even light, without hair, cloth or glare on it.",
    frozenset(Aspect),
)
