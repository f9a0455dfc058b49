"""Body skin on generated limbs, whose truth the alignment does not know."""

import cv2
import numpy as np
import pytest

from analysis import Aspect, Measure, Photo, PhotoAnalysis, Zone
from analysis.align.body import BodyRegistration
from analysis.align.landmarks import Matches
from analysis.body.recipe import analyse_body_photo
from tests.benchmark.limb import Limb, View, common_points, generate_limb, photograph, treat

P90_MM = 1.0


@pytest.fixture(scope="module")
def limb() -> Limb:
    return generate_limb(3)


@pytest.fixture(scope="module")
def views(limb: Limb) -> tuple[View, View]:
    return photograph(limb, 3, moved=False), photograph(limb, 3, moved=True)


@pytest.fixture(scope="module")
def moved(views: tuple[View, View]) -> PhotoAnalysis:
    """The second view compared with the first, without a card."""
    before, after = as_photos(views)
    return analyse_body_photo(after, before)


@pytest.fixture(scope="module")
def stranger() -> View:
    """Another person's limb."""
    return photograph(generate_limb(4), 4, moved=True)


@pytest.fixture(scope="module")
def with_cards(limb: Limb) -> tuple[View, View]:
    """Both views with the card beside the skin."""
    first, second = (photograph(limb, 3, moved=moved, card=True) for moved in (False, True))
    return first, second


def as_photos(views: tuple[View, View]) -> tuple[Photo, Photo]:
    return Photo(views[0].pixels, digest="before"), Photo(views[1].pixels, digest="after")


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


def test_other_skin_is_not_taken_for_the_same(views: tuple[View, View], stranger: View) -> None:
    analysis = analyse_body_photo(*reversed(as_photos((views[0], stranger))))
    assert analysis.registration is None
    assert [finding.code for finding in analysis.quality.findings] == ["too_little_in_common"]
    assert "Mark two to four spots" in analysis.quality.findings[0].retake


def test_wrong_marks_are_refused(views: tuple[View, View], stranger: View) -> None:
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


def compared(before: View, after: View) -> PhotoAnalysis:
    return analyse_body_photo(*reversed(as_photos((before, after))), zone=Zone.LEGS)


@pytest.fixture(scope="module")
def untreated(with_cards: tuple[View, View]) -> PhotoAnalysis:
    return compared(*with_cards)


def test_with_the_card_every_change_of_untreated_skin_is_within_its_error(
    untreated: PhotoAnalysis,
) -> None:
    changes = [m for m in untreated.measurements if m.measure is not Measure.ERYTHEMA_INDEX]
    assert {m.measure for m in changes} == {
        Measure.DELTA_ERYTHEMA_INDEX,
        Measure.ROUGHNESS_LOG_RATIO_FINE,
        Measure.ROUGHNESS_LOG_RATIO_MEDIUM,
        Measure.FLAKES_PER_CM2_CHANGE,
        Measure.MARKS_PER_CM2_CHANGE,
    }
    assert {m.zone for m in untreated.measurements} == {Zone.LEGS}
    assert all(m.mdc95 is not None and abs(m.value) <= m.mdc95 for m in changes)
    assert untreated.reference == "card"
    assert untreated.quality.findings == ()
    assert isinstance(untreated.registration, BodyRegistration)
    assert untreated.registration.expected_error_mm == pytest.approx(0.1, abs=0.1)


def test_redness_of_body_skin_is_read_in_full(
    limb: Limb, with_cards: tuple[View, View], untreated: PhotoAnalysis
) -> None:
    density = 0.2
    treated = photograph(treat(limb, 3, redness=density), 3, moved=True, card=True)
    redder = compared(with_cards[0], treated)
    first, second = (a.value(Zone.LEGS, Measure.DELTA_ERYTHEMA_INDEX) for a in (untreated, redder))
    assert first is not None
    assert second is not None
    assert second - first == pytest.approx(density * 64 / np.log(10), rel=0.15)


def test_flakes_on_body_skin_are_counted(
    limb: Limb, with_cards: tuple[View, View], untreated: PhotoAnalysis
) -> None:
    treated = photograph(treat(limb, 3, flakes_per_cm2=10), 3, moved=True, card=True)
    flaky = compared(with_cards[0], treated)
    first, second = (a.value(Zone.LEGS, Measure.FLAKES_PER_CM2_CHANGE) for a in (untreated, flaky))
    assert first is not None
    assert second is not None
    assert second > first + 1


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


def test_a_photo_from_far_away_carries_no_texture(with_cards: tuple[View, View]) -> None:
    small = [
        np.asarray(cv2.resize(view.pixels, None, fx=0.3, fy=0.3, interpolation=3))
        for view in with_cards
    ]
    analysis = analyse_body_photo(Photo(small[1], "after"), Photo(small[0], "before"))
    assert [finding.code for finding in analysis.quality.findings] == ["too_far"]
    assert not analysis.quality.allows(Aspect.TEXTURE)
