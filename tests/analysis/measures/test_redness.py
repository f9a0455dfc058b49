"""What limits a change in redness is said, and nothing is said without a reason."""

from dataclasses import replace

import numpy as np
import pytest

from analysis import Photo, PhotoAnalysis, analyse_photo
from analysis.align.registration import Registration
from analysis.anatomy import Zone
from analysis.figures import CLEAR_EI
from analysis.measures.redness import (
    MOST_ERROR,
    MeasuredRedness,
    measure_redness_change,
    perhaps_paled,
)
from analysis.skin.pair import SkinPair
from analysis.skin.view import SkinView
from analysis.vocabulary import Measure, OnSkin, Unit

TINY = 1e-4
"""EI that rounding may take away."""


@pytest.fixture(scope="module")
def registration(day1: Photo, baseline: PhotoAnalysis) -> Registration:
    found = analyse_photo(day1, baseline).registration
    assert isinstance(found, Registration)
    return found


def hidden(view: SkinView, *parts: str) -> SkinView:
    """The view with nothing read off some of its untreated parts."""
    blank = {}
    for part in parts:
        patches = getattr(view, part)
        blank[part] = replace(patches, index=np.full_like(patches.index, np.nan))
    return replace(view, **blank)


def without(registration: Registration, *parts: str) -> MeasuredRedness:
    views = (registration.baseline, registration.follow_up)
    pair = SkinPair(*(hidden(view, *parts) for view in views))
    return measure_redness_change(replace(registration, pair=pair), ())


def after(registration: Registration, **changed: object) -> Registration:
    """The pair with something else in the later photo."""
    view = replace(registration.follow_up, **changed)
    return replace(registration, pair=SkinPair(registration.baseline, view))


def errors(
    registration: Registration, told: tuple[OnSkin | None, OnSkin | None] = (None, None)
) -> np.ndarray:
    found = measure_redness_change(registration, (), on_skin=told).measurements
    return np.array([m.mdc95 for m in found if m.measure is Measure.DELTA_ERYTHEMA_INDEX])


def codes(change: MeasuredRedness) -> set[str]:
    return {finding.code for finding in change.findings}


def widest(change: MeasuredRedness) -> float:
    return max(m.mdc95 or 0 for m in change.measurements if m.measure is not Measure.REDDENED_SHARE)


def test_a_good_pair_is_measured_without_a_remark(registration: Registration) -> None:
    change = measure_redness_change(registration, ())
    assert codes(change) == set()
    assert {m.measure for m in change.measurements} == {
        Measure.DELTA_ERYTHEMA_INDEX,
        Measure.REDDENED_SHARE,
        Measure.REDDEST_ZONE,
    }


def test_less_untreated_skin_is_said_and_widens_the_error(registration: Registration) -> None:
    whole, no_neck = (without(registration, *parts) for parts in ((), ("neck",)))
    nothing = without(registration, "neck", "eye_region")
    assert "no_neck" in codes(no_neck)
    assert "no_untreated_skin" in codes(nothing)
    assert widest(whole) < widest(no_neck) <= widest(nothing)


def test_what_was_told_of_is_not_remarked_on_again(registration: Registration) -> None:
    told = measure_redness_change(registration, (), on_skin=(None, OnSkin.CREAM))
    assert "perhaps_on_skin" not in codes(told)
    assert widest(told) > widest(measure_redness_change(registration, ()))


@pytest.mark.parametrize("film", sorted(set(OnSkin) - {OnSkin.NOTHING}))
@pytest.mark.parametrize("lift", [-0.1, 0.0, 0.05, 0.15, 0.3])
def test_telling_what_lies_on_the_skin_never_makes_an_error_smaller(
    registration: Registration, film: OnSkin, lift: float
) -> None:
    face = float(np.exp(registration.follow_up.middle[1]))
    seen = after(registration, hair=registration.follow_up.hair + lift * face)
    dry, untold = errors(seen, (None, OnSkin.NOTHING)), errors(seen)
    assert (untold >= dry - TINY).all()
    for told in ((None, film), (film, film), (film, OnSkin.NOTHING), (film, None)):
        assert (errors(seen, told) >= dry - TINY).all()
        if told[1] is not OnSkin.NOTHING:
            assert (errors(seen, told) >= untold - TINY).all()


