"""Rates and limits against figures that others published or that can be worked out by hand."""

from datetime import date

import pytest

from tracker.domain.clinic.figures import By, Chart, Ended, Event, chart_of, rate_of
from tracker.domain.records.kept import DeviceKind
from tracker.domain.records.status import Status


def ended(count: int, worst: Status, **details: object) -> list[Ended]:
    common = {
        "started_on": date(2026, 3, 1),
        "device": DeviceKind.PEN,
        "needle_length_mm": 1.0,
        "products": (),
        "practitioner": "",
    }
    return [Ended(**common | {"worst": worst} | details)] * count


def chart(pens: int, rollers: int, of: int = 50) -> Chart:
    recoveries = [
        *ended(pens, Status.OFF_COURSE),
        *ended(of - pens, Status.WATCH),
        *ended(rollers, Status.URGENT, device=DeviceKind.ROLLER),
        *ended(of - rollers, Status.ON_COURSE, device=DeviceKind.ROLLER),
    ]
    return chart_of(recoveries, Event.DRIFT, By.DEVICE)


def test_wilsons_interval_is_the_published_one():
    # Newcombe 1998, Stat Med 17:857, table I, method 3: 81 of 263 and 0 of 20.
    rate = rate_of(81, 263)
    assert (rate.low, rate.high) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert rate_of(0, 20).high == pytest.approx(0.1611, abs=5e-5)
    assert (rate_of(0, 0).low, rate_of(0, 0).high) == (0.0, 1.0)


def test_limits_leave_what_chance_does():
    # Of 50 at 10 %, 12 is the least that no more than .00135 exceed (binomial tables).
    pen, roller = chart(5, 5).groups
    assert pen.upper_limit == pytest.approx(12 / 50)
    assert not pen.is_beyond and not roller.is_beyond


def test_a_group_beyond_chance_is_told():
    pen, roller = chart(1, 25).groups
    assert roller.is_beyond
    assert pen.is_beyond


def test_a_handful_has_no_limits():
    _, roller = chart(0, 4, of=4).groups
    assert (roller.lower_limit, roller.upper_limit) == (0.0, 1.0)


def test_adverse_events_are_fewer_than_drift_and_products_count_each():
    recoveries = [
        *ended(3, Status.OFF_COURSE, products=("serum", "balm")),
        *ended(2, Status.EMERGENCY, products=("balm",)),
    ]
    assert chart_of(recoveries, Event.DRIFT, By.MONTH).base.events == 5
    assert chart_of(recoveries, Event.ADVERSE, By.MONTH).base.events == 2
    by_product = chart_of(recoveries, Event.DRIFT, By.PRODUCT)
    assert {one.name: one.recoveries for one in by_product.groups} == {"balm": 5, "serum": 3}
    assert chart_of(recoveries, Event.DRIFT, By.PRACTITIONER).groups == ()
