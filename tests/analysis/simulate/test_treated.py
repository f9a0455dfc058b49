"""The state of a day: only what was treated changes, and the truth says by how much."""

import numpy as np
import pytest

from analysis.anatomy import FACIAL_ZONES, Zone
from analysis.simulate import Person, Recovery, SkinState, Truth, measure_truth, state_on
from analysis.simulate.pattern import eye_mask, lip_mask
from analysis.simulate.treated import blood_map, flake_map, skin_map

EVERYWHERE = dict.fromkeys(FACIAL_ZONES, 0.02)


def truth_of(person: Person, state: SkinState) -> dict[Zone, Truth]:
    return {truth.zone: truth for truth in measure_truth(person, state)}


def test_untreated_skin_is_the_persons_own(person: Person) -> None:
    assert np.array_equal(blood_map(person, SkinState()), person.pattern.blood)
    assert all(truth.delta_erythema_index == 0 for truth in measure_truth(person, SkinState()))


def test_needles_spare_lips_and_eyes(person: Person) -> None:
    added = blood_map(person, SkinState(blood_fraction=EVERYWHERE)) - person.pattern.blood
    assert added[lip_mask() > 0.99].max() < 0.001
    assert added[eye_mask(0.0) > 0.99].max() < 0.001


def test_the_truth_has_the_blood_that_was_asked_for(person: Person) -> None:
    before, after = truth_of(person, SkinState()), truth_of(person, SkinState(EVERYWHERE))
    for zone in (Zone.CHEEK_LEFT, Zone.CHEEK_RIGHT, Zone.FOREHEAD, Zone.CHIN):
        rise = after[zone].blood_fraction - before[zone].blood_fraction
        assert rise == pytest.approx(0.02, rel=0.25), zone


def test_left_is_the_persons_own_left(person: Person) -> None:
    truth = truth_of(person, SkinState(blood_fraction={Zone.CHEEK_LEFT: 0.02}))
    assert truth[Zone.CHEEK_LEFT].delta_erythema_index > 5
    assert truth[Zone.CHEEK_RIGHT].delta_erythema_index < 0.1
    added = blood_map(person, SkinState({Zone.CHEEK_LEFT: 0.02})) - person.pattern.blood
    columns = np.nonzero(added > 0.01)[1]
    assert columns.min() > 768  # the left half of the body is the right half of the map


def test_flakes_are_bright_and_come_back_in_the_same_places(person: Person) -> None:
    few = SkinState(flakes_per_cm2={Zone.CHEEK_LEFT: 2.0})
    many = SkinState(flakes_per_cm2={Zone.CHEEK_LEFT: 4.0})
    places = flake_map(person, few) > 0.2
    assert places.any()
    assert (flake_map(person, many)[places] > 0.1).mean() > 0.97
    assert (skin_map(person, few)[places] > skin_map(person, SkinState())[places]).all()


def test_roughness_deepens_the_fine_texture(person: Person) -> None:
    rough = SkinState(roughness_gain={Zone.FOREHEAD: 0.5})
    ratio = np.log(skin_map(person, rough) / skin_map(person, SkinState()))[..., 1]
    inside = truth_of(person, rough)[Zone.FOREHEAD].roughness_gain
    assert inside == pytest.approx(0.5, abs=0.05)
    row, column = 300, 768  # the middle of the forehead
    patch = (slice(row - 40, row + 40), slice(column - 40, column + 40))
    assert ratio[patch] == pytest.approx(0.5 * person.pattern.fine[patch], abs=0.01)


@pytest.mark.parametrize("day", range(3))
def test_both_recoveries_start_alike(day: int) -> None:
    assert state_on(Recovery.NORMAL, day) == state_on(Recovery.DRIFT, day)


def test_the_drift_starts_on_the_left_cheek_and_spreads() -> None:
    third, last = (state_on(Recovery.DRIFT, day).blood_fraction for day in (3, 7))
    second = state_on(Recovery.DRIFT, 2).blood_fraction
    assert third[Zone.CHEEK_LEFT] > second[Zone.CHEEK_LEFT]
    assert third[Zone.CHEEK_RIGHT] < second[Zone.CHEEK_RIGHT]
    assert last[Zone.CHEEK_RIGHT] > third[Zone.CHEEK_RIGHT]
    assert last[Zone.CHIN] > third[Zone.CHIN]
