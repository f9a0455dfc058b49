import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tracker.domain.guidance.walk import (
    MOST_PASSES,
    Walk,
    WalkAction,
    begin_walk,
    left_out,
    record_walk,
    shipped_walk_texts,
)
from tracker.domain.guidance.zone_guide import walk_order
from tracker.domain.records.kept import DeviceKind, Setting, TreatedZone, Zone
from tracker.errors import InvalidEntry

START = datetime(2026, 11, 22, 17, 30, tzinfo=UTC)
PASS, NEXT, ENDPOINT = WalkAction.PASS_DONE, WalkAction.NEXT_ZONE, WalkAction.ENDPOINT
SKIP, STOP, STEP = WalkAction.SKIP, WalkAction.STOP, WalkAction.STEP_DONE


def walk_over(*zones: Zone) -> Walk:
    return begin_walk(tuple(TreatedZone(zone=zone, needle_length_mm=0.25) for zone in zones), START)


def tap(walk: Walk, *actions: WalkAction, reason: str = "a sore spot") -> Walk:
    for action in actions:
        at = START + timedelta(seconds=60 * (len(walk.events) + 1))
        walk = walk.act(action, at, reason if action in {SKIP, STOP} else "")
    return walk


def current(walk: Walk) -> Zone:
    assert walk.current is not None
    return walk.current.zone


def test_zones_come_in_the_maps_order_whatever_was_ticked_first() -> None:
    walk = walk_over(Zone.NECK, Zone.CHEEK_LEFT, Zone.GLABELLA, Zone.NOSE)
    assert [treated.zone.name for treated in walk.zones] == [
        "GLABELLA", "CHEEK_LEFT", "NOSE", "NECK",
    ]  # fmt: skip


def test_two_passes_offer_the_next_zone_and_three_go_there() -> None:
    walk = tap(walk_over(Zone.NOSE, Zone.CHIN), PASS)
    assert NEXT not in walk.offered
    walk = tap(walk, PASS)
    assert walk.offered[:2] == (NEXT, PASS)
    assert current(tap(walk, NEXT)) is Zone.CHIN
    assert current(tap(walk, PASS)) is Zone.CHIN


def test_passes_are_counted_for_each_zone() -> None:
    walk = tap(walk_over(Zone.NOSE, Zone.CHIN), PASS, PASS, NEXT, PASS)
    assert walk.passes == 1
    assert [zone.passes for zone in walk.done] == [2]


def test_even_redness_ends_a_zone_after_one_pass_already() -> None:
    walk = walk_over(Zone.NOSE, Zone.CHIN)
    assert ENDPOINT not in walk.offered
    walk = tap(walk, PASS, ENDPOINT)
    assert walk.done[0].reached_endpoint
    assert current(walk) is Zone.CHIN


def test_a_skip_needs_a_reason() -> None:
    walk = walk_over(Zone.NOSE, Zone.CHIN)
    with pytest.raises(InvalidEntry, match="say why"):
        tap(walk, SKIP, reason="  ")
    assert tap(walk, SKIP).done[0].skipped_because == "a sore spot"


def test_stop_ends_every_zone_that_is_left() -> None:
    walk = tap(walk_over(Zone.FOREHEAD, Zone.NOSE, Zone.CHIN), PASS, PASS, NEXT, PASS, STOP)
    assert walk.current is None
    assert [zone.passes for zone in walk.done] == [2, 1, 0]
    assert [bool(zone.skipped_because) for zone in walk.done] == [False, True, True]


def test_then_wash_cool_and_moisturise() -> None:
    walk = tap(walk_over(Zone.NOSE), PASS, PASS, NEXT)
    steps = []
    while (step := walk.finishing_step) is not None:
        steps.append(step.id)
        assert not walk.is_over
        walk = tap(walk, STEP)
    assert steps == ["wash", "cool", "moisturise"]
    assert walk.is_over
    assert walk.offered == ()


@pytest.mark.parametrize(
    ("taps", "first"),
    [
        ((PASS, PASS, NEXT, PASS, ENDPOINT), "last_stroke"),
        ((SKIP, PASS, ENDPOINT), "wash"),
        ((PASS, STOP), "wash"),
    ],
)
def test_the_last_stroke_ends_a_session_that_needled_its_zone_and_was_not_stopped(
    taps: tuple[WalkAction, ...], first: str
) -> None:
    step = tap(walk_over(Zone.GLABELLA, Zone.NOSE), *taps).finishing_step
    assert step is not None
    assert step.id == first


