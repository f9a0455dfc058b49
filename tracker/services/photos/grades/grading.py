"""Practitioners' grades of redness beside photos, and how well they and the photos agree.

A photo measures a change in EI and a practitioner sees a grade, 0 to 4, so the change is brought to
grades by a straight line. It is fitted without the session that it is used for: a line through
the same photos would agree with them by itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from tracker.domain.records.answers import PhotoGrade, RednessGrade
from tracker.domain.words.labels import Zone
from tracker.domain.words.measure_names import DELTA_EI
from tracker.services.photos.grades.agreement import (
    LEAST_SUBJECTS,
    UNKNOWN,
    Estimate,
    agreement_of_raters,
    consistency_of_raters,
    count_grades,
    weighted_kappa,
)
from tracker.store.repository import Records, Store

PHOTO = "measured change"
NOBODY = "nobody else"
_UNNAMED = "a practitioner"
ALL_THE_SAME = "cannot be told: all grades are the same"
TOO_FEW = f"cannot be told: fewer than {LEAST_SUBJECTS} photos have both"
ONE_SESSION = (
    "cannot be told: what a change comes to as a grade is learned from other sessions, and all "
    "graded photos are of one"
)
ONE_PRACTITIONER = "cannot be told: nobody else graded photos"
VAGUE = "too few photos to tell much"
_LEVELS = len(RednessGrade)


@dataclass(frozen=True)
class GradedPhoto:
    """A photo that somebody graded."""

    session: int
    grades: Mapping[str, int] = field(hash=False)
    """Grade 0–4 by who gave it."""
    change: float | None = None
    """Change of redness of the whole face, in EI; None where it was not measured."""


@dataclass(frozen=True)
class Agreement:
    """How well two raters agree over the photos that both graded."""

    raters: tuple[str, str]
    photos: int
    single: Estimate
    """ICC(2,1): as one rater of many."""
    order: Estimate
    """ICC(3,1): these two, whatever their shift."""
    kappa: Estimate
    """Weighted by the square of the distance between grades."""
    note: str = ""
    """Why there are no coefficients, or that they tell little; empty where neither holds."""


def keep_grade(store: Store, grade: PhotoGrade) -> None:
    """Keep a grade in place of the same practitioner's earlier one.

    Raises
    ------
    NotFound
        If the photo is no longer in the diary.
    """
    with store.writing(photo_id=grade.photo_id) as records:
        records.care.save_photo_grade(grade)


def list_grades(store: Store, person_id: int) -> tuple[PhotoGrade, ...]:
    """Return the grades beside a person's photos, by photo and name."""
    with store.reading() as records:
        return records.care.list_photo_grades(person_id)


def forget_grade(store: Store, grade: PhotoGrade) -> None:
    """Delete a grade for good."""
    with store.writing(photo_id=grade.photo_id) as records:
        records.care.delete_photo_grade(grade)


def list_graded(store: Store) -> list[GradedPhoto]:
    """Return everybody's graded photos with the change that is kept of them."""
    with store.reading() as records:
        return [
            graded
            for person in records.list_people()
            for graded in _list_graded_of(records, person.id)
        ]


def _list_graded_of(records: Records, person_id: int) -> Iterator[GradedPhoto]:
    grades: dict[int, dict[str, int]] = {}
    spelt: dict[str, str] = {}  # "Dr Day" and "dr day " are one practitioner
    for one in records.care.list_photo_grades(person_id):
        plain = " ".join(one.name.split())
        name = spelt.setdefault(plain.casefold(), plain or _UNNAMED)
        grades.setdefault(one.photo_id, {})[name] = int(one.grade)
    changes = {
        change.photo_id: change.value
        for change in records.list_changes(person_id, (DELTA_EI,))
        if change.zone is Zone.FACE
    }
    for photo_id, given in grades.items():
        yield GradedPhoto(records.get_photo(photo_id).procedure_id, given, changes.get(photo_id))


def compare_grades(photos: Iterable[GradedPhoto]) -> list[Agreement]:
    """Compare every two practitioners, and each of them with the measured change.

    Where nothing can be told, because there are fewer than three photos in common, all graded
    photos are of one session, or all grades are the same, the note says so.
    """
    found = list(photos)
    names = sorted({name for photo in found for name in photo.grades})
    between = [_agreement((one, other), _both(found, one, other)) for one, other in _pairs(names)]
    return between + [_agreement_with_photos(found, name) for name in names]


def _pairs(names: Sequence[str]) -> Sequence[tuple[str, str]]:
    """Return every two of the names; one alone stands beside nobody."""
    return list(combinations(names, 2)) or [(name, NOBODY) for name in names]


def _agreement_with_photos(photos: Sequence[GradedPhoto], name: str) -> Agreement:
    both = _beside_change(photos, name)
    sessions = {p.session for p in photos if name in p.grades and p.change is not None}
    return _agreement((name, PHOTO), both, ONE_SESSION if len(sessions) == 1 else "")


def _agreement(
    raters: tuple[str, str], both: Sequence[tuple[float, float]], why_few: str = ""
) -> Agreement:
    if len(both) < LEAST_SUBJECTS:
        note = ONE_PRACTITIONER if NOBODY in raters else why_few or TOO_FEW
        return Agreement(raters, len(both), UNKNOWN, UNKNOWN, UNKNOWN, note)
    first, second = np.array(both, float).T
    whole = np.rint(first), np.rint(second)
    single, order = agreement_of_raters(both), consistency_of_raters(both)
    kappa = weighted_kappa(count_grades(*whole, levels=_LEVELS))
    if kappa.has_no_width:  # by squares it is nearly ICC(2,1): Fleiss, Cohen 1973
        low, high = min(single.low, kappa.value), max(single.high, kappa.value)
        kappa = Estimate(kappa.value, low, high)
    parts = (single, order, kappa)
    note = ""
    if not all(part.is_known for part in parts):
        note = ALL_THE_SAME
    elif any(part.is_vague for part in parts):
        note = VAGUE
    return Agreement(raters, len(both), *parts, note)


def _both(photos: Sequence[GradedPhoto], one: str, other: str) -> list[tuple[float, float]]:
    return [(p.grades[one], p.grades[other]) for p in photos if {one, other} <= p.grades.keys()]


def _beside_change(photos: Sequence[GradedPhoto], name: str) -> list[tuple[float, float]]:
    """Return a practitioner's grades beside those told from the change, for every photo of both."""
    seen = [p for p in photos if name in p.grades and p.change is not None]
    told = _told_from_change(
        np.array([p.change for p in seen], float),
        np.array([p.grades[name] for p in seen], float),
        np.array([p.session for p in seen]),
    )
    return [(p.grades[name], float(t)) for p, t in zip(seen, told, strict=True) if np.isfinite(t)]


def _told_from_change(
    changes: NDArray[np.float64], grades: NDArray[np.float64], sessions: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Bring changes (N,) to grades by a line through the other sessions; NaN without one."""
    told = np.full(len(changes), np.nan)
    for session in np.unique(sessions):
        own = sessions == session
        if len(np.unique(changes[~own])) >= 2:
            line = np.polyfit(changes[~own], grades[~own], 1)
            told[own] = np.clip(np.polyval(line, changes[own]), 0, _LEVELS - 1)
    return told
