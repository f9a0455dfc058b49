"""Strain is of the shape alone: turning, coming nearer and moving aside change nothing."""

from dataclasses import replace

import pytest

from analysis.align.strain import zone_strains
from analysis.anatomy import Zone
from analysis.face.detect import Face


def test_a_face_as_it_is_has_none(face: Face) -> None:
    assert max(zone_strains(face, face).values()) < 1e-6


@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_size_and_place_are_no_strain(face: Face, factor: float) -> None:
    moved = replace(face, points=face.points * factor + 40)
    assert max(zone_strains(face, moved).values()) < 1e-3


def test_what_is_stretched_by_a_tenth_is_strained_by_as_much(face: Face) -> None:
    points = face.points.copy()
    lip = [61, 146, 91, 181, 84, 17, 0, 37, 39, 40, 185, 267, 269, 270, 409, 2, 97, 98, 165, 92]
    middle = points[164]
    points[lip, 1] += 0.15 * (points[lip, 1] - middle[1])
    strains = zone_strains(face, replace(face, points=points))
    assert strains[Zone.UPPER_LIP] > 0.05
    assert strains[Zone.FOREHEAD] < 0.01
