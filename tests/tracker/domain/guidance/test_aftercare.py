"""After-care against clinical reference 4.4, typed here independently of the table."""

from datetime import date, datetime, time, timedelta

import pytest

from tracker.domain.guidance.aftercare import (
    CareItem,
    CareKind,
    NewProductUse,
    ProductKind,
    ProductUse,
    care_on_day,
    possible_causes,
    shipped_aftercare,
    shipped_product_reactions,
    used_too_early,
)
from tracker.domain.guidance.rows import parse_row
from tracker.errors import InvalidReference

DAY = 24
DO, OFF = CareKind.DO, CareKind.LEAVE_OFF
SESSION = datetime(2026, 11, 22, 18, 0)

# row, do or leave off, from hour, until hour, a source (4.4)
EXPECTED = [
    ("nothing_on_skin", OFF, 0, 8, "dermatique"),
    ("cool_compress", DO, 0, 8, "dermatique"),
    ("make_up", OFF, 0, 24, "nuance"),
    ("sunscreen_wait", OFF, 0, 24, "nuance"),
    ("clean_hands_and_pillow", DO, 0, 24, "nuance"),
    ("alcohol_toner", OFF, 0, 24, "nuance"),
    ("mineral_sunscreen", DO, 24, 14 * DAY, "nuance"),
    ("exercise", OFF, 0, 72, "nuance"),
    ("heat", OFF, 0, 72, "nuance"),
    ("sun", OFF, 0, 72, "nuance"),
    ("swimming", OFF, 0, 72, "charm_beauty"),
    ("gentle_care", DO, DAY, 7 * DAY, "nuance"),
    ("picking", OFF, DAY, 7 * DAY, "nuance"),
    ("retinoids", OFF, 0, 7 * DAY, "dermatique"),
    ("acids", OFF, 0, 7 * DAY, "dermatique"),
    ("benzoyl_peroxide", OFF, 0, 7 * DAY, "dermatique"),
    ("vitamin_c", OFF, 0, 7 * DAY, "friedmann_2024"),
    ("fragrance", OFF, 0, 7 * DAY, "fda_page"),
    ("tanning", OFF, 0, 14 * DAY, "fda_page"),
    ("waxing_peel_laser", OFF, 0, 14 * DAY, "miami_beach"),
    ("painkillers", DO, 0, 72, "nsaid_pores"),
]


def ids(items: tuple[CareItem, ...]) -> set[str]:
    return {item.id for item in items}


@pytest.mark.parametrize(("id", "kind", "from_hours", "until_hours", "source"), EXPECTED)
def test_each_row_is_the_references(
    id: str, kind: CareKind, from_hours: int, until_hours: int, source: str
) -> None:
    item = shipped_aftercare()[id]
    assert (item.kind, item.from_hours, item.until_hours) == (kind, from_hours, until_hours)
    assert source in item.source


def test_there_is_no_other_row() -> None:
    assert list(shipped_aftercare()) == [id for id, *_ in EXPECTED]


@pytest.mark.parametrize(
    ("id", "from_hours", "until_hours"),
    [(id, from_hours, until) for id, _, from_hours, until, _ in EXPECTED],
)
def test_each_row_holds_within_its_hours_only(id: str, from_hours: int, until_hours: int) -> None:
    midnight = datetime.combine(SESSION, time())
    today, yesterday = midnight.date(), midnight.date() - timedelta(days=1)
    began_now, ended_now = (midnight - timedelta(hours=one) for one in (from_hours, until_hours))
    assert id in ids(care_on_day(began_now, today))
    assert from_hours == 0 or id not in ids(care_on_day(began_now, yesterday))
    assert id in ids(care_on_day(ended_now, yesterday))
    assert id not in ids(care_on_day(ended_now, today))


def test_strong_products_stay_off_for_as_long_as_the_skin_peels() -> None:
    day = SESSION.date() + timedelta(days=8)
    assert ids(care_on_day(SESSION, day, peeling=True)) - ids(care_on_day(SESSION, day)) == {
        "retinoids", "acids", "benzoyl_peroxide", "vitamin_c", "fragrance",
    }  # fmt: skip


def test_a_day_lists_everything_that_holds_at_some_time_of_it() -> None:
    on_the_day = ids(care_on_day(SESSION, date(2026, 11, 22)))
    assert {"nothing_on_skin", "make_up", "swimming"} <= on_the_day
    assert "mineral_sunscreen" not in on_the_day
    next_day = ids(care_on_day(SESSION, date(2026, 11, 23)))
    assert {"nothing_on_skin", "make_up", "mineral_sunscreen", "gentle_care"} <= next_day
    third = ids(care_on_day(SESSION, date(2026, 11, 24)))
    assert not {"nothing_on_skin", "make_up", "sunscreen_wait"} & third
    assert care_on_day(SESSION, date(2026, 12, 7)) == ()


