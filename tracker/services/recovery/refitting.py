"""Learn the usual range anew from the recoveries of those who agreed."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tracker import clock
from tracker.domain.course.outlook.refit import LEAST_PER_GROUP, Refit, RefitGroup, refit_reference
from tracker.domain.course.recovery import Recovery
from tracker.domain.course.reference import LAST_DAY, shipped_course
from tracker.domain.records.kept import Person
from tracker.errors import InvalidEntry
from tracker.services.recovery.book import load_history
from tracker.services.recovery.courses import check_new_version, write_course
from tracker.services.recovery.nightly import judge_many
from tracker.store.repository import Records, Store


@dataclass(frozen=True)
class WrittenRefit:
    """A new version of the expected course, and where its table is."""

    refit: Refit
    table: Path


def refit_course(store: Store, version: str, workers: int | None = 1) -> WrittenRefit:
    """Refit the shipped course from finished recoveries with consent and write a new version.

    Parameters
    ----------
    workers : int, optional
        Processes of this machine that share the judging of what has no verdict yet, which goes
        before: by the usual range of until now. None: one for each processor.

    Raises
    ------
    InvalidEntry
        If the name cannot be used, or no group has enough recoveries; nothing is written then.
    """
    check_new_version(store.settings, version)
    refit = refit_reference(tuple(_finished_recoveries(store)), shipped_course(), version)
    if not refit.groups:
        raise InvalidEntry(
            "Nothing was refitted: no needle length has {least} finished recoveries with consent "
            "yet. {groups}",
            least=LEAST_PER_GROUP,
            groups=say_groups("Recoveries so far", refit.too_few),
        )
    for step in judge_many(store, workers):
        if step.error:
            raise InvalidEntry(
                "Nothing was refitted, since not everybody can be judged by the usual range of "
                "until now: {reason}",
                reason=step.error,
            )
    return WrittenRefit(refit, write_course(store.settings, refit.reference))


def say_groups(what: str, groups: tuple[RefitGroup, ...]) -> str:
    """Say which groups there are and how many recoveries each has."""
    named = "; ".join(
        f"{one.length_mm:g} mm, {one.group.replace('_', '-')}: {one.recoveries}" for one in groups
    )
    return f"{what}: {named or 'none'}."


def _agreed(records: Records) -> list[Person]:
    """Return who agreed: where accounts are kept, by a consent to research that holds."""
    people = [one for one in records.list_people() if not one.is_demo]
    if not records.access.count_accounts():
        return [one for one in people if one.consents_to_refit]
    agreed = set(records.research.list_agreed())
    return [one for one in people if one.id in agreed]


def _finished_recoveries(store: Store) -> Iterator[Recovery]:
    with store.reading() as records:
        agreed = _agreed(records)
    for person in agreed:
        for overview in load_history(store, person.id):
            if overview.days and overview.day_of(clock.today(person)) > LAST_DAY:
                yield Recovery(plan=overview.plan, days=overview.days)