def test_an_action_that_is_not_offered_is_refused() -> None:
    walk = walk_over(Zone.NOSE)
    for action in (NEXT, ENDPOINT, STEP):
        with pytest.raises(InvalidEntry, match="over already"):
            tap(walk, action)


def test_the_last_tap_can_be_taken_back() -> None:
    walk = tap(walk_over(Zone.NOSE, Zone.CHIN), PASS, PASS, NEXT)
    assert current(walk.undo()) is Zone.NOSE
    assert walk.undo().passes == 2
    assert walk_over(Zone.NOSE).undo().events == ()


def test_a_walk_is_its_plan_and_its_events() -> None:
    walk = tap(walk_over(Zone.NOSE, Zone.CHIN), PASS, PASS, NEXT, PASS)
    again = Walk(walk.zones, walk.started_at, walk.events)
    assert (again.done, again.passes, again.offered) == (walk.done, walk.passes, walk.offered)


def test_time_runs_until_the_last_step() -> None:
    walk = tap(walk_over(Zone.NOSE), PASS, PASS, NEXT)
    assert walk.elapsed_seconds(START + timedelta(seconds=754.9)) == 754
    over = tap(walk, STEP, STEP, STEP)
    assert over.elapsed_seconds(START + timedelta(hours=3)) == 6 * 60


def test_what_was_done_becomes_the_record_without_typing() -> None:
    walk = tap(
        walk_over(Zone.FOREHEAD, Zone.NOSE, Zone.CHIN), PASS, PASS, PASS, SKIP, PASS, ENDPOINT
    )
    record = record_walk(walk, person_id=1, device=DeviceKind.ROLLER, setting=Setting.HOME)
    assert [(one.zone, one.needle_length_mm) for one in record.zones] == [
        (Zone.FOREHEAD, 0.25),
        (Zone.CHIN, 0.25),
    ]
    assert record.passes == 3
    assert list(left_out(walk)) == ["Nose: left out (a sore spot); passes done: 0."]
    assert record.started_at == START.astimezone().replace(tzinfo=None)


def test_a_walk_without_a_pass_is_no_session() -> None:
    walk = tap(walk_over(Zone.NOSE), STOP)
    with pytest.raises(InvalidEntry, match="no session to record"):
        record_walk(walk, person_id=1, device=DeviceKind.ROLLER, setting=Setting.HOME)


@pytest.mark.parametrize("zones", [(), (Zone.SCALP,)])
def test_a_walk_needs_zones_of_the_map(zones: tuple[Zone, ...]) -> None:
    with pytest.raises(InvalidEntry, match="choose zones"):
        walk_over(*zones)


def test_a_walk_needs_the_zone_of_its_clock() -> None:
    zones = (TreatedZone(zone=Zone.NOSE, needle_length_mm=0.25),)
    with pytest.raises(ValueError, match="time zone"):
        begin_walk(zones, datetime(2026, 11, 22, 17, 30))


@pytest.mark.parametrize(
    ("id", "word", "source"),
    [
        ("passes", "two to three", "article"),
        ("endpoint", "evenly red", "skinpen_study"),
        ("stop_at_once", "stop", "fda_page"),
        ("last_stroke", "upwards", "article"),
        ("wash", "pat dry", "article"),
        ("cool", "cool", "article"),
        ("moisturise", "gel", "dermatique"),
    ],
)
def test_each_rule_of_the_walk_has_its_words(id: str, word: str, source: str) -> None:
    text = shipped_walk_texts()[id]
    assert word in text.title.lower()
    assert text.source[0] == source


@given(st.lists(st.sampled_from(Zone), unique=True), st.randoms(use_true_random=False))
def test_any_way_through_the_offers_ends_with_every_zone_told(
    zones: list[Zone], chance: random.Random
) -> None:
    on_the_map = [zone for zone in zones if zone in walk_order()]
    assume(on_the_map)
    walk = walk_over(*on_the_map)
    while not walk.is_over:
        walk = tap(walk, chance.choice(walk.offered))
        assert len(walk.events) <= len(on_the_map) * (MOST_PASSES + 1) + 4
    assert {zone.zone for zone in walk.done} == set(on_the_map)
    assert all(zone.passes <= MOST_PASSES for zone in walk.done)
    assert all(zone.passes or zone.skipped_because for zone in walk.done)
