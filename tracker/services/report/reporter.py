"""What every part of a report reads: the recovery, the choices, the day, the language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from tracker.domain.records.answers import Answer
from tracker.domain.records.kept import Photo, Procedure
from tracker.domain.records.status import Status
from tracker.said import Said
from tracker.services.recovery.overview import RecoveryOverview
from tracker.services.report.choices import ReportChoices, Section
from tracker.services.report.speech import Speech


@dataclass(frozen=True, kw_only=True)
class Reporter:
    """One recovery, to be reported of on one day in one language."""

    overview: RecoveryOverview
    earlier: Sequence[Procedure]
    """The sessions before it that share an area with it, in time order."""
    choices: ReportChoices
    answers: Sequence[Answer]
    """What practitioners answered on this session already, in day order."""
    written_at: datetime
    today: int
    """Days since the session."""

    @cached_property
    def speech(self) -> Speech:
        """The language that it is written in."""
        return Speech(self.choices.language)

    def has(self, section: Section) -> bool:
        """Whether a section is wanted."""
        return section in self.choices.sections

    def say_day(self, day: int) -> str:
        """Say a day of the recovery with its date: Day 3, 22 Nov 2026."""
        date = self.overview.procedure.diary_day + timedelta(days=day)
        return self.speech.text(Said("Day {day}, {date}", day=day, date=self.speech.day(date)))

    def day_of(self, photo: Photo) -> int:
        """Count the day of a photo since the session."""
        return self.overview.day_of(photo.diary_day)

    @cached_property
    def worst_day(self) -> tuple[int, Status] | None:
        """The first day of the most urgent status; None without any verdict."""
        statuses = self.overview.statuses
        worst = max(statuses, key=lambda day: (statuses[day].rank, -day), default=None)
        return None if worst is None else (worst, statuses[worst])
