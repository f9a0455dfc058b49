"""What is expected of a person from here on, for as long as the recovery stays normal."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.domain.course.prediction import PersonalCourse, predictive_band
from tracker.domain.course.recovery import RecoveryDay
from tracker.domain.course.reference import LAST_DAY
from tracker.domain.records.status import Status
from tracker.services.recovery.overview import RecoveryOverview


@dataclass(frozen=True)
class Outlook:
    """A person's own expected course, and the first day that it speaks of."""

    from_day: int
    course: PersonalCourse
    is_off_course: bool
    """Whether the recovery is off course: then this is what was expected before it was."""


def look_ahead(overview: RecoveryOverview, today: int) -> Outlook | None:
    """Return what is expected of this person in this recovery.

    Entries from where the recovery is off course are left out, or a bad course would come to look
    expected.

    Parameters
    ----------
    overview : RecoveryOverview
        The recovery and what is known of it.
    today : int
        Days since the session.

    Returns
    -------
    Outlook or None
        None once the recovery lies beyond the days that the expected course covers.
    """
    known = _before_off_course(overview)
    from_day = known[-1].day + 1 if known else 0
    if max(today, from_day) > LAST_DAY:
        return None
    return Outlook(
        from_day=from_day,
        course=predictive_band(known, overview.plan, overview.earlier, overview.reference),
        is_off_course=len(known) < len(overview.days),
    )


def _before_off_course(overview: RecoveryOverview) -> Sequence[RecoveryDay]:
    """Return the days up to the last one that was not off course."""
    is_calm = [verdict.status.rank < Status.OFF_COURSE.rank for verdict in overview.assessments]
    last = max((number for number, calm in enumerate(is_calm, start=1) if calm), default=0)
    return overview.days[:last]
