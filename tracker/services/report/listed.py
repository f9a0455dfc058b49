"""The parts of a report that list what was kept: signs, verdicts, numbers, notes, answers."""

from tracker.domain.records.answers import Answer
from tracker.domain.records.scales import Symptom
from tracker.domain.words.flag_texts import shipped_flag_texts
from tracker.domain.words.labels import REDNESS_GRADES, STATUSES, SYMPTOMS
from tracker.said import Said
from tracker.services.report.choices import Section
from tracker.services.report.content import ABSENT, Block, Fact, Table, shortened
from tracker.services.report.reporter import Reporter

MOST_DAYS = 15
"""Rows of the table of numbers: day 0 and two weeks."""
MOST_VERDICTS = 6
MOST_SIGNS = 8
MOST_NOTES = 6
MOST_ANSWERS = 3


def signs(report: Reporter) -> Block | None:
    """Name every warning sign that was answered with yes, with its days."""
    if not report.has(Section.SIGNS):
        return None
    speech, days = report.speech, dict[str, list[int]]()
    for day in report.overview.days:
        for flag in sorted(day.red_flags):
            question = speech.text(shipped_flag_texts()[flag].question)
            days.setdefault(question, []).append(day.day)
    facts = [
        Fact(question, speech.text(Said("day {days}", days=", ".join(map(str, on)))))
        for question, on in list(days.items())[:MOST_SIGNS]
    ]
    texts = [] if facts else [speech.text(Said("None was answered with yes."))]
    texts += _more(report, len(days) - MOST_SIGNS)
    return Block(speech.text(Said("Warning signs")), facts, texts)


def verdicts(report: Reporter) -> Block | None:
    """Give what was shown to the person, as it was said then, the latest first."""
    if not report.has(Section.VERDICTS):
        return None
    speech, shown = report.speech, report.overview.shown[::-1]
    facts = [
        Fact(
            f"{report.say_day(one.day)}: {speech.text(STATUSES[one.status])}",
            shortened(speech.text(one.reason)),
        )
        for one in shown[:MOST_VERDICTS]
    ]
    texts = [] if facts else [speech.text(Said("No verdict was shown yet."))]
    texts += _more(report, len(shown) - MOST_VERDICTS)
    return Block(speech.text(Said("Verdicts as they were shown")), facts, texts)


def numbers(report: Reporter) -> Table | None:
    """Give every rating and photo value, one row a day."""
    if not report.has(Section.NUMBERS) or not report.overview.days:
        return None
    speech, days = report.speech, report.overview.days
    head = [Said("Day"), *(SYMPTOMS[symptom] for symptom in Symptom), Said("Photo, EI")]
    rows = [
        [
            str(day.day),
            *(str(day.ratings.get(symptom, ABSENT)) for symptom in Symptom),
            ABSENT if day.photo_delta_ei is None else speech.change(day.photo_delta_ei),
        ]
        for day in days[-MOST_DAYS:]
    ]
    note = "".join(_more(report, len(days) - MOST_DAYS))
    title = speech.text(Said("Numbers (0 none, 10 worst)"))
    return Table(title, [speech.text(one) for one in head], rows, note)


def notes(report: Reporter) -> Block | None:
    """Give the person's own notes, the latest first."""
    if not report.has(Section.NOTES):
        return None
    speech, session = report.speech, report.overview.procedure
    written = [(speech.text(Said("Session")), session.notes)] if session.notes else []
    entries = sorted(report.overview.entries.items(), reverse=True)
    written += [(report.say_day(day), entry.note) for day, entry in entries if entry.note]
    facts = [Fact(name, shortened(text)) for name, text in written[:MOST_NOTES]]
    texts = [] if facts else [speech.text(Said("There are no notes."))]
    texts += _more(report, len(written) - MOST_NOTES)
    return Block(speech.text(Said("Own notes")), facts, texts)


def answers(report: Reporter) -> Block | None:
    """Give what practitioners answered on this session already, the latest first."""
    speech, kept = report.speech, report.answers[::-1]
    if not kept:
        return None
    facts = [
        Fact(
            ", ".join(filter(None, (speech.day(one.answered_on), shortened(one.name)))),
            ". ".join(filter(None, (_grade(report, one), shortened(one.text)))),
        )
        for one in kept[:MOST_ANSWERS]
    ]
    texts = _more(report, len(kept) - MOST_ANSWERS)
    return Block(speech.text(Said("Answered by a practitioner")), facts, texts)


def _grade(report: Reporter, answer: Answer) -> str:
    if answer.grade is None:
        return ""
    name = report.speech.text(REDNESS_GRADES[answer.grade])
    said = Said("Redness as seen {grade}: {name}", grade=int(answer.grade), name=name)
    return report.speech.text(said)


def _more(report: Reporter, count: int) -> list[str]:
    if count <= 0:
        return []
    return [report.speech.text(Said("And {count} more, kept in the app.", count=count))]
