"""Change of body skin on generated limbs, with the printed card beside it."""

import cv2
import numpy as np
import pytest

from analysis import Aspect, Measure, Photo, PhotoAnalysis, Zone
from analysis.align.body import BodyRegistration
from analysis.body.recipe import analyse_body_photo
from tests.analysis.limbs import as_photos
from tests.benchmark.limb import Limb, View, photograph, treat


@pytest.fixture(scope="module")
def with_cards(limb: Limb) -> tuple[View, View]:
    """Both views with the card beside the skin."""
    first, second = (photograph(limb, 3, moved=moved, card=True) for moved in (False, True))
    return first, second


def compared(before: View, after: View) -> PhotoAnalysis:
    return analyse_body_photo(*reversed(as_photos((before, after))), zone=Zone.LEGS)


@pytest.fixture(scope="module")
def untreated(with_cards: tuple[View, View]) -> PhotoAnalysis:
    return compared(*with_cards)


@pytest.mark.benchmark  # by hand: it takes long
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


@pytest.mark.benchmark  # by hand: it takes long
def test_flakes_on_body_skin_are_counted(
    limb: Limb, with_cards: tuple[View, View], untreated: PhotoAnalysis
) -> None:
    treated = photograph(treat(limb, 3, flakes_per_cm2=10), 3, moved=True, card=True)
    flaky = compared(with_cards[0], treated)
    first, second = (a.value(Zone.LEGS, Measure.FLAKES_PER_CM2_CHANGE) for a in (untreated, flaky))
    assert first is not None
    assert second is not None
    assert second > first + 0.75  # of ten strewn on each cm², the large and the high ones


def test_a_photo_from_far_away_carries_no_texture(with_cards: tuple[View, View]) -> None:
    small = [
        np.asarray(cv2.resize(view.pixels, None, fx=0.3, fy=0.3, interpolation=3))
        for view in with_cards
    ]
    analysis = analyse_body_photo(Photo(small[1], "after"), Photo(small[0], "before"))
    assert [finding.code for finding in analysis.quality.findings] == ["too_far"]
    assert not analysis.quality.allows(Aspect.TEXTURE)
