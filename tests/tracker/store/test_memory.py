"""What was worked out is remembered for as long as nothing changes that it was worked out from."""

import random
import threading
from collections.abc import Callable
from contextlib import closing

import pytest

from tests.factories import (
    an_entry,
    days_ago,
    needles,
    store_procedure,
    today,
)
from tracker.domain.guidance.aftercare import CareTick
from tracker.errors import Overtaken
from tracker.services.recovery.book import open_book, read_afresh
from tracker.services.recovery.drafts import check_in_form
from tracker.store.repository import Store

_LONGEST_S = 20


def test_a_tick_a_product_or_a_draft_forgets_nothing(store: Store) -> None:
    procedure = store_procedure(store)
    book = open_book(store, procedure.person_id)
    with store.writing() as records:
        records.care.tick(CareTick(procedure_id=procedure.id, day=today(), item="picking"))
        records.plans.add_needles(needles(procedure.person_id))
    with store.drafting() as records:
        records.keep_draft(procedure.person_id, check_in_form(today()), {"note": "half"})
    assert open_book(store, procedure.person_id) is book


def test_an_entry_of_this_or_another_program_is_read(store: Store) -> None:
    procedure = store_procedure(store)
    other = Store(store.settings)
    for days, writer in ((2, store), (1, other)):
        assert len(open_book(store, procedure.person_id).entries) == 2 - days
        with writer.writing() as records:
            entry = an_entry(procedure.person_id, day=days_ago(days).date())
            records.save_entry(entry)
            records.care.tick(CareTick(procedure_id=procedure.id, day=today(), item="sun"))
        assert len(open_book(store, procedure.person_id).entries) == 3 - days
    other.close()


def test_a_tick_by_another_program_forgets_what_may_have_changed_between(store: Store) -> None:
    procedure = store_procedure(store)
    open_book(store, procedure.person_id)
    other = Store(store.settings)
    with other.writing() as records:
        records.save_entry(an_entry(procedure.person_id))
    with store.writing() as records:
        records.care.tick(CareTick(procedure_id=procedure.id, day=today(), item="picking"))
    assert len(open_book(store, procedure.person_id).entries) == 1
    other.close()


def test_nobody_writes_on_another_in_their_turn(store, two):
    whose = pytest.raises(AssertionError, match="whose turn")
    with whose, store.writing(person_id=two[0]) as records:
        records.save_entry(an_entry(two[1]))
    with whose, store.writing(person_id=two[0]) as records:
        records.rename_person(two[1], "Eve")
    with whose, store.writing(note_id=99) as records:  # a row that is gone is nobody's
        records.save_entry(an_entry(two[0]))
    assert open_book(store, two[1]).entries == open_book(store, two[0]).entries == ()


def test_one_persons_write_makes_void_what_is_remembered_of_them_alone(store, two):
    adas, bens = (open_book(store, one) for one in two)
    with store.writing(person_id=two[0]) as records:
        records.save_entry(an_entry(two[0]))
    assert open_book(store, two[1]) is bens
    assert len(open_book(store, two[0]).entries) == len(adas.entries) + 1
    with store.writing() as records:
        records.save_entry(an_entry(two[1]))
    assert len(open_book(store, two[1]).entries) == 1


def test_nothing_is_remembered_past_a_write(store, two):
    """Two programs write on two people, in all ways, and each always reads what is there."""
    chance = random.Random(5)
    with closing(Store(store.settings)) as other:
        for _ in range(15):
            writer, person = chance.choice((store, other)), chance.choice(two)
            chance.choice(WRITES)(writer, person)
            for reader in chance.sample((store, other), 2):
                for one in two:
                    book = open_book(reader, one)
                    with reader.reading() as records:
                        assert book == read_afresh(reader, records, one)
                    assert {one} == {row.person_id for row in (*book.entries, *book.procedures)}


def _enter(store: Store, person_id: int) -> None:
    with store.writing(person_id=person_id) as records:
        records.save_entry(an_entry(person_id, day=today()))


def _enter_as_a_whole(store: Store, person_id: int) -> None:
    with store.writing() as records:
        records.save_entry(an_entry(person_id, day=today()))


def _tick(store: Store, person_id: int) -> None:
    with store.writing(person_id=person_id) as records:
        (session,) = records.list_procedures(person_id)
        records.care.tick(CareTick(procedure_id=session.id, day=today(), item="sun"))


def _rename(store: Store, person_id: int) -> None:
    with store.writing() as records:
        records.rename_person(person_id, f"{person_id} {random.random()}")


def _delete(store: Store, person_id: int) -> None:
    with store.writing(person_id=person_id) as records:
        for entry in records.list_entries(person_id)[:1]:
            records.delete_entry(entry)


def _fail(store: Store, person_id: int) -> None:
    with pytest.raises(Overtaken), store.writing(person_id=person_id) as records:
        records.save_entry(an_entry(person_id, day=today()))
        records.memory.learn(person_id, "book", "never true")
        raise Overtaken("Another window was quicker.")


WRITES: tuple[Callable[[Store, int], None], ...] = (
    *(_enter, _enter_as_a_whole, _tick, _rename, _delete, _fail),
)


def test_who_reads_an_earlier_state_is_not_told_of_a_later_one(store, two, home):
    if home != "postgresql":
        return  # a file keeps readers out while it is written
    with store.reading() as records:
        before = read_afresh(store, records, two[0])
        writer = threading.Thread(target=_enter, args=(store, two[0]))
        writer.start()
        writer.join(_LONGEST_S)
        # `open_book` of others is of after it by now, and stays so.
        assert records.memory.recall(two[0], "book", lambda: before) == before
    assert len(open_book(store, two[0]).entries) == 1


def test_many_at_once_each_see_their_own(store, two):
    wrong: list[str] = []

    def work(person_id: int) -> None:
        for number in range(5):
            with store.writing(person_id=person_id) as records:
                records.save_entry(an_entry(person_id, note=f"{person_id}: {number}"))
            book = open_book(store, person_id)
            notes = [entry.note for entry in book.entries]
            if notes != [f"{person_id}: {one}" for one in range(number + 1)]:
                wrong.append(f"{person_id} reads {notes}")

    workers = [threading.Thread(target=work, args=(one,)) for one in two]
    for one in workers:
        one.start()
    for one in workers:
        one.join(_LONGEST_S)
    assert wrong == []
