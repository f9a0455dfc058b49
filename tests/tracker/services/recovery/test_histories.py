"""Generated histories: no entry, photo or verdict ends with the wrong person, area or day, or is
lost.

What is expected stands on paper (`paper.py`), by rules that are written there again. A history
follows from its seed; one that fails tells its steps.
"""

import io
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from analysis import Zone
from tests.factories import (
    a_measurement,
    a_procedure,
    an_entry,
    as_new,
    with_id,
)
from tests.tracker.services.recovery.paper import ZONES, Paper, areas
from tracker import clock
from tracker.config import Settings
from tracker.domain.records.days import diary_day
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import (
    BodyArea,
    DiaryEntry,
    Photo,
    PhotoRole,
    Procedure,
    TreatedZone,
)
from tracker.domain.records.scales import Symptom
from tracker.errors import InvalidEntry, NotFound, Overtaken
from tracker.services.data.people import add_person, delete_person, set_day_end
from tracker.services.photos.keeping import add_photo
from tracker.services.photos.reading import read_photo
from tracker.services.recovery.book import Book, open_book
from tracker.services.recovery.diary import delete_entry, save_entry
from tracker.services.recovery.drafts import check_in_form, keep_draft, load_drafts
from tracker.services.recovery.judgement import delete_photo_and_word, keep_verdicts_after
from tracker.services.recovery.procedures import (
    correct_procedure,
    delete_procedure,
    goes_with,
    log_procedure,
)
from tracker.store.repository import Store

START = datetime(2026, 3, 20, 12, tzinfo=UTC)  # over a change to summer time
PLACES = ("UTC0", "CET-1CEST,M3.5.0,M10.5.0/3", "PST8PDT,M3.2.0,M11.1.0", "NZST-12", "IST-5:30")
STEPS, A_STORE = 10, 50  # steps a history, histories a store
AHEAD = timedelta(hours=15)
SIGNS = (RedFlag.FEVER, RedFlag.NUMBNESS)
WHEN_TAKEN = (10, -60, -1440, -4000, -9000, -12_000, -20_000, -6_000_000)  # ahead; set to 2014


