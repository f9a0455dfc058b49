"""A report of nothing, of thirty photos, and of ten years: small, of two pages, for everybody."""

import io
import sys
import time
from datetime import timedelta
from itertools import product

import pypdf
import pytest

from tests.factories import (
    a_measurement,
    a_photo,
    a_procedure,
    an_entry,
    days_ago,
    picture_bytes,
    pixels,
)
from tracker.domain.records.kept import PhotoRole, Procedure
from tracker.domain.records.scales import Symptom
from tracker.services.data.people import add_person
from tracker.services.recovery.diary import save_entry
from tracker.services.recovery.procedures import log_procedure
from tracker.services.report.choices import MOST_PHOTOS, Paper, ReportChoices, Section
from tracker.services.report.pdf import write_pdf
from tracker.services.report.writing import report_content
from tracker.store.repository import Store

pytestmark = pytest.mark.benchmark

MOST_BYTES, PAGES = 2_000_000, 2
YEARS, A_YEAR, EVERY_DAYS = 10, 365, 61
DAYS, PHOTOS = 10, 30


def recover(store: Store, person_id: int, began: int) -> Procedure:
    session = log_procedure(store, a_procedure(person_id, started_at=days_ago(began, 18)))
    for number in range(min(began, DAYS)):
        ratings = dict.fromkeys(Symptom, max(0, 6 - number))
        day = session.diary_day + timedelta(days=number)
        save_entry(store, an_entry(person_id, day=day, ratings=ratings, note="As expected."))
    return session


def photograph(store: Store, session: Procedure) -> tuple[int, ...]:
    """Keep a photo from before and thirty from after; return the ids of those after."""
    ids = []
    for number in range(PHOTOS + 1):
        content = picture_bytes(pixels(number, 1000, 750), quality=95)
        moment = session.started_at + timedelta(hours=8 * number - 1)
        photo = a_photo(
            content,
            *(session.person_id, session.id),
            role=PhotoRole.FOLLOW_UP if number else PhotoRole.BEFORE,
            taken_at=moment,
            diary_day=moment.date(),
            usable=True,
        )
        with store.writing() as records:
            kept = records.add_photo(photo, content)
            records.save_analysis(kept, [a_measurement(kept.id, value=number / 3, mdc95=2.0)])
        ids.append(kept.id)
    return tuple(ids[1:])


@pytest.mark.parametrize("kind", ["no photos", "thirty photos", "ten years"])
def test_it_stays_small_and_for_everybody(store: Store, tmp_path, kind: str):
    from pdfua.cli import main as check

    person, photos = add_person(store, "Ada"), ()
    if kind == "ten years":
        for began in range(YEARS * A_YEAR, DAYS + 1, -EVERY_DAYS):
            recover(store, person.id, began)
    session = recover(store, person.id, DAYS + 1)
    if kind == "thirty photos":
        photos = photograph(store, session)[:: PHOTOS // MOST_PHOTOS][:MOST_PHOTOS]
    for paper, language in product(Paper, ("en", "de")):
        choices = ReportChoices(
            paper=paper, language=language, sections=frozenset(Section), photo_ids=photos
        )
        began = time.process_time()
        written = write_pdf(report_content(store, person.id, session.id, choices), paper)
        took = time.process_time() - began
        sys.stdout.write(
            f"{kind}, {paper}, {language}: {len(written)} bytes, {took:.1f} s of the processor\n"
        )
        assert len(pypdf.PdfReader(io.BytesIO(written)).pages) == PAGES
        assert len(written) <= MOST_BYTES
        file = tmp_path / "report.pdf"
        file.write_bytes(written)
        assert check(["check", str(file)]) == 0
