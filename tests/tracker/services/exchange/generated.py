"""Generated people with something in every table, odd texts and odd numbers among it."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from analysis import FACIAL_ZONES
from tests.factories import (
    a_measurement,
    a_person,
    a_photo,
    a_procedure,
    a_spot,
    a_verdict,
    an_entry,
    days_ago,
    keep_guidance,
    picture_bytes,
    pixels,
    today,
)
from tracker.domain.records.circumstances import Circumstances, Outcome, SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import (
    BodyArea,
    DeviceKind,
    OnSkin,
    Person,
    Photo,
    PhotoFinding,
    PhotoRole,
    Procedure,
    Setting,
    TreatedZone,
    View,
    Zone,
)
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.scales import Symptom
from tracker.domain.records.status import Status
from tracker.services.recovery.drafts import session_form

Thing = TypeVar("Thing")
ODD = (
    "",
    " ",
    "plain",
    "\u00a0",
    "=1+1 'a'\n\"ümläut\"\t日本語 \u00a0@SUM",
    "\x01\u2028end",
    "1.50",
)
WHOLE_SITES = (*FACIAL_ZONES, Zone.NECK, Zone.SCALP, Zone.BACK, Zone.LEGS, Zone.OTHER)


def add_someone(records: Any, chance: random.Random, name: str) -> Person:
    """Put a person with sessions, days, photos and all the rest into a store."""
    number = chance.choice(["", "112", "0800123"])
    person = records.add_person(
        a_person(
            name,
            consents_to_refit=chance.random() < 0.5,
            skin_sensitive=chance.random() < 0.5,
            language=chance.choice(["en", "de"]),
            day_ends_hour=chance.randrange(13),
            emergency_number=number,
        )
    )
    if chance.random() < 0.5:
        person = records.set_followed(person.id, datetime(2026, 3, 4, 5, 6, 7, 8, tzinfo=UTC))
    for session in range(chance.choice([1, 2])):
        procedure = _add_session(records, chance, person, session)
        _add_days(records, chance, procedure)
        _add_photos(records, chance, procedure)
    keep_guidance(records, person.id, procedure.id)
    levels = {symptom: chance.randrange(11) for symptom in some(chance, Symptom)}
    records.circumstances.state_ordinary(person.id, levels, today())
    typed = {"notes": chance.choice(["typed", None, 4, ["a"]])}
    records.keep_draft(person.id, session_form(procedure), typed, procedure.id)
    return person


def some(chance: random.Random, things: Any) -> list[Any]:
    return [one for one in things if chance.random() < 0.4]


def _add_session(records: Any, chance: random.Random, person: Person, number: int) -> Procedure:
    zones = chance.sample(WHOLE_SITES, chance.randint(1, 4))
    return records.add_procedure(
        a_procedure(
            person.id,
            started_at=days_ago(60 * number + 9, 18) + timedelta(seconds=chance.randrange(90)),
            utc_offset_min=chance.choice([None, 0, 120, -210, 845]),
            device=chance.choice(list(DeviceKind)),
            setting=chance.choice(list(Setting)),
            zones=tuple(_zone(chance, zone) for zone in zones),
            passes=chance.randint(1, 5),
            products=chance.choice(ODD),
            notes=chance.choice(ODD),
            cost=chance.choice([None, Decimal("99.90"), Decimal(0)]),
            currency=chance.choice(["", "€"]),
        )
    )


def _zone(chance: random.Random, zone: Zone) -> TreatedZone:
    return TreatedZone(
        zone=zone,
        needle_length_mm=chance.choice([0.25, 0.1 + 0.2, 1.0]),
        passes=chance.choice([None, 3]),
        reached_endpoint=chance.random() < 0.5,
    )


def _add_days(records: Any, chance: random.Random, procedure: Procedure) -> None:
    for day in range(chance.randint(1, 3)):
        at = procedure.diary_day + timedelta(days=day)
        zone = chance.choice([UTC, None])
        entry = an_entry(
            procedure.person_id,
            day=at,
            ratings={symptom: chance.randrange(11) for symptom in some(chance, Symptom)},
            red_flags=frozenset(some(chance, list(RedFlag)[:5])),
            areas=frozenset(some(chance, BodyArea)),
            area_ratings={BodyArea.BACK: {Symptom.PAIN: 7}} if chance.random() < 0.5 else {},
            area_flags={BodyArea.FACE: frozenset(some(chance, list(RedFlag)[5:8]))},
            note=chance.choice(ODD),
            circumstances=Circumstances(
                special=frozenset(some(chance, SpecialEvent)),
                answers={flag: chance.random() < 0.5 for flag in some(chance, list(RedFlag)[:3])},
                outcome=chance.choice([None, *Outcome]),
            ),
            recorded_at=days_ago(day, 8).astimezone(zone) if chance.random() < 0.8 else None,
        )
        records.save_entry(entry)
        verdict = a_verdict(
            procedure.person_id,
            procedure.id,
            diary_day=at,
            day=day,
            status=chance.choice(list(Status)),
            pattern=chance.choice(list(Pattern)),
            reason=chance.choice(ODD),
            basis=chance.choice(["", "ab" * 32]),
            wording=chance.choice(["", '{"said": "{x}"}']),
        )
        records.add_verdict(verdict)


def _add_photos(records: Any, chance: random.Random, procedure: Procedure) -> None:
    kept: list[Photo] = []
    for number in range(chance.choice([0, 2])):
        content = picture_bytes(pixels(chance.randrange(10**6), 48, 64))
        photo = a_photo(
            content,
            procedure.person_id,
            procedure.id,
            role=(PhotoRole.BEFORE, PhotoRole.FOLLOW_UP)[number],
            area=chance.choice(list(BodyArea)),
            taken_at=days_ago(2, 8).replace(microsecond=chance.choice([0, 5])),
            utc_offset_min=chance.choice([None, 60]),
            usable=chance.choice([None, True, False]),
            findings=(PhotoFinding("too_dark", "Too dark.", "„Näher“"), PhotoFinding("", "odd")),
            view=chance.choice(list(View)),
            on_skin=chance.choice([None, *OnSkin]),
            same_person=chance.random() < 0.5,
            width_px=64,
            height_px=48,
        )
        kept.append(records.add_photo(photo, content))
        value = chance.choice([0.1 + 0.2, -1e-9, 0.0, 3.0, 1e20])
        details = {"value": value, "mdc95": chance.choice([None, 2.5]), "too_high": 0.5}
        before = kept[0].id if number else None
        measured = a_measurement(kept[-1].id, **details, baseline_photo_id=before)
        shares = replace(measured, zone=Zone.CHIN, measure="reddened_share", unit="%")
        records.save_analysis(kept[-1], [measured, shares])
    if len(kept) == 2:
        spot = a_spot(kept[1].id, kept[0].id, row_px=0.1 + 0.2)
        records.save_spots(kept[1].id, kept[0].id, [spot, a_spot(kept[1].id, kept[0].id)])
