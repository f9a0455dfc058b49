"""The reddest of many zones is too red by luck; what is given allows for it."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.anatomy import FACIAL_ZONES
from analysis.light.estimate import LightChange
from analysis.measures.reddest import measure_reddest
from analysis.vocabulary import Measure, Unit, ZoneMeasurement

LIGHT = LightChange(0.0, 0.6, ("neck",))


def changes(values: np.ndarray, own_sd: float = 0.8) -> list[ZoneMeasurement]:
    mdc95 = 1.96 * float(np.hypot(own_sd, LIGHT.sd))
    return [
        ZoneMeasurement(
            zone, Measure.DELTA_ERYTHEMA_INDEX, float(v), Unit.ERYTHEMA_INDEX, mdc95, "m", "1"
        )
        for zone, v in zip(FACIAL_ZONES, values, strict=False)
    ]


def contrasts(count: int, own_sd: float = 0.8) -> list[ZoneMeasurement]:
    return [
        replace(one, measure=Measure.ZONE_CONTRAST, mdc95=1.96 * own_sd)
        for one in changes(np.zeros(count))
    ]


def test_of_calm_faces_hardly_one_seems_red() -> None:
    rng = np.random.default_rng(4)
    called = 0
    for _ in range(400):
        drawn = rng.normal(0, LIGHT.sd) + rng.normal(0, 0.8, len(FACIAL_ZONES))
        (found,) = measure_reddest(changes(drawn), contrasts(len(drawn)))
        called += abs(found.value) > (found.mdc95 or 0)
    assert called / 400 <= 0.05


def test_one_truly_red_zone_is_named_and_nearly_kept() -> None:
    values = np.zeros(len(FACIAL_ZONES))
    values[5] = 9.0
    (found,) = measure_reddest(changes(values), contrasts(len(values)))
    assert found.zone is FACIAL_ZONES[5]
    assert found.value == pytest.approx(9.0, abs=1.5)
    assert found.value > (found.mdc95 or 0)


def test_too_few_zones_have_no_reddest() -> None:
    assert measure_reddest(changes(np.zeros(3)), contrasts(3)) == []


def test_an_error_that_all_zones_share_does_not_level_them() -> None:
    values = np.zeros(len(FACIAL_ZONES))
    values[5] = 9.0
    flushed = [replace(one, mdc95=10.0) for one in changes(values)]
    (found,) = measure_reddest(flushed, contrasts(len(values)))
    assert found.value == pytest.approx(9.0, abs=1.5)
    assert (found.mdc95 or 0) > 10
