"""A photo's skin on the canonical map: everything that later steps look at."""

from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.anatomy import FACIAL_ZONES, Zone
from analysis.card.reading import CardReading
from analysis.colour import (
    Floats,
    ln_blue,
    log_luminance,
    median,
    robust_sd,
    to_linear,
)
from analysis.face.detect import Face, Image, find_face
from analysis.face.mesh import (
    TEXELS_PER_MM,
    covered,
    foreshortening,
    photo_positions,
    sample,
)
from analysis.face.points import MESH_POINTS
from analysis.face.pose import Pose, pose_of
from analysis.face.zones import Mask, skin_mask, zone_masks
from analysis.photo.decode import Photo
from analysis.skin.closeup import Closeup
from analysis.skin.cut_out import cut_out, fine_enough
from analysis.skin.detail import Detail, find_detail
from analysis.skin.eye_region import (
    LIDS,
    TYPICAL_VEIL,
    measure_eye_region,
    measure_hair,
    measure_veil,
    measure_white,
)
from analysis.skin.neck import Patches, measure_neck
from analysis.skin.pattern import coarse_pattern, shrunk, skin_pattern
from analysis.skin.plain import CLIPPED, has_skin_colour, is_well_exposed, smooth_index
from analysis.threads import side_by_side

_MIN_FORESHORTENING = 0.35
"""Skin turned further away than this is smeared over too few pixels. Chosen: by hand; at 70
degrees a texel has a third of a pixel."""
# Chosen: by hand: wider than hairs and moles, narrower than a shadow of the nose.
_LOCAL_MM = 5.0
_MOTTLE_MM = 3.3
_EVERY = 4
"""Smooth maps and middles of the whole face are taken from every fourth texel."""
# Chosen: by hand on simulated phone photos of 40 people, 2026-11, those below as well.
_HAIR_CONTRAST = 0.25
"""Darker than its surroundings by this (ln): hair, lashes, moles, the rim of glasses."""
_HAIR_DEPTH = 1.3
"""Darker than the face's median by this (ln): hair or deep shadow. Relative, so fair to all
skin tones."""
_GLOSS_CONTRAST, _MOST_GLOSS = 0.12, 0.15
"""Gloss is brighter than its surroundings by more than this (ln), but never more than this share
of the face: dark skin has a higher contrast everywhere."""
NEAR_EDGE = 0.08
"""Of the distance between the eyes: how far the mesh is off where the picture cuts a face, p90 of
the worst cut. Measured: 14 people's photos cut in eight ways, 2026-11."""
_OFF_BORDER = np.float32(2)

Found = TypeVar("Found")


@dataclass(frozen=True, eq=False)  # maps compare by identity
class SkinView:
    """One photo, unrolled. All maps are (S, S) on the canonical skin map."""

    photo_digest: str
    face: Face
    pixels: Image = field(repr=False)
    """(S, S, 3) sRGB."""
    light: Floats = field(repr=False)
    """Natural logarithm of luminance."""
    index: Floats = field(repr=False)
    """Erythema index."""
    framed: Mask = field(repr=False)
    """In the picture, and in no zone that its edge cuts."""
    visible: Mask = field(repr=False)
    """Framed and not turned away."""
    plain: Mask = field(repr=False)
    """Visible skin without clipping, hair and deep shadow."""
    clean: Mask = field(repr=False)
    """Plain skin without gloss: where colour can be trusted."""
    middle: tuple[float, float]
    """Erythema index and ln luminance of the face, medians of its clean skin."""
    blue: float
    """ln B/G of the face, median of its clean skin."""
    neck: Patches
    """Skin below the chin."""
    eye_region: Patches
    """Upper lids and brows."""
    hair: float
    """Linear luminance of the darkest hair of the brows; NaN where no brow is seen."""
    white: float
    """Erythema index of the whites of the eyes; NaN where they are not seen."""
    veil: float
    """Share of the face's light that is veil (flare, gloss), as the pupils show it."""
    eyes_seen: bool
    """Whether lids and so pupils can be seen."""
    steps: tuple[int, ...] = ()
    """Steps in which the file keeps light, see `Capture.steps`."""
    closeups: Mapping[int, Closeup] = field(default_factory=dict, repr=False)
    """Squares of the zones on finer grids, by steps per texel, where the photo shows more."""
    card: CardReading | None = None
    """The printed card, where it was looked for and found."""
    kept: dict[object, tuple[object, Any]] = field(default_factory=dict, init=False, repr=False)
    """What `once` found, and by what."""

    def once(self, what: object, by: object, find: Callable[[], Found]) -> Found:
        """Find something of this photo, unless the last comparison found it by the same."""
        if what not in self.kept or self.kept[what][0] != by:
            self.kept[what] = by, find()
        found: Found = self.kept[what][1]
        return found

    @cached_property
    def pose(self) -> Pose:
        """The side of the face that the photo shows."""
        return pose_of(self.face.unmirrored)

    @property
    def positions(self) -> NDArray[np.float32]:
        """(S, S, 2) row, column of each texel in the photo."""
        return photo_positions(self.face)

    @property
    def pattern(self) -> Image:
        """The skin's own pattern, which is followed from photo to photo."""
        return self._of_light(skin_pattern)

    @property
    def coarse(self) -> Image:
        """The same, seen coarsely: what is left to follow where a photo shows no finer."""
        return self._of_light(coarse_pattern)

    @cached_property
    def mottling(self) -> float:
        """How much the index differs from place to place within millimetres, robust SD in EI.

        Make-up, a beauty filter or a night mode evens it out.
        """
        index, clean = self.index[::_EVERY, ::_EVERY], self.clean[::_EVERY, ::_EVERY]
        counted = clean.astype(np.float32)
        weight, total = (
            cv2.GaussianBlur(part, (0, 0), _MOTTLE_MM * TEXELS_PER_MM / _EVERY)
            for part in (counted, index * counted)
        )
        local = (index - total / np.maximum(weight, 1e-3))[clean]
        return robust_sd(local) if local.size else 0.0

    @property
    def detail(self) -> Detail:
        """The skin's fine structure, which the texture measures look at."""
        return self._of_light(find_detail)

    def _of_light(self, find: Callable[[Floats], Found]) -> Found:
        return self.once(find, None, partial(find, self.light))


