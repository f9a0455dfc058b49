"""One person's book: what is kept of them as far as recoveries read it, all at once.

It is read in a fixed number of statements, however long the history is, and remembered until
something changes.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from tracker.config import Settings
from tracker.domain.course.own_error import OwnErrors
from tracker.domain.records.circumstances import OrdinarySkin
from tracker.domain.records.concern import Days, Timeline
from tracker.domain.records.kept import (
    DiaryEntry,
    Measurement,
    NewDiaryEntry,
    Person,
    Photo,
    Procedure,
)
from tracker.domain.records.shown import Change, ShownVerdict
from tracker.errors import NotFound
from tracker.services.photos.untreated.lights import (
    OWN_VALUES_READ,
    Lesson,
    by_photo,
    find_lessons,
)
from tracker.services.photos.untreated.pairs import (
    is_retest,
    is_untreated,
    own_errors,
    with_own_errors,
)
from tracker.services.recovery.overview import MEASURES_READ, RecoveryOverview, gather
from tracker.store.repository import Records, Store


@dataclass(frozen=True, kw_only=True)
class Book:
    """What is kept of one person. Frozen: a change makes another one."""

    settings: Settings
    person: Person
    procedures: tuple[Procedure, ...]
    """In time order."""
    entries: tuple[DiaryEntry, ...]
    """By day, and in the order of entering within one."""
    photos: tuple[Photo, ...]
    """In time order, without the retests: a recovery never reads them."""
    retests: tuple[Photo, ...]
    """Untreated skin in another light, in time order."""
    changes: tuple[Change, ...]
    """`MEASURES_READ` of all photos."""
    ordinary: tuple[OrdinarySkin, ...]
    """How the skin is on an ordinary day, in the order it was stated."""
    verdicts: tuple[ShownVerdict, ...]
    """In the order in which they were given."""
    own_values: tuple[Change, ...] = ()
    """`OWN_VALUES_READ` of all photos; none where there are no retests."""

    @cached_property
    def sessions(self) -> Timeline:
        """The sessions, and how long each recovery goes on."""
        return Timeline(self.procedures)

    @cached_property
    def readings(self) -> Sequence[Days]:
        """What each recovery reads of the diary, in the order of `sessions.procedures`."""
        return self.sessions.readings(self.entries)

    @cached_property
    def photos_by_procedure(self) -> Mapping[int, tuple[Photo, ...]]:
        """Photos by the id of their session, each in time order."""
        return _by_procedure(self.photos)

    @cached_property
    def retests_by_procedure(self) -> Mapping[int, tuple[Photo, ...]]:
        """Retests by the id of their session, each in time order."""
        return _by_procedure(self.retests)

    @cached_property
    def untreated(self) -> tuple[Photo, ...]:
        """The retests that were taken when no skin was healing, as sessions are dated now."""
        sessions = {one.id: one for one in self.procedures}
        return tuple(
            one
            for one in self.retests
            if is_untreated(one, sessions[one.procedure_id], self.procedures)
        )

    def own_errors(self, day: date) -> OwnErrors:
        """Return the person's own errors of redness, as they were known on a day."""
        return own_errors(self.untreated, self.changes_by_photo, day, self.lessons)

    @cached_property
    def lessons(self) -> Mapping[int, Lesson]:
        """What each of the untreated retests may teach of the own error, by photo id."""
        return find_lessons(self.untreated, self.photos, by_photo(self.own_values))

    @cached_property
    def changes_by_photo(self) -> Mapping[int, tuple[Change, ...]]:
        """Values that verdicts read, by photo id."""
        return by_photo(self.changes)

    @cached_property
    def verdicts_by_procedure(self) -> Mapping[int, tuple[ShownVerdict, ...]]:
        """What was said, by the id of the session, in the order it was said."""
        found: dict[int, list[ShownVerdict]] = {}
        for verdict in self.verdicts:
            found.setdefault(verdict.procedure_id, []).append(verdict)
        return {one: tuple(verdicts) for one, verdicts in found.items()}

    @cached_property
    def recoveries(self) -> tuple[RecoveryOverview, ...]:
        """Every session with what followed, in time order."""
        return gather(self)

    def recovery(self, procedure_id: int) -> RecoveryOverview:
        """Return the recovery after a session, or raise NotFound."""
        found = (one for one in self.recoveries if one.procedure.id == procedure_id)
        if (overview := next(found, None)) is None:
            raise NotFound("This session is no longer in the diary. Please choose another one.")
        return overview

    def with_entry(self, entry: NewDiaryEntry) -> "Book":
        """Return the same book with one entry more, or in place of its earlier version."""
        if not isinstance(entry, DiaryEntry):
            last = max((one.id for one in self.entries), default=0)
            entry = DiaryEntry(**vars(entry) | {"id": last + 1})  # until it is kept
        others = [one for one in self.entries if one.id != entry.id]
        entries = sorted((*others, entry), key=lambda one: (one.day, one.id))
        return replace(self, entries=tuple(entries))

    def without_entry(self, entry: DiaryEntry) -> "Book":
        """Return the same book as if an entry had not been made."""
        return replace(self, entries=tuple(one for one in self.entries if one.id != entry.id))

    def without_verdicts(self, verdict_ids: Collection[int]) -> "Book":
        """Return the same book as if some things had not been said."""
        kept = tuple(one for one in self.verdicts if one.id not in verdict_ids)
        return replace(self, verdicts=kept)

    def with_verdicts(self, verdicts: Sequence[ShownVerdict]) -> "Book":
        """Return the same book with some more that was said."""
        return replace(self, verdicts=(*self.verdicts, *verdicts))


