"""The written parts of a report: situation, background, assessment, request, limits, reply."""

from collections.abc import Iterator

from tracker.domain.course.reference import Band, expected_band
from tracker.domain.records.concern import areas_of
from tracker.domain.records.kept import BodyArea, Procedure
from tracker.domain.records.scales import Symptom, severity_of
from tracker.domain.words.changes import RednessChange, grade_redness, redder_zones
from tracker.domain.words.labels import (
    BODY_AREAS,
    DEVICES,
    OUTCOMES,
    REDDER_ZONES,
    SETTINGS,
    SPECIAL_EVENTS,
    STATUSES,
    SYMPTOMS,
    ZONES,
)
from tracker.said import Said
from tracker.services.report.choices import Section
from tracker.services.report.content import ABSENT, Block, Fact, shortened
from tracker.services.report.reporter import Reporter


def situation(report: Reporter) -> Block:
    """Say how it stands: the last verdict, its reason, and the last ratings."""
    speech, latest = report.speech, report.overview.latest
    facts = [Fact(speech.text(Said("Today")), report.say_day(report.today))]
    if latest is None:
        return Block(
            speech.text(Said("Situation")),
            facts,
            [speech.text(Said("Nothing was entered after this session yet."))],
        )
    facts.append(Fact(speech.text(Said("Last verdict")), _verdict(report, latest.day)))
    if entered := [day for day in report.overview.days if day.ratings]:
        last = entered[-1]
        rated = [
            _rated(report, symptom, last.ratings[symptom], last.day)
            for symptom in Symptom
            if symptom in last.ratings
        ]
        name = speech.text(Said("Last ratings, {day}", day=report.say_day(last.day)))
        facts.append(Fact(name, "; ".join(rated)))
    said = speech.text(latest.reason)
    if zone := report.overview.zone_of(latest):
        named = speech.text(Said("The zone: {zone}.", zone=speech.text(ZONES[zone])))
        said = f"{said} {named}"
    return Block(speech.text(Said("Situation")), facts, [said])


def _verdict(report: Reporter, day: int) -> str:
    status = report.speech.text(STATUSES[report.overview.statuses[day]])
    return f"{status} ({report.say_day(day)})"


def _rated(report: Reporter, symptom: Symptom, rating: int, day: int) -> str:
    """Say a rating with its word and what is usual on that day."""
    speech, usual = report.speech, _usual(report, symptom, day)
    said = f"{speech.text(SYMPTOMS[symptom])} {rating}/10 ({speech.text(severity_of(rating).value)}"
    if usual is None:
        return f"{said})"
    between = speech.text(
        Said(
            "usual {low} to {high}",
            low=speech.number(usual.low, "0.#"),
            high=speech.number(usual.high, "0.#"),
        )
    )
    return f"{said}; {between})"


def _usual(report: Reporter, symptom: Symptom, day: int) -> Band | None:
    plan = report.overview.plan
    return expected_band(
        symptom, day, plan.needle_length_mm, plan.device, reference=report.overview.reference
    )


def background(report: Reporter) -> Block | None:
    """Say what was done: when, with what, how deep, with which products, and what came before."""
    if not report.has(Section.SESSION):
        return None
    speech, session = report.speech, report.overview.procedure
    facts = [
        Fact(speech.text(Said("Session")), speech.moment(session.started_at)),
        Fact(speech.text(Said("Device")), _device(report, session)),
        Fact(speech.text(Said("Needle lengths")), _lengths(report, session)),
        Fact(speech.text(Said("Passes")), speech.number(session.passes)),
        Fact(speech.text(Said("Areas")), _areas(report, session)),
        Fact(speech.text(Said("Products")), shortened(session.products) or ABSENT),
        Fact(speech.text(Said("Sessions before, same area")), _before(report)),
    ]
    if levels := report.overview.plan.ordinary:
        said = ", ".join(f"{speech.text(SYMPTOMS[one])} {levels[one]}" for one in levels)
        facts.append(Fact(speech.text(Said("On an ordinary day")), said))
    return Block(speech.text(Said("Background")), facts)


def _device(report: Reporter, session: Procedure) -> str:
    kind = report.speech.text(DEVICES[session.device])
    return f"{kind}, {report.speech.text(SETTINGS[session.setting])}"


def _lengths(report: Reporter, session: Procedure) -> str:
    by_length: dict[float, list[str]] = {}
    for treated in session.zones:
        names = by_length.setdefault(treated.needle_length_mm, [])
        names.append(report.speech.text(ZONES[treated.zone]))
    return "; ".join(
        f"{report.speech.length(length)}: {', '.join(by_length[length])}"
        for length in sorted(by_length, reverse=True)
    )


def _areas(report: Reporter, session: Procedure) -> str:
    areas = areas_of(session)
    return ", ".join(report.speech.text(BODY_AREAS[area]) for area in BodyArea if area in areas)


