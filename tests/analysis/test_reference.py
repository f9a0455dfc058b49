import numpy as np
import pytest

from analysis.face import Face
from analysis.image import Photo
from analysis.reference import (
    LIGHT_SD,
    NECK_SD,
    NeckPatches,
    ReferenceKind,
    compare_references,
    measure_neck,
)
from analysis.skin import SkinView

SEEN = np.tile([20.0, 20.5, 19.5, 20.2, 19.8, 20.1, 20.0, np.nan, 20.4], 20)
WEIGHT = LIGHT_SD**2 / (LIGHT_SD**2 + NECK_SD**2)


def test_the_necks_own_change_is_the_lights_share() -> None:
    change = compare_references(NeckPatches(SEEN), NeckPatches(SEEN + 6), neck_treated=False)
    assert change.value == pytest.approx(6 * WEIGHT)
    assert change.name == "neck"


def test_an_odd_cell_does_not_count() -> None:
    odd = SEEN + 6
    odd[0] += 30
    change = compare_references(NeckPatches(SEEN), NeckPatches(odd), neck_treated=False)
    assert change.value == pytest.approx(6 * WEIGHT)


def test_a_treated_neck_is_never_a_reference() -> None:
    change = compare_references(NeckPatches(SEEN), NeckPatches(SEEN + 6), neck_treated=True)
    assert (change.value, change.kinds, change.name) == (0.0, (), "none")


def test_too_few_common_cells_are_no_reference() -> None:
    only_one_side = np.where(np.arange(180) < 9, SEEN, np.nan)
    change = compare_references(NeckPatches(SEEN), NeckPatches(only_one_side), neck_treated=False)
    assert change.kinds == ()


def test_finds_the_bare_neck_of_the_generated_person(view: SkinView) -> None:
    assert np.isfinite(view.neck.index).mean() > 0.6
    assert np.nanstd(view.neck.index) < 3


def test_a_shirt_is_no_skin(before: Photo, face: Face, view: SkinView) -> None:
    dressed = before.pixels.copy()
    dressed[int(face.points[152, 0]) + 5 :] = (235, 235, 240)
    middle = float(np.median(view.index[view.clean])), float(np.median(view.light[view.clean]))
    assert not np.isfinite(measure_neck(dressed, face, *middle).index).any()


def test_an_overexposed_neck_is_not_trusted(before: Photo, face: Face, view: SkinView) -> None:
    burnt = before.pixels.copy()
    chin = int(face.points[152, 0])
    burnt[chin:] = (burnt[chin:] * 1.0 + 90).clip(0, 255)
    middle = float(np.median(view.index[view.clean])), float(np.median(view.light[view.clean]))
    seen = np.isfinite(measure_neck(burnt, face, *middle).index)
    assert seen.sum() < np.isfinite(view.neck.index).sum() / 2


def test_a_neck_outside_the_picture_is_not_seen(before: Photo, face: Face, view: SkinView) -> None:
    cropped = before.pixels[: int(face.points[152, 0]) + 5]
    middle = float(np.median(view.index[view.clean])), float(np.median(view.light[view.clean]))
    assert not np.isfinite(measure_neck(cropped, face, *middle).index).any()


def test_the_kinds_are_stable_names() -> None:
    assert [kind.value for kind in ReferenceKind] == ["neck"]
