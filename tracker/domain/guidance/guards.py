"""What speaks against a needle length, a device or a day. Nothing here prevents a record."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache

from tracker.domain.guidance.pauses import (
    RecoveryState,
    earliest_next,
    interval_after,
    recovery_end,
    sessions_in_course,
)
from tracker.domain.guidance.rows import Row, read_table
from tracker.domain.guidance.screening import ScreeningAnswer
from tracker.domain.guidance.zone_guide import caps_for
from tracker.domain.records.concern import Timeline, areas_of, day_by_day, seen_in
from tracker.domain.records.kept import (
    BodyArea,
    DeviceKind,
    DiaryEntry,
    Procedure,
    Setting,
    TreatedZone,
    Zone,
)
from tracker.domain.words.labels import BODY_AREAS, ZONES
from tracker.reference import reference_file
from tracker.said import Said

# Source: tracker/reference/guards.toml and SOURCES.md; 1.5 mm by FDA K180778, home lengths
# derived.
HOME_ACCEPTED_MM = 0.3
HOME_HIGHEST_MM = 0.5
"""Longer at home is a professional's needle length (clinical reference 4.2, derived)."""
EVALUATED_FACE_MM = 1.5
DARKER_SKIN_REMARK_MM = 0.5
REASSESS_FROM = 3
MOST_IN_COURSE = 6


class GuardLevel(StrEnum):
    """How much a finding weighs."""

    STOP = "stop"
    WARN = "warn"
    NOTE = "note"


class SkinTrait(StrEnum):
    """What a person's skin is like, as far as needle lengths go."""

    DARKENS_EASILY = "darkens_easily"
    SENSITIVE = "sensitive"


@dataclass(frozen=True, kw_only=True)
class Guard(Row):
    """A rule and its words; braces in `text` are filled in by a finding."""

    level: GuardLevel
    text: str
    why: str


Value = Zone | date | float | int | str


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A guard that fired, with what fills the braces of its text."""

    guard: Guard
    values: Mapping[str, Value] = field(default_factory=dict)
    area: BodyArea | None = None
    """The area that it is about, where it is not about all of them."""

    def __hash__(self) -> int:
        return hash((self.guard.id, self.area))

    @property
    def zone(self) -> Zone | None:
        """The zone that it is about, if it is about one."""
        return next((value for value in self.values.values() if isinstance(value, Zone)), None)

    @property
    def earliest(self) -> date | None:
        """The first day that would satisfy the guard, where it is about time."""
        return next((value for value in self.values.values() if isinstance(value, date)), None)

    @property
    def said(self) -> Said:
        """What was found, in a sentence."""
        words = {name: _in_words(value) for name, value in self.values.items()}
        text = Said(self.guard.text, **words)
        if self.area is None:
            return text
        return Said("{area}: {what}", area=Said(BODY_AREAS[self.area]), what=text)


@cache
def shipped_guards() -> Mapping[str, Guard]:
    """Return every guard by its id."""
    return read_table(reference_file("guards.toml"), Guard)


def guard_session(
    zones: Sequence[TreatedZone],
    device: DeviceKind,
    setting: Setting,
    skin: Iterable[SkinTrait] = (),
) -> tuple[Finding, ...]:
    """Check needle lengths against setting, zones and skin, the most serious findings first.

    Lengths of radio-frequency needles are not comparable, so only the setting is checked for them.
    """
    if not zones:
        return ()
    if device is DeviceKind.RADIO_FREQUENCY:
        return (_found("radio_frequency_at_home"),) if setting is Setting.HOME else ()
    traits = frozenset(skin)
    found = [*_guard_longest(zones, setting, traits)]
    for treated in zones:
        found += _guard_zone(treated, setting, traits)
    return by_weight(found)


def guard_day(
    on: date,
    procedures: Sequence[Procedure],
    entries: Iterable[DiaryEntry],
    areas: Collection[BodyArea] | None = None,
) -> tuple[Finding, ...]:
    """Check a day for a session against the sessions and the diary up to it.

    Pause, recovery and course are those of the areas that are to be treated: no source lets one
    area wait for another. An open warning sign of any area speaks against every session.

    Parameters
    ----------
    procedures : sequence of Procedure
        The others: without the one that is being planned or recorded.
    areas : collection of BodyArea, optional
        What is to be treated; all that was treated before where that is not known yet.
    """
    earlier = Timeline(one for one in procedures if one.diary_day <= on)
    known = [entry for entry in entries if entry.day <= on]
    treated = frozenset().union(*map(areas_of, earlier.procedures))
    found: dict[Finding, list[BodyArea]] = {}
    for area in sorted(treated):
        is_meant = areas is None or area in areas
        for one in _guard_area(on, earlier, known, area, is_meant=is_meant):
            found.setdefault(one, []).append(area)
    everywhere = len(treated.union(areas or ()))
    return by_weight(
        replace(one, area=area)
        for one, where in found.items()
        for area in ([None] if len(where) == everywhere else where)
    )


def _guard_area(
    on: date, earlier: Timeline, entries: Iterable[DiaryEntry], area: BodyArea, *, is_meant: bool
) -> Iterable[Finding]:
    own = [one for one in earlier.procedures if area in areas_of(one)]
    last = own[-1]
    since = (one for one in entries if one.day >= last.diary_day)
    days = day_by_day(seen_in(one, area) for one in since if area in earlier.areas_about(one))
    if is_meant:
        yield from _guard_pause(on, last)
        yield from _guard_recovery(days, last)
        yield from _guard_course(sessions_in_course(own, on))
    elif days and days[-1].red_flags:
        yield _found("recovery_not_over")


def traits_from_screening(answers: Mapping[str, ScreeningAnswer]) -> frozenset[SkinTrait]:
    """Return what the screening's answers say about the skin."""
    darker = answers.get("darker_skin")
    return frozenset({SkinTrait.DARKENS_EASILY} if darker and darker.yes else ())


