from analysis.anatomy import BODY_ZONES, FACIAL_ZONES, TREATABLE_ZONES, Zone


def test_every_zone_but_the_whole_face_can_be_treated() -> None:
    assert set(TREATABLE_ZONES) == set(Zone) - {Zone.FACE}
    assert len(TREATABLE_ZONES) == len(FACIAL_ZONES) + len(BODY_ZONES)


def test_every_left_has_its_right() -> None:
    sided = {zone.value for zone in FACIAL_ZONES if zone.value.endswith(("_LEFT", "_RIGHT"))}
    assert {name.replace("_LEFT", "_RIGHT") for name in sided if name.endswith("_LEFT")} == {
        name for name in sided if name.endswith("_RIGHT")
    }


def test_only_zones_of_the_face_are_measured_on_the_mesh() -> None:
    assert Zone.NOSE.is_facial
    assert not Zone.NECK.is_facial and not Zone.FACE.is_facial
