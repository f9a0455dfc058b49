"""Texture at its size: what comes through, from which size of a pixel on, and what does not."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from analysis import Measure, Photo, Zone
from analysis.face.detect import Face
from analysis.face.mesh import INTEROCULAR_MM
from analysis.face.zones import zone_texels
from analysis.measures.octaves import (
    OCTAVES,
    finest_wave_mm,
    measure_octaves,
)
from analysis.skin.closeup import read_closeups
from analysis.skin.pair import SkinPair
from analysis.skin.view import SkinView, unroll

ENLARGED = 4
AIM = 0.2  # ln, of structures half as strong again (ln 1.5 = 0.41)


def closer(view: SkinView, pixels: np.ndarray, face: Face) -> SkinView:
    return replace(view, closeups=read_closeups(Photo(pixels, "closer"), face))


def photographed(pixels: np.ndarray, face: Face) -> SkinView:
    return closer(unroll(Photo(pixels, "photo"), face), pixels, face)


@pytest.fixture(scope="module")
def large(before: Photo, face: Face) -> tuple[np.ndarray, Face]:
    """The photo as from closer: finer skin is strewn in, which enlarging does not bring."""
    low = face.points[:, :2].min(axis=0).astype(int) - 4
    high = face.points[:, :2].max(axis=0).astype(int) + 4
    small = before.pixels[low[0] : high[0], low[1] : high[1]]
    pixels = cv2.resize(small, None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_CUBIC)
    placed = replace(face, points=face.points - [*low, 0]).scaled(ENLARGED)
    rng = np.random.default_rng(3)
    skin = cv2.GaussianBlur(rng.normal(0, 25, pixels.shape[:2]).astype(np.float32), (0, 0), 1.6)
    rough = np.clip(pixels + skin[..., None], 0, 255).astype(np.uint8)
    return rough, placed


@pytest.fixture(scope="module")
def near(large: tuple[np.ndarray, Face]) -> SkinView:
    return photographed(*large)


def changed(before: SkinView, after: SkinView) -> dict[tuple[Measure, Zone], float]:
    found = measure_octaves(zone_texels(), SkinPair(before, after))
    return {(m.measure, m.zone): m.value for m in found}


def stronger(pixels: np.ndarray, shortest_px: float, skin: slice) -> np.ndarray:
    """Every wave of an octave half as strong again, by a sharp cut in frequency, below the eyes."""
    light = np.log(np.maximum(pixels[skin].astype(np.float32), 4)).mean(-1)
    rows, columns = (np.fft.fftfreq(side) for side in light.shape)
    waves = np.hypot(rows[:, None], columns[: light.shape[1] // 2 + 1])
    within = (waves <= 1 / shortest_px) & (waves >= 0.5 / shortest_px)
    octave = np.fft.irfft2(np.fft.rfft2(light) * within, s=light.shape)
    out = pixels.copy()
    gain = np.exp(np.clip(0.5 * octave, -0.3, 0.3))[..., None]
    out[skin] = np.clip(pixels[skin] * gain, 0, 255)
    return out


@pytest.mark.parametrize("shortest_px", [8.0, 24.0])
def test_structures_half_as_strong_again_are_read_at_their_size(
    large: tuple[np.ndarray, Face], near: SkinView, shortest_px: float
) -> None:
    pixels, face = large
    eyes = int(face.points[:, 0].mean() - 0.25 * face.interocular_px)
    rough = stronger(pixels, shortest_px, slice(eyes, None))
    found = changed(near, photographed(rough, face))
    cheek = [value for (_, zone), value in found.items() if zone is Zone.CHEEK_LEFT]
    assert max(cheek) > AIM


def test_nothing_is_measured_that_spans_fewer_than_eight_pixels(
    view: SkinView, near: SkinView
) -> None:
    for one, other in ((view, view), (near, near), (near, view), (view, near)):
        pair = SkinPair(one, other)
        coarser = min(photo.face.interocular_px for photo in (one, other)) / INTEROCULAR_MM
        assert finest_wave_mm(pair) == pytest.approx(8 / coarser)
        shown = {measure for measure, _ in changed(one, other)}
        assert shown == {o.measure for o in OCTAVES if o.longest_mm * coarser >= 8}


def test_a_photo_that_is_much_less_sharp_shows_no_fine_octave(
    large: tuple[np.ndarray, Face], near: SkinView
) -> None:
    pixels, face = large
    soft = photographed(np.asarray(cv2.GaussianBlur(pixels, (0, 0), 6.0)), face)
    measures = {measure for measure, _ in changed(near, soft)}
    assert Measure.ROUGHNESS_600_UM not in measures
    assert Measure.ROUGHNESS_5000_UM in measures


def test_one_pixel_of_blur_passes_for_no_smooth_skin(
    large: tuple[np.ndarray, Face], near: SkinView
) -> None:
    """What is left of it is within a tenth, and waves of 25 pixels and more hardly move."""
    pixels, face = large
    soft = photographed(np.asarray(cv2.GaussianBlur(pixels, (0, 0), 1.0)), face)
    per_mm = face.interocular_px / INTEROCULAR_MM
    shortest = {one.measure: one.shortest_mm * per_mm for one in OCTAVES}
    found = changed(near, soft)
    assert len(found) > 20
    for (measure, zone), value in found.items():
        if zone is Zone.FACE:
            assert abs(value) < (0.03 if shortest[measure] >= 25 else 0.1)


def test_what_is_kept_of_a_baseline_changes_no_later_comparison(near: SkinView) -> None:
    """Neither with a photo alike nor with one from farther, which shows shorter waves no more."""
    photos = [replace(near, light=0.9 * near.light, face=near.face.scaled(by)) for by in (1, 0.6)]
    first = [changed(replace(near), photo) for photo in photos]
    assert len(first[0]) > len(first[1]) > 20
    known = replace(near)
    assert [changed(known, photo) for photo in (*photos, photos[0])] == [*first, first[0]]
    assert len(known.kept) < len(first[0])  # and not one more for each photo