def by_weight(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings with the most serious first."""
    levels = list(GuardLevel)
    return tuple(sorted(found, key=lambda finding: levels.index(finding.guard.level)))


def _guard_longest(
    zones: Sequence[TreatedZone], setting: Setting, traits: frozenset[SkinTrait]
) -> list[Finding]:
    longest = max(treated.needle_length_mm for treated in zones)
    face = [one.needle_length_mm for one in zones if one.zone.is_facial]
    rules = {
        "home_professional_depth": setting is Setting.HOME and longest > HOME_HIGHEST_MM,
        "home_upper_range": setting is Setting.HOME
        and HOME_ACCEPTED_MM < longest <= HOME_HIGHEST_MM,
        "beyond_evaluated": setting is Setting.PROFESSIONAL
        and max(face, default=0.0) > EVALUATED_FACE_MM,
        "darker_skin_length": SkinTrait.DARKENS_EASILY in traits
        and longest > DARKER_SKIN_REMARK_MM,
    }
    return [_found(id, length=longest) for id, fired in rules.items() if fired]


def _guard_zone(
    treated: TreatedZone, setting: Setting, traits: frozenset[SkinTrait]
) -> Iterable[Finding]:
    zone, length = treated.zone, treated.needle_length_mm
    own, *parts = caps_for(zone) or (None,)
    highest = own.highest_mm(setting) if own else None
    words: dict[str, Value] = {"zone": zone, "length": length}
    if own is None or highest is None:
        yield _found("no_figure", **words)
        return
    if length > highest and not (setting is Setting.HOME and length > HOME_HIGHEST_MM):
        id = "above_home_cap" if setting is Setting.HOME else "above_professional_cap"
        yield _found(id, highest=highest, **words)
    for part in parts:
        most = part.highest_mm(setting)
        if most is not None and most < length <= highest:
            yield _found("above_part_cap", highest=most, part=part.title, **words)
    lowest = own.usual_mm(setting)[:1]
    if SkinTrait.SENSITIVE in traits and lowest and length > lowest[0]:
        yield _found("sensitive_skin_length", lowest=lowest[0], **words)


def _guard_pause(on: date, last: Procedure) -> list[Finding]:
    pause = interval_after(last.device, last.longest_needle_mm)
    days = (on - last.diary_day).days
    if days >= pause.minimum_days:
        return []
    found = _found(
        "interval_too_short" if days < pause.floor else "interval_short",
        days=days,
        length=last.longest_needle_mm,
        minimum=pause.minimum_days,
        earliest=earliest_next(last),
    )
    return [found]


def _guard_recovery(entries: Sequence[DiaryEntry], last: Procedure) -> list[Finding]:
    ids = {RecoveryState.GOING_ON: "recovery_not_over", RecoveryState.UNKNOWN: "recovery_unknown"}
    state = recovery_end(entries, last.diary_day).state
    return [_found(ids[state])] if state in ids else []


def _guard_course(done: int) -> list[Finding]:
    if done >= MOST_IN_COURSE:
        return [_found("course_complete", number=done)]
    if done >= REASSESS_FROM:
        return [_found("course_reassess", number=done + 1)]
    return []


def _found(id: str, **values: Value) -> Finding:
    return Finding(guard=shipped_guards()[id], values=values)


def _in_words(value: Value) -> Said | date | float:
    if isinstance(value, Zone):
        return Said(ZONES[value])
    return Said(value) if isinstance(value, str) else value
