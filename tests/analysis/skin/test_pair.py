import gc
import weakref

import pytest

from analysis import Photo, PhotoAnalysis, analyse_photo
from analysis.skin.pair import SkinPair
from analysis.skin.sharpness import focus_of, focus_offset
from analysis.skin.view import SkinView


def test_what_is_worked_out_of_both_photos_is_worked_out_once(
    view: SkinView, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr("analysis.skin.pair.focus_offset", lambda *_: asked.append(1) or 0.0)
    pair = SkinPair(view, view)
    assert pair.details[0].blobs is pair.details[0].blobs
    assert pair.focus_offset == 0.0
    assert len(asked) == 1


def test_a_pair_says_what_its_photos_say(view: SkinView) -> None:
    assert SkinPair(view, view).focus_offset == focus_offset(focus_of(view), focus_of(view))


def test_no_skin_outlives_its_comparison(before: Photo, day1: Photo) -> None:
    first = analyse_photo(before)
    second = analyse_photo(day1, first)
    kept = [weakref.ref(result.skin) for result in (first, second) if result.skin is not None]
    assert len(kept) == 2
    assert isinstance(second, PhotoAnalysis) and second.measurements
    del first, second
    gc.collect()
    assert [ref() for ref in kept] == [None, None]