def view_photo(photo: Photo, find: Callable[[Image], Face] = find_face) -> SkinView:
    """Find a photo's face and lay it out on the canonical skin map.

    Parameters
    ----------
    photo : Photo
    find : function, optional
        Finds the face in the photo's overview, (M, N, 3) uint8.

    Returns
    -------
    view : SkinView

    Raises
    ------
    NoFaceFound, SeveralFacesFound
        As `find_face`.
    """
    return unroll(photo, find(photo.overview).scaled(photo.shrink))


def unroll(
    photo: Photo,
    face: Face,
    closeups: Future[dict[int, Closeup]] | None = None,
    ahead: Executor | None = None,
) -> SkinView:
    """Lay a photo's face out on the canonical skin map.

    Parameters
    ----------
    photo : Photo
    face : Face
        As found in this photo, in pixels of the photo.
    closeups : future of dict, optional
        What is being read of the same face on finer grids.
    ahead : executor, optional
        Finds meanwhile what a comparison will ask of the light, if it comes to it in time.

    Returns
    -------
    view : SkinView
    """
    whole, within = fine_enough(photo, face)
    picture, placed = cut_out(whole, within)
    positions = photo_positions(placed)
    pixels = _read_mesh(picture, positions)
    linear = to_linear(pixels)
    light = log_luminance(linear)
    structure = ahead.submit(_structure_of, light) if ahead else None
    margin = NEAR_EDGE * placed.interocular_px
    framed = _whole_zones(_inside(placed, positions, picture.shape), positions, picture, margin)
    seen = framed & facing_camera(face)
    index, (visible, plain, clean) = _find_skin(pixels, linear, light, seen)
    middle = _middle(index, clean), _middle(light, clean)
    unclipped = seen & (pixels[..., 0] < CLIPPED)  # red is the first to go on skin
    eye_region = measure_eye_region(linear, index, light, unclipped, *middle)
    eyes_seen = bool(np.isfinite(eye_region.index[LIDS]).any())
    open_eyes = eyes_seen and face.eyes_open
    view = SkinView(
        photo_digest=photo.digest,
        face=face,
        pixels=pixels,
        light=light,
        index=index,
        framed=framed,
        visible=visible,
        plain=plain,
        clean=clean,
        middle=middle,
        blue=_middle_blue(linear, clean),
        neck=measure_neck(whole, within, *middle),
        eye_region=eye_region,
        hair=measure_hair(light, unclipped),
        white=measure_white(index, light, positions, placed.points) if open_eyes else np.nan,
        veil=measure_veil(light, *middle) if open_eyes else TYPICAL_VEIL,
        eyes_seen=eyes_seen,
        steps=photo.capture.steps,
        closeups=closeups.result() if closeups else {},
    )
    if structure and not structure.cancel():  # what was not begun is found when it is asked for
        view.kept.update(structure.result())
    return view


