"""The facial map against clinical reference 4.2, typed here independently of the tables."""

from pathlib import Path

import pytest

from tracker.domain.guidance.zone_guide import (
    caps_for,
    guide_for,
    read_zone_guides,
    shipped_depth_caps,
    shipped_zone_guides,
    thickness_rank,
    walk_order,
)
from tracker.domain.records.kept import Setting, Zone
from tracker.errors import InvalidReference
from tracker.reference import reference_file

# area, highest at home and by a professional (4.2, last column; None where it gives no figure),
# a source of the row
CAPS = [
    ("eyelids", 0.0, 0.0, "skinpen_study"),
    ("under_eye", 0.25, 0.5, "drpen_depths"),
    ("glabella", 0.3, 1.0, "drpen_depths"),
    ("forehead", 0.3, 1.0, "glow_refinery"),
    ("nose", 0.25, 0.5, "before_after"),
    ("cheekbone", 0.3, 1.0, "drpen_depths"),
    ("cheek", 0.5, 1.5, "drpen_depths"),
    ("upper_lip", 0.25, 0.5, "rf_review"),
    ("chin_and_jaw", 0.5, 1.5, "drpen_depths"),
    ("neck", 0.25, 1.0, "neck_study"),
    ("facial_scars", None, 1.5, "drpen_depths"),
    ("body_stretch_marks", None, 2.0, "drpen_depths"),
    ("scalp", None, None, "none_found"),
]
# zone, women, men: skin thickness in mm by ultrasound, PMC9205051 table 2
THICKNESS = [
    ("glabella", 1.09, 1.35),
    ("forehead", 1.06, 1.39),
    ("under_eye", 0.75, 0.85),
    ("cheek", 1.07, 1.33),
    ("nose", 1.12, 1.23),
    ("chin", 1.09, 1.23),
    ("jawline", 1.09, 1.23),
    ("neck", 1.16, 1.17),
]
# zone, a word of its motion, of its pressure, and of what to avoid
WAYS = [
    ("glabella", "criss-cross", "light", "eyebrows"),
    ("forehead", "up and down first, then side to side", "light", "temples"),
    ("under_eye", "outwards", "almost none", "eyelids: never"),
    ("cheek", "beside the nose", "moderate", "active spots"),
    ("nose", "bridge", "light", "nostrils"),
    ("upper_lip", "gentle", "light", "lips themselves"),
    ("chin", "criss-cross", "moderate", "lips"),
    ("jawline", "criss-cross", "light over the edge", "edge of the bone"),
    ("neck", "upwards", "light", "throat"),
]


@pytest.mark.parametrize(("area", "home_mm", "professional_mm", "source"), CAPS)
def test_each_cap_is_the_references(
    area: str, home_mm: float | None, professional_mm: float | None, source: str
) -> None:
    cap = shipped_depth_caps()[area]
    assert cap.highest_mm(Setting.HOME) == home_mm
    assert cap.highest_mm(Setting.PROFESSIONAL) == professional_mm
    assert cap.basis == "derived"
    assert source in cap.source


def test_there_is_no_other_cap() -> None:
    assert list(shipped_depth_caps()) == [area for area, *_ in CAPS]


@pytest.mark.parametrize(("id", "women", "men"), THICKNESS)
def test_thickness_is_the_published_one(id: str, women: float, men: float) -> None:
    guide = shipped_zone_guides()[id]
    assert guide.thickness_mm == (women, men)
    assert "skin_thickness" in guide.source


@pytest.mark.parametrize(("id", "motion", "pressure", "avoid"), WAYS)
def test_each_zone_says_how(id: str, motion: str, pressure: str, avoid: str) -> None:
    guide = shipped_zone_guides()[id]
    assert motion in guide.motion.lower()
    assert pressure in guide.pressure.lower()
    assert avoid in guide.avoid.lower()


def test_the_walk_goes_in_the_maps_order() -> None:
    assert [zone.name for zone in walk_order()] == [
        "GLABELLA", "FOREHEAD", "UNDER_EYE_LEFT", "UNDER_EYE_RIGHT", "CHEEK_LEFT", "CHEEK_RIGHT",
        "NOSE", "UPPER_LIP", "CHIN", "JAWLINE_LEFT", "JAWLINE_RIGHT", "NECK",
    ]  # fmt: skip


def test_the_thinnest_skin_is_below_the_eye_and_the_lip_has_no_rank() -> None:
    ranks = {zone: thickness_rank(zone) for zone in walk_order()}
    assert ranks[Zone.UNDER_EYE_LEFT] == ranks[Zone.UNDER_EYE_RIGHT] == 1
    assert ranks[Zone.UPPER_LIP] is None
    assert ranks[Zone.FOREHEAD] == 7
    assert thickness_rank(Zone.BACK) is None


def test_a_cheek_carries_the_cheekbones_cap_as_well() -> None:
    assert [cap.id for cap in caps_for(Zone.CHEEK_RIGHT)] == ["cheek", "cheekbone"]


def test_body_zones_have_caps_but_no_guide() -> None:
    assert guide_for(Zone.BACK) is None
    assert [cap.id for cap in caps_for(Zone.BACK)] == ["body_stretch_marks"]
    assert caps_for(Zone.FACE) == ()


def test_every_usual_length_is_below_its_cap() -> None:
    for cap in shipped_depth_caps().values():
        for setting in Setting:
            highest = cap.highest_mm(setting)
            assert all(highest is not None and mm <= highest for mm in cap.usual_mm(setting))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('zones = ["NOSE"]', 'zones = ["CHIN"]', "each zone once"),
        ('areas = ["nose"]', 'areas = ["snout"]', r"\[nose\].*depth_caps"),
    ],
)
def test_a_map_that_contradicts_itself_is_refused(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = reference_file("zones.toml").read_text(encoding="utf-8")
    file = tmp_path / "zones.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InvalidReference, match=message):
        read_zone_guides(file)
