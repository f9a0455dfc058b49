"""Every statement in a reason is true of the diary: each sentence is taken apart and checked.

The checks read the words, and the diary as it was made; they share no code with what says them.
"""

import re
from collections.abc import Iterator

import numpy as np
import pytest

from tracker.domain.course.diaries import pack
from tracker.domain.course.recovery import Recovery, RecoveryDay, RecoveryPlan
from tracker.domain.course.reference import shipped_course
from tracker.domain.records.circumstances import Outcome, SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import DeviceKind
from tracker.domain.records.patterns import Pattern, facts_in, shipped_pattern_rows
from tracker.domain.records.scales import Symptom
from tracker.domain.records.status import Status
from tracker.domain.verdict.drift import find_drift
from tracker.domain.verdict.reasons import pattern_at, reason_at, reason_of, status_at
from tracker.domain.words.flag_texts import shipped_flag_texts
from tracker.services.batch.alike import what_decides

RATED = (Symptom.REDNESS, Symptom.SWELLING, Symptom.ITCHING, Symptom.PAIN, Symptom.DRYNESS)
NAMES = "|".join(RATED)
FROM_TO = re.compile(rf"\b({NAMES})\b(?:(?!\b(?:{NAMES})\b).)*?\bfrom (\d+) to (\d+)")
IS = re.compile(rf"\b({NAMES}) (?:is|is still|seems to settle [^;]*; it is) (\d+)\b")
RISES = re.compile(
    rf"\b({NAMES})(?: and ({NAMES}))? (?:has clearly risen|has risen|is rising|are rising|is "
    r"growing|is climbing)(?! by \d+ ei)"
)
QUESTIONS = {text.question: flag for flag, text in shipped_flag_texts().items()}
DIARIES, DIARIES_BY_HAND = 1_500, 20_000


def diaries(number: int, seed: int) -> Iterator[Recovery]:
    """Diaries of unreal shape: anything may rise, fall, be missing or be photographed."""
    random = np.random.default_rng(seed)
    for _ in range(number):
        days = np.sort(random.choice(np.arange(16), random.integers(1, 9), replace=False))
        if random.random() < 0.1:
            days = np.append(days, random.integers(20, 60))
        yield Recovery(
            plan=RecoveryPlan(
                needle_length_mm=float(random.choice([0.25, 0.5, 1.0, 1.5, 2.0, 3.0])),
                device=DeviceKind.RADIO_FREQUENCY if random.random() < 0.2 else DeviceKind.PEN,
            ),
            days=list(unreal_days(random, days.tolist())),
        )


def unreal_days(random: np.random.Generator, days: list[int]) -> Iterator[RecoveryDay]:
    missing, step = random.choice([0.0, 0.3, 0.8]), random.choice([1, 3, 6])
    has_photos, levels = random.random() < 0.4, random.integers(0, 7, len(RATED))
    for day in days:
        levels = np.clip(levels + random.integers(-step, step + 1, len(RATED)), 0, 10)
        has_flag = random.random() < 0.08
        yield RecoveryDay(
            day=day,
            ratings={
                symptom: int(level)
                for symptom, level in zip(RATED, levels, strict=True)
                if random.random() >= missing
            },
            photo_delta_ei=float(random.normal(5, 5)) if has_photos else None,
            photo_mdc95=2.5,
            red_flags=frozenset({RedFlag(random.choice(list(RedFlag)))} if has_flag else ()),
            special=frozenset({SpecialEvent.SUN} if random.random() < 0.1 else ()),
            outcome=Outcome.SEEN if random.random() < 0.05 else None,
        )


def untrue(reason: str, known: list[RecoveryDay], ranks: list[int]) -> Iterator[str]:
    """Yield what a reason says of the last of the days that is not so."""
    today, earlier, said = known[-1], known[:-1], reason.lower()
    for question in QUESTIONS:
        said = said.replace(question.lower(), "")
    for name, lowest, value in FROM_TO.findall(said):
        before = [day.ratings[name] for day in earlier if name in day.ratings]
        if today.ratings.get(name) != int(value) or min(before, default=99) != int(lowest):
            yield f"{name} from {lowest} to {value}"
        if int(lowest) >= int(value):
            yield f"{name} does not rise"
    for name, value in IS.findall(said):
        if today.ratings.get(name) != int(value):
            yield f"{name} is {value}"
    for names in RISES.findall(said):
        for name in filter(None, names):
            yield from _if_it_does_not_rise(name, known)
    for which in re.findall(r"symptoms have clearly risen: ([^.]*)", said):
        for name in re.findall(NAMES, which):
            yield from _if_it_does_not_rise(name, known)
    if re.search(r"slow.*; it is 0\b|-1|−", said):
        yield "0 that settles, or a number that is none"
    yield from untrue_days(said, known, ranks)
    yield from untrue_photos(said, known)


def _if_it_does_not_rise(name: str, known: list[RecoveryDay]) -> Iterator[str]:
    """Yield a name where the last day is no higher than the lowest, or lower than the last."""
    *before, now = [day.ratings[name] for day in known if name in day.ratings] or [0]
    if name not in known[-1].ratings or not before or not min(before) < now >= before[-1]:
        yield f"{name} rises"


