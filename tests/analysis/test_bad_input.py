"""Photos that hide redness or change colours: a wider error that says so, or a refusal."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
import pytest

from analysis import Aspect, Measure, Photo, PhotoAnalysis, Zone, analyse_photo, read_photo
from analysis.colour import to_linear
from analysis.face.detect import Face, find_face
from analysis.face.mesh import photo_positions
from analysis.face.zones import zone_masks
from tests.analysis.test_recipe import encode_srgb
from tests.marks import by_hand, some_of

PEOPLE = (by_hand("002"), "096")
"""A light and a dark face, each photographed twice, untreated."""
RED_EI = 8.0

Pixels = np.ndarray
_RIM = (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7)
_LEFT_RIM = (263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249)
_BEARD = (234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397, 288,
          361, 323, 454, 425, 426, 391, 2, 165, 206, 205)  # fmt: skip


def sunglasses(pixels: Pixels, face: Face) -> Pixels:
    for rim in (_RIM, _LEFT_RIM):
        points = face.points[list(rim), 1::-1]
        middle = points.mean(axis=0)
        radius = 0.45 * face.interocular_px
        axes = round(radius), round(0.75 * radius)
        cv2.ellipse(pixels, tuple(np.round(middle).astype(int)), axes, 0, 0, 360, (18, 18, 20), -1)
    return pixels


def beard(pixels: Pixels, face: Face) -> Pixels:
    mask = np.zeros(pixels.shape[:2], np.uint8)
    cv2.fillPoly(mask, [face.points[list(_BEARD), 1::-1].astype(np.int32)], 1)
    hair = np.random.default_rng(0).uniform(0.03, 0.3, mask.shape)[..., None]
    hair = cv2.GaussianBlur(hair, (0, 0), 1.2)[..., None] * np.array([1.0, 0.85, 0.7])
    mixed = np.where(mask[..., None] > 0, hair * to_linear(pixels).mean(), to_linear(pixels))
    return encode_srgb(mixed)


def make_up(pixels: Pixels, face: Face) -> Pixels:
    """A cover of one colour over three quarters of what the skin shows, as a thick foundation."""
    skin = _on_photo(face, pixels.shape, Zone.FACE)
    linear = to_linear(pixels)
    cover = np.median(linear[skin > 0.5], axis=0) * (1 + 0.3 * (linear.mean(-1, keepdims=True)
            / linear[skin > 0.5].mean() - 1))  # fmt: skip
    share = 0.75 * skin[..., None]
    return encode_srgb(linear * (1 - share) + cover * share)


def dark_room(pixels: Pixels, face: Face) -> Pixels:
    """A warm lamp far away, much grain, a little of which is removed."""
    rng = np.random.default_rng(1)
    linear = to_linear(pixels) * [0.10, 0.06, 0.03]
    linear = np.maximum(linear + rng.normal(0, 0.008, linear.shape), 0) * 6
    noisy = encode_srgb(linear ** np.array(0.9))
    return cv2.bilateralFilter(noisy, 9, 60, 5)


def night_mode(pixels: Pixels, face: Face) -> Pixels:
    """A dim room: merged pictures, the rest of their grain removed, brightened and vivid."""
    rng = np.random.default_rng(2)
    linear = to_linear(pixels)
    noisy = np.maximum(linear + rng.normal(0, 0.02, linear.shape), 0)
    grey = noisy.mean(axis=-1, keepdims=True)
    vivid = encode_srgb(0.95 * np.maximum(grey + 1.15 * (noisy - grey), 0) ** 0.85)
    return cv2.fastNlMeansDenoisingColored(vivid, None, 10, 10, 5, 11)


def messenger(pixels: Pixels, face: Face) -> Pixels:
    small = cv2.resize(pixels, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA)
    file = cv2.imencode(".jpg", small[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 40])[1]
    return cv2.imdecode(file, cv2.IMREAD_COLOR)[..., ::-1]


def screenshot(pixels: Pixels, face: Face, colour: int = 24) -> Pixels:
    framed = cv2.copyMakeBorder(pixels, 90, 120, 0, 0, cv2.BORDER_CONSTANT, value=[colour] * 3)
    ink = (60, 130, 240)
    for place in ((60, 60), (900, 60)):
        cv2.putText(framed, "09:41", place, cv2.FONT_HERSHEY_SIMPLEX, 1.5, ink, 3, cv2.LINE_AA)
    cv2.circle(framed, (600, len(framed) - 60), 25, ink, 4, cv2.LINE_AA)
    return framed


def pale_screenshot(pixels: Pixels, face: Face) -> Pixels:
    return screenshot(pixels, face, 255)


def sepia(pixels: Pixels, face: Face) -> Pixels:
    grey = black_and_white(pixels, face).astype(float)
    tinted = (grey * [1.07, 0.9, 0.72] + [0, 3, 5]).clip(0, 255).astype(np.uint8)
    file = cv2.imencode(".jpg", tinted[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 80])[1]
    return cv2.imdecode(file, cv2.IMREAD_COLOR)[..., ::-1]


def black_and_white(pixels: Pixels, face: Face) -> Pixels:
    return cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)


def reddened(photo: Photo) -> Pixels:
    face = find_face(photo.pixels)
    skin = _on_photo(face, photo.pixels.shape, Zone.FACE)[..., None]
    absorbed = np.array([10 ** (-0.36 / 0.64 * RED_EI / 100), *2 * [10 ** (-RED_EI / 0.64 / 100)]])
    linear = to_linear(photo.pixels)
    return encode_srgb(linear * (1 - skin) + linear * absorbed * skin)


def _on_photo(face: Face, shape: tuple[int, ...], zone: Zone) -> Pixels:
    rows, columns = np.round(photo_positions(face)[zone_masks()[zone]]).astype(int).T
    painted = np.zeros(shape[:2], np.float32)
    painted[rows.clip(0, shape[0] - 1), columns.clip(0, shape[1] - 1)] = 1
    return cv2.GaussianBlur(cv2.dilate(painted, np.ones((3, 3))), (0, 0), 2)


def nothing(pixels: Pixels, face: Face) -> Pixels:
    return pixels


SPOILT: dict[Callable[[Pixels, Face], Pixels], str | None] = {
    nothing: None,
    sunglasses: "eyes_covered",
    beard: "beard_differs",
    make_up: "evened_colour",
    dark_room: None,
    night_mode: "smoothed",
    messenger: None,
    screenshot: "screenshot",
    pale_screenshot: "screenshot",
    black_and_white: "no_colour",
    sepia: "no_colour",
}
"""What is done to a photo, and the finding that has to name it."""
_HIDES_TEXTURE = {sunglasses, beard, make_up, dark_room, night_mode}


class Sitter(NamedTuple):
    """A person to be photographed badly."""

    baseline: PhotoAnalysis
    face: Face
    pixels: dict[float, Pixels]
    """The second photo by how much redder it was made, in EI."""


@pytest.fixture(scope="module", params=PEOPLE)
def person(request: pytest.FixtureRequest, faces: Path) -> Sitter:
    """One person's first photo, measured, and the second one, as it is and reddened."""
    baseline = analyse_photo(read_photo(faces / f"{request.param}_neutral.jpg"))
    photo = read_photo(faces / f"{request.param}_smile.jpg")
    pixels = {0.0: photo.pixels, RED_EI: reddened(photo)}
    return Sitter(baseline, find_face(photo.pixels), pixels)


