import gc

import pytest

from analysis.results import PhotoAnalysis
from analysis.skin.view import SkinView
from tests.factories import a_photo, an_entry, store_procedure
from tests.measured import measured_once
from tracker.errors import InvalidEntry, NotFound
from tracker.services.data import people
from tracker.services.photos.comparing import load_comparison
from tracker.services.photos.rescoring import rescore_photo
from tracker.services.photos.scoring import Subject
from tracker.store.repository import Store


def test_people_are_listed_in_the_order_of_arrival(store: Store):
    zoe = people.add_person(store, "  Zoe ")
    ada = people.add_person(store, "Ada", is_demo=True)
    assert people.list_people(store) == (zoe, ada)
    assert zoe.name == "Zoe" and ada.is_demo


@pytest.mark.parametrize("name", ["", "   ", "x" * 101])
def test_an_impossible_name_is_refused(store: Store, name: str):
    with pytest.raises(InvalidEntry):
        people.add_person(store, name)
    assert people.list_people(store) == ()


def test_two_people_cannot_share_a_name(store: Store):
    people.add_person(store, "Ada")
    bea = people.add_person(store, "Bea")
    with pytest.raises(InvalidEntry, match="already somebody called ada"):
        people.add_person(store, "ada ")
    with pytest.raises(InvalidEntry, match="already somebody"):
        people.rename_person(store, bea.id, "Ada")
    assert [person.name for person in people.list_people(store)] == ["Ada", "Bea"]


def test_a_person_can_be_renamed(store: Store):
    ada = people.add_person(store, "Ada")
    assert people.rename_person(store, ada.id, "Ada L.").name == "Ada L."
    assert people.rename_person(store, ada.id, "Ada L.").name == "Ada L."
    assert people.get_person(store, ada.id).name == "Ada L."


def test_consent_is_asked_for_and_can_be_taken_back(store: Store):
    ada, bea = people.add_person(store, "Ada"), people.add_person(store, "Bea")
    assert not ada.consents_to_refit
    assert people.set_consent(store, ada.id, consents_to_refit=True).consents_to_refit
    assert [one.consents_to_refit for one in people.list_people(store)] == [True, False]
    people.set_consent(store, ada.id, consents_to_refit=False)
    assert people.list_people(store) == (ada, bea)


@pytest.mark.about_files
def test_deleting_a_person_deletes_the_files_and_old_copies(store: Store, settings):
    procedure = store_procedure(store)
    with store.writing() as records:
        records.save_entry(an_entry(procedure.person_id))
        photo = records.add_photo(a_photo(b"photo"), b"photo")
    copy = settings.data_dir / "fifthday-before-0.1.0-20260101-120000.db"
    copy.write_bytes(b"old")

    people.delete_person(store, procedure.person_id)

    assert people.list_people(store) == ()
    with pytest.raises(NotFound):
        store.photos.read(photo.digest)
    assert not copy.exists()
    with store.reading() as records:
        assert all(rows == [] for _, _, rows in records.dump_tables())


def test_nothing_of_a_deleted_person_stays_in_memory(demo_store: Store):
    others = pictures_in_memory()
    (person,) = people.list_people(demo_store)
    with demo_store.reading() as records:
        photos = records.list_photos(records.list_procedures(person.id)[0].id)
    before, *_, last = sorted(photos, key=lambda photo: photo.taken_at)
    assert rescore_photo(demo_store, last).measurements
    assert load_comparison(demo_store, before, last).redness_map is not None
    people.delete_person(demo_store, person.id)
    assert pictures_in_memory() <= others


def pictures_in_memory() -> set[int]:
    measured_once.forget()  # the tests' own
    gc.collect()
    kinds = (SkinView, PhotoAnalysis, Subject)
    return {id(thing) for thing in gc.get_objects() if isinstance(thing, kinds)}
