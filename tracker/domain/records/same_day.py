"""What several entries of one day come to: none of them calms what another one says.

An outcome settles what was entered before it, earlier that day, too, and never a sign that was
entered later. A "no" to a sign that a rating raised stands up to the rating at which it was given.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from tracker.domain.records.circumstances import Circumstances, Outcome, SpecialEvent
from tracker.domain.records.flags import RedFlag
from tracker.domain.records.kept import NewDiaryEntry
from tracker.domain.records.scales import Symptom

RAISED_BY: Mapping[RedFlag, tuple[Symptom, ...]] = MappingProxyType(
    {
        RedFlag.BREATHING_OR_FACE_SWELLING: (Symptom.SWELLING, Symptom.ITCHING),
        RedFlag.SPREADING_REDNESS: (Symptom.REDNESS,),
        RedFlag.RISING_PAIN: (Symptom.PAIN,),
        RedFlag.ONE_SIDED_SWELLING: (Symptom.SWELLING,),
        RedFlag.PERSISTENT_RASH: (Symptom.ITCHING,),
    }
)
"""The ratings that raise a sign; a no to any other sign changes nothing."""


def worse(one: Mapping[Symptom, int], other: Mapping[Symptom, int]) -> dict[Symptom, int]:
    """Return the higher of two ratings of each symptom."""
    return {
        symptom: max(ratings[symptom] for ratings in (one, other) if symptom in ratings)
        for symptom in {**one, **other}
    }


def around(entries: Sequence[NewDiaryEntry]) -> Circumstances:
    """Return what surrounds the entries of a day, given in the order of entering."""
    outcome: Outcome | None = None
    since: frozenset[RedFlag] = frozenset()
    special: frozenset[SpecialEvent] = frozenset()
    for entry in entries:
        said = entry.circumstances
        special |= said.special
        if said.outcome:
            outcome, since = said.outcome, frozenset()
        elif outcome:
            since |= signs_of(entry)
    return Circumstances(
        special=special, answers=_answers(entries), outcome=outcome, since_outcome=since
    )


def signs_of(entry: NewDiaryEntry) -> frozenset[RedFlag]:
    """Return all signs that an entry says yes to, anywhere."""
    answers = entry.circumstances.answers
    yes = {sign for sign, is_so in answers.items() if is_so}
    return entry.red_flags.union(yes, *entry.area_flags.values())


def _answers(entries: Sequence[NewDiaryEntry]) -> dict[RedFlag, bool]:
    """Return what is answered: a yes counts, a no where it was given at the day's highest."""
    highest: dict[Symptom, int] = {}
    for entry in entries:
        highest = worse(highest, entry.ratings)
    answers: dict[RedFlag, bool] = {}
    for entry in entries:
        for sign, is_so in entry.circumstances.answers.items():
            raising = RAISED_BY.get(sign, ())
            is_highest = all(entry.ratings.get(one) == highest.get(one) for one in raising)
            if is_so or is_highest:
                answers[sign] = is_so or answers.get(sign, False)
    return answers
