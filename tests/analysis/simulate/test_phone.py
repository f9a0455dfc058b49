"""A simulated phone must be repeatable, move colour as far as it says, and redden only skin."""

from dataclasses import replace
from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image

from analysis.anatomy import Zone
from analysis.card.design import GREYS
from analysis.card.reading import find_card
from analysis.colour import erythema_index, to_linear
from analysis.face.detect import Face
from analysis.face.mesh import canonical_mesh
from analysis.face.points import IRIS_LEFT, IRIS_RIGHT
from analysis.face.zones import zone_masks
from analysis.simulate.blood import find_tone, redden
from analysis.simulate.phone import HARD, USUAL, Conditions, take_photo
from analysis.simulate.studio import Sitter, redecorate, take_apart

SIDE, PX_PER_CM = 420, 13.0
LIGHT_SKIN, DARK_SKIN = (205, 158, 138), (88, 62, 48)
CHIN, LIP = 152, 13

STILL = Conditions(
    white_balance_sd=0, exposure_sd=0, matrix_sd=0, exponent_sd=0, s_curve_sd=0, local_tone=(0, 0),
    gradient_sd=0, side_light=(0, 0), chin_shadow=(0, 0), side_colour_sd=0,
    flare=(0, 0), saturation=(1, 1), blur_px=(0, 0), noise=(0, 0), scale=(1, 1), roll_sd_deg=0,
    quality=(95, 95),
)  # fmt: skip
"""A perfect camera in even light."""


def _face() -> Face:
    vertices = canonical_mesh().vertices * PX_PER_CM * [1, -1, -1] + [SIDE / 2, 170, 0]
    points = np.zeros((478, 3))
    points[:468] = vertices[:, [1, 0, 2]]
    points[IRIS_RIGHT:IRIS_LEFT] = points[[33, 133]].mean(axis=0)
    points[IRIS_LEFT:] = points[[263, 362]].mean(axis=0)
    return Face(points, 1.0)


def _draw(skin: tuple[int, int, int]) -> Sitter:
    """A face and neck of one colour in a white shirt before a grey wall."""
    face = _face()
    pixels = np.full((SIDE, SIDE, 3), 185, np.uint8)
    pixels[350:, 40:380] = 245
    middle, neck = SIDE // 2, int(face.points[CHIN, 0])
    pixels[neck - 40 : neck + 60, middle - 55 : middle + 55] = skin
    outline = cv2.convexHull(face.points[:468, 1::-1].astype(np.int32))
    cv2.fillConvexPoly(pixels, outline, skin)
    return take_apart(pixels, face)


@pytest.fixture(scope="module")
def light_sitter() -> Sitter:
    return _draw(LIGHT_SKIN)


@pytest.fixture(scope="module")
def dark_sitter() -> Sitter:
    return _draw(DARK_SKIN)


def _read(jpeg: bytes) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(jpeg)))


def _cheek(pixels: np.ndarray) -> np.ndarray:
    row, column = _face().points[50, :2].astype(int)
    return np.median(to_linear(pixels[row - 6 : row + 6, column - 6 : column + 6]), axis=(0, 1))


def test_same_seed_takes_the_same_photo(light_sitter: Sitter) -> None:
    first, again, other = (
        take_photo(light_sitter, USUAL, np.random.default_rng(seed)) for seed in (1, 1, 2)
    )
    assert first == again
    assert first != other


def test_perfect_camera_keeps_the_skin(light_sitter: Sitter) -> None:
    pixels = _read(take_photo(light_sitter, STILL, np.random.default_rng(0)))
    assert _cheek(pixels) == pytest.approx(to_linear(np.array(LIGHT_SKIN, np.uint8)), rel=0.03)


def test_every_photo_has_another_wall_and_shirt(light_sitter: Sitter) -> None:
    room, other = (redecorate(light_sitter, np.random.default_rng(seed)) for seed in (1, 2))
    assert np.abs(room.linear[20, 20] - other.linear[20, 20]).max() > 0.05
    assert np.abs(room.linear[-20, 60] - other.linear[-20, 60]).max() > 0.05
    person = light_sitter.wall + light_sitter.clothes < 1e-6
    assert np.abs(room.linear - other.linear)[person].max() < 1e-6