def _structure_of(light: Floats) -> dict[object, tuple[object, Any]]:
    """Return what a view keeps of the structures of its light."""
    return {find: (None, find(light)) for find in (skin_pattern, coarse_pattern, find_detail)}


def _find_skin(
    pixels: Image, linear: Floats, light: Floats, seen: Mask
) -> tuple[Floats, tuple[Mask, Mask, Mask]]:
    """Return the erythema index, and where skin is visible, plain and clean."""
    with side_by_side() as pool:  # the second core
        redness = pool.submit(smooth_index, linear)
        visible = skin_mask() & seen
        contrast = light - _local_mean(light, visible)
        plain = visible & _is_plain_skin(pixels, light, contrast, visible)
    index = redness.result()
    plain &= has_skin_colour(linear, index, plain)
    return index, (visible, plain, plain & (contrast < _gloss_limit(contrast, plain)))


def _read_mesh(picture: Image, positions: NDArray[np.float32]) -> Image:
    """Sample the texels of the mesh; the others stay black."""
    # Off the mesh read any pixel, and drop it: OpenCV is slow beyond a picture's border.
    within = np.maximum(positions[..., ::-1], _OFF_BORDER)[..., ::-1]
    pixels = sample(picture, within)
    return np.asarray(cv2.copyTo(pixels, covered().astype(np.uint8)), np.uint8)


def _inside(face: Face, positions: NDArray[np.float32], shape: tuple[int, ...]) -> Mask:
    last = np.array(shape[:2]) - 2
    points = face.points[:MESH_POINTS, :2]
    if (points >= 1).all() and (points <= last).all():  # of most photos the whole face
        return covered()
    return np.asarray(((positions >= 1) & (positions <= last)).all(axis=-1))


def _whole_zones(
    inside: Mask, positions: NDArray[np.float32], picture: Image, margin: float
) -> Mask:
    """Take all of a zone for outside that the picture's edge cuts.

    Where the picture ends inside the face, the mesh is guessed beyond the edge and less sure at it:
    what lies near it counts as outside, too.
    """
    if inside[zone_masks()[Zone.FACE]].all():
        return inside
    rows, columns = (side - margin for side in picture.shape[:2])
    far = (positions >= margin).all(-1) & (positions[..., 0] < rows) & (positions[..., 1] < columns)
    for zone in FACIAL_ZONES:
        if not far[zone_masks()[zone]].all():
            inside = inside & ~zone_masks()[zone]
    return inside


def facing_camera(face: Face) -> Mask:
    """Return the texels that are not turned away from the camera, (S, S) bool."""
    return np.asarray(foreshortening(face) > _MIN_FORESHORTENING)


def _is_plain_skin(pixels: Image, light: Floats, contrast: Floats, visible: Mask) -> Mask:
    depth = _middle(light, visible) - (light - contrast)
    return np.asarray(
        is_well_exposed(pixels) & (contrast > -_HAIR_CONTRAST) & (depth < _HAIR_DEPTH)
    )


def _gloss_limit(contrast: Floats, plain: Mask) -> float:
    some = contrast[::_EVERY, ::_EVERY][plain[::_EVERY, ::_EVERY]]
    return max(_GLOSS_CONTRAST, float(np.quantile(some, 1 - _MOST_GLOSS)) if some.size else 0.0)


def _middle(values: Floats, where: Mask) -> float:
    values, where = values[::_EVERY, ::_EVERY], where[::_EVERY, ::_EVERY]
    return median(values[where]) if where.any() else 0.0


def _middle_blue(linear: Floats, where: Mask) -> float:
    chosen = linear[::_EVERY, ::_EVERY][where[::_EVERY, ::_EVERY]]
    return median(ln_blue(chosen)) if len(chosen) else 0.0


def _local_mean(values: Floats, where: Mask) -> Floats:
    """Mean over the neighbourhood of each texel, counting only texels of the mask."""
    sigma = _LOCAL_MM * TEXELS_PER_MM / _EVERY
    counted = where.astype(np.float32)
    weight, total = (
        cv2.GaussianBlur(shrunk(part, _EVERY), (0, 0), sigma)
        for part in (counted, values * counted)
    )
    mean = total / np.maximum(weight, 1e-3)
    return np.asarray(cv2.resize(mean, values.shape[::-1]), np.float32)
