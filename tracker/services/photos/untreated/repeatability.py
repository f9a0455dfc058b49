"""How often the stated error of redness held between photos of untreated skin, and people's own.

Pairs are the photos from before sessions, taken when no recovery was under way, each with the one
before it, and each retest with its photo from before. The first lie weeks apart: what the days
themselves change counts as error here, so the true share is, if anything, higher. Pairs are
measured when they are asked for. An own error is tried on a pair that comes after those it was
learned from. Left out, and said so, are retests that teach nothing, photos that may show somebody
else, and those whose file is missing.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from scipy.stats import binomtest

from tracker.domain.course.own_error import OwnError, learn, standardised, widen
from tracker.domain.records.kept import BodyArea, Measurement, Photo
from tracker.domain.records.shown import Change
from tracker.domain.words.labels import Zone
from tracker.domain.words.measure_names import DELTA_EI, TONE
from tracker.said import Said
from tracker.services.photos.album import find_before
from tracker.services.photos.comparing import describe_tone
from tracker.services.photos.long_term import list_rested_photos
from tracker.services.photos.reading import if_whole, load_subject
from tracker.services.photos.scoring import Subject, measurements_of, score
from tracker.services.photos.untreated.lights import (
    OWN_VALUES_READ,
    Lesson,
    by_photo,
    find_lessons,
    may_be_another,
)
from tracker.services.photos.untreated.pairs import is_retest, is_untreated
from tracker.store.repository import Store

MISSING = Said(
    "Its file is missing or damaged, so it was left out. Put it back from a backup, or add the "
    "same photo again."
)
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
    too_high: float | None = None
    person: int = 0
    before: int = 0
    """The photo that it was measured against, by id."""
    is_retest: bool = False
    """Whether an own error is learned from it."""
    width: float = 1.0
    """What the general error was multiplied by."""

    @property
    def held(self) -> bool:
        """Whether no change at all lies between the ends that were stated."""
        most = self.mdc95 if self.too_high is None else self.too_high
        return -self.mdc95 <= self.value <= most

    @property
    def standardised(self) -> float:
        """The value in standard errors as stated."""
        return standardised(self._change) or 0.0

    def with_own(self, own: OwnError) -> "UntreatedPair":
        """Return the same with an own error."""
        mdc95, too_high = widen(self.mdc95, self.too_high, own.factor)
        return replace(self, mdc95=mdc95 or 0.0, too_high=too_high, width=own.factor)

    @property
    def _change(self) -> Change:
        return Change(0, Zone.FACE, DELTA_EI, self.value, self.mdc95, self.too_high)


@dataclass(frozen=True)
class Held:
    """How often the stated error held in a group of pairs."""

    group: str
    held: int
    pairs: int
    width: float = 1.0
    """Median of what the general error was multiplied by."""

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


@dataclass(frozen=True)
class LeftOut:
    """A photo that no pair was made of, and why."""

    photo: Photo
    why: str
    is_missing: bool = False
    """Whether its file is what is missing."""


def measure_untreated(store: Store) -> Iterator[UntreatedPair | LeftOut]:
    """Measure the whole face between photos of untreated skin, in time order of each person.

    A pair that cannot be measured, or whose value is withheld, states no error and does not count.
    """
    missing: set[str] = set()
    for pair in list_untreated(store):
        if isinstance(pair, LeftOut):
            yield pair
            continue
        gone = [one for one in pair if if_whole(store, one) is None]
        yield from (LeftOut(one, MISSING, True) for one in gone if one.digest not in missing)
        missing.update(one.digest for one in gone)
        if not gone:
            yield from _measure(store, *pair)


def _measure(store: Store, first: Photo, second: Photo) -> Iterator[UntreatedPair | LeftOut]:
    subject, before = load_subject(store, second), load_subject(store, first)
    scored = score(subject, BodyArea.FACE, before)
    if may_be_another(scored.findings):
        yield LeftOut(second, Lesson.PERHAPS_ANOTHER.value)
        return
    own = score(before, BodyArea.FACE)
    tone = next((m.value for m in measurements_of(own, first, None) if _is(m, TONE)), None)
    for one in measurements_of(scored, second, first.id):
        if _is(one, DELTA_EI) and one.mdc95 is not None:
            yield UntreatedPair(
                one.value,
                one.mdc95,
                _groups(tone, one.reference, (before, subject)),
                one.too_high,
                person=second.person_id,
                before=first.id,
                is_retest=is_retest(second),
            )


def list_untreated(store: Store) -> list[tuple[Photo, Photo] | LeftOut]:
    """Return the pairs of everybody's photos of untreated skin, in time order of each person.

    Retests that teach nothing stand there alone, each with its reason.
    """
    with store.reading() as records:
        people = records.list_people()
    return [pair for person in people for pair in _list_of(store, person.id)]


def _list_of(store: Store, person_id: int) -> list[tuple[Photo, Photo] | LeftOut]:
    rested = list_rested_photos(store, person_id)
    pairs = [(one.photo, other.photo) for one, other in pairwise(rested)]
    with store.reading() as records:
        sessions = {one.id: one for one in records.list_procedures(person_id)}
        photos = records.list_all_photos(person_id)
        values = records.list_changes(person_id, OWN_VALUES_READ)
    retests = [
        photo
        for photo in filter(is_retest, photos)
        if is_untreated(photo, sessions[photo.procedure_id], sessions.values())
    ]
    lessons = find_lessons(retests, photos, by_photo(values))
    left_out = []
    for photo in retests:
        own = (one for one in photos if one.procedure_id == photo.procedure_id)
        for before in _before(own, photo):
            if lessons[photo.id] is Lesson.TEACHES:
                pairs.append((before, photo))
            else:
                left_out.append(LeftOut(photo, lessons[photo.id].value))
    return [*left_out, *sorted(pairs, key=lambda pair: (pair[1].taken_at, pair[1].id))]


def _before(photos: Iterable[Photo], photo: Photo) -> list[Photo]:
    """Return the photo from before that a retest from the front is held to, if there is one."""
    first = find_before(photos, BodyArea.FACE)
    is_pair = first is not None and photo.area is BodyArea.FACE and first.view is photo.view
    return [first] if first is not None and is_pair and photo.usable is not False else []


def as_learned(pairs: Iterable[UntreatedPair]) -> list[UntreatedPair]:
    """Return pairs with the error that their person's earlier retests had told.

    Pairs without an earlier retest are left out: nothing had been learned yet.

    Parameters
    ----------
    pairs : iterable of UntreatedPair
        In time order of each person.
    """
    learned: dict[int, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    found = []
    for pair in pairs:
        known = learned[pair.person]
        if known:
            found.append(pair.with_own(learn(known.values())))
        if pair.is_retest:
            known[pair.before].append(pair.standardised)
    return found


def count_held(pairs: Iterable[UntreatedPair]) -> list[Held]:
    """Count how often the stated error held, over all pairs and by group, in order of names."""
    found = list(pairs)
    if not found:
        return []
    names = sorted({group for pair in found for group in pair.groups})
    by_name = {name: [pair for pair in found if name in pair.groups] for name in names}
    return [_held(name, of_it) for name, of_it in ({EVERYTHING: found} | by_name).items()]


def _held(group: str, pairs: Sequence[UntreatedPair]) -> Held:
    width = median(pair.width for pair in pairs)
    return Held(group, sum(pair.held for pair in pairs), len(pairs), width)


def _is(measurement: Measurement, measure: str) -> bool:
    return measurement.measure == measure and measurement.zone is Zone.FACE


def _groups(tone: float | None, reference: str, subjects: Sequence[Subject]) -> tuple[str, ...]:
    worn = sorted({one.on_skin.value if one.on_skin else "not asked" for one in subjects})
    told = () if tone is None else (f"tone: {describe_tone(tone)}",)
    return (*told, f"light told by: {reference}", f"on the skin: {' and '.join(worn)}")
