"""How often the stated error of redness held between photos of rested skin.

Photos from before sessions, taken when no recovery was under way, show skin that nothing was done
to. They lie weeks apart: what the days themselves change counts as error here, so the true share
is, if anything, higher. Nothing is kept: pairs are measured when they are asked for.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scipy.stats import binomtest

from tracker.domain.records.kept import BodyArea, Measurement, Photo
from tracker.domain.words.labels import Zone
from tracker.domain.words.measure_names import DELTA_EI, TONE
from tracker.services.photos.comparing import describe_tone
from tracker.services.photos.long_term import list_rested_photos
from tracker.services.photos.reading import load_subject
from tracker.services.photos.scoring import Subject, measurements_of, score
from tracker.store.repository import Store

_SURE = 0.95
"""Source: the errors are stated for 95 of 100 pairs, and so is the interval of the share."""
EVERYTHING = "all"


@dataclass(frozen=True)
class UntreatedPair:
    """What was measured between two photos of rested skin."""

    value: float
    """Change of redness of one zone, in EI: all of it is error."""
    mdc95: float
    groups: tuple[str, ...]
    """What the pair counts under: tone, what told the light, and what was on the skin."""

    @property
    def held(self) -> bool:
        """Whether the value lies within its stated error."""
        return abs(self.value) <= self.mdc95


@dataclass(frozen=True)
class Held:
    """How often the stated error held in a group of pairs."""

    group: str
    held: int
    pairs: int

    @property
    def share(self) -> float:
        """Share 0–1 of the pairs within their stated error."""
        return self.held / self.pairs

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true share lies, 0–1, in at least 95 of 100 such counts.

        References
        ----------
        Clopper, Pearson 1934, doi:10.1093/biomet/26.4.404.
        """
        found = binomtest(self.held, self.pairs).proportion_ci(_SURE, method="exact")
        return float(found.low), float(found.high)


def measure_untreated(store: Store) -> Iterator[UntreatedPair]:
    """Measure the whole face between photos of rested skin, each with the one before it.

    A pair that cannot be measured, or whose value is withheld, states no error and does not count.
    """
    for first, second in list_untreated(store):
        subject, before = load_subject(store, second), load_subject(store, first)
        scored = score(subject, BodyArea.FACE, before)
        own = score(before, BodyArea.FACE)
        tone = next((m.value for m in measurements_of(own, first, None) if _is(m, TONE)), None)
        for one in measurements_of(scored, second, first.id):
            if _is(one, DELTA_EI) and one.mdc95 is not None:
                groups = _groups(tone, one.reference, (before, subject))
                yield UntreatedPair(one.value, one.mdc95, groups)


def list_untreated(store: Store) -> list[tuple[Photo, Photo]]:
    """Return each photo of rested skin with the one before it, of everybody."""
    with store.reading() as records:
        people = records.list_people()
    rested = (list_rested_photos(store, person.id) for person in people)
    return [(one.photo, other.photo) for of_one in rested for one, other in pairwise(of_one)]


def count_held(pairs: Iterable[UntreatedPair]) -> list[Held]:
    """Count how often the stated error held, over all pairs and by group, in order of names."""
    found = list(pairs)
    names = sorted({group for pair in found for group in pair.groups})
    return [_held(EVERYTHING, found)] * bool(found) + [
        _held(name, [pair for pair in found if name in pair.groups]) for name in names
    ]


def _held(group: str, pairs: Sequence[UntreatedPair]) -> Held:
    return Held(group, sum(pair.held for pair in pairs), len(pairs))


def _is(measurement: Measurement, measure: str) -> bool:
    return measurement.measure == measure and measurement.zone is Zone.FACE


def _groups(tone: float | None, reference: str, subjects: Sequence[Subject]) -> tuple[str, ...]:
    worn = sorted({one.on_skin.value if one.on_skin else "not asked" for one in subjects})
    told = () if tone is None else (f"tone: {describe_tone(tone)}",)
    return (*told, f"light told by: {reference}", f"on the skin: {' and '.join(worn)}")
