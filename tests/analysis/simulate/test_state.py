from dataclasses import FrozenInstanceError

import pytest

from analysis.anatomy import Zone
from analysis.simulate.state import Shot, SkinState


def test_skin_is_untouched_and_a_photo_is_from_the_front_unless_said() -> None:
    assert SkinState() == SkinState({}, {}, {}, 0.0)
    assert (Shot().yaw_deg, Shot().pitch_deg, Shot().roll_deg) == (0, 0, 0)
    assert (Shot().gain_red, Shot().gain_blue, Shot().exposure_ev) == (1, 1, 0)


def test_a_state_stays_what_it_was() -> None:
    with pytest.raises(FrozenInstanceError):
        SkinState({Zone.CHIN: 0.1}).needle_marks = 1.0  # type: ignore[misc]
