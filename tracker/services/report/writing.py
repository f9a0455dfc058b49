"""Write a report: gather, put into words, and give it as PDF, as pictures or as one HTML file."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib.metadata import version

from tracker import clock
from tracker.domain.records.answers import Answer
from tracker.domain.records.concern import areas_of
from tracker.said import Said
from tracker.services.recovery.book import Book, open_book
from tracker.services.report import blocks, listed, pictures
from tracker.services.report.answers import list_answers
from tracker.services.report.choices import ReportChoices
from tracker.services.report.content import Content, Photograph, shortened
from tracker.services.report.reporter import Reporter
from tracker.store.repository import Store


def report_content(
    store: Store,
    person_id: int,
    procedure_id: int,
    choices: ReportChoices,
    now: datetime | None = None,
) -> Content:
    """Put a recovery into the words and pictures of a report.

    Parameters
    ----------
    now : datetime, optional
        When it is written, with its zone.

    Raises
    ------
    NotFound
        If the session is no longer in the diary.
    """
    book, answers = open_book(store, person_id), list_answers(store, procedure_id)
    reporter = _reporter(book, procedure_id, choices, answers, now or clock.now())
    return _written(reporter, choices, tuple(pictures.photographs(store, reporter)))


def _written(reporter: Reporter, choices: ReportChoices, photos: tuple[Photograph, ...]) -> Content:
    speech = reporter.speech
    return Content(
        language=choices.language,
        title=speech.text(Said("Recovery after micro-needling")),
        subtitle=speech.text(_subtitle(reporter, choices)),
        not_a_device=speech.text(_NOT_A_DEVICE),
        situation=blocks.situation(reporter),
        background=blocks.background(reporter),
        face=pictures.face_drawing(reporter),
        assessment=blocks.assessment(reporter),
        course=pictures.course_drawing(reporter),
        request=blocks.request(reporter),
        photos_title=speech.text(Said("Photos, chosen by the person")),
        photos=photos,
        photos_note=" ".join(_about_photos(reporter, len(choices.photo_ids) - len(photos))),
        signs=listed.signs(reporter),
        verdicts=listed.verdicts(reporter),
        numbers=listed.numbers(reporter),
        notes=listed.notes(reporter),
        limits=blocks.limits(reporter),
        answers=listed.answers(reporter),
        reply=blocks.reply(reporter),
    )


_NOT_A_DEVICE = Said("Written from a person's own diary and phone photos. Not a medical device.")
_MAP_OF_REDNESS = Said(
    "Map of redness: orange is just visible, red clear, dark red strong; blue is less red than "
    "before, white no change that these photos can show, hatched unknown."
)


def _about_photos(report: Reporter, left_out: int) -> Iterator[str]:
    yield report.speech.text(_MAP_OF_REDNESS)
    if left_out and report.choices.zone:
        said = Said("Left out, for they could not be cut to this zone: {count}.", count=left_out)
        yield report.speech.text(said)


def _subtitle(reporter: Reporter, choices: ReportChoices) -> Said:
    speech, overview = reporter.speech, reporter.overview
    name = overview.person.name if choices.shows_name else speech.text(Said("one person"))
    return Said(
        "Recovery of {name} after the session of {date}, written on {now}. Fifth Day {version}.",
        name=shortened(name),
        date=speech.day(overview.procedure.diary_day),
        now=speech.moment(reporter.written_at),
        version=version("fifthday"),
    )


def _reporter(
    book: Book,
    procedure_id: int,
    choices: ReportChoices,
    answers: Sequence[Answer],
    now: datetime,
) -> Reporter:
    overview = book.recovery(procedure_id)
    areas = areas_of(overview.procedure)
    earlier = [
        one
        for one in book.sessions.procedures
        if one.started_at < overview.procedure.started_at and not areas.isdisjoint(areas_of(one))
    ]
    today = overview.day_of(clock.today(book.person))
    return Reporter(
        overview=overview,
        earlier=earlier,
        choices=choices,
        answers=answers,
        written_at=now,
        today=max(today, 0),
    )