def _before(report: Reporter) -> str:
    if not report.earlier:
        return report.speech.text(Said("none kept"))
    last = report.earlier[-1]
    return report.speech.text(
        Said(
            "{count}, the last on {date} ({length})",
            count=len(report.earlier),
            date=report.speech.day(last.diary_day),
            length=report.speech.length(last.longest_needle_mm),
        )
    )


def assessment(report: Reporter) -> Block:
    """Say how the course went: its worst day, how it compares with others, photos, events."""
    speech, facts = report.speech, list[Fact]()
    if report.worst_day:
        facts.append(Fact(speech.text(Said("Worst day")), _verdict(report, report.worst_day[0])))
    for symptom in (Symptom.REDNESS, Symptom.SWELLING, Symptom.PAIN):
        if said := _peak(report, symptom):
            facts.append(Fact(speech.text(SYMPTOMS[symptom]), said))
    if said := _photo(report):
        facts.append(Fact(speech.text(Said("Redness in photos")), said))
    if events := list(_events(report)):
        facts.append(Fact(speech.text(Said("May explain a day")), "; ".join(events)))
    others = Said(
        "Usual ranges are those of nine in ten people on the same day after the same needle "
        "length. They are derived from published courses, not measured on patients of this app."
    )
    return Block(speech.text(Said("Assessment")), facts, [speech.text(others)])


def _peak(report: Reporter, symptom: Symptom) -> str:
    """Say the highest and the last rating, and the change between them."""
    rated = [
        (day.day, day.ratings[symptom]) for day in report.overview.days if symptom in day.ratings
    ]
    if not rated:
        return ""
    top_day, top = max(rated, key=lambda one: (one[1], -one[0]))
    last_day, last = rated[-1]
    return report.speech.text(
        Said(
            "highest {top}/10 on day {top_day}; last {last}/10 on day {last_day} (change {change})",
            top=top,
            top_day=top_day,
            last=last,
            last_day=last_day,
            change=report.speech.number(last - top, "+0;−0"),
        )
    )


def _photo(report: Reporter) -> str:
    measured = report.overview.photo_redness
    if not measured:
        return ""
    speech, day = report.speech, max(measured)
    value, error, too_high = measured[day].value, measured[day].mdc95, measured[day].too_high
    graded = grade_redness(value, error, too_high)
    grade = speech.text(graded)
    if error is None:
        return speech.text(Said("day {day}: {grade}", day=day, grade=grade))
    said = speech.text(
        Said(
            "day {day}: on the whole {change} EI against before, {error} ({grade})",
            day=day,
            change=speech.change(value),
            error=speech.error(error, too_high),
            grade=grade,
        )
    )
    return ". ".join([said, *_redder_zones(report, day, graded)])


def _redder_zones(report: Reporter, day: int, face: RednessChange) -> Iterator[str]:
    speech = report.speech
    found = next(one for one in report.overview.shown_days if one.day == day)
    for grade, zones in redder_zones(face, found.zone_grades).items():
        named = ", ".join(speech.text(ZONES[zone]) for zone in zones)
        yield speech.text(Said(REDDER_ZONES[grade], zones=named)).rstrip(".")


def _events(report: Reporter) -> Iterator[str]:
    speech = report.speech
    for day, one in sorted(report.overview.circumstances.items()):
        for event in sorted(one.special):
            yield speech.text(
                Said("{event} (day {day})", event=speech.text(SPECIAL_EVENTS[event]), day=day)
            )
        if one.outcome:
            yield speech.text(
                Said("{event} (day {day})", event=speech.text(OUTCOMES[one.outcome]), day=day)
            )


def request(report: Reporter) -> Block:
    """Say what is asked of the reader: the person's questions, and what the app advised."""
    speech, latest = report.speech, report.overview.latest
    asked = report.choices.questions.strip()
    texts = [asked] if asked else [speech.text(Said("No question was written down."))]
    facts = []
    if latest is not None:
        facts = [Fact(speech.text(Said("Advice given")), speech.text(latest.what_to_do))]
    return Block(speech.text(Said("Request")), facts, texts)


def limits(report: Reporter) -> Block:
    """Say what the numbers can and cannot say."""
    texts = (
        Said("Ratings are the person's own, from 0 (none) to 10 (worst); lower is better."),
        Said(
            "EI is the change of redness against a photo from before the session; higher is "
            "redder. It is measured on phone photos, and each value stands with its own error: a "
            "change smaller than that error says nothing."
        ),
        Said(
            "Verdicts come from rules that were tried on simulated recoveries. They are no "
            "diagnosis, and “on course” only means that nothing entered so far stands out."
        ),
    )
    title = report.speech.text(Said("What the numbers can and cannot say"))
    return Block(title, texts=[report.speech.text(one) for one in texts])


def reply(report: Reporter) -> Block:
    """Leave room for the reader's own answer and grade."""
    speech = report.speech
    grades = Said("Redness as seen: 0 clear, 1 almost clear, 2 mild, 3 moderate, 4 severe")
    names = (grades, Said("Answer"), Said("Name and date"))
    facts = [Fact(speech.text(name), "") for name in names]
    return Block(speech.text(Said("For the practitioner")), facts)