@pytest.mark.parametrize("redder", [-12.0, -6.0, 0.0, 6.0])
def test_a_larger_change_is_never_stated_with_a_smaller_error(
    registration: Registration, redder: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    # But for a flush of all skin: see below.
    monkeypatch.setattr("analysis.measures.erythema_error.hidden_flush", lambda *_: 0.0)
    lower, higher = (
        errors(after(registration, index=registration.follow_up.index + np.float32(more)))
        for more in (redder, redder + (6 if redder >= 0 else -6))
    )
    assert (higher >= lower - 0.05).all()


@pytest.mark.parametrize("whites", [-6.0, -3.0, 0.0, np.nan])
def test_redness_that_may_be_there_never_falls_for_a_redder_face(
    registration: Registration, whites: float
) -> None:
    tops, least = [], []
    for redder in (0.0, 2.0, 4.0, 7.0):
        index = registration.follow_up.index + np.float32(redder)
        white = registration.follow_up.white + np.float32(whites)
        change = measure_redness_change(after(registration, index=index, white=white), ())
        tops.append(sum(of_face(change)))
        least.append(least_of_face(change))
    assert np.all(np.diff(tops) > -0.05)
    assert np.all(np.diff(least) > 0)  # and what shows of it is said all the sooner


@pytest.mark.parametrize("flush", [3.0, 6.0, 9.0])
@pytest.mark.parametrize("tinged", [0.0, 0.3])
def test_a_flush_of_all_skin_that_the_whites_leave_open_lies_within_the_error(
    registration: Registration, flush: float, tinged: float
) -> None:
    before = registration.baseline
    view = replace(
        before,
        index=before.index + np.float32(flush),
        neck=replace(before.neck, index=before.neck.index + flush),
        eye_region=replace(before.eye_region, index=before.eye_region.index + flush),
        white=before.white + tinged * flush,
    )
    found = measure_redness_change(replace(registration, pair=SkinPair(before, view)), ())
    value, mdc95 = of_face(found)
    assert value < 2  # it passes for light
    if found.light.flush >= 9:
        assert value + mdc95 > flush
        assert {"flush_possible", "references_disagree"} & codes(found)
        assert next(
            (one.too_high or 0.0) < CLEAR_EI < (one.mdc95 or 0.0)
            for one in found.measurements
            if one.zone is Zone.FACE and one.measure is Measure.DELTA_ERYTHEMA_INDEX
        )
    assert found.light.flush >= 9 or flush < 6


@pytest.mark.parametrize("redder", [0.0, 9.0])
def test_between_narrow_lids_a_flush_is_not_ruled_out(
    registration: Registration, redder: float
) -> None:
    """Whites that move with the light prove little there; what shows is as sure as before."""
    seen = replace(registration.follow_up, white=registration.baseline.white + 3.0)
    narrow = seen.face.points.copy()
    for upper, lower in ((159, 145), (386, 374)):
        narrow[upper] = narrow[lower] * 0.5 + narrow[upper] * 0.5
    open_eyes, narrow_eyes = (
        measure_redness_change(
            after(registration, white=seen.white, index=seen.index + np.float32(redder), face=face),
            (),
        )
        for face in (seen.face, replace(seen.face, points=narrow))
    )
    assert narrow_eyes.light.flush > open_eyes.light.flush == 0
    assert least_of_face(narrow_eyes) == least_of_face(open_eyes)
    assert of_face(narrow_eyes)[0] == of_face(open_eyes)[0]
    assert ("flush_possible" in codes(narrow_eyes)) == (redder == 0)
    assert sum(of_face(narrow_eyes)) > 9


@pytest.mark.parametrize("redder", [0.0, 5.0, 9.0])
@pytest.mark.parametrize("flush", [3.0, 6.0, 9.0])
@pytest.mark.parametrize("tinged", [0.0, 0.3])
def test_a_flush_before_hides_no_redness_of_today_and_makes_none_up(
    registration: Registration, redder: float, flush: float, tinged: float
) -> None:
    after_rest = measure_redness_change(
        after(registration, index=registration.follow_up.index + np.float32(redder)), ()
    )
    before, today = registration.baseline, registration.follow_up
    was = replace(
        before,
        index=before.index + np.float32(flush),
        neck=replace(before.neck, index=before.neck.index + flush),
        eye_region=replace(before.eye_region, index=before.eye_region.index + flush),
        white=before.white + tinged * flush,
    )
    now = replace(today, index=today.index + np.float32(redder))
    found = measure_redness_change(replace(registration, pair=SkinPair(was, now)), ())
    value, mdc95 = of_face(found)
    assert value + mdc95 >= of_face(after_rest)[0]  # as red as it is against rested skin
    assert least_of_face(found) <= of_face(after_rest)[0]
    if flush >= 9 and not tinged:  # where the whites tell of it, what has faded is said
        assert "flush_before" in codes(found)


def of_face(change: MeasuredRedness) -> tuple[float, float]:
    """Value and error of the whole face, EI."""
    return next(
        (one.value, one.mdc95 or 0.0)
        for one in change.measurements
        if one.zone is Zone.FACE and one.measure is Measure.DELTA_ERYTHEMA_INDEX
    )


def least_of_face(change: MeasuredRedness) -> float:
    """How low the whole face's change may be, EI."""
    return next(
        one.value - (one.mdc95 if one.too_high is None else one.too_high)
        for one in change.measurements
        if one.zone is Zone.FACE and one.measure is Measure.DELTA_ERYTHEMA_INDEX
    )


def test_zones_against_each_other_are_given_where_the_face_is_unsure(
    registration: Registration,
) -> None:
    sure, unsure = measure_redness_change(registration, ()), without(registration, "neck")
    assert not any(one.measure is Measure.ZONE_CONTRAST for one in sure.measurements)
    changes = {
        (one.measure, one.zone): one
        for one in unsure.measurements
        if one.measure in (Measure.DELTA_ERYTHEMA_INDEX, Measure.ZONE_CONTRAST)
    }
    face = changes.pop((Measure.DELTA_ERYTHEMA_INDEX, Zone.FACE))
    zones = {zone for _, zone in changes}
    assert len(zones) > 8
    for zone in zones:
        contrast = changes[Measure.ZONE_CONTRAST, zone]
        change = changes[Measure.DELTA_ERYTHEMA_INDEX, zone]
        assert contrast.value == pytest.approx(change.value - face.value, abs=TINY)
        assert 0 < (contrast.mdc95 or 0) < (change.mdc95 or 0)


@pytest.mark.parametrize("parts", [("neck",), ("eye_region",), ("neck", "eye_region")])
def test_hiding_untreated_skin_never_makes_an_error_smaller(
    registration: Registration, parts: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    # But for a flush of all skin, which the whites tell, not what is hidden here.
    monkeypatch.setattr("analysis.measures.erythema_error.hidden_flush", lambda *_: 0.0)
    hidden_errors = [
        m.mdc95
        for m in without(registration, *parts).measurements
        if m.measure is Measure.DELTA_ERYTHEMA_INDEX
    ]
    assert (np.array(hidden_errors) >= errors(registration)).all()


def test_whites_that_are_not_seen_are_said_and_widen_the_error(registration: Registration) -> None:
    shut = after(registration, white=np.nan)
    assert "whites_unseen" in codes(measure_redness_change(shut, ()))
    assert (errors(shut) > errors(registration)).all()


def test_what_could_hide_any_redness_is_withheld_with_a_word(registration: Registration) -> None:
    follow_up = registration.follow_up
    lamps = np.where(np.arange(follow_up.index.shape[1]) % 200 < 100, -45, 45).astype(np.float32)
    change = measure_redness_change(after(registration, index=follow_up.index + lamps), ())
    assert "redness_withheld" in codes(change)
    given = {m.zone for m in change.measurements if m.measure is Measure.DELTA_ERYTHEMA_INDEX}
    assert Zone.FACE not in given
    assert all(
        (m.mdc95 or 0) <= MOST_ERROR for m in change.measurements if m.unit is Unit.ERYTHEMA_INDEX
    )


def test_what_may_have_paled_may_be_more_and_no_less(registration: Registration) -> None:
    found = measure_redness_change(registration, ()).measurements
    for was, now in zip(found, perhaps_paled(found), strict=True):
        assert now.value == was.value
        if was.unit is Unit.ERYTHEMA_INDEX:
            assert (now.mdc95 or 0) > (was.mdc95 or 0)
            assert now.too_high == (was.mdc95 if was.too_high is None else was.too_high)