@pytest.mark.parametrize("spoil", some_of(SPOILT, 2), ids=lambda spoil: spoil.__name__)
@pytest.mark.parametrize("truth", [0.0, RED_EI], ids=["untreated", "red"])
def test_never_a_confident_wrong_number(
    person: Sitter, spoil: Callable[[Pixels, Face], Pixels], truth: float
) -> None:
    spoilt = np.ascontiguousarray(spoil(person.pixels[truth].copy(), person.face))
    analysis = analyse_photo(Photo(spoilt, digest="spoilt"), person.baseline)
    findings = {finding.code: finding for finding in analysis.quality.findings}
    if SPOILT[spoil] is not None:
        assert SPOILT[spoil] in findings
        assert findings[SPOILT[spoil]].retake
    if spoil in _HIDES_TEXTURE:
        assert not analysis.quality.allows(Aspect.TEXTURE)
    found = {m.zone: m for m in analysis.measurements if m.measure is Measure.DELTA_ERYTHEMA_INDEX}
    if not analysis.quality.allows(Aspect.REDNESS):
        assert not found
    elif Zone.FACE in found:
        face = found[Zone.FACE]
        assert abs(face.value - truth) <= face.mdc95


def test_a_beard_that_was_there_before_leaves_the_rest_to_be_read(faces: Path) -> None:
    bearded = []
    for expression in ("neutral", "smile"):
        photo = read_photo(faces / f"002_{expression}.jpg")
        pixels = beard(photo.pixels.copy(), find_face(photo.pixels))
        bearded.append(Photo(np.ascontiguousarray(pixels), digest=expression))
    analysis = analyse_photo(bearded[1], analyse_photo(bearded[0]))
    changes = [m for m in analysis.measurements if m.measure is Measure.DELTA_ERYTHEMA_INDEX]
    assert all(abs(m.value) <= m.mdc95 for m in changes)
    assert {Zone.FOREHEAD, Zone.NOSE} <= {m.zone for m in changes}
