"""Practitioners' grades beside photos: kept, exported, forgotten, and compared."""

import numpy as np
import pytest

from tests.factories import a_photo, store_procedure
from tracker.domain.records.answers import MOST_NAME, PhotoGrade, RednessGrade
from tracker.errors import InvalidEntry, NotFound
from tracker.services.data.archive import export_everything
from tracker.services.photos.grades.grading import (
    PHOTO,
    GradedPhoto,
    compare_grades,
    forget_grade,
    keep_grade,
    list_graded,
    list_grades,
)
from tracker.store.repository import Store


def test_a_grade_is_kept_once_for_each_practitioner(store: Store, tmp_path):
    session = store_procedure(store)
    with store.writing() as records:
        photo = records.add_photo(a_photo(b"face", session.person_id, session.id), b"face")
    for grade in (RednessGrade.MILD, RednessGrade.SEVERE):
        keep_grade(store, PhotoGrade(photo_id=photo.id, grade=grade, name="Dr Day"))
    keep_grade(store, PhotoGrade(photo_id=photo.id, grade=RednessGrade.CLEAR))
    given = list_grades(store, session.person_id)
    assert [(one.name, int(one.grade)) for one in given] == [("", 0), ("Dr Day", 4)]
    [graded] = list_graded(store)
    assert graded == GradedPhoto(session.id, {"a practitioner": 0, "Dr Day": 4})
    export_everything(store, tmp_path / "all")
    table = tmp_path / "all" / "tables" / "photo_grades.csv"
    assert "Dr Day" in table.read_text(encoding="utf-8")
    forget_grade(store, given[0])
    assert list_grades(store, session.person_id) == given[1:]
    with store.writing() as records:
        records.delete_photo(photo.id)
    assert list_grades(store, session.person_id) == ()


def test_what_is_no_grade_is_refused(store: Store):
    with pytest.raises(InvalidEntry):
        PhotoGrade(photo_id=1, grade=RednessGrade.MILD, name="a" * (MOST_NAME + 1))
    with pytest.raises(NotFound):
        keep_grade(store, PhotoGrade(photo_id=1, grade=RednessGrade.MILD))


def test_grades_are_compared_with_each_other_and_with_the_change():
    rng = np.random.default_rng(2)
    seen = rng.uniform(0, 4, 40)
    photos = [
        GradedPhoto(
            session=place % 4,
            grades={"one": round(float(s)), "two": round(float(np.clip(s + 1, 0, 4)))},
            change=float(5 * s + rng.normal()),
        )
        for place, s in enumerate(seen)
    ]
    two, photo, _ = compare_grades(photos)
    assert (two.raters, photo.raters) == (("one", "two"), ("one", PHOTO))
    assert two.order.value > two.single.value + 0.1, "one of them sees a grade more"
    assert photo.photos == 40
    assert photo.kappa.value > 0.8


def test_a_line_never_judges_the_session_it_was_drawn_through():
    """Grades by lot agree with no change, and photos of one session say nothing."""
    rng = np.random.default_rng(4)
    lots = [
        GradedPhoto(place % 3, {"one": int(rng.integers(5))}, float(rng.normal()))
        for place in range(60)
    ]
    assert abs(compare_grades(lots)[0].single.value) < 0.3
    assert compare_grades([GradedPhoto(1, p.grades, p.change) for p in lots]) == []
    assert compare_grades(lots[:2]) == []
