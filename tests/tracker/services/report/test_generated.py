"""Every number and date of a report, against the database, over generated recoveries."""

import io
import random
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pypdf
import pytest

from tests.factories import (
    a_measurement,
    a_photo,
    an_entry,
    days_ago,
    selected,
    store_procedure,
    today,
)
from tracker import clock
from tracker.domain.records.kept import DeviceKind, Procedure, TreatedZone, Zone
from tracker.domain.records.scales import Symptom
from tracker.services.recovery.diary import save_entry
from tracker.services.report.choices import Paper, ReportChoices, Section
from tracker.services.report.pdf import write_pdf
from tracker.services.report.writing import report_content
from tracker.store.repository import Store

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
IN_THE_COMMAND, BY_HAND = 3, 200
NOTHING_ENTERED = 1097
_DAY = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)})\w* (\d{{4}})\b")


def generate(store: Store, seed: int) -> Procedure:
    """Keep a recovery of any length, device and ratings, with photos of known redness."""
    draw = random.Random(seed)
    length = draw.choice([0.25, 0.5, 1.0, 1.5, 2.5])
    reached = draw.randint(0, 9)
    session = store_procedure(
        store,
        name=f"P{seed}",
        started_at=days_ago(reached, 18),
        device=draw.choice(list(DeviceKind)),
        zones=tuple(
            TreatedZone(zone=zone, needle_length_mm=length)
            for zone in draw.sample([Zone.NOSE, Zone.CHIN, Zone.FOREHEAD], draw.randint(1, 3))
        ),
        passes=draw.randint(1, 8),
    )
    for number in range(reached + 1):
        if draw.random() < 0.8:
            rated = draw.sample(list(Symptom), draw.randint(1, len(Symptom)))
            ratings = {symptom: draw.randint(0, 10) for symptom in rated}
            day = session.diary_day + timedelta(days=number)
            save_entry(store, an_entry(session.person_id, day=day, ratings=ratings))
        if draw.random() < 0.5:
            keep_photo(store, session, number, draw)
    return session


def keep_photo(store: Store, session: Procedure, number: int, draw: random.Random) -> None:
    content = f"{session.id} {number}".encode()
    moment = min(session.started_at + timedelta(days=number, hours=1), clock.wall())
    with store.writing() as records:
        photo = records.add_photo(
            a_photo(
                content,
                session.person_id,
                session.id,
                taken_at=moment,
                diary_day=session.diary_day + timedelta(days=number),
                usable=True,
            ),
            content,
        )
        value = round(draw.uniform(-3, 15), 1)
        change = a_measurement(photo.id, zone=Zone.FACE, value=value, mdc95=2.0)
        records.save_analysis(photo, [change])


def days_in(text: str) -> Iterator[date]:
    for day, month, year in _DAY.findall(text):
        yield date(int(year), MONTHS.index(month) + 1, int(day))


def check(store: Store, session: Procedure) -> None:
    choices = ReportChoices(sections=frozenset(Section))
    content = report_content(store, session.person_id, session.id, choices)
    reader = pypdf.PdfReader(io.BytesIO(write_pdf(content, Paper.A4)))
    text = "\n".join(page.extract_text() for page in reader.pages).replace("\xa0", " ")
    ((began, length, passes),) = selected(
        store,
        "SELECT max(started_at), max(needle_length_mm), max(procedures.passes) FROM procedures "
        "JOIN treated_zones ON procedure_id = procedures.id WHERE procedures.id = :one",
        one=session.id,
    )
    rated = selected(
        store,
        "SELECT day, upper(symptom), rating FROM diary_entries "
        "JOIN ratings ON entry_id = diary_entries.id WHERE person_id = :one",
        one=session.person_id,
    )
    seen = selected(
        store,
        "SELECT diary_day, value FROM measurements JOIN photos ON photo_id = photos.id "
        "WHERE procedure_id = :one",
        one=session.id,
    )
    start = datetime.fromisoformat(began).date()
    ratings = {((date.fromisoformat(day) - start).days, name): value for day, name, value in rated}
    photos = {(date.fromisoformat(day) - start).days: value for day, value in seen}
    known = {day for day, _ in ratings} | set(photos)
    if known:
        table = text[text.index("Numbers (0 none") :]
        rows = dict(re.findall(r"^(\d+)((?:\s+(?:\d+|–)){6}\s+(?:[+−–][\d.]*))", table, re.M))
        assert set(map(int, rows)) == known
        for number, row in rows.items():
            *said, photo = row.split()
            assert said == [str(ratings.get((int(number), one.name), "–")) for one in Symptom]
            value = photos.get(int(number))
            assert photo == ("–" if value is None else f"{value:+.1f}".replace("-", "−"))
    assert f"{length:.2f}".rstrip("0").ljust(3, "0") + " mm" in text
    assert f"Passes: {passes}" in " ".join(text.split())
    written = clock.now().date()  # after midnight the diary day is still the one before
    named = {start + timedelta(days=number) for number in known} | {start, today(), written}
    assert set(days_in(" ".join(text.split()))) <= named
    assert {start, today()} <= set(days_in(" ".join(text.split())))


@pytest.mark.parametrize("seed", [*range(IN_THE_COMMAND - 1), NOTHING_ENTERED])
def test_numbers_and_dates_are_those_of_the_database(store: Store, seed: int):
    check(store, generate(store, seed))


@pytest.mark.benchmark
def test_numbers_and_dates_of_many_recoveries(store: Store):
    for seed in range(BY_HAND):
        check(store, generate(store, 1000 + seed))
