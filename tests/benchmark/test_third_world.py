"""What the third world counts, and that its light and skin are what they say."""

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.benchmark.faces import FACES
from tests.benchmark.third_world.conditions import Row
from tests.benchmark.third_world.figures import Share, shares
from tests.benchmark.third_world.kinship import everybody
from tests.benchmark.third_world.scene import read_scene
from tests.benchmark.third_world.scoring import Scored, score_all
from tests.benchmark.third_world.spectra import LAMPS, build_camera, eye_palette, lamp_colour
from tests.benchmark.third_world.states import paste

needs_faces = pytest.mark.skipif(
    not FACES.is_dir(), reason=f"the photos of untreated people are not at {FACES}"
)


def one(truth: float, change: float, mdc95: float, *codes: str, row: Row = Row.FILM) -> Scored:
    return Scored("1", "x", row, False, truth, change, mdc95, frozenset(codes), True, mdc95, None)


def counted(name: str, *scored: Scored) -> int:
    return next(share.hits for share in shares(scored) if share.name == name)


def test_what_is_outside_and_what_is_surely_wrong() -> None:
    scored = one(9, 6, 2), one(9, 6.5, 2), one(9, 6, 2, "not_neck"), one(9, 6, 3.1)
    assert counted("on the skin, not told: outside", *scored) == 3
    assert counted("on the skin, not told: surely wrong", *scored) == 1


def test_strong_redness_is_missed_where_the_error_reaches_none_or_nothing_is_said() -> None:
    scored = one(9, 3, 3.5), one(9, 4, 3.5), one(9, np.nan, np.nan), one(3, 1, 2)
    assert counted("on the skin, not told: strong redness missed", *scored) == 2


def test_what_stays_below_three_quarters_is_understated() -> None:
    scored = one(9, 4, 2), one(9, 4, 3), one(9, 4, 2, "perhaps_on_skin")
    assert counted("on the skin, not told: understated at all", *scored) == 2
    assert counted("on the skin, not told: understated, nothing said", *scored) == 1


def test_wilsons_interval() -> None:
    low, high = Share("x", 1, 10).interval  # 1 of 10: .018 to .404
    assert low == pytest.approx(1.8, abs=0.1)
    assert high == pytest.approx(40.4, abs=0.1)


def test_blood_reddens_and_melanin_darkens_skin() -> None:
    table = eye_palette().ln_rgb[:20, :30]
    assert (np.diff(table[..., 0] - table[..., 1], axis=1) > 0).all()
    assert (np.diff(table[..., 1], axis=0) < 0).all()


def test_white_paper_is_white_under_the_lamp_that_the_camera_is_balanced_to() -> None:
    camera = build_camera(np.random.default_rng(1))
    for lamp in LAMPS.values():
        assert lamp_colour(camera, lamp, lamp) == pytest.approx(np.ones(3), abs=1e-9)
    warm = lamp_colour(camera, LAMPS["bulb"], LAMPS["daylight"])
    assert warm[0] > warm[1] > warm[2]


@pytest.mark.benchmark
def test_who_was_measured_before_a_run_was_ended_is_not_measured_again(tmp_path: Path) -> None:
    kept = [one(9, 6, 2)]
    (tmp_path / "3_nobody.pickle").write_bytes(pickle.dumps(kept))
    assert score_all(["nobody"], 3, 1, tmp_path) == kept


@needs_faces
@pytest.mark.benchmark
def test_paste_is_white_and_hides_what_it_covers() -> None:
    scene = read_scene("002", "neutral")
    redder = replace(scene, linear=scene.linear * np.array([1, 0.7, 0.7], np.float32))
    covered = scene.cheeks > 0.95

    def read(linear: np.ndarray) -> np.ndarray:
        red, green, _ = np.median(linear[covered], axis=0)
        return np.array([red, np.log(red / green)])

    bare, pasted, reddened = (
        read(s.linear)
        for s in (
            scene,
            paste(scene, 0.7, scene.creamed, np.random.default_rng(0)),
            paste(redder, 0.7, scene.creamed, np.random.default_rng(0)),
        )
    )
    assert pasted[0] > bare[0] and 0 < pasted[1] < bare[1]
    assert reddened[1] - pasted[1] < 0.5 * np.log(1 / 0.7)


@needs_faces
@pytest.mark.benchmark
def test_skin_as_it_is_after_needling() -> None:
    scored = score_all(everybody()[1::13], draw=7, processes=2)
    wrong = [share for share in shares(scored) if share.reach and share.interval[0] > share.reach]
    assert not wrong, "\n".join(map(str, wrong))
