"""Screening against clinical reference 4.1, typed here independently of the table."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from tracker.domain.guidance.screening import (
    Asked,
    ScreeningAnswer,
    ScreeningClass,
    ScreeningItem,
    ScreeningVerdict,
    answers_to_confirm,
    assess_screening,
    read_screening,
    shipped_screening,
)
from tracker.errors import InvalidReference
from tracker.reference import reference_file

TODAY = date(2026, 11, 22)
BLOCK, CLINICIAN, WAIT = ScreeningClass.BLOCK, ScreeningClass.CLINICIAN, ScreeningClass.WAIT
NO = ScreeningAnswer(yes=False)

# item, class, days to wait, a word of the question, first source (4.1: FDA's list unless marked)
EXPECTED = [
    ("skin_infection", BLOCK, 0, "infection", "fda_page"),
    ("cold_sore", BLOCK, 0, "cold sore", "fda_page"),
    ("rash", BLOCK, 0, "rash", "fda_page"),
    ("open_wounds", BLOCK, 0, "wounds", "fda_page"),
    ("irritated_skin", BLOCK, 0, "irritated", "fda_page"),
    ("sunburn", BLOCK, 0, "sunburned", "fda_page"),
    ("oozing_acne", BLOCK, 0, "oozes", "article"),
    ("growth_in_area", BLOCK, 0, "actinic keratosis", "fda_page"),
    ("cancer", BLOCK, 0, "cancer", "fda_page"),
    ("chemo_or_radiotherapy", BLOCK, 0, "radiotherapy", "fda_page"),
    ("steroid_treatment", BLOCK, 0, "steroids", "fda_page"),
    ("allergy_steel", BLOCK, 0, "stainless steel", "fda_page"),
    ("allergy_anaesthetic", BLOCK, 0, "local anaesthetic", "fda_page"),
    ("pregnancy_or_breastfeeding", BLOCK, 0, "pregnant", "fda_page"),
    ("keloid", BLOCK, 0, "keloids", "fda_page"),
    ("under_18", BLOCK, 0, "younger than 18", "fda_page"),
    ("tattoo_in_area", BLOCK, 0, "permanent make-up", "kichi"),
    ("electrical_implant", BLOCK, 0, "pacemaker", "rf_labelling"),
    ("bleeding_disorder", CLINICIAN, 0, "clotting", "fda_page"),
    ("blood_thinner", CLINICIAN, 0, "low-dose aspirin", "fda_page"),
    ("immune_deficiency", CLINICIAN, 0, "immune", "fda_page"),
    ("uncontrolled_diabetes", CLINICIAN, 0, "diabetes", "fda_page"),
    ("hepatitis_or_hiv", CLINICIAN, 0, "hepatitis", "fda_page"),
    ("skin_condition", CLINICIAN, 0, "vitiligo", "fda_page"),
    ("autoimmune_disease", CLINICIAN, 0, "autoimmune", "fda_page"),
    ("darker_skin", CLINICIAN, 0, "black skin", "fda_page"),
    ("herpes_history", CLINICIAN, 0, "herpes", "fda_page"),
    ("under_22", CLINICIAN, 0, "18 to 21", "fda_page"),
    ("rosacea", CLINICIAN, 0, "rosacea", "balance_day_spa"),
    ("isotretinoin", WAIT, 184, "isotretinoin", "fda_page"),  # six months, never less
    ("tanned_skin", WAIT, 14, "tanned", "fda_page"),
    ("sun_planned", WAIT, 14, "next two weeks", "fda_page"),
    ("retinoid_or_acid", WAIT, 2, "24 hours", "skinpen_label"),  # in days, never less than 24 h
    ("retinoid_irritation", WAIT, 7, "stinging", "bv_aesthetics"),  # 3 to 7 days, recalled
    ("filler_or_botulinum", WAIT, 14, "filler", "bv_aesthetics"),  # recalled, found on clinic pages
    ("facial_surgery", WAIT, 366, "surgery of the face", "balance_day_spa"),  # twelve months
    ("laser_or_peel", WAIT, 28, "peel", "purely_boutique"),
    ("waxing", WAIT, 7, "waxing", "paige_alexandra"),
]


def answers(**changed: ScreeningAnswer) -> Mapping[str, ScreeningAnswer]:
    return dict.fromkeys(shipped_screening(), NO) | changed


def test_the_table_holds_these_items_and_no_other() -> None:
    assert list(shipped_screening()) == [id for id, *_ in EXPECTED]


@pytest.mark.parametrize(("id", "leads_to", "days", "word", "source"), EXPECTED)
def test_each_item_is_the_references(
    id: str, leads_to: ScreeningClass, days: int, word: str, source: str
) -> None:
    item = shipped_screening()[id]
    assert (item.leads_to, item.wait_days, item.source[0]) == (leads_to, days, source)
    assert word in item.question.lower()
    assert item.question.endswith("?")


@pytest.mark.parametrize(("id", "leads_to"), [(id, leads_to) for id, leads_to, *_ in EXPECTED])
def test_a_yes_to_any_item_keeps_a_session_from_being_planned(
    id: str, leads_to: ScreeningClass
) -> None:
    result = assess_screening(answers(**{id: ScreeningAnswer(yes=True)}), TODAY)
    assert not result.may_go_on
    assert result.verdict.value == {"block": "blocked", "clinician": "clinician_first"}.get(
        leads_to.value, "wait"
    )


def test_no_to_everything_finds_nothing() -> None:
    result = assess_screening(answers(), TODAY)
    assert result.may_go_on
    assert result.earliest is None


def test_a_question_without_an_answer_is_not_a_no() -> None:
    partly = dict(answers())
    del partly["keloid"]
    result = assess_screening(partly, TODAY)
    assert result.verdict is ScreeningVerdict.UNANSWERED
    assert [item.id for item in result.unanswered] == ["keloid"]


def test_a_clinician_clears_their_items_but_never_a_block() -> None:
    cleared = ScreeningAnswer(yes=True, cleared_by="Dr Okafor, 20 November")
    result = assess_screening(answers(blood_thinner=cleared), TODAY)
    assert result.may_go_on
    assert [(item.id, who) for item, who in result.cleared] == [
        ("blood_thinner", "Dr Okafor, 20 November")
    ]
    assert assess_screening(answers(keloid=cleared), TODAY).verdict is ScreeningVerdict.BLOCKED


def test_a_blank_name_clears_nothing() -> None:
    unnamed = ScreeningAnswer(yes=True, cleared_by="  ")
    result = assess_screening(answers(blood_thinner=unnamed), TODAY)
    assert result.verdict is ScreeningVerdict.CLINICIAN_FIRST


@pytest.mark.parametrize(
    ("id", "last_on", "earliest"),
    [
        ("isotretinoin", date(2026, 11, 1), date(2027, 5, 4)),
        ("filler_or_botulinum", date(2026, 11, 20), date(2026, 12, 4)),
        ("laser_or_peel", date(2026, 11, 1), date(2026, 11, 29)),
        ("waxing", date(2026, 11, 21), date(2026, 11, 28)),
        ("retinoid_or_acid", date(2026, 11, 21), date(2026, 11, 23)),
        ("sun_planned", date(2026, 12, 1), date(2026, 12, 15)),
    ],
)
def test_a_count_down_names_its_day(id: str, last_on: date, earliest: date) -> None:
    said = answers(**{id: ScreeningAnswer(yes=True, last_on=last_on)})
    assert assess_screening(said, TODAY).earliest == earliest


def test_a_count_down_ends_on_its_day() -> None:
    said = answers(waxing=ScreeningAnswer(yes=True, last_on=date(2026, 11, 21)))
    assert not assess_screening(said, date(2026, 11, 27)).may_go_on
    assert assess_screening(said, date(2026, 11, 28)).may_go_on


@pytest.mark.parametrize("month", range(1, 7))
def test_six_months_are_never_less_than_six_calendar_months(month: int) -> None:
    last = date(2026, month, 1)
    said = answers(isotretinoin=ScreeningAnswer(yes=True, last_on=last))
    earliest = assess_screening(said, last).earliest
    assert earliest is not None
    assert timedelta(0) <= earliest - date(2026, month + 6, 1) <= timedelta(days=3)


def test_a_tan_that_stays_goes_on_waiting_without_a_date() -> None:
    said = answers(tanned_skin=ScreeningAnswer(yes=True, last_on=date(2026, 8, 1)))
    result = assess_screening(said, TODAY)
    assert result.verdict is ScreeningVerdict.WAIT
    assert result.earliest is None


def test_the_longest_count_down_decides_and_an_open_one_leaves_no_date() -> None:
    waxed = ScreeningAnswer(yes=True, last_on=date(2026, 11, 21))
    peeled = ScreeningAnswer(yes=True, last_on=date(2026, 11, 10))
    both = assess_screening(answers(waxing=waxed, laser_or_peel=peeled), TODAY)
    assert both.earliest == date(2026, 12, 8)
    still_taking = ScreeningAnswer(yes=True)
    assert (
        assess_screening(answers(waxing=waxed, isotretinoin=still_taking), TODAY).earliest is None
    )


def test_a_block_outweighs_everything_else() -> None:
    yes = ScreeningAnswer(yes=True)
    result = assess_screening(answers(waxing=yes, blood_thinner=yes, rash=yes), TODAY)
    assert result.verdict is ScreeningVerdict.BLOCKED
    assert [item.id for item in result.clinician_first] == ["blood_thinner"]


def test_only_what_rarely_changes_is_remembered() -> None:
    kept = answers_to_confirm({"keloid": NO, "rash": NO, "gone_from_the_table": NO})
    assert list(kept) == ["keloid"]
    each_time = {id for id, item in shipped_screening().items() if item.asked is Asked.EACH_TIME}
    assert {"rash", "cold_sore", "pregnancy_or_breastfeeding", "isotretinoin"} <= each_time


@pytest.mark.parametrize("item", shipped_screening().values(), ids=lambda item: item.id)
def test_nobody_is_told_to_stop_a_medicine(item: ScreeningItem) -> None:
    words = f"{item.question} {item.reason}".lower()
    assert not any(
        order in words for order in ("stop taking", "stop using", "come off", "pause the")
    )


@pytest.mark.parametrize(
    "id", ["blood_thinner", "isotretinoin", "immune_deficiency", "steroid_treatment"]
)
def test_items_about_prescribed_medicines_say_so(id: str) -> None:
    assert shipped_screening()[id].medicine


@pytest.mark.parametrize(
    ("old", "new"),
    [("wait_days = 184\n", ""), ('date_question = "When was the last dose?"\n', "")],
)
def test_a_count_down_without_days_or_question_is_refused(
    tmp_path: Path, old: str, new: str
) -> None:
    text = reference_file("screening.toml").read_text(encoding="utf-8")
    file = tmp_path / "screening.toml"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InvalidReference, match=r"\[isotretinoin\].*wait"):
        read_screening(file)