def test_what_begins_at_midnight_belongs_to_the_day_that_begins() -> None:
    at_midnight = datetime(2026, 11, 22)
    assert "mineral_sunscreen" not in ids(care_on_day(at_midnight, date(2026, 11, 22)))
    assert "mineral_sunscreen" in ids(care_on_day(at_midnight, date(2026, 11, 23)))


def test_nothing_holds_before_the_session() -> None:
    assert care_on_day(SESSION, date(2026, 11, 21)) == ()


def test_a_row_says_when_it_ends() -> None:
    ends = shipped_aftercare()["swimming"].ends_at(SESSION)
    assert ends == datetime(2026, 11, 25, 18, 0)


def test_hours_that_cannot_be_are_refused() -> None:
    entry = {
        "kind": "do",
        "from_hours": 8,
        "until_hours": 8,
        "title": "t",
        "text": "t",
        "basis": "derived",
        "source": ["nuance"],
    }
    with pytest.raises(InvalidReference, match=r"\[late\].*after 'from_hours'"):
        parse_row(CareItem, "late", entry, "aftercare.toml")


# reaction, from hour, until hour (2.1), a source
@pytest.mark.parametrize(
    ("id", "from_hours", "until_hours", "source"),
    [
        ("irritation", 0, 24, "safety_review"),
        ("contact_allergy", 24, 5 * DAY, "fda_page"),  # on days 1 to 4
        ("granuloma", 3 * DAY, 92 * DAY, "granuloma_3d"),
    ],
)
def test_each_reaction_has_its_time(
    id: str, from_hours: int, until_hours: int, source: str
) -> None:
    reaction = shipped_product_reactions()[id]
    assert (reaction.from_hours, reaction.until_hours) == (from_hours, until_hours)
    assert source in reaction.source


def used(kind: ProductKind, hours: float, *, needled_in: bool = False) -> ProductUse:
    return NewProductUse(
        name=kind.value,
        kind=kind,
        used_at=SESSION + timedelta(hours=hours),
        needled_in=needled_in,
    )


def causes(drift_hours: float, *uses: ProductUse) -> list[tuple[str, str]]:
    drift = SESSION + timedelta(hours=drift_hours)
    found = possible_causes(uses, SESSION, drift)
    return [(cause.use.kind.value, cause.reaction.id) for cause in found]


@pytest.mark.parametrize(
    ("use", "drift_hours", "expected"),
    [
        (used(ProductKind.RETINOID, 40), 46, ["irritation"]),
        (used(ProductKind.MOISTURISER, 10), 60, ["contact_allergy"]),
        (used(ProductKind.MOISTURISER, 10), 200, []),
        (used(ProductKind.VITAMIN_C, 0, needled_in=True), 7 * DAY, ["granuloma"]),
        (used(ProductKind.VITAMIN_C, 0), 7 * DAY, []),
        (used(ProductKind.MOISTURISER, 0, needled_in=True), 7 * DAY, []),
        (used(ProductKind.SERUM, -0.5, needled_in=True), 90, ["contact_allergy", "granuloma"]),
        (used(ProductKind.MAKE_UP, 50), 48, []),
    ],
)
def test_a_product_is_named_when_its_timing_fits(
    use: ProductUse, drift_hours: float, expected: list[str]
) -> None:
    assert [reaction for _, reaction in causes(drift_hours, use)] == expected


def test_the_latest_product_is_named_first() -> None:
    early, late = used(ProductKind.MOISTURISER, 10), used(ProductKind.MAKE_UP, 50)
    assert causes(60, early, late) == [
        ("make_up", "irritation"),
        ("moisturiser", "contact_allergy"),
    ]


@pytest.mark.parametrize(
    ("kind", "hours", "row"),
    [
        (ProductKind.RETINOID, 48, "retinoids"),
        (ProductKind.RETINOID, 170, None),
        (ProductKind.MAKE_UP, 12, "make_up"),
        (ProductKind.MAKE_UP, 30, None),
        (ProductKind.MOISTURISER, 2, "nothing_on_skin"),
        (ProductKind.RETINOID, -3, None),
    ],
)
def test_a_product_that_came_too_early_is_told(
    kind: ProductKind, hours: float, row: str | None
) -> None:
    item = used_too_early(used(kind, hours), SESSION)
    assert (item.id if item else None) == row
