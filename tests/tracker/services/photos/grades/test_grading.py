"""Practitioners' grades beside photos: kept, exported, forgotten, and compared."""

import numpy as np
import pytest

from tests.factories import a_photo, store_procedure
from tracker.domain.records.answers import MOST_NAME, PhotoGrade, RednessGrade
from tracker.errors import InvalidEntry, NotFound
from tracker.services.data.archive import export_everything
from tracker.services.photos.grades.grading import (
    ALL_THE_SAME,
    NOBODY,
    ONE_PRACTITIONER,
    ONE_SESSION,
    PHOTO,
    TOO_FEW,
    VAGUE,
    Agreement,
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
    assert abs(compare_grades(lots)[1].single.value) < 0.3
    alone, one_session = compare_grades([GradedPhoto(1, p.grades, p.change) for p in lots])
    assert (alone.raters, alone.note) == (("one", NOBODY), ONE_PRACTITIONER)
    assert (one_session.raters, one_session.note) == (("one", PHOTO), ONE_SESSION)
    assert compare_grades(lots[:2])[1].note == TOO_FEW
    assert not one_session.single.is_known


def both_graded(one: list[int], two: list[int]) -> Agreement:
    """How two practitioners agree over photos of one session."""
    photos = [GradedPhoto(1, {"a": x, "b": y}) for x, y in zip(one, two, strict=True)]
    return compare_grades(photos)[0]


def test_where_all_grades_are_the_same_no_coefficient_is_told():
    same = both_graded([2] * 7, [2] * 7)
    assert same.note == ALL_THE_SAME
    assert not any(part.is_known for part in (same.single, same.order, same.kappa))


@pytest.mark.parametrize("seed", range(40))
def test_coefficients_lie_within_what_is_possible_and_inside_an_interval(seed: int):
    rng = np.random.default_rng(seed)
    one = rng.integers(0, 5, rng.integers(3, 12))
    two = (one, 4 - one, np.full(len(one), 2), rng.integers(0, 5, len(one)))[seed % 4]
    found = both_graded(one.tolist(), two.tolist())
    for part in (found.single, found.order, found.kappa):
        if part.is_known:
            assert -1 <= part.low <= part.value <= part.high <= 1
            assert part.high - part.low > 0.005, "no number of photos leaves nothing to learn"


def test_opposite_grades_of_seven_photos_tell_little():
    found = both_graded([0, 4, 3, 2, 1, 0, 4], [4, 0, 1, 2, 3, 4, 0])
    parts = (found.single, found.order, found.kappa)
    assert [part.value for part in parts] == pytest.approx([-1, -1, -1])
    assert min(part.high for part in parts) > -0.9
    assert both_graded([0, 4, 2], [1, 3, 4]).note == VAGUE


def test_one_practitioner_has_one_name(store: Store):
    session = store_procedure(store)
    for content, name in ((b"1", "Dr Day"), (b"2", "dr  day ")):
        with store.writing() as records:
            photo = records.add_photo(a_photo(content, session.person_id, session.id), content)
        keep_grade(store, PhotoGrade(photo_id=photo.id, grade=RednessGrade.MILD, name=name))
    assert [list(one.grades) for one in list_graded(store)] == [["Dr Day"], ["Dr Day"]]
