"""What was worked out is remembered for as long as nothing changes that it was worked out from."""

from tests.factories import an_entry, days_ago, needles, store_procedure, today
from tracker.domain.guidance.aftercare import CareTick
from tracker.services.recovery.book import open_book
from tracker.services.recovery.drafts import check_in_form
from tracker.store.repository import Store


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