def test_white_balance_moves_the_index_as_far_as_its_spread_says(light_sitter: Sitter) -> None:
    conditions = replace(STILL, white_balance_sd=0.08)
    rng = np.random.default_rng(4)
    indices = [
        float(erythema_index(_cheek(_read(take_photo(light_sitter, conditions, rng)))))
        for _ in range(60)
    ]
    expected = 100 / np.log(10) * 0.08  # a red gain shifts ln R, and so 100 log10(R/G)
    assert np.std(indices) == pytest.approx(expected, rel=0.3)


def test_hard_light_differs_more_between_cheeks_than_usual_light(light_sitter: Sitter) -> None:
    def unevenness(conditions: Conditions) -> float:
        rng = np.random.default_rng(4)
        still = replace(conditions, scale=(1, 1), roll_sd_deg=0)
        differences = []
        for _ in range(8):
            pixels = _read(take_photo(light_sitter, still, rng))
            right, left = _cheek(pixels), _cheek(pixels[:, ::-1])
            differences.append(abs(float(erythema_index(right) - erythema_index(left))))
        return float(np.mean(differences))

    assert unevenness(HARD) > 1.5 * unevenness(USUAL)


def test_photo_can_end_below_the_chin(light_sitter: Sitter) -> None:
    pixels = _read(take_photo(light_sitter, STILL, np.random.default_rng(0), hide_neck=True))
    below = len(pixels) - light_sitter.face.points[CHIN, 0]
    assert 0 < below < 0.2 * light_sitter.face.interocular_px


def test_card_is_found_and_grey_under_a_perfect_camera(light_sitter: Sitter) -> None:
    pixels = _read(take_photo(light_sitter, STILL, np.random.default_rng(0), card=True))
    card = find_card(pixels)
    assert card is not None
    assert card.patches[GREYS].std(axis=1) == pytest.approx(0, abs=0.01)


def test_level_of_a_tenth_is_just_visible_on_light_skin(light_sitter: Sitter) -> None:
    _, truth = redden(light_sitter, 0.1, np.random.default_rng(0))
    assert truth[Zone.FACE] == pytest.approx(2.8, abs=0.3)


def test_no_redness_changes_nothing(light_sitter: Sitter) -> None:
    same, truth = redden(light_sitter, 0.0, np.random.default_rng(0))
    assert np.abs(same.linear - light_sitter.linear).max() < 1e-6
    assert truth[Zone.FACE] == 0


def test_redness_darkens_green_more_than_red(light_sitter: Sitter) -> None:
    red, _ = redden(light_sitter, 0.2, np.random.default_rng(0))
    ratio = red.linear[_cheek_box()].mean((0, 1)) / light_sitter.linear[_cheek_box()].mean((0, 1))
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
    mirrored = np.abs(red.linear - light_sitter.linear)[:, ::-1][_cheek_box()]
    assert mirrored.max() == 0


def test_surface_light_hides_some_redness_on_dark_skin(
    light_sitter: Sitter, dark_sitter: Sitter
) -> None:
    def seen_share(sitter: Sitter) -> float:
        red, truth = redden(sitter, 0.2, np.random.default_rng(0))
        box = _cheek_box()
        change = erythema_index(red.linear[box]) - erythema_index(sitter.linear[box])
        return float(change.mean()) / truth[Zone.CHEEK_RIGHT]

    assert seen_share(light_sitter) == pytest.approx(1, abs=0.25)
    assert seen_share(dark_sitter) < 0.85 * seen_share(light_sitter)


def test_tone_orders_people_by_melanin(light_sitter: Sitter, dark_sitter: Sitter) -> None:
    light, dark = find_tone(light_sitter), find_tone(dark_sitter)
    assert light.ita_deg > 28 > 0 > dark.ita_deg
    assert light.melanin < dark.melanin


def _cheek_box() -> tuple[slice, slice]:
    row, column = _face().points[50, :2].astype(int)
    return slice(row - 6, row + 6), slice(column - 6, column + 6)


def test_zones_cover_the_cheek_that_is_measured() -> None:
    row, column = canonical_mesh().texture[50].astype(int)
    assert zone_masks()[Zone.CHEEK_RIGHT][row, column]
