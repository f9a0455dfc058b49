"""Body skin on generated limbs, whose truth the alignment does not know."""

import numpy as np
import pytest

from analysis import Photo
from analysis.body import BodyRegistration, analyse_body_photo
from analysis.landmarks import Matches
from tests.benchmark.limb import Limb, View, common_points, generate_limb, photograph

P90_MM = 1.0


@pytest.fixture(scope="module")
def limb() -> Limb:
    return generate_limb(3)


@pytest.fixture(scope="module")
def views(limb: Limb) -> tuple[View, View]:
    return photograph(limb, 3, moved=False), photograph(limb, 3, moved=True)


def as_photos(views: tuple[View, View]) -> tuple[Photo, Photo]:
    return Photo(views[0].pixels, digest="before"), Photo(views[1].pixels, digest="after")


def p90_mm(registration: BodyRegistration, limb: Limb, views: tuple[View, View]) -> float:
    points, truth, px_per_mm = common_points(limb, *views)
    off = np.linalg.norm(registration.map_points(points) - truth, axis=1)
    return float(np.quantile(off, 0.9) / px_per_mm)


def test_a_moved_limb_is_laid_over_to_a_millimetre(limb: Limb, views: tuple[View, View]) -> None:
    before, after = as_photos(views)
    analysis = analyse_body_photo(after, before)
    assert isinstance(analysis.registration, BodyRegistration)
    assert p90_mm(analysis.registration, limb, views) < P90_MM
    assert analysis.registration.accepted_share > 0.8
    assert analysis.registration.matched >= 15
    assert analysis.quality.findings == ()


@pytest.mark.parametrize("chosen", [(5, 300), (5, 100, 300)])
def test_hand_marks_lead_the_search(
    limb: Limb, views: tuple[View, View], chosen: tuple[int, ...]
) -> None:
    before, after = as_photos(views)
    points, truth, _ = common_points(limb, *views)
    marks = [((*points[i],), (*truth[i],)) for i in chosen]
    analysis = analyse_body_photo(after, before, marks)
    assert isinstance(analysis.registration, BodyRegistration)
    assert analysis.registration.matched > 15
    assert p90_mm(analysis.registration, limb, views) < P90_MM


def test_other_skin_is_not_taken_for_the_same(limb: Limb, views: tuple[View, View]) -> None:
    stranger = photograph(generate_limb(4), 4, moved=True)
    analysis = analyse_body_photo(*reversed(as_photos((views[0], stranger))))
    assert analysis.registration is None
    assert [finding.code for finding in analysis.quality.findings] == ["too_little_in_common"]
    assert "Mark two to four spots" in analysis.quality.findings[0].retake


def test_wrong_marks_are_refused(limb: Limb, views: tuple[View, View]) -> None:
    stranger = photograph(generate_limb(4), 4, moved=True)
    marks = [((300.0, 700.0), (310.0, 690.0)), ((800.0, 900.0), (820.0, 880.0))]
    analysis = analyse_body_photo(*reversed(as_photos((views[0], stranger))), marks)
    assert analysis.registration is None
    assert [finding.code for finding in analysis.quality.findings] == ["marks_do_not_fit"]


def test_a_plain_wall_has_nothing_in_common(views: tuple[View, View]) -> None:
    wall = Photo(np.full_like(views[0].pixels, 180), digest="wall")
    assert analyse_body_photo(wall, as_photos(views)[0]).registration is None


def test_a_first_photo_needs_no_comparison(views: tuple[View, View]) -> None:
    analysis = analyse_body_photo(as_photos(views)[0])
    assert analysis.quality.usable
    assert analysis.registration is None


def test_matches_in_one_corner_are_not_enough() -> None:
    spread = np.random.default_rng(0).uniform(0, 1000, (40, 2))
    assert Matches(spread, spread).enough
    assert not Matches(spread[:10], spread[:10]).enough
    line = np.column_stack([np.arange(40.0), np.arange(40.0)])
    assert not Matches(line, line).enough
