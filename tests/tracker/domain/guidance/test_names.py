from collections.abc import Mapping
from enum import Enum

import pytest

from texts.messages import collect_messages
from tracker.domain.guidance import names
from tracker.domain.guidance.outcomes import Scale


@pytest.mark.parametrize(
    "mapping",
    [value for name, value in vars(names).items() if name.isupper() and isinstance(value, Mapping)],
)
def test_every_member_has_its_own_name(mapping: Mapping[Enum | int, str]) -> None:
    kind = type(next(iter(mapping)))
    expected = list(kind) if issubclass(kind, Enum) else list(Scale.IMPROVEMENT.grades)
    assert list(mapping) == expected
    assert len(set(mapping.values())) == len(mapping)


@pytest.mark.parametrize(
    "order", ["stop taking", "stop using your", "come off your", "pause your", "skip your dose"]
)
def test_no_text_of_the_app_tells_anyone_to_stop_a_medicine(order: str) -> None:
    said = [message for message in collect_messages() if order in message.text.lower()]
    assert not said
