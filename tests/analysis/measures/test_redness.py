"""What limits a change in redness is said, and nothing is said without a reason."""

from dataclasses import replace

import numpy as np
import pytest

from analysis import Photo, PhotoAnalysis, analyse_photo
from analysis.align.registration import Registration
from analysis.measures.redness import RednessChange, measure_redness_change
from analysis.skin.pair import SkinPair
from analysis.skin.view import SkinView
from analysis.vocabulary import Measure, OnSkin


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


def without(registration: Registration, *parts: str) -> RednessChange:
    views = (registration.baseline, registration.follow_up)
    pair = SkinPair(*(hidden(view, *parts) for view in views))
    return measure_redness_change(replace(registration, pair=pair), ())


def codes(change: RednessChange) -> set[str]:
    return {finding.code for finding in change.findings}


def widest(change: RednessChange) -> float:
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
