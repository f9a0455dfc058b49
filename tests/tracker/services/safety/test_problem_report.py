from dataclasses import replace

import pytest

from tests.factories import a_photo, an_entry, keep_guidance, picture_bytes, pixels, store_procedure
from tracker import clock
from tracker.services.safety.problem_report import problem_report
from tracker.services.safety.schedule import choose_place
from tracker.store.repository import Store

SECRETS = ("Wilhelmine", "a telling note", "Serum", "“one”", "Looks", "Dr Li", "hidden-folder")


def test_a_problem_report_says_nothing_of_a_person(store: Store, tmp_path):
    procedure = store_procedure(store, "Wilhelmine", notes="a telling note")
    content = picture_bytes(pixels(1))
    with store.writing() as records:
        keep_guidance(records, procedure.person_id, procedure.id)
        records.save_entry(an_entry(1, note="a telling note"))
        photo = records.add_photo(a_photo(content), content)
    choose_place(store.settings, str(tmp_path / "hidden-folder"))
    text = problem_report(store, clock.now())
    assert "people: 1 rows" in text and "lock: none" in text and "whole" in text
    for secret in (*SECRETS, photo.digest, str(store.settings.data_dir), str(tmp_path)):
        assert secret not in text
    assert f"{procedure.started_at:%Y-%m-%d}" not in text
    assert all(": " in line for line in text.splitlines())


@pytest.mark.about_files
def test_a_damaged_diary_can_be_reported(store: Store):
    store_procedure(store)
    path = store.settings.database_path
    raw = bytearray(path.read_bytes())
    raw[4096 : 4096 * 3] = bytes(4096 * 2)
    path.write_bytes(raw)
    text = problem_report(store, clock.now())
    assert "damaged" in text or "cannot be" in text
    assert replace(store.settings).data_dir.name not in text.split("diary file")[1]