def untrue_days(said: str, known: list[RecoveryDay], ranks: list[int]) -> Iterator[str]:
    for number in re.findall(r"\b(?:is|still|more than usual|it is)[^.]*? on day (\d+)", said):
        if int(number) != known[-1].day:
            yield f"day {number}"
    for number in re.findall(r"entry number (\d+) in a row", said):
        if 0 in ranks[-int(number) :] or (len(ranks) > int(number) and ranks[-int(number) - 1]):
            yield f"{number} in a row"
    if "one such day" in said and (known[-1].day > 14 or (len(ranks) > 1 and ranks[-2])):
        yield "one day alone"
    for number in re.findall(r"went off course on day (\d+)", said):
        since = [rank for day, rank in zip(known, ranks, strict=True) if day.day >= int(number)]
        if min(since) < Status.OFF_COURSE.rank:
            yield f"off course since day {number}"
    for number in re.findall(r"of day (\d+), was off course", said):
        if known[-2].day != int(number) or ranks[-2] < Status.OFF_COURSE.rank:
            yield f"day {number} off course"
    for number in re.findall(r"settled by day (\d+)", said):
        (day,) = (day for day in known[:-1] if day.day == int(number))
        if max(rating for symptom, rating in day.ratings.items() if symptom in RATED) > 1:
            yield f"settled by day {number}"
    for number in re.findall(r"^on day (\d+) you answered yes", said):
        (day,) = (day for day in known if day.day == int(number))
        later = [other for other in known if other.day >= day.day]
        if not day.red_flags:
            yield f"no sign on day {number}"
        if any(other.outcome for other in later):
            yield "what came of it is known"


def untrue_photos(said: str, known: list[RecoveryDay]) -> Iterator[str]:
    photos = {day.day: day.photo_delta_ei for day in known if day.photo_delta_ei is not None}
    today = photos.get(known[-1].day)
    if " ei " in said and today is None:
        yield "a photo"
        return
    for rise, day in re.findall(r"by (\d+) ei since day (\d+)", said):
        if f"{today - photos[int(day)]:.0f}" != rise or int(rise) < 1:
            yield f"rise by {rise}"
    for value in re.findall(r"still shows (\d+) ei", said):
        if f"{today:.0f}" != value or today <= known[-1].photo_mdc95:
            yield f"still {value}"
    for value in re.findall(r"shows (-?\d+) ei against before", said):
        if f"{today:.0f}" != value:
            yield f"photo {value}"
    before = [value for day, value in photos.items() if day < known[-1].day]
    if re.search(r"(?:has risen|rising[^.]*) by \d+ ei", said) and today < before[-1]:
        yield "a photo that is paler than the last one rises"
    for rise, day in re.findall(r"(\d+) ei more(?: redness)? than on day (\d+)", said):
        if f"{today - photos[int(day)]:.0f}" != rise or int(rise) < 1:
            yield f"above by {rise}"
    for day in re.findall(r"on day (\d+), and you rated it \d+, no higher than then", said):
        by_then = [one.ratings.get(Symptom.REDNESS) for one in known if one.day <= int(day)]
        then = [rated for rated in by_then if rated is not None]
        if not then or known[-1].ratings[Symptom.REDNESS] > then[-1]:
            yield f"rated higher than on day {day}"
    for value in re.findall(r"you rated (?:it )?(\d+)", said):
        if known[-1].ratings.get(Symptom.REDNESS) != int(value):
            yield f"rated {value}"


def assert_true(number: int, seed: int) -> set[Pattern]:
    recoveries = list(diaries(number, seed))
    reference = shipped_course()
    batch = pack(recoveries, reference)
    verdicts = find_drift(batch, reference)
    wrong, seen = [], set[Pattern]()
    for row, recovery in enumerate(recoveries):
        days = sorted(recovery.days, key=lambda day: day.day)
        for entry in range(len(days)):
            reason = str(reason_at(batch, verdicts, (row, entry)))
            ranks = verdicts.rank[row, : entry + 1].tolist()
            seen.add(pattern_at(verdicts, (row, entry)))
            wrong += [(what, reason) for what in untrue(reason, days[: entry + 1], ranks)]
    assert wrong == []
    return seen


def test_every_sentence_is_true_of_its_diary() -> None:
    assert len(assert_true(DIARIES, seed=1)) > 15


@pytest.mark.benchmark
def test_every_sentence_is_true_of_very_many_diaries() -> None:
    for seed in range(DIARIES_BY_HAND // 1000):
        assert_true(1000, seed=100 + seed)


def test_entries_that_are_told_alike_have_the_same_words() -> None:
    reference = shipped_course()
    batch = pack(list(diaries(1000, seed=2)), reference)
    verdicts = find_drift(batch, reference)
    at = np.nonzero(batch.present)
    words: dict[tuple[int, ...], tuple[str, Status]] = {}
    decides = what_decides(batch, verdicts, at).tolist()
    for number, recovery, entry in zip(map(tuple, decides), *at, strict=True):
        place = (int(recovery), int(entry))
        said = (str(reason_at(batch, verdicts, place)), status_at(verdicts, place))
        assert words.setdefault(number, said) == said


@pytest.mark.parametrize("pattern", Pattern)
def test_a_pattern_can_be_told_of_a_diary_that_says_nothing(pattern: Pattern) -> None:
    told = reason_of(pattern, {"day": 4, "questions": "Fever?", "whys": "It may mean more."})
    assert "{" not in told and str(told).strip()


@pytest.mark.parametrize("pattern", Pattern)
def test_a_pattern_has_a_change_of_its_own(pattern: Pattern) -> None:
    row = shipped_pattern_rows()[pattern]
    assert row.change.endswith(".")
    assert not facts_in(row.change)
    if pattern in {Pattern.RED_FLAG, Pattern.LATE_CHANGE, Pattern.EMERGENCY_OPEN}:
        assert "Two" not in row.change  # calm days end no numbness, no lump and no emergency
