"""A report of nothing, of thirty photos, and of ten years: small, of two pages, for everybody."""

import io
import sys
import time
from datetime import timedelta
from itertools import product
from pathlib import Path

import cv2
import numpy as np
import pypdf
import pytest

from tests.factories import (
    a_procedure,
    an_entry,
    days_ago,
    picture_bytes,
)
from tracker.domain.records.kept import PhotoRole, Procedure
from tracker.domain.records.scales import Symptom
from tracker.services.data.people import add_person
from tracker.services.photos.keeping import add_photo
from tracker.services.recovery.diary import save_entry
from tracker.services.recovery.procedures import log_procedure
from tracker.services.report.choices import MOST_PHOTOS, Paper, ReportChoices, Section
from tracker.services.report.pdf import write_pdf
from tracker.services.report.writing import report_content
from tracker.store.repository import Store

pytestmark = pytest.mark.benchmark

MOST_BYTES, PAGES, MOST_SECONDS = 2_000_000, 2, 5
YEARS, A_YEAR, EVERY_DAYS = 10, 365, 61
DAYS, PHOTOS = 10, 30
SAMPLE, SAMPLE_DAYS = Path("sample_images/normal"), 7


def recover(store: Store, person_id: int, began: int) -> Procedure:
    session = log_procedure(store, a_procedure(person_id, started_at=days_ago(began, 18)))
    for number in range(min(began, DAYS)):
        ratings = dict.fromkeys(Symptom, max(0, 6 - number))
        day = session.diary_day + timedelta(days=number)
        save_entry(store, an_entry(person_id, day=day, ratings=ratings, note="As expected."))
    return session


def photograph(store: Store, session: Procedure) -> tuple[int, ...]:
    """Keep a photo from before and thirty from after, as a person does; return those after."""
    before = SAMPLE / "before.jpg"
    upload(store, session, before.read_bytes(), PhotoRole.BEFORE, timedelta(hours=-1))
    ids = []
    for number in range(PHOTOS):
        later = cv2.imread(str(SAMPLE / f"day{number % SAMPLE_DAYS}.jpg"))
        content = picture_bytes(np.ascontiguousarray(later[: -1 - number, :, ::-1]), quality=95)
        after = timedelta(hours=8 * (number + 1))
        ids.append(upload(store, session, content, PhotoRole.FOLLOW_UP, after))
    return tuple(ids)


def upload(
    store: Store, session: Procedure, content: bytes, role: PhotoRole, after: timedelta
) -> int:
    moment = session.started_at + after
    outcome = add_photo(store, content, procedure_id=session.id, role=role, taken_at=moment)
    return outcome.photo.id


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
        assert took <= MOST_SECONDS
        file = tmp_path / "report.pdf"
        file.write_bytes(written)
        assert check(["check", str(file)]) == 0
