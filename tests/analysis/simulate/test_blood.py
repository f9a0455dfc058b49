"""Known redness reddens skin alone, as far as it says."""

import numpy as np
import pytest

from analysis.anatomy import Zone
from analysis.colour import erythema_index
from analysis.face.mesh import canonical_mesh
from analysis.face.zones import zone_masks
from analysis.simulate.blood import find_tone, redden
from analysis.simulate.studio import Sitter
from tests.analysis.simulate.sitters import CHIN, LIP, cheek_box


def test_level_of_a_tenth_is_just_visible_on_light_skin(light_sitter: Sitter) -> None:
    _, truth = redden(light_sitter, 0.1, np.random.default_rng(0))
    assert truth[Zone.FACE] == pytest.approx(2.8, abs=0.3)


def test_no_redness_changes_nothing(light_sitter: Sitter) -> None:
    same, truth = redden(light_sitter, 0.0, np.random.default_rng(0))
    assert np.abs(same.linear - light_sitter.linear).max() < 1e-6
    assert truth[Zone.FACE] == 0


def test_redness_darkens_green_more_than_red(light_sitter: Sitter) -> None:
    red, _ = redden(light_sitter, 0.2, np.random.default_rng(0))
    ratio = red.linear[cheek_box()].mean((0, 1)) / light_sitter.linear[cheek_box()].mean((0, 1))
    assert ratio[1] < ratio[0] < 1


def test_lips_and_neck_stay(light_sitter: Sitter) -> None:
    red, _ = redden(light_sitter, 0.4, np.random.default_rng(0))
    changed = np.abs(red.linear - light_sitter.linear).max(axis=-1)
    row, column = light_sitter.face.points[LIP, :2].astype(int)
    assert changed[row, column] < 0.005
    assert changed[int(light_sitter.face.points[CHIN, 0]) + 15 :].max() == 0


def test_one_zone_leaves_its_neighbours(light_sitter: Sitter) -> None:
    zone = Zone.CHEEK_RIGHT
    red, truth = redden(light_sitter, 0.2, np.random.default_rng(0), [zone])
    assert truth[zone] > 4
    assert truth[Zone.CHEEK_LEFT] == truth[Zone.FOREHEAD] == 0
    mirrored = np.abs(red.linear - light_sitter.linear)[:, ::-1][cheek_box()]
    assert mirrored.max() == 0


def test_surface_light_hides_some_redness_on_dark_skin(
    light_sitter: Sitter, dark_sitter: Sitter
) -> None:
    def seen_share(sitter: Sitter) -> float:
        red, truth = redden(sitter, 0.2, np.random.default_rng(0))
        box = cheek_box()
        change = erythema_index(red.linear[box]) - erythema_index(sitter.linear[box])
        return float(change.mean()) / truth[Zone.CHEEK_RIGHT]

    assert seen_share(light_sitter) == pytest.approx(1, abs=0.25)
    assert seen_share(dark_sitter) < 0.85 * seen_share(light_sitter)


def test_tone_orders_people_by_melanin(light_sitter: Sitter, dark_sitter: Sitter) -> None:
    light, dark = find_tone(light_sitter), find_tone(dark_sitter)
    assert light.ita_deg > 28 > 0 > dark.ita_deg
    assert light.melanin < dark.melanin


def test_zones_cover_the_cheek_that_is_measured() -> None:
    row, column = canonical_mesh().texture[50].astype(int)
    assert zone_masks()[Zone.CHEEK_RIGHT][row, column]
