"""Whether a photo of untreated skin was taken in a light of its own, told from what was measured.

Two photos in one light, as those of a burst, hold no error of the light, so they cannot tell how
large it is. Each photo's own values, zone by zone, tell its light: how red and how light the skin
looks in all, and from which side it is lit. The camera's clock tells nothing: a lamp is switched on
within seconds, and the same window is there all day.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from tracker.domain.records.kept import Photo, PhotoFinding, Zone
from tracker.domain.records.shown import Change
from tracker.domain.words.measure_names import TONE
from tracker.said import Said
from tracker.services.photos.album import find_before

ERYTHEMA = "erythema_index"
OWN_VALUES_READ = frozenset({ERYTHEMA, TONE})
"""What tells a photo's light."""
_DOUBTS = frozenset({"another_person", "perhaps_another_person", "or_another_person"})
_ENOUGH_ZONES = 4
"""Chosen: fewer zones do not tell from which side the light came."""
_OTHER_COLOUR_EI = 2.2
"""Measured: smiling against neutral in one studio, the median zone's index differs by up to 2.1 EI
(40 people, 2026-11), in another simulated light by 0 to 9.6 (6 people, 2026-11)."""
_OTHER_BRIGHTNESS_DEG = 10.0
"""Measured: the median typology angle differs by up to 8 degrees there, in another light by 3 to 36
(the same 40 and 6 people, 2026-11)."""
_OTHER_SIDE_DEG = 6.0
"""Measured: in one light zones scatter round that median by up to 5.9 degrees (median distance) but
for one person's 16, in another one by up to 11.6 (the same 40 and 6 people, 2026-11)."""


class Lesson(Enum):
    """What a photo of untreated skin may teach, and why not more, in a sentence."""

    TEACHES = Said("")
    SAME_LIGHT = Said(
        "It was taken in the same light as another one, so it tells nothing of the light's error "
        "and cannot make your own error smaller. Take it at another window, or turned half away."
    )
    UNKNOWN_LIGHT = Said(
        "Whether it was taken in another light cannot be told, so it cannot make your own error "
        "smaller. Photos of the whole face from the front tell it."
    )
    PERHAPS_ANOTHER = Said(
        "It may show another person, so it does not count. If it shows you, say so under “Photos”."
    )

    @property
    def may_widen(self) -> bool:
        """Whether it may make an error larger, at least."""
        return self is not Lesson.PERHAPS_ANOTHER


@dataclass(frozen=True)
class Light:
    """What a photo's own values tell of its light."""

    values: Mapping[str, Mapping[Zone, float]] = field(default_factory=dict, hash=False)

    @classmethod
    def of(cls, values: Iterable[Change]) -> "Light":
        """Return the light of a photo, of which some own values are known."""
        found: dict[str, dict[Zone, float]] = defaultdict(dict)
        for one in values:
            if one.measure in OWN_VALUES_READ and one.zone is not Zone.FACE:
                found[one.measure][one.zone] = one.value
        return cls(found)

    def is_other_than(self, other: "Light") -> bool | None:
        """Tell whether it is another light; None where too few zones are known of both."""
        redder, lighter = self._minus(other, ERYTHEMA), self._minus(other, TONE)
        if min(len(redder), len(lighter)) < _ENOUGH_ZONES:
            return None
        colour, brightness = abs(np.median(redder)), abs(np.median(lighter))
        side = np.median(np.abs(lighter - np.median(lighter)))
        return bool(
            colour >= _OTHER_COLOUR_EI
            or brightness >= _OTHER_BRIGHTNESS_DEG
            or side >= _OTHER_SIDE_DEG
        )

    def _minus(self, other: "Light", measure: str) -> NDArray[np.float64]:
        mine, theirs = self.values.get(measure, {}), other.values.get(measure, {})
        return np.array([mine[zone] - theirs[zone] for zone in mine if zone in theirs])


def find_lessons(
    retests: Sequence[Photo], photos: Iterable[Photo], own: Mapping[int, Sequence[Change]]
) -> dict[int, Lesson]:
    """Return what each retest of a person may teach, by id.

    Each has to stand apart from its photo from before, and from all retests of that one which teach
    already: pairs that teach are pairs of lights.

    Parameters
    ----------
    retests : sequence of Photo
        In time order.
    photos : iterable of Photo
        All of the person's; those from before are looked for among them.
    own : mapping
        `OWN_VALUES_READ` of all of them, by photo id.
    """
    befores = list(photos)
    known: dict[int, list[Light]] = {}
    taught: set[str] = set()
    found = {}
    for one in retests:
        before = _before_of(one, befores)
        lights = known.setdefault(before.id, [Light.of(own.get(before.id, ()))]) if before else []
        light = Light.of(own.get(one.id, ()))
        found[one.id] = lesson = _lesson_of(one, light, lights, taught)
        if lesson is Lesson.TEACHES:
            lights.append(light)
            taught.add(one.digest)
    return found


def by_photo(values: Iterable[Change]) -> dict[int, tuple[Change, ...]]:
    """Return values by the id of the photo that they were measured on."""
    found: dict[int, list[Change]] = defaultdict(list)
    for one in values:
        found[one.photo_id].append(one)
    return {one: tuple(of_one) for one, of_one in found.items()}


def may_be_another(findings: Iterable[PhotoFinding]) -> bool:
    """Tell whether a photo may show somebody else, which the person has not denied."""
    return not _DOUBTS.isdisjoint(one.code for one in findings)


def _lesson_of(photo: Photo, light: Light, lights: Sequence[Light], taught: set[str]) -> Lesson:
    if may_be_another(photo.findings):
        return Lesson.PERHAPS_ANOTHER
    apart = [light.is_other_than(one) for one in lights]
    if photo.digest in taught or False in apart:
        return Lesson.SAME_LIGHT
    return Lesson.TEACHES if apart and all(apart) else Lesson.UNKNOWN_LIGHT


def _before_of(retest: Photo, photos: Iterable[Photo]) -> Photo | None:
    album = (one for one in photos if one.procedure_id == retest.procedure_id)
    before = find_before(album, retest.area, retest.view)
    return before if before is not None and before.view is retest.view else None
