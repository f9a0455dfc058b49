"""Lids, brows and pupils, on the generated person with things drawn over the eyes."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.colour import log_luminance, to_linear
from analysis.face.detect import Face
from analysis.face.zones import brow_mask, upper_lid_mask
from analysis.photo.decode import Photo
from analysis.skin.eye_region import (
    LIDS,
    MAX_VEIL,
    TYPICAL_VEIL,
    measure_eye_region,
    measure_veil,
    measure_white,
)
from analysis.skin.neck import Patches
from analysis.skin.view import SkinView, unroll

EVERYWHERE = np.ones((768, 768), bool)


def read(
    view: SkinView, index: np.ndarray | None = None, light: np.ndarray | None = None
) -> Patches:
    return measure_eye_region(
        to_linear(view.pixels),
        view.index if index is None else index,
        view.light if light is None else light,
        EVERYWHERE,
        float(np.median(view.index[view.clean])),
        float(np.median(view.light[view.clean])),
    )


def test_lids_and_brows_are_read_on_both_sides(view: SkinView) -> None:
    found = read(view)
    assert np.isfinite(found.index).all()
    assert found.index[0] == pytest.approx(found.index[1], abs=3)


def test_a_redder_lid_shows_on_its_own_side_only(view: SkinView) -> None:
    right = upper_lid_mask() & (np.arange(768) < 384)
    moved = read(view, index=view.index + 4 * right).index - read(view).index
    assert moved == pytest.approx([4, 0, 0, 0], abs=1e-3)


def test_dark_glasses_are_no_lids(view: SkinView) -> None:
    light = np.where(upper_lid_mask() | brow_mask(), -7.0, view.light).astype(np.float32)
    assert not np.isfinite(read(view, light=light).index).any()


def test_lids_outside_the_picture_are_not_read(view: SkinView) -> None:
    middle = float(np.median(view.index[view.clean])), float(np.median(view.light[view.clean]))
    seen = np.broadcast_to(np.arange(768) >= 384, (768, 768))
    found = measure_eye_region(to_linear(view.pixels), view.index, view.light, seen, *middle)
    assert np.isnan(found.index[LIDS][0])
    assert np.isfinite(found.index[LIDS][1])


@pytest.mark.parametrize("flare", [0.01, 0.03])
def test_flare_is_read_off_the_pupils(view: SkinView, flare: float) -> None:
    linear = to_linear(view.pixels)
    middle = np.median(linear[view.clean], axis=0) + flare
    index = 100 * np.log10(middle[0] / middle[1])
    seen = measure_veil(log_luminance(linear + flare), index, float(log_luminance(middle)))
    assert seen - view.veil == pytest.approx(flare / middle[1], abs=0.02)


def test_glasses_do_not_pass_for_endless_flare(view: SkinView) -> None:
    assert measure_veil(np.zeros((768, 768), np.float32), 20.0, -1.5) == MAX_VEIL


def test_closed_eyes_say_nothing_of_flare(before: Photo, face: Face) -> None:
    points = face.points.copy()
    points[[159, 386]] = points[[145, 374]]
    assert unroll(before, replace(face, points=points)).veil == TYPICAL_VEIL


def test_gloss_hides_more_of_darker_skin() -> None:
    black = np.full((768, 768), -20.0, np.float32)
    light, dark = (measure_veil(black, 20.0, shade) for shade in (-1.0, -3.0))
    assert dark == pytest.approx(light * np.exp(2), rel=1e-3)
    assert 0.01 < light < 0.05


def test_the_whites_are_read_beside_the_iris(view: SkinView) -> None:
    redder = view.index + 5
    points = view.face.points
    shift = measure_white(redder, view.light, view.positions, points) - view.white
    assert shift == pytest.approx(5, abs=1e-3)
    assert view.white < view.middle[0]


def test_eyes_that_are_all_iris_show_no_white(view: SkinView) -> None:
    points = view.face.points.copy()
    for middle in (468, 473):
        points[middle + 1 : middle + 5, :2] = points[middle, :2] + 500
    assert np.isnan(measure_white(view.index, view.light, view.positions, points))