def _by_procedure(photos: Iterable[Photo]) -> dict[int, tuple[Photo, ...]]:
    found: dict[int, list[Photo]] = {}
    for photo in photos:
        found.setdefault(photo.procedure_id, []).append(photo)
    return {one: tuple(of_one) for one, of_one in found.items()}


def open_book(store: Store, person_id: int) -> Book:
    """Return a person's book, or raise NotFound."""
    with store.reading() as records:
        return read_book(store, records, person_id)


def load_recovery(store: Store, procedure_id: int) -> RecoveryOverview:
    """Gather one recovery, judged with the person's earlier ones in mind."""
    with store.reading() as records:
        chosen = records.get_procedure(procedure_id)
        return read_book(store, records, chosen.person_id).recovery(procedure_id)


def load_history(store: Store, person_id: int) -> tuple[RecoveryOverview, ...]:
    """Gather all recoveries of a person, the latest first."""
    return open_book(store, person_id).recoveries[::-1]


def load_measurements(store: Store, procedure_id: int) -> Mapping[int, tuple[Measurement, ...]]:
    """Return every value that was measured on the photos of a session, by photo id.

    Changes of redness have the person's own error.
    """
    with store.reading() as records:
        session = records.get_procedure(procedure_id)
        own = read_book(store, records, session.person_id).own_errors(session.diary_day)
        kept = records.memory.recall(
            session.person_id,
            ("measurements", procedure_id),
            lambda: records.list_all_measurements(procedure_id),
        )
    return {one: with_own_errors(values, own) for one, values in kept.items()}


def read_book(store: Store, records: Records, person_id: int) -> Book:
    """Return a person's book within a transaction, as it was when that began."""
    return records.memory.recall(person_id, "book", lambda: read_afresh(store, records, person_id))


def read_afresh(store: Store, records: Records, person_id: int) -> Book:
    """Return a person's book as a transaction has left it so far, which is not remembered yet."""
    return _read(store.settings, records, records.get_person(person_id))


def learn_book(records: Records, book: Book) -> None:
    """Remember a book that will be true once the transaction is over."""
    records.memory.learn(book.person.id, "book", book)


def _read(settings: Settings, records: Records, person: Person) -> Book:
    photos = records.list_all_photos(person.id)
    retests = tuple(filter(is_retest, photos))
    return Book(
        settings=settings,
        person=person,
        procedures=records.list_procedures(person.id),
        entries=records.list_entries(person.id),
        photos=tuple(one for one in photos if not is_retest(one)),
        retests=retests,
        changes=records.list_changes(person.id, MEASURES_READ),
        ordinary=records.circumstances.list_ordinary(person.id),
        verdicts=records.list_all_verdicts(person.id),
        own_values=records.list_changes(person.id, OWN_VALUES_READ) if retests else (),
    )