class House:
    """One store for several histories, so that they can disturb each other if they do."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(data_dir=folder)
        self.store = Store(self.settings)
        self.told: dict[int, Paper] = {}
        self.numbers = count(1)

    def close(self) -> None:
        """Restart the program, have somebody leave, and look at everybody once more."""
        self.store.close()
        self.store = Store(self.settings)
        delete_person(self.store, min(self.told))
        del self.told[min(self.told)]
        for person, paper in self.told.items():
            assert_as_told(self.store, person, paper)
        kept = {one.name for one in self.settings.photo_place.glob("*") if one.is_file()}
        assert kept == {photo.digest for one in self.told.values() for photo in one.photos.values()}
        self.store.close()


class History:
    """Two people in several windows, while the clock and its zone change."""

    def __init__(self, house: House, seed: int) -> None:
        self.random = random.Random(seed)
        self.store, self.numbers = house.store, house.numbers
        self.moment = START
        self.done: list[str] = []
        self.told: list[tuple[int, Paper]] = []
        for _ in range(2):
            person = add_person(self.store, f"Ada {next(self.numbers)}").id
            house.told[person] = Paper()
            self.told.append((person, house.told[person]))

    def run(self) -> None:
        """Begin with overlapping sessions; then whatever comes."""
        for who, ago in ((0, 12), (0, 9), (1, 10)):
            self.log(who, ago)
        for _ in range(STEPS):
            (step,) = self.random.choices(list(WEIGHTS), list(WEIGHTS.values()))
            self.done.append(step.__name__)
            with suppress(NothingYet):
                step(self)
        self.store._memory.forget()  # what is remembered was looked at after each step
        for person, paper in self.told:
            book = assert_as_told(self.store, person, paper)
            assert_said_as_judged(book)
            assert load_drafts(self.store, person) == paper.drafts
            for photo in book.photos:
                assert read_photo(self.store, photo)

    # The clock

    def time_passes(self) -> None:
        self.moment += timedelta(minutes=self.random.randint(-180, 3600))
        move_to(self.random.choice(PLACES))

    def the_day_ends_at_another_hour(self) -> None:
        person, paper = self.pick((self.told[0], self.told[1]))
        paper.day_ends = self.random.randint(0, 12)
        set_day_end(self.store, person, paper.day_ends)

    # Sessions

    def a_session_is_logged(self) -> None:
        self.log(self.random.randint(0, 1), self.random.randint(0, 12))

    def a_session_is_corrected(self) -> None:
        who, before = self.one("sessions")
        paper, where = self.told[who][1], self.zones()
        started_at = before.started_at + timedelta(
            minutes=self.pick((0, 0, -1500, -90, 90, 1500, 9000))
        )
        revised = session_of(before.person_id, started_at, where)
        after = with_id(revised, before.id, version=before.version)
        moved = started_at != before.started_at
        after = replace(after, diary_day=paper.day_of(started_at) if moved else before.diary_day)
        follows = {key: paper.follows(one, before, after) for key, one in paper.entries.items()}
        with refused_only_if(paper.cannot_be_corrected(before, after, self.latest_wall())):
            kept = correct_procedure(self.store, after)
            assert (kept.treated_zones, kept.diary_day) == (where, after.diary_day)
            paper.sessions[kept.id] = kept
            with pytest.raises(Overtaken):  # the other window began with the older version
                correct_procedure(self.store, replace(after, notes="from the other window"))
            if before.treated_zones != where:
                paper.forget_redness(list(paper.album(before.id)))
            for now in open_book(self.store, before.person_id).entries:
                assert now.areas == follows[now.id]
                assert says(now) == says(paper.entries[now.id])
                paper.entries[now.id] = now
        self.check(who)

    def a_session_is_deleted_in_two_windows(self) -> None:
        who, session = self.one("sessions")
        person, paper = self.told[who]
        session_id = session.id
        named = goes_with(open_book(self.store, person), session)
        assert {one.id for one in named.entries} == paper.goes_with(session_id)
        assert {one.id for one in named.photos} == {one.id for one in paper.album(session_id)}
        delete_procedure(self.store, session_id)
        with pytest.raises(NotFound):
            delete_procedure(self.store, session_id)
        paper.drop_session(session_id)
        self.check(who)

    # Entries

    def days_are_entered(self) -> None:
        who, ago = self.random.randint(0, 1), self.random.randint(0, 12)
        for back in range(ago, max(ago - 2, -1), -1):
            self.enter(who, back, knows=self.random.random() < 0.8)

    def enter(self, who: int, ago: int, *, knows: bool) -> None:
        """Enter a day in a window that knows of all its entries, or not of the last one."""
        person, paper = self.told[who]
        entry = self.an_entry(person, paper.day_of(clock.wall()) - timedelta(days=ago))
        there = [one.id for one in paper.entries.values() if one.day == entry.day]
        asked = paper.days_asked(entry.day)
        if not asked or (there and not knows):
            with pytest.raises(Overtaken if asked else InvalidEntry):
                save_entry(self.store, entry, seen=there[:-1])
            return
        kept = save_entry(self.store, entry, seen=there)
        about = {area for one in asked for area in areas(paper.sessions[one])}
        assert kept.areas == about | {*entry.area_ratings, *entry.area_flags}
        assert as_new(kept, areas=frozenset(), recorded_at=None, version=0) == entry
        assert kept.recorded_at == clock.now()
        self.keep(who, kept)

    def an_entry(self, person: int, day: date) -> DiaryEntry:
        redness, signs = self.random.randint(0, 10), frozenset(self.random.sample(SIGNS, 1))
        signs = signs if self.random.random() < 0.3 else frozenset()
        if self.random.random() < 0.5:
            return an_entry(person, day=day, ratings={Symptom.REDNESS: redness}, red_flags=signs)
        return an_entry(
            person,
            day=day,
            ratings={Symptom.REDNESS: redness, Symptom.PAIN: redness // 2},
            area_ratings={BodyArea.BACK: {Symptom.REDNESS: 10 - redness}},
            area_flags={BodyArea.BACK: signs},
        )

    def an_entry_is_corrected_in_two_windows(self) -> None:
        who, entry = self.one("entries")
        if self.told[who][1].days_asked(entry.day):
            ratings = {Symptom.PAIN: self.random.randint(0, 10)}
            kept = save_entry(self.store, replace(entry, ratings=ratings))
            assert kept == replace(entry, ratings=ratings, version=entry.version + 1)
            with pytest.raises(Overtaken):
                save_entry(self.store, replace(entry, note="from the other window"))
            self.keep(who, kept)

    def an_entry_is_deleted_while_another_window_has_it_open(self) -> None:
        who, entry = self.one("entries")
        paper = self.told[who][1]
        readers = paper.readers(entry)
        delete_entry(self.store, entry)
        del paper.entries[entry.id]
        paper.days_deleted_from.add(entry.day)
        paper.drop_drafts(forms_of(entry))
        with pytest.raises(Overtaken):
            save_entry(self.store, replace(entry, note="from the other window"))
        self.assert_nothing_is_said_of_it(who, readers, entry.day)

    def assert_nothing_is_said_of_it(self, who: int, readers: set[int], day: date) -> None:
        """What is still said of a day that something was deleted from rests on what is left."""
        book = self.check(who)
        for one in book.verdicts:
            if one.procedure_id in readers and one.diary_day == day:
                overview = book.recovery(one.procedure_id)
                assert one.basis == overview.bases[overview.day_of(day)]

    def half_an_entry_is_typed(self) -> None:
        who = self.random.randint(0, 1)
        person, paper = self.told[who]
        day = diary_day(clock.now(), paper.day_ends) - timedelta(days=self.random.randint(0, 12))
        form, note = check_in_form(day), self.pick(("warm", "it itches"))
        keep_draft(self.store, person, form, {"note": note})
        paper.drafts.setdefault(form, {})["note"] = note

    # Photos

    def a_photo_is_added(self) -> None:
        who, session = self.one("sessions")
        paper, session_id = self.told[who][1], session.id
        area = self.pick((BodyArea.BACK, BodyArea.NECK))
        role = self.pick((PhotoRole.BEFORE, PhotoRole.FOLLOW_UP))  # no recovery reads a retest
        taken_at = clock.wall() + timedelta(minutes=self.pick(WHEN_TAKEN))
        day, before = paper.day_of(taken_at), paper.before_photo(session_id, area)
        is_before, again = role is PhotoRole.BEFORE, self.random.random() < 0.5
        wrong = day > session.diary_day if is_before else day < session.diary_day
        with refused_only_if(wrong or (is_before and before is not None and not again)):
            kept = add_photo(
                self.store,
                a_picture(next(self.numbers)),
                procedure_id=session_id,
                role=role,
                area=area,
                taken_at=taken_at,
                replace_before=again,
            ).photo
            assert (kept.procedure_id, kept.area, kept.role) == (session_id, area, role)
            assert (kept.taken_at, kept.diary_day) == (taken_at, day)
            if is_before:
                paper.drop_photo(before)
                paper.forget_redness(list(paper.album(session_id, area)))
            paper.photos[kept.id] = kept
            if not is_before:
                paper.redness[kept.id] = self.measure(kept)
            keep_verdicts_after(self.store, session)
        self.check(who)

    def a_photo_is_deleted_in_two_windows(self) -> None:
        who, photo = self.one("photos")
        paper = self.told[who][1]
        session = paper.sessions[photo.procedure_id]
        delete_photo_and_word(self.store, session, photo)
        with pytest.raises(NotFound):
            delete_photo_and_word(self.store, session, photo)
        paper.drop_photo(photo)
        paper.days_deleted_from.add(photo.diary_day)
        if photo.role is PhotoRole.BEFORE:
            paper.forget_redness(list(paper.album(photo.procedure_id, photo.area)))
        self.assert_nothing_is_said_of_it(who, {photo.procedure_id}, photo.diary_day)

    # Helpers

    def log(self, who: int, ago: int) -> None:
        person, paper = self.told[who]
        day, where = clock.wall().date() - timedelta(days=ago), self.zones()
        started_at = at(day, self.random.choice((0, 30, 600, 1110, 1430, 1439)))
        cannot_be = any(one.started_at == started_at for one in paper.sessions.values())
        with refused_only_if(cannot_be or started_at > self.latest_wall()):
            kept = log_procedure(self.store, session_of(person, started_at, where))
            assert kept.diary_day == paper.day_of(started_at)
            assert (kept.started_at, kept.treated_zones) == (started_at, where)
            paper.sessions[kept.id] = kept
        self.check(who)

    def keep(self, who: int, kept: DiaryEntry) -> None:
        """Write down what was kept; the recoveries that read it have said something of its day."""
        paper = self.told[who][1]
        paper.entries[kept.id] = kept
        paper.drop_drafts(forms_of(kept))
        book = self.check(who)
        for reader in paper.readers(kept):
            overview = book.recovery(reader)
            assert (kept.day - overview.procedure.diary_day).days in overview.said

    def measure(self, photo: Photo) -> float:
        """Keep a change of redness that no other photo has, and return it."""
        value = float(next(self.numbers))
        with self.store.writing() as records:
            found = a_measurement(photo.id, zone=Zone[photo.area.name], value=value)
            records.save_analysis(photo, [found])
        return value

    def check(self, who: int) -> Book:
        return assert_as_told(self.store, *self.told[who])

    def one(self, kind: str) -> tuple[int, Any]:
        """Somebody's session, entry or photo."""
        found = [(who, one) for who in (0, 1) for one in getattr(self.told[who][1], kind).values()]
        if not found:
            raise NothingYet
        return self.random.choice(found)

    def zones(self) -> frozenset[Zone]:
        return frozenset(self.random.sample(list(ZONES), self.random.randint(1, 3)))

    def pick(self, some: tuple[Any, ...]) -> Any:
        return self.random.choice(some)

    def latest_wall(self) -> datetime:
        return self.moment.astimezone(UTC).replace(tzinfo=None) + AHEAD


