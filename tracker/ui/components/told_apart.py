"""What people are called where several can be meant: no two of them alike.

On a clinic's server two people may have one name: who adds one does not see whom others follow.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from tracker.domain.access.accounts import Account
from tracker.domain.records.kept import Person
from tracker.ui.language import _
from tracker.ui.words import distinct


def told_apart(people: Iterable[Person] | Iterable[Account]) -> Mapping[int, str]:
    """Return each one's name by the id; whoever reads like another has a number beside it."""
    names = {one.id: one.name for one in people}
    alike = Counter(map(_as_read, names.values()))
    numbered = _("{name} (no. {number})")
    return distinct(
        {
            number: name
            if alike[_as_read(name)] == 1
            else numbered.format(name=name, number=number)
            for number, name in names.items()
        }
    )


def _as_read(name: str) -> str:
    """Return what the eye keeps of a name: no case, no kind of letter, no width of a space."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
