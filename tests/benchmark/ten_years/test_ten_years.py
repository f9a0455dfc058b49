"""Ten years of diary cost no page more than twice what one session with six photos costs."""

from pathlib import Path

import pytest

from tests.benchmark.ten_years.__main__ import HIGHEST_RATIO, HIGHEST_S
from tests.benchmark.ten_years.history import SIX_PHOTOS, TEN_YEARS, fill
from tests.benchmark.ten_years.pages import compare_pages
from tracker.config import Settings
from tracker.services.recovery.book import open_book
from tracker.store.repository import Store

RUNS = 5


def test_a_history_has_what_its_design_says(store: Store) -> None:
    person = fill(store, SIX_PHOTOS)
    book = open_book(store, person.id)
    assert len(book.procedures) == SIX_PHOTOS.sessions
    assert len(book.entries) == SIX_PHOTOS.check_ins
    assert len(book.photos) == SIX_PHOTOS.photos
    assert all(store.photos.is_whole(photo.digest) for photo in book.photos)
    assert all(one.said.keys() == one.bases.keys() for one in book.recoveries)


@pytest.mark.benchmark
def test_no_page_costs_more_than_twice_as_much(tmp_path: Path) -> None:
    few, many = (Store(Settings(tmp_path / name)) for name in ("few", "many"))
    fill(few, SIX_PHOTOS)
    fill(many, TEN_YEARS)
    costs = list(compare_pages(few, many, RUNS))
    few.close()
    many.close()
    assert [cost for cost in costs if cost.ratio > HIGHEST_RATIO or cost.many > HIGHEST_S] == []