class NothingYet(Exception):
    """There is nothing that the step could be about."""


WEIGHTS = {
    History.time_passes: 2,
    History.the_day_ends_at_another_hour: 1,
    History.a_session_is_logged: 1,
    History.a_session_is_corrected: 2,
    History.a_session_is_deleted_in_two_windows: 1,
    History.days_are_entered: 4,
    History.an_entry_is_corrected_in_two_windows: 2,
    History.an_entry_is_deleted_while_another_window_has_it_open: 2,
    History.half_an_entry_is_typed: 1,
    History.a_photo_is_added: 3,
    History.a_photo_is_deleted_in_two_windows: 1,
}


def assert_as_told(store: Store, person: int, paper: Paper) -> Book:
    """Compare all that is kept of a person, and how it is read, with the paper."""
    book = open_book(store, person)
    assert {one.id: one for one in book.procedures} == paper.sessions
    assert {one.id: one for one in book.entries} == paper.entries
    assert {one.id: place_of(one) for one in book.photos} == {
        key: place_of(one) for key, one in paper.photos.items()
    }
    for overview in book.recoveries:
        session = overview.procedure
        seen = {
            day.day: {
                "ratings": dict(day.ratings),
                "signs": day.red_flags,
                "photos": dict(day.zone_delta_ei),
            }
            for day in overview.days
        }
        assert seen == paper.expected(session)
        assert {one.procedure_id for one in overview.photos} <= {session.id}
    assert_nothing_said_is_lost(book, paper)
    return book


