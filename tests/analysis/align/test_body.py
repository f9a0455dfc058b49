"""Body skin on generated limbs, whose truth the alignment does not know."""

import numpy as np
import pytest

from analysis import Aspect, Measure, PhotoAnalysis
from analysis.align.body import BodyRegistration
from analysis.align.landmarks import Matches
from analysis.body.recipe import analyse_body_photo
from tests.analysis.limbs import as_photos
from tests.benchmark.limb import Limb, View, common_points

P90_MM = 1.0


@pytest.fixture(scope="module")
def moved(views: tuple[View, View]) -> PhotoAnalysis:
    """The second view compared with the first, without a card."""
    before, after = as_photos(views)
    return analyse_body_photo(after, before)


def p90_mm(registration: BodyRegistration, limb: Limb, views: tuple[View, View]) -> float:
    points, truth, px_per_mm = common_points(limb, *views)
    off = np.linalg.norm(registration.map_points(points) - truth, axis=1)
    return float(np.quantile(off, 0.9) / px_per_mm)


def test_a_moved_limb_is_laid_over_to_a_millimetre(
    limb: Limb, views: tuple[View, View], moved: PhotoAnalysis
) -> None:
    assert isinstance(moved.registration, BodyRegistration)
    assert p90_mm(moved.registration, limb, views) < P90_MM
    assert moved.registration.accepted_share > 0.8
    assert moved.registration.matched >= 15


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


def test_matches_in_one_corner_are_not_enough() -> None:
    spread = np.random.default_rng(0).uniform(0, 1000, (40, 2))
    assert Matches(spread, spread).enough
    assert not Matches(spread[:10], spread[:10]).enough
    line = np.column_stack([np.arange(40.0), np.arange(40.0)])
    assert not Matches(line, line).enough


def test_without_the_card_redness_states_a_large_error_and_texture_is_left_out(
    moved: PhotoAnalysis,
) -> None:
    analysis = moved
    assert [finding.code for finding in analysis.quality.findings] == ["no_card"]
    assert analysis.quality.usable
    assert not analysis.quality.allows(Aspect.TEXTURE)
    assert analysis.reference == "none"
    changes = [m for m in analysis.measurements if m.measure is not Measure.ERYTHEMA_INDEX]
    assert [m.measure for m in changes] == [Measure.DELTA_ERYTHEMA_INDEX]
    assert changes[0].mdc95 is not None
    assert abs(changes[0].value) <= changes[0].mdc95
    assert isinstance(analysis.registration, BodyRegistration)
    assert analysis.registration.expected_error_mm is None
