"""Neck skin is found, and what is no neck skin is left out."""

import numpy as np

from analysis.face.detect import Face
from analysis.photo.decode import Photo
from analysis.skin.neck import measure_neck
from analysis.skin.view import SkinView


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
