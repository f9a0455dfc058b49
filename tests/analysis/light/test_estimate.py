"""References are combined by how sure each is, and carried over to where the face stands."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.anatomy import Zone
from analysis.light.cells import Cells, compared_masks
from analysis.light.estimate import (
    LIGHT_SD,
    LightChange,
    Reference,
    ReferenceKind,
    estimate_light,
)
from analysis.light.film import veil_gain
from analysis.light.flush import Whites
from analysis.measures.erythema_error import error_of_change

FACE_INDEX, NECK_INDEX = 2.5, 1.5


def face(
    *, light: float = 0.0, slope: float = 0.0, redder: float = 0.0, sideways: float = 0.0
) -> Cells:
    """200 cells; the light moves all, more where it is red; `redder` lifts one zone."""
    rng = np.random.default_rng(1)
    places = np.column_stack(
        [rng.normal(FACE_INDEX, 0.4, 200), rng.normal(0, 0.1, 200), rng.uniform(-0.6, 0.6, 200)]
    )
    zones = np.eye(11)[np.arange(200) % 11]
    change = light + slope * (places[:, 0] - places[:, 0].mean()) + sideways * places[:, 2]
    return Cells(change + redder * zones[:, 3], places, np.ones(200), zones)


def neck(change: float, index: float = FACE_INDEX) -> Reference:
    return Reference(ReferenceKind.NECK, change, np.array([index, 0.0, 0.0]))


def lids(change: float) -> Reference:
    return Reference(ReferenceKind.LIDS, change, np.array([FACE_INDEX, 0.0, 0.0]))


def test_the_references_change_is_the_lights_share() -> None:
    found = estimate_light(face(light=6.0), [neck(6.0), lids(6.0)], whites=Whites(5.0))
    assert found.value == pytest.approx(6.0, rel=0.1)
    assert found.sd < 1.0
    assert found.name == "neck+lids"
    assert not found.disagree


def test_more_references_are_surer() -> None:
    alone, both = (estimate_light(face(), refs) for refs in ([neck(0)], [neck(0), lids(0)]))
    assert both.sd < alone.sd < LIGHT_SD


def test_without_a_reference_the_error_is_that_of_the_light() -> None:
    found = estimate_light(face(light=6.0), [])
    assert (found.value, found.sd, found.name) == (0.0, LIGHT_SD, "none")


def test_a_paler_neck_is_carried_over_to_the_face() -> None:
    # The light moves skin by 2 EI more for each 10 EI of redness; the neck is 10 EI paler.
    found = estimate_light(face(light=6.0, slope=2.0), [neck(4.0, NECK_INDEX)])
    assert 5.0 < found.value < 6.5  # carried over as far as the belief in small slopes lets it


def test_a_side_light_is_followed_across_the_face() -> None:
    found = estimate_light(face(light=2.0, sideways=3.0), [neck(2.0)])
    half = np.array([0, 0, 0.5])
    left, right = found.middle + half, found.middle - half
    assert 2.0 < found.at(left) - found.at(right) < 3.2


def test_a_treated_zone_does_not_tilt_the_light() -> None:
    without, with_it = (estimate_light(face(redder=r), [neck(0.0, NECK_INDEX)]) for r in (0, 8))
    assert with_it.value - without.value == pytest.approx(0, abs=0.4)


def test_contradicting_references_widen_the_error_and_say_so() -> None:
    agreeing = estimate_light(face(), [neck(0.0), lids(0.0)], whites=Whites(1.0))
    apart = estimate_light(face(), [neck(-4.0), lids(4.0)], whites=Whites(1.0))
    assert apart.sd > 2 * agreeing.sd
    assert apart.disagree


def test_redness_that_reaches_the_lids_is_hardly_taken_for_light() -> None:
    for redness in (1.5, 3.0, 6.0, 12.0):
        beside = replace(lids(redness), beside_treated=True)
        found = estimate_light(face(light=redness), [neck(0.0), beside])
        assert abs(found.value) < 1.0


def test_lids_still_count_where_the_redness_may_be_an_error_of_the_card() -> None:
    card = Reference(ReferenceKind.CARD, -5.0, np.array([FACE_INDEX, 0.0, 0.0]), extra_sd=5.0)
    found = estimate_light(face(), [card, replace(lids(0.0), beside_treated=True)])
    assert abs(found.value) < 0.5


def test_noise_in_the_photo_from_before_does_not_tilt_what_a_paler_neck_says() -> None:
    rng = np.random.default_rng(2)
    untreated = face()
    noise = rng.normal(0, 2.0, (2, 200))  # EI, in each of two photos that are otherwise the same
    places = untreated.places + np.outer(noise[0] / 10, [1, 0, 0])
    seen = replace(untreated, places=places, change=noise[1] - noise[0])
    assert estimate_light(seen, [neck(0.0, NECK_INDEX)]).value == pytest.approx(0, abs=0.5)


def test_lids_alone_are_less_sure_beside_strong_redness() -> None:
    calm, red = (
        estimate_light(face(light=c), [replace(lids(0.0), beside_treated=True)]) for c in (0, 10)
    )
    assert red.sd > 1.1 * calm.sd


def test_uneven_light_makes_references_less_sure() -> None:
    even, uneven = (estimate_light(face(sideways=s), [neck(0.0)]) for s in (0, 6))
    assert uneven.sd > even.sd


@pytest.mark.parametrize("light", [-20.0, -5.0, 5.0, 20.0])
def test_what_untreated_skin_says_of_the_light_is_taken_off_whole(light: float) -> None:
    every = [neck(light), beside(ReferenceKind.LIDS, light), beside(ReferenceKind.BROWS, light)]
    found = estimate_light(face(light=light + 2.0), every)
    assert found.value == pytest.approx(light, abs=0.01)


def test_lids_keep_their_vote_where_uneven_light_may_have_reached_the_neck_alone() -> None:
    even, uneven = (
        estimate_light(
            face(light=3.0, sideways=aside), [neck(0.0), beside(ReferenceKind.LIDS, 3.0)]
        )
        for aside in (0.0, 10.0)
    )
    assert even.value < 0.3 and uneven.value > 0.7


@pytest.mark.parametrize("veil", [0.02, 0.06, 0.13])
def test_a_veil_hides_redness_as_the_arithmetic_of_colour_says(veil: float) -> None:
    red, green, blood = 0.36, 0.2, 0.05
    before = np.log((red + veil) / (green + veil))
    after = np.log((red * np.exp(-0.36 * blood) + veil) / (green * np.exp(-blood) + veil))
    assert veil_gain(veil / (green + veil)) * (after - before) == pytest.approx(
        0.64 * blood, rel=0.03
    )


def beside(kind: ReferenceKind, change: float) -> Reference:
    return Reference(kind, change, np.array([FACE_INDEX, 0.0, 0.0]), beside_treated=True)


@pytest.mark.parametrize("redder", [0.0, 4.0, 9.0])
@pytest.mark.parametrize("light", [-6.0, 0.0, 6.0])
def test_taking_agreeing_evidence_away_never_makes_the_light_surer(
    light: float, redder: float
) -> None:
    every = [
        neck(light),
        replace(neck(light), kind=ReferenceKind.CARD),
        beside(ReferenceKind.LIDS, light),
        beside(ReferenceKind.BROWS, light),
    ]
    whites = Whites(0.85 * light + 1)
    seen = face(light=light + redder)
    errors = {}
    for chosen in (c for count in range(5) for c in combinations(range(4), count)):
        some = [every[at] for at in chosen]
        errors[chosen] = estimate_light(seen, some, whites=whites).sd
        assert estimate_light(seen, some).sd >= errors[chosen]  # whites unseen
    for chosen, sd in errors.items():
        for fewer in combinations(chosen, max(len(chosen) - 1, 0)):
            assert errors[fewer] >= sd - 0.01, chosen


SHARES = st.floats(0, 1)


@given(redness=st.floats(6, 12), light=st.floats(-8, 8), neck_flush=SHARES, lids_flush=SHARES,
       whites_seen=st.booleans(), neck_seen=st.booleans())  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_strong_redness_is_never_understated_without_a_word(
    redness: float, light: float, neck_flush: float, lids_flush: float, whites_seen: bool,
    neck_seen: bool,
) -> None:  # fmt: skip
    """Whatever of the untreated skin flushed with the face, by whatever share of its redness."""
    cells = face(light=light + redness)
    untreated = [neck(light + neck_flush * redness)] if neck_seen else []
    lids_too = light + lids_flush * redness
    untreated += [beside(kind, lids_too) for kind in (ReferenceKind.LIDS, ReferenceKind.BROWS)]
    whites = Whites(0.85 * light + 0.3 if whites_seen else np.nan)
    found = estimate_light(cells, untreated, whites=whites)
    value = float(found.corrected(np.array(cells.mean_change), cells.place))
    texels = int(compared_masks()[Zone.FACE].sum())
    mdc95 = error_of_change(Zone.FACE, value, texels, cells, found, 1.0).mdc95
    said = found.disagree or not found.whites_seen or ReferenceKind.NECK not in found.kinds
    assert said or value + mdc95 >= 0.75 * redness


def test_another_reading_of_the_light_sees_the_same_raw_change() -> None:
    one, other = (LightChange(value, 1.0, (), gain) for value, gain in ((2.0, 1.1), (5.0, 1.4)))
    place = np.array([FACE_INDEX, 0.0, 0.0])
    values = [float(light.corrected(np.array(9.0), place)) for light in (one, other)]
    assert one.seen_by(other, values[0]) == pytest.approx(values[1])
