"""The diary: what a person says of a day, in one entry or several, corrected or filled in later.

A check-in is read, judged and written, each once and in this order; `CheckIn` is what is written.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from tracker import clock
from tracker.domain.course.recovery import RecoveryDay
from tracker.domain.records.circumstances import Circumstances, Outcome
from tracker.domain.records.concern import areas_of, seen_in, worst_of
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import DiaryEntry, NewDiaryEntry, id_of
from tracker.domain.records.same_day import signs_of
from tracker.domain.verdict.asking import AskedBack, asked_back
from tracker.errors import InvalidEntry, Overtaken
from tracker.services.recovery.book import Book, open_book, read_book
from tracker.services.recovery.drafts import check_in_form
from tracker.services.recovery.judgement import Judgement, judge, judge_anew, keep
from tracker.store.repository import Store


@dataclass(frozen=True)
class CheckIn:
    """What is to be written of a check-in, all of it or nothing."""

    entry: NewDiaryEntry
    """As it is kept: it says what it is about and when it was first entered."""
    judgement: Judgement
    """What is to be said of the recoveries that read it."""


def save_entry(
    store: Store,
    entry: NewDiaryEntry,
    circumstances: Circumstances | None = None,
    *,
    seen: Collection[int] | None = None,
) -> DiaryEntry:
    """Keep an entry, new or in place of the version it was made from, and the verdicts beside it.

    Parameters
    ----------
    entry : NewDiaryEntry
        One more entry of its day, or a `DiaryEntry` in place of the one that was kept.
    circumstances : Circumstances, optional
        What surrounds it; without it, what the entry itself says.
    seen : collection of int, optional
        Ids of the entries of that day that the person knows of. If there is another one, nothing
        is kept.

    Raises
    ------
    InvalidEntry
        If the day lies in the future or before the person's first session.
    Overtaken
        If another window has kept an entry of that day meanwhile that the person does not know of.
    """
    if circumstances is not None:
        entry = replace(entry, circumstances=circumstances)
    with store.writing(person_id=entry.person_id) as records:
        book = read_book(store, records, entry.person_id)
        judged = _judge(entry, book, seen)
        kept = records.save_entry(judged.entry)
        records.drop_drafts(kept.person_id, _forms(entry))
        keep(records, book.with_entry(kept), judged.judgement)
        return kept


def entries_on(store: Store, person_id: int, day: date) -> tuple[DiaryEntry, ...]:
    """Return a person's entries of a day, in the order of entering."""
    return tuple(one for one in open_book(store, person_id).entries if one.day == day)


def list_entries(store: Store, person_id: int) -> tuple[DiaryEntry, ...]:
    """Return a person's whole diary in day order."""
    return open_book(store, person_id).entries


def say_outcome(store: Store, person_id: int, day: date, outcome: Outcome) -> None:
    """Keep what came of the advice of a day or one before, and the verdicts on it beside.

    Raises
    ------
    InvalidEntry
        If there is no entry on that day.
    """
    entries = entries_on(store, person_id, day)
    if not entries:
        raise InvalidEntry("There is no entry of this day any more. Please check in first.")
    save_entry(store, entries[-1], replace(entries[-1].circumstances, outcome=outcome))


def ask_back(book: Book, entry: NewDiaryEntry) -> tuple[AskedBack, ...]:
    """Return the signs that the ratings of an entry point to and that were not answered yet."""
    about = replace(entry, areas=book.sessions.areas_about(entry))
    found: dict[RedFlag, AskedBack] = {}
    for procedure in book.sessions.readers(about):
        overview = book.recovery(procedure.id)
        number = overview.day_of(entry.day)
        seen = worst_of([seen_in(about, area) for area in about.areas & areas_of(procedure)])
        today = RecoveryDay(
            day=number,
            ratings=seen.ratings,
            red_flags=seen.red_flags,
            answers=entry.circumstances.answers,
        )
        earlier = [day for day in overview.days if day.day < number]
        for one in asked_back([*earlier, today], overview.plan, overview.reference):
            found.setdefault(one.sign, one)
    return tuple(found.values())


def delete_entry(store: Store, entry: DiaryEntry) -> None:
    """Delete an entry with its draft and what was said of it; no error if it is gone already.

    What was said of the same day before it, and rests on what is still there, stays.
    """
    with store.writing(person_id=entry.person_id) as records:
        book = read_book(store, records, entry.person_id)
        left = book.without_entry(entry)
        judgement = judge_anew(left, entry.day, book.sessions.readers(entry))
        records.delete_entry(entry)
        records.drop_drafts(entry.person_id, _forms(entry))
        keep(records, left, judgement)


def _judge(entry: NewDiaryEntry, book: Book, seen: Collection[int] | None) -> CheckIn:
    _check_day(entry, book)
    if seen is not None:
        _check_seen(entry, seen, book)
    entry = _completed(entry, book)
    changed = book.with_entry(entry)
    return CheckIn(entry, judge(changed, changed.sessions.readers(entry)))


def _forms(entry: NewDiaryEntry) -> set[str]:
    """Return the forms into which an entry may have been typed: a new one, or its own."""
    return {check_in_form(entry.day), check_in_form(entry.day, id_of(entry))}


def _check_day(entry: NewDiaryEntry, book: Book) -> None:
    """Check that the day is not ahead of the clock; a clock set back makes no old day a future."""
    days = {one.id: one.day for one in book.entries}
    # One that was kept had a day that was right; if it is gone, that is what has to be said.
    is_known = (kept := id_of(entry)) is not None and days.get(kept, entry.day) == entry.day
    last = max((one.diary_day for one in book.procedures), default=entry.day)
    today = clock.today(book.person)
    if entry.day > max(today, last) and not is_known:
        raise InvalidEntry("This day lies in the future. Please choose today or an earlier day.")
    if book.sessions.latest(entry.day) is None:
        raise InvalidEntry(
            "This day lies before the first session. Please log that session first, "
            "or choose a later day."
        )


def _check_seen(entry: NewDiaryEntry, seen: Collection[int], book: Book) -> None:
    for other in book.entries:
        if other.day == entry.day and other.id not in {*seen, id_of(entry)}:
            raise Overtaken(
                "Another window has saved an entry of this day meanwhile. Please look at both."
            )


def _completed(entry: NewDiaryEntry, book: Book) -> NewDiaryEntry:
    """Return an entry that says what it is about and when it was first entered."""
    earlier = next((one for one in book.entries if one.id == id_of(entry)), None)
    recorded_at = earlier.recorded_at if earlier else entry.recorded_at or clock.now()
    areas = entry.areas or (earlier.areas if earlier else frozenset())
    areas = areas or book.sessions.areas_asked(entry.day)
    if earlier and signs_of(entry) - signs_of(earlier):
        # What was said of the signs before does not settle one that is entered now.
        entry = replace(entry, circumstances=replace(entry.circumstances, outcome=None))
    return replace(
        entry, recorded_at=recorded_at, areas=areas | {*entry.area_ratings, *entry.area_flags}
    )
