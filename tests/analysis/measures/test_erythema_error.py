"""The stated error grows with everything that makes a change less sure, and never falls."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.anatomy import Zone
from analysis.figures import NORMAL_95
from analysis.light.cells import Cells, compared_masks
from analysis.light.estimate import LightChange
from analysis.light.film import Film
from analysis.measures.erythema_error import change_sd, error_of_change

LIGHT = LightChange(0.0, 0.6, ())
WHOLE = int(compared_masks()[Zone.FACE].sum())


def face(unevenness: float = 1.0) -> Cells:
    rng = np.random.default_rng(1)
    places = np.column_stack([rng.normal(2, 0.4, 200), rng.normal(0, 0.1, 200), np.zeros(200)])
    return Cells(rng.normal(0, unevenness, 200), places, np.ones(200), np.eye(200, 11))


def stated(
    zone: Zone = Zone.CHIN,
    value: float = 0.0,
    texels: int = 500,
    unevenness: float = 1.0,
    widening: float = 1.0,
    light: LightChange = LIGHT,
) -> float:
    return error_of_change(zone, value, texels, face(unevenness), light, widening).mdc95


def test_it_is_never_less_than_what_the_light_alone_leaves() -> None:
    assert stated() > NORMAL_95 * LIGHT.sd
    assert stated(Zone.FACE, texels=WHOLE) > NORMAL_95 * LIGHT.sd


@pytest.mark.parametrize(
    "worse",
    [
        {"value": 20.0},
        {"texels": 50},
        {"unevenness": 3.0},
        {"widening": 1.5},
        {"light": replace(LIGHT, sd=2.0)},
        {"light": replace(LIGHT, gain=1.3)},
        {"light": replace(LIGHT, reach=6.0)},
        {"zone": Zone.UPPER_LIP},
    ],
)
def test_whatever_is_less_sure_is_stated_wider(worse: dict) -> None:
    assert stated(**worse) > stated()


def test_a_share_of_a_large_change_may_be_the_lamps() -> None:
    assert stated(value=100.0) == pytest.approx(30.0, rel=0.1)
    assert stated(value=-100.0) == stated(value=100.0)


@pytest.mark.parametrize("answer", [0.77, 0.9, 1.0, 1.2, 1.4])
@pytest.mark.parametrize("truth", [3.0, 9.0, 18.0])
def test_light_that_answers_otherwise_to_redness_keeps_it_within_the_error(
    answer: float, truth: float
) -> None:
    """A quarter less or two fifths more is within the error whatever else is sure."""
    sure = replace(LIGHT, sd=0.0)
    read = answer * truth
    error = error_of_change(Zone.FACE, read, WHOLE, face(0.0), sure, 1.0)
    assert read - error.too_high <= truth <= read + error.mdc95


def test_what_a_paste_hides_makes_nothing_redder() -> None:
    bare = error_of_change(Zone.FACE, 5.0, WHOLE, face(), LIGHT, 1.0)
    under = replace(LIGHT, film=Film(hidden=3.0))
    paste = error_of_change(Zone.FACE, 5.0, WHOLE, face(), under, 1.0)
    assert paste.mdc95 == pytest.approx(bare.mdc95 + 3)
    assert paste.too_high == bare.too_high


@pytest.mark.parametrize("above", [0.0, 2.0, 9.0])
def test_contradicting_references_make_skin_too_red_only_as_far_as_they_lie_above(
    above: float,
) -> None:
    light = replace(LIGHT, reach=9.0, above=above)
    error = error_of_change(Zone.FACE, 5.0, WHOLE, face(), light, 1.0)
    alone = error_of_change(Zone.FACE, 5.0, WHOLE, face(), LIGHT, 1.0)
    assert error.mdc95 >= 9.0
    assert alone.too_high <= error.too_high <= error.mdc95
    assert error.too_high >= above


def test_a_redder_face_is_never_said_to_be_paler_at_either_end() -> None:
    errors = [error_of_change(Zone.FACE, v, WHOLE, face(), LIGHT, 1.0) for v in range(30)]
    for end in ([v - e.too_high for v, e in enumerate(errors)],
                [v + e.mdc95 for v, e in enumerate(errors)]):  # fmt: skip
        assert end == sorted(end)


@pytest.mark.parametrize("gain", [1.1, 1.5, 2.0])
def test_what_bare_skins_veil_seemed_to_hide_may_have_been_nothing(gain: float) -> None:
    error = stated(value=16.0, light=replace(LIGHT, gain=gain, bare_gain=gain))
    assert 16.0 - error <= 16.0 / gain


def test_contradicting_references_are_covered() -> None:
    assert stated(light=replace(LIGHT, reach=9.0)) >= 9.0


def test_the_whole_face_is_surer_than_a_zone_and_less_so_where_it_is_covered() -> None:
    whole = change_sd(Zone.FACE, WHOLE, face(), LIGHT)
    assert whole < change_sd(Zone.CHIN, 500, face(), LIGHT)
    assert change_sd(Zone.FACE, WHOLE // 3, face(), LIGHT) > whole


@pytest.mark.parametrize("zone", [Zone.FACE, Zone.CHIN])
def test_the_more_unevenly_the_light_changed_the_larger_the_error(zone: Zone) -> None:
    errors = [stated(zone, unevenness=u) for u in (0.5, 1, 2, 3, 4, 5, 8, 15, 30)]
    assert errors == sorted(errors)
    assert errors[-1] < 50
