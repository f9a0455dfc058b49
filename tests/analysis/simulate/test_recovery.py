import numpy as np
import pytest

from analysis.anatomy import FACIAL_ZONES, Zone
from analysis.simulate.recovery import DAYS, Recovery, careful_shot, scenes, state_on


def test_a_normal_recovery_pales_from_day_to_day_and_flakes_in_the_middle() -> None:
    states = [state_on(Recovery.NORMAL, day) for day in DAYS]
    for zone in FACIAL_ZONES:
        blood = [state.blood_fraction[zone] for state in states]
        assert blood == sorted(blood, reverse=True)
        flakes = [state.flakes_per_cm2[zone] for state in states]
        assert 3 <= int(np.argmax(flakes)) <= 5
    assert [state.needle_marks > 0 for state in states] == [True, True, *[False] * 6]


def test_a_drift_begins_on_the_left_cheek_and_spreads() -> None:
    def more(day: int, zone: Zone) -> float:
        drift, normal = (state_on(kind, day).blood_fraction[zone] for kind in reversed(Recovery))
        return drift - normal

    assert all(more(day, zone) == 0 for day in (0, 1, 2) for zone in FACIAL_ZONES)
    assert more(3, Zone.CHEEK_LEFT) > 0
    assert more(3, Zone.CHEEK_RIGHT) == 0
    assert more(7, Zone.CHEEK_LEFT) > more(7, Zone.CHEEK_RIGHT) > 0


def test_every_photo_of_a_recovery_is_named_once_and_the_same_again() -> None:
    first, again = (list(scenes(Recovery.DRIFT)) for _ in range(2))
    assert first == again
    assert [scene.name for scene in first] == [
        "drift/before.jpg",
        *(f"drift/day{day}.jpg" for day in DAYS),
    ]


def test_a_careful_person_never_takes_the_same_photo_twice() -> None:
    rng = np.random.default_rng(1)
    shots = [careful_shot(rng) for _ in range(20)]
    assert len(set(shots)) == 20
    assert max(abs(shot.yaw_deg) for shot in shots) <= 8
    assert np.mean([shot.gain_red for shot in shots]) == pytest.approx(1, abs=0.03)
