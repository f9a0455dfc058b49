"""What sources say against the article or an earlier version: each a row, with its source."""

import re

import pytest

from tracker.domain.guidance.aftercare import (
    ProductKind,
    shipped_aftercare,
    shipped_product_reactions,
)
from tracker.domain.guidance.article import Answer, shipped_statements
from tracker.domain.guidance.learn import shipped_claims
from tracker.domain.guidance.readiness import shipped_readiness
from tracker.domain.guidance.rows import Row, shipped_sources
from tracker.domain.guidance.screening import ScreeningClass, shipped_screening
from tracker.domain.guidance.walk import shipped_walk_texts
from tracker.domain.guidance.zone_guide import shipped_depth_caps
from tracker.domain.records.flags import AdviceLevel, RedFlag
from tracker.domain.records.kept import DeviceKind
from tracker.domain.words.flag_texts import flags_asked, shipped_flag_texts

EMERGENCY, TODAY, REVIEW = AdviceLevel.EMERGENCY, AdviceLevel.TODAY, AdviceLevel.REVIEW
ALL_DAYS = range(100)

# sign, level, words of its question, words of its advice, words of its source
SIGNS = [
    (
        RedFlag.BREATHING_OR_FACE_SWELLING,
        EMERGENCY,
        ["tight throat", "swallowing", "wheezing", "faintness", "blue or grey lips"],
        ["adrenaline injector", "emergency number", "Lie down"],
        ["NHS", "Anaphylaxis UK"],
    ),
    (
        RedFlag.NUMBING_REACTION,
        EMERGENCY,
        ["numbing cream", "faintness", "palpitations", "seizure", "blue or grey skin"],
        ["Wipe the cream off", "emergency number"],
        ["FDA, 26 March 2024"],
    ),
    (
        RedFlag.FACE_SWELLING,
        TODAY,
        ["face or lips"],
        ["call the emergency number"],
        ["Anaphylaxis"],
    ),
    (
        RedFlag.HERPES_NEAR_EYE_OR_WIDESPREAD,
        EMERGENCY,
        ["cold sore near an eye", "large parts of the face"],
        ["now"],
        ["Wu 2022"],
    ),
    (RedFlag.BLISTERS_OR_COLD_SORE, TODAY, ["A cold sore"], ["today"], ["Wu 2022"]),
    (RedFlag.FACIAL_WEAKNESS, EMERGENCY, ["droops"], ["emergency"], ["FDA", "15 October 2025"]),
    (RedFlag.DENT_OR_FAT_LOSS, REVIEW, ["dent"], ["review"], ["FDA", "15 October 2025"]),
    (RedFlag.RAISED_SCAR, REVIEW, ["new scar", "raised"], ["review"], ["FDA", "15 October 2025"]),
    (RedFlag.OPEN_SORE, TODAY, ["a burn"], ["today"], ["FDA", "15 October 2025 (burns)"]),
    (RedFlag.NODULES, TODAY, ["months after"], ["products"], ["der2.242", "exosomes"]),
]


@pytest.mark.parametrize(("flag", "level", "asks", "advises", "sources"), SIGNS)
def test_a_sign_says_what_its_source_says(
    flag: RedFlag, level: AdviceLevel, asks: list[str], advises: list[str], sources: list[str]
) -> None:
    text = shipped_flag_texts()[flag]
    assert text.level is level
    assert [word for word in asks if word not in text.question] == []
    assert [word for word in advises if word not in text.what_to_do] == []
    assert [word for word in sources if word not in text.source] == []


def test_a_swelling_face_alone_is_no_emergency_and_not_asked_on_the_first_two_days() -> None:
    assert "face" not in shipped_flag_texts()[RedFlag.BREATHING_OR_FACE_SWELLING].question
    asked_on = days_asked(RedFlag.FACE_SWELLING, DeviceKind.ROLLER)
    assert asked_on == list(ALL_DAYS)[2:]


@pytest.mark.parametrize(
    ("flag", "device", "days"),
    [
        (RedFlag.NUMBING_REACTION, DeviceKind.PEN, (0, 1)),
        (RedFlag.RISING_PAIN, DeviceKind.PEN, (3, 99)),  # "after day 2"
        (RedFlag.FACIAL_WEAKNESS, DeviceKind.RADIO_FREQUENCY, (0, 99)),
        (RedFlag.DENT_OR_FAT_LOSS, DeviceKind.RADIO_FREQUENCY, (7, 99)),
        (RedFlag.RAISED_SCAR, DeviceKind.STAMP, (14, 99)),
        (RedFlag.BRUISE_OVER_14_DAYS, DeviceKind.STAMP, (15, 99)),
        (RedFlag.FEVER, DeviceKind.ROLLER, (0, 99)),
    ],
)
def test_a_sign_is_asked_from_the_day_on_which_it_counts(
    flag: RedFlag, device: DeviceKind, days: tuple[int, int]
) -> None:
    asked_on = days_asked(flag, device)
    assert (asked_on[0], asked_on[-1]) == days
    assert len(asked_on) == days[1] - days[0] + 1