def assert_nothing_said_is_lost(book: Book, paper: Paper) -> None:
    """A verdict goes with its session, or with all that its day had; else it stays as it was."""
    for one in set(book.verdicts) - paper.verdicts:
        assert one.person_id == book.person.id
        assert one.diary_day - timedelta(one.day) == paper.sessions[one.procedure_id].diary_day
    for gone in paper.verdicts - set(book.verdicts):
        session = paper.sessions.get(gone.procedure_id)
        if session is not None and paper.is_about(session, gone.diary_day):
            assert gone.diary_day in paper.days_deleted_from
            overview = book.recovery(gone.procedure_id)
            assert overview.day_of(gone.diary_day) in overview.said  # said anew
    assert {one.procedure_id for one in book.verdicts} <= paper.sessions.keys()
    paper.verdicts = set(book.verdicts)


def assert_said_as_judged(book: Book) -> None:
    """What is read of a first recovery is what would be judged now."""
    for overview in book.recoveries[:1]:
        for judged in overview.assessments:
            said = overview.said.get(judged.day)
            assert said is None or (said.status, said.pattern) == (judged.status, judged.pattern)


def place_of(photo: object) -> tuple[object, ...]:
    names = ("person_id", "procedure_id", "role", "area", "taken_at", "diary_day", "digest")
    return tuple(getattr(photo, name) for name in names)


