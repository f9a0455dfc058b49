"""What a photo in another light may teach: only light that no other photo was taken in."""

import random

import pytest

from tests.factories import a_photo, days_ago
from tests.tracker.services.photos.untreated.test_pairs import BEFORE, FOLLOW_UP, RETEST, own_values
from tracker.domain.course.own_error import GENERAL
from tracker.domain.records.kept import BodyArea, Photo, PhotoFinding, View, Zone
from tracker.domain.records.shown import Change
from tracker.domain.words.measure_names import DELTA_EI
from tracker.services.photos.untreated.lights import Lesson, Light, find_lessons
from tracker.services.photos.untreated.pairs import own_errors

TEACHES, SAME, UNKNOWN = Lesson.TEACHES, Lesson.SAME_LIGHT, Lesson.UNKNOWN_LIGHT


def a_retest(number: int, **details: object) -> Photo:
    common = {"id": number, "role": RETEST, "taken_at": days_ago(9, 8)}
    return a_photo(b"%d" % number, **common | details)


FIRST = a_photo(b"first", id=1, role=BEFORE, taken_at=days_ago(9, 7))


def lessons(*lights: dict[str, float], **details: object) -> list[Lesson]:
    """What retests in these lights teach, the photo from before being in none of its own."""
    retests = [a_retest(at, **details) for at in range(2, 2 + len(lights))]
    own = {1: own_values(1)} | {
        one.id: own_values(one.id, **light) for one, light in zip(retests, lights, strict=True)
    }
    return list(find_lessons(retests, [FIRST], own).values())


def test_a_burst_teaches_nothing_wherever_it_was_taken():
    assert lessons(*[{"redder": 0.1}] * 7) == [SAME] * 7
    at_the_lamp = [{"redder": 8 + 0.1 * at} for at in range(7)]
    assert lessons(*at_the_lamp) == [TEACHES] + [SAME] * 6


def test_lights_differ_in_colour_brightness_or_side():
    assert lessons({"redder": -3}, {"redder": 3}, {"lighter": 12}) == [TEACHES] * 3
    assert lessons({"redder": 1.5, "lighter": 6}) == [SAME], "a smile does that"
    one, other = Light.of(own_values(1)), own_values(2)
    lit = [v._replace(value=v.value + 12 * (at > 3)) for at, v in enumerate(other)]
    assert Light.of(lit).is_other_than(one), "half of the face is lighter"
    assert Light.of(other[:4]).is_other_than(one) is None


def test_where_the_light_is_not_known_nothing_is_narrowed():
    assert lessons({"redder": 5}, area=BodyArea.BACK) == [UNKNOWN]
    assert lessons({"redder": 5}, view=View.LEFT_PROFILE) == [UNKNOWN]
    assert find_lessons([a_retest(2)], [FIRST], {1: own_values(1)})[2] is UNKNOWN
    day = a_photo(b"day", id=3, role=FOLLOW_UP)
    assert find_lessons([a_retest(2)], [day], {2: own_values(2)})[2] is UNKNOWN


def test_the_same_file_in_two_sessions_teaches_once():
    other = a_photo(b"other", id=5, role=BEFORE, procedure_id=2)
    again = a_photo(b"2", id=6, role=RETEST, procedure_id=2)
    own = {one: own_values(one, redder=4.0 * (one in (2, 6))) for one in (1, 2, 5, 6)}
    found = find_lessons([a_retest(2), again], [FIRST, other], own)
    assert found == {2: TEACHES, 6: SAME}


@pytest.mark.parametrize("code", ["another_person", "perhaps_another_person"])
def test_a_strangers_photo_counts_in_no_way(code: str):
    doubt = (PhotoFinding(code, "It may be another person."),)
    assert lessons({"redder": 5}, findings=doubt) == [Lesson.PERHAPS_ANOTHER]
    far = {2: [Change(2, Zone.FACE, DELTA_EI, 40.0, 4.0)]}
    retests = [a_retest(2, findings=doubt)]
    own = own_errors(retests, far, days_ago(0).date(), {2: Lesson.PERHAPS_ANOTHER})
    assert own.of(Zone.FACE) == GENERAL


@pytest.mark.parametrize("seed", range(8))
def test_only_other_lights_narrow_and_every_one_may_widen(seed: int):
    """Photos in a light that is known already leave an own error as it is, or make it larger."""
    draw = random.Random(seed)
    retests = [a_retest(at) for at in range(2, 12)]
    changes = {
        one.id: [Change(one.id, Zone.FACE, DELTA_EI, draw.gauss(0, 1), 2)] for one in retests
    }
    taught = {one.id: draw.choice([TEACHES, SAME, UNKNOWN]) for one in retests}
    day = days_ago(0).date()
    alone = [one for one in retests if taught[one.id] is TEACHES]
    narrow, every = (
        own_errors(some, changes, day, taught).of(Zone.FACE) for some in (alone, retests)
    )
    assert every.factor >= narrow.factor
    none = dict.fromkeys(taught, SAME)
    assert own_errors(retests, changes, day, none).of(Zone.FACE).factor >= 1
