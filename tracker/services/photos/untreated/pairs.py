"""A person's untreated pairs: the photo from before, and the same skin once more in another light.

Such a photo, a retest, is kept with its session and measured like any other, but it is no photo of
a recovery and no photo from before: it tells how large the error is, nothing else.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeAlias

from tracker.domain.course.own_error import OwnErrors, learn_safely, standardised, widen
from tracker.domain.records.concern import areas_of
from tracker.domain.records.kept import Measurement, NewPhoto, Photo, PhotoRole, Procedure, Zone
from tracker.domain.records.shown import Change
from tracker.domain.words.measure_names import CONTRAST, DELTA_EI, REDDEST
from tracker.errors import InvalidEntry
from tracker.services.photos.untreated.lights import Lesson

_OF_SEVERAL = frozenset({REDDEST, CONTRAST})
RESTED_FROM_DAY = 28
"""Days after a session from which skin counts as back to its own. Chosen: twice the course, so that
what is left of a recovery is not taken for error."""


def is_retest(photo: NewPhoto) -> bool:
    """Tell whether a photo is one of untreated skin in another light."""
    return photo.role is PhotoRole.RETEST


def check_untreated(photo: NewPhoto, session: Procedure, sessions: Iterable[Procedure]) -> None:
    """Raise InvalidEntry if a retest was taken while skin was healing after a session."""
    if not is_untreated(photo, session, sessions):
        raise InvalidEntry(
            "This photo was taken while the skin was healing, or may have been: a photo in another "
            "light is one of untreated skin, from before a session or from {days} days after it "
            "on. Please correct the date or add it as a photo of a recovery day.",
            days=RESTED_FROM_DAY,
        )


def is_untreated(photo: NewPhoto, session: Procedure, sessions: Iterable[Procedure]) -> bool:
    """Tell whether the skin of a retest was healing after none of a person's sessions.

    On a session's own day, before it, the photo from before and its retest show the same skin,
    whatever an earlier session left.
    """
    if photo.diary_day == session.diary_day and photo.taken_at <= session.started_at:
        return True
    areas = areas_of(session)
    alike = (one for one in sessions if not areas.isdisjoint(areas_of(one)))
    return not any(_is_healing(photo, one) for one in alike)


def _is_healing(photo: NewPhoto, session: Procedure) -> bool:
    day = (photo.diary_day - session.diary_day).days
    return photo.taken_at > session.started_at and day < RESTED_FROM_DAY


def own_errors(
    retests: Iterable[Photo],
    changes: Mapping[int, Sequence[Change]],
    day: date,
    lessons: Mapping[int, Lesson],
) -> OwnErrors:
    """Return a person's own errors of redness as they were known on a day.

    What is taken later never changes what was said of a recovery that had begun.

    Parameters
    ----------
    retests : iterable of Photo
        All of the person's.
    changes : mapping
        What was measured on them, by photo id.
    lessons : mapping
        What each may teach, by photo id: only what teaches narrows, and a stranger's photo does
        nothing at all.
    """
    known = [one for one in retests if one.diary_day <= day and lessons[one.id].may_widen]
    teaching = [one for one in known if lessons[one.id] is Lesson.TEACHES]
    narrow, wide = _groups_of(teaching, changes), _groups_of(known, changes)
    return OwnErrors(
        {zone: learn_safely(narrow[zone].values(), wide[zone].values()) for zone in wide}
    )


_Groups: TypeAlias = "dict[Zone, dict[object, list[float]]]"


def _groups_of(retests: Iterable[Photo], changes: Mapping[int, Sequence[Change]]) -> _Groups:
    """Return standardised changes by zone, and by the photo that they were measured against."""
    groups: _Groups = defaultdict(lambda: defaultdict(list))
    for photo in retests:
        for one in changes.get(photo.id, ()):
            found = standardised(one) if one.measure == DELTA_EI else None
            if found is not None:
                groups[one.zone][photo.procedure_id, photo.area, photo.view].append(found)
    return groups


def with_own_errors(measured: Iterable[Measurement], own: OwnErrors) -> tuple[Measurement, ...]:
    """Return what was measured on a photo with a person's own errors of redness.

    Of measures that follow from several zones' redness nothing is narrowed, only widened.
    """
    return tuple(_with_own(one, own) for one in measured)


def _with_own(one: Measurement, own: OwnErrors) -> Measurement:
    factor = own.of(one.zone).factor
    if one.measure in _OF_SEVERAL:
        factor = max(factor, 1.0)
    elif one.measure != DELTA_EI:
        return one
    mdc95, too_high = widen(one.mdc95, one.too_high, factor)
    return replace(one, mdc95=mdc95, too_high=too_high)
