import numpy as np
import pytest

from analysis.anatomy import Zone
from analysis.face.mesh import TEXELS_PER_MM
from analysis.measures.relief import measure_relief_change
from analysis.skin.detail import Detail, Relief
from analysis.vocabulary import Measure

SIDE = 100
AREA_CM2 = SIDE * SIDE / (10 * TEXELS_PER_MM) ** 2


def detail(pores: int, line_texels: int) -> Detail:
    """So many pores and so many texels along lines, on a square of skin."""
    marks = np.zeros((2, SIDE * SIDE), bool)
    marks[0, :pores] = marks[1, :line_texels] = True
    nothing = np.zeros((SIDE, SIDE), np.float32)
    return Detail((nothing, nothing), nothing, Relief(*marks.reshape(2, SIDE, SIDE)))


def test_pores_and_lines_are_counted_on_their_area() -> None:
    texels = {Zone.NOSE: np.arange(SIDE * SIDE)}
    found = measure_relief_change(texels, (detail(5, 100), detail(12, 40)))
    values = {one.measure: one.value for one in found}
    assert values[Measure.PORES_PER_CM2_CHANGE] == pytest.approx(7 / AREA_CM2)
    assert values[Measure.FINE_LINES_MM_PER_CM2_CHANGE] == pytest.approx(
        -60 / TEXELS_PER_MM / AREA_CM2
    )


def test_the_whole_face_is_known_better_than_a_zone() -> None:
    texels = {zone: np.arange(50) for zone in (Zone.FACE, Zone.CHIN)}
    found = measure_relief_change(texels, (detail(0, 0), detail(0, 0)))
    errors = {(one.zone, one.measure): one.mdc95 or 0 for one in found}
    for measure in (Measure.PORES_PER_CM2_CHANGE, Measure.FINE_LINES_MM_PER_CM2_CHANGE):
        assert 0 < errors[Zone.FACE, measure] < errors[Zone.CHIN, measure]
