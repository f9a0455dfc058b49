"""A pair is measured and drawn once: reports read what was drawn, for as long as it holds."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from analysis import Zone
from tracker.domain.records.kept import Photo, PhotoRole
from tracker.services.photos import sheets
from tracker.services.photos.keeping import delete_photo
from tracker.services.photos.reading import Befores
from tracker.services.photos.rescoring import rescore_photo
from tracker.services.photos.sheets import sheet_of
from tracker.store.repository import Store


@pytest.fixture
def pair(demo_store: Store) -> tuple[Photo, Photo]:
    with demo_store.reading() as records:
        person = records.list_people()[0]
        photos = [
            photo
            for session in records.list_procedures(person.id)
            for photo in records.list_photos(session.id)
        ]
    before = next(one for one in photos if one.role is PhotoRole.BEFORE)
    return before, next(
        one
        for one in photos
        if one.procedure_id == before.procedure_id and one.role is PhotoRole.FOLLOW_UP
    )


def kept_pairs(store: Store) -> list[Path]:
    return list(store.settings.thumbnail_dir.glob("*+*"))


def skip_if_moved(store: Store) -> None:
    if not kept_pairs(store):
        pytest.skip("the demo was moved here: what was drawn of its photos is drawn when asked for")


def never_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    def measured(*_: object) -> None:
        raise AssertionError("measured again")

    monkeypatch.setattr(sheets, "load_comparison", measured)


def test_keeping_a_photo_draws_what_its_report_will_show(
    demo_store: Store, pair, monkeypatch: pytest.MonkeyPatch
):
    before, after = pair
    skip_if_moved(demo_store)
    with monkeypatch.context() as undone:
        never_measured(undone)
        kept = sheet_of(demo_store, before, after, Befores(demo_store))
    demo_store.photos.remove_stray_thumbnails(())
    anew = sheet_of(demo_store, before, after, Befores(demo_store))
    assert len(kept.pictures) == len(anew.pictures) == 3
    for one, other in zip(kept.pictures, anew.pictures, strict=True):
        assert one.shape == other.shape
        assert np.abs(one.astype(int) - other).mean() < 3  # what a JPEG changes
    assert kept.zones == anew.zones
    assert Zone.CHEEK_LEFT in kept.zones


def test_other_values_let_it_be_drawn_again(
    demo_store: Store, pair, monkeypatch: pytest.MonkeyPatch
):
    before, after = pair
    with demo_store.writing() as records:
        values = [replace(one, value=one.value + 1) for one in records.list_measurements(after.id)]
        records.save_analysis(after, values)
    drawn: list[int] = []
    compare = sheets.load_comparison
    monkeypatch.setattr(
        sheets, "load_comparison", lambda *given: (drawn.append(1), compare(*given))[1]
    )
    for _again in range(2):
        sheet_of(demo_store, before, after, Befores(demo_store))
    assert len(drawn) == 1
    rescore_photo(demo_store, after)
    sheet_of(demo_store, before, after, Befores(demo_store))
    assert len(drawn) == 1  # measuring drew it


def test_it_goes_with_either_photo(demo_store: Store, pair):
    before, after = pair
    skip_if_moved(demo_store)
    kept = len(kept_pairs(demo_store))
    delete_photo(demo_store, after.id)
    assert len(kept_pairs(demo_store)) == kept - 1
    delete_photo(demo_store, before.id)
    assert not any(before.digest in one.name for one in kept_pairs(demo_store))


def test_a_pair_that_cannot_be_laid_over_is_tried_once(
    demo_store: Store, pair, monkeypatch: pytest.MonkeyPatch
):
    def no_face(*_: object) -> None:
        raise sheets.UnusablePhoto("There is no face.")

    before, after = pair
    demo_store.photos.remove_stray_thumbnails(())
    monkeypatch.setattr(sheets, "load_comparison", no_face)
    assert not sheet_of(demo_store, before, after, Befores(demo_store)).pictures
    never_measured(monkeypatch)
    assert not sheet_of(demo_store, before, after, Befores(demo_store)).pictures
