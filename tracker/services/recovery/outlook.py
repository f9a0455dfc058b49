"""What is expected of a person from here on, for as long as the recovery stays normal."""

from dataclasses import dataclass

from tracker.domain.course.outlook.prediction import PersonalCourse
from tracker.domain.course.reference import LAST_DAY
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
    known = overview.calm_days
    from_day = known[-1].day + 1 if known else 0
    if max(today, from_day) > LAST_DAY:
        return None
    return Outlook(
        from_day=from_day,
        course=overview.expected,
        is_off_course=len(known) < len(overview.days),
    )
