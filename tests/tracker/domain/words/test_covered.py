"""Hidden zones are named in the reader's language, also where an earlier version kept English."""

import pytest

from tests.factories import a_photo, store_procedure
from tracker.domain.records.kept import Aspect, PhotoFinding, Zone
from tracker.domain.words.covered import reread, say_covered
from tracker.domain.words.labels import ZONES
from tracker.locale import translator
from tracker.said import Said, say
from tracker.store.repository import Store

KEPT = "Part of the face is covered, in shadow or outside the picture: cheek left, chin, face."


def test_what_version_0_4_kept_is_said_in_german(store: Store):
    procedure = store_procedure(store)
    finding = PhotoFinding("covered", KEPT, "Again.", frozenset({Aspect.TEXTURE}))
    photo = a_photo(b"x", procedure.person_id, procedure.id, findings=(finding,))
    with store.writing() as records:
        records.add_photo(photo, b"x")
    with store.reading() as records:
        (read,) = records.list_photos(procedure.id)
    said = say(read.findings[0].why, translator("de"))
    assert all(say(Said(ZONES[one]), translator("de")) in said for one in (Zone.CHIN, Zone.FACE))
    assert "Part of" not in said and "cheek" not in said.lower()


@pytest.mark.parametrize("text", ["", "Blurred.", KEPT.replace("chin", "elbow"), KEPT + " More"])
def test_any_other_text_stays_as_it_is(text: str):
    assert reread(text) == text


def test_each_zone_is_read_back():
    for zone in ZONES:
        kept = KEPT.replace("cheek left, chin, face", zone.name.lower().replace("_", " "))
        assert reread(kept) == say_covered([zone])