def says(entry: DiaryEntry) -> tuple[object, ...]:
    """What an entry says in all, wherever."""
    ratings: dict[Symptom, int] = {}
    for own in (entry.ratings, *entry.area_ratings.values()):
        for symptom, rating in own.items():
            ratings[symptom] = max(rating, ratings.get(symptom, 0))
    return entry.day, ratings, entry.red_flags.union(*entry.area_flags.values()), entry.note


def forms_of(entry: DiaryEntry) -> set[str]:
    return {check_in_form(entry.day), check_in_form(entry.day, entry.id)}


def at(day: date, minute: int) -> datetime:
    return datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)


def session_of(person: int, started_at: datetime, where: frozenset[Zone]) -> Procedure:
    zones = tuple(TreatedZone(zone=one, needle_length_mm=1.0) for one in sorted(where))
    return a_procedure(person, started_at=started_at, zones=zones)


def a_picture(number: int) -> bytes:
    """Plain skin, as small as may be: nothing to measure, and no two alike."""
    content = io.BytesIO()
    colour = (200 - number // 10_000, 150 + number // 100 % 100, 100 + number % 100)
    Image.new("RGB", (64, 64), colour).save(content, "PNG")
    return content.getvalue()


def move_to(place: str | None) -> None:
    """Have this computer's clock be in another zone."""
    if place is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = place
    time.tzset()


@contextmanager
def refused_only_if(cannot_be: bool) -> Iterator[None]:
    """Expect a sentence where something cannot be, and nowhere else."""
    try:
        yield
    except InvalidEntry:
        assert cannot_be
    else:
        assert not cannot_be


@pytest.fixture
def tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[range], None]]:
    """Tell histories by their seeds."""
    zone = os.environ.get("TZ")

    def tell(seeds: range) -> None:
        house = House(tmp_path / "first")
        for number, seed in enumerate(seeds, 1):
            history = History(house, seed)
            monkeypatch.setattr(clock, "now", lambda one=history: one.moment.astimezone())
            try:
                history.run()
                if number % A_STORE == 0 or seed == seeds[-1]:
                    house.close()
                    house = House(tmp_path / f"{number}")
            except Exception as error:
                error.add_note(f"History {seed}: {', '.join(history.done)}")
                raise

    yield tell
    move_to(zone)


def test_nothing_is_mixed_up_in_10_histories(tell):
    tell(range(10))


@pytest.mark.benchmark
def test_nothing_is_mixed_up_in_5000_histories(tell):
    tell(range(10, 5050))