@pytest.mark.parametrize("flag", [RedFlag.FACIAL_WEAKNESS, RedFlag.DENT_OR_FAT_LOSS])
def test_what_current_does_is_not_asked_after_needles_alone(flag: RedFlag) -> None:
    assert not days_asked(flag, DeviceKind.PEN)


@pytest.mark.parametrize("device", DeviceKind)
@pytest.mark.parametrize("day", [0, 1, 2, 5, 30])
def test_signs_of_an_infection_are_asked_every_day(day: int, device: DeviceKind) -> None:
    always = {RedFlag.FEVER, RedFlag.PUS_OR_HONEY_CRUST, RedFlag.SPREADING_REDNESS}
    assert always <= set(flags_asked(day, device))


def days_asked(flag: RedFlag, device: DeviceKind) -> list[int]:
    return [day for day in ALL_DAYS if flag in flags_asked(day, device)]


# row, its words, a source that it names
ROWS: list[tuple[Row, list[str], str]] = [
    (
        shipped_readiness()["numbing"],
        ["At most 4 % lidocaine", "large areas", "broken", "under a wrap"],
        "fda_numbing",
    ),
    (shipped_readiness()["own_device"], ["likely caught"], "mmwr_hiv"),
    (shipped_screening()["under_18"], ["Younger than 18", "begins at 22"], "fda_page"),
    (shipped_screening()["under_22"], ["18 to 21"], "fda_page"),
    (shipped_screening()["tattoo_in_area"], ["tattoo", "permanent make-up"], "kichi"),
    (shipped_screening()["facial_surgery"], ["past year"], "balance_day_spa"),
    (shipped_screening()["rosacea"], ["Rosacea"], "balance_day_spa"),
    (shipped_screening()["electrical_implant"], ["radio-frequency", "metal"], "rf_labelling"),
    (
        shipped_screening()["isotretinoin"],
        ["cautious rule", "American Society for Dermatologic Surgery", "2017"],
        "isotretinoin_consensus",
    ),
    (
        shipped_product_reactions()["granuloma"],
        ["exosomes and plasma", "three months"],
        "exosome_granulomas",
    ),
    (shipped_claims()["serum_in_needling"], ["eight", "exosomes or plasma"], "exosome_granulomas"),
    (shipped_claims()["where_it_is_used"], ["neck (K202243)"], "fda_summaries"),
    (shipped_depth_caps()["neck"], ["cleared", "K202243"], "fda_summaries"),
    (shipped_claims()["call_for_help"], ["adrenaline injector", "lie down"], "nhs_anaphylaxis"),
    (shipped_claims()["radio_frequency_signs"], ["burns", "dents", "scars"], "fda_rf"),
    (shipped_claims()["professional_faster"], ["nobody has compared"], "none_found"),
]


@pytest.mark.parametrize(("row", "words", "source"), ROWS)
def test_a_correction_is_a_row_with_its_source(row: Row, words: list[str], source: str) -> None:
    said = " ".join(value for value in vars(row).values() if isinstance(value, str))
    assert [word for word in words if word not in said] == []
    assert source in row.source
    assert source in shipped_sources()


def test_the_spa_and_the_cream_are_named_exactly() -> None:
    sources = shipped_sources()
    assert "73(16):372–376" in sources["mmwr_hiv"].title
    assert "likely" in sources["mmwr_hiv"].title
    assert "26 March 2024" in sources["fda_numbing"].title
    assert "15 October 2025" in sources["fda_rf"].title
    assert sources["exosome_granulomas"].url.endswith("10.1002/der2.242")


def test_exosomes_and_plasma_are_products_that_a_granuloma_can_come_from() -> None:
    granuloma = shipped_product_reactions()["granuloma"]
    assert {ProductKind.EXOSOMES, ProductKind.PLASMA} <= set(granuloma.products)
    assert granuloma.until_hours >= 92 * 24  # three months


def test_walk_and_after_care_leave_the_skin_alone_for_equally_long() -> None:
    walk = shipped_walk_texts()["moisturise"].how
    care = shipped_aftercare()["nothing_on_skin"]
    assert care.until_hours == 8
    assert "eight hours" in walk and "eight hours" in care.text
    assert not re.search("six to eight", walk)


def test_the_last_upward_stroke_comes_before_the_skin_is_rinsed() -> None:
    finishing = [id for id, text in shipped_walk_texts().items() if text.finishing]
    assert finishing[0] == "last_stroke"
    assert "upwards" in shipped_walk_texts()["last_stroke"].title


def test_faster_with_a_professional_is_marked_as_not_followed() -> None:
    (claim,) = (one for one in shipped_statements() if one.id == "professional_faster")
    assert claim.answer is Answer.CORRECTED
    assert "learn:professional_faster" in claim.found_in
    assert claim.why_not


def test_current_and_implants_stop_a_session() -> None:
    stopping = {"electrical_implant", "under_18", "tattoo_in_area"}
    assert {shipped_screening()[id].leads_to for id in stopping} == {ScreeningClass.BLOCK}
