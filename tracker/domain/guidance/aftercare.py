"""Today's care: what to do, and what to leave off until when, by the hours since the session."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache

from tracker.domain.guidance.rows import Row, read_table
from tracker.errors import InvalidEntry
from tracker.reference import reference_file

MAX_PRODUCT_NAME = 100
"""Chosen: longer than names on products."""


class CareKind(StrEnum):
    """Whether something is done or left off."""

    DO = "do"
    LEAVE_OFF = "leave_off"


class ProductKind(StrEnum):
    """Kinds of product that after-care and reactions speak of."""

    CLEANSER = "cleanser"
    MOISTURISER = "moisturiser"
    HYALURONIC_ACID = "hyaluronic_acid"
    SERUM = "serum"
    SUNSCREEN = "sunscreen"
    MAKE_UP = "make_up"
    TONER = "toner"
    SCRUB = "scrub"
    RETINOID = "retinoid"
    ACID = "acid"
    BENZOYL_PEROXIDE = "benzoyl_peroxide"
    VITAMIN_C = "vitamin_c"
    EXOSOMES = "exosomes"
    PLASMA = "plasma"
    FRAGRANCE = "fragrance"
    NUMBING_CREAM = "numbing_cream"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class CareItem(Row):
    """One line of the after-care, in force from `from_hours` up to before `until_hours`."""

    kind: CareKind
    from_hours: int
    until_hours: int
    title: str
    text: str
    products: tuple[ProductKind, ...] = ()
    after_peeling: bool = False
    """Whether it stays off beyond its hours for as long as the skin peels."""
    medicine: bool = False

    def __post_init__(self) -> None:
        _check_hours(self.from_hours, self.until_hours)

    def begins_at(self, started_at: datetime) -> datetime:
        """Return when the row begins for a session."""
        return started_at + timedelta(hours=self.from_hours)

    def ends_at(self, started_at: datetime) -> datetime:
        """Return when the row is over for a session."""
        return started_at + timedelta(hours=self.until_hours)


@dataclass(frozen=True, kw_only=True)
class ProductReaction(Row):
    """A reaction to a product, by the hours from its use to the first sign."""

    from_hours: int
    until_hours: int
    title: str
    text: str
    products: tuple[ProductKind, ...] = tuple(ProductKind)
    needled_in: bool = False
    """Whether it is known only from products that were on the skin during needling."""

    def __post_init__(self) -> None:
        _check_hours(self.from_hours, self.until_hours)


@dataclass(frozen=True, kw_only=True)
class NewProductUse:
    """A product that somebody put on the skin. Times are the person's wall clock."""

    name: str
    kind: ProductKind
    used_at: datetime
    needled_in: bool = False
    """Whether it was on the skin while it was needled."""

    def __post_init__(self) -> None:
        if len(self.name) > MAX_PRODUCT_NAME:
            raise InvalidEntry(
                "The name is longer than {most} characters. Please shorten it.",
                most=MAX_PRODUCT_NAME,
            )


@dataclass(frozen=True, kw_only=True)
class ProductUse(NewProductUse):
    """A use that is kept."""

    id: int


@dataclass(frozen=True, kw_only=True)
class CareTick:
    """A line of the after-care that was ticked off on a day."""

    procedure_id: int
    day: date
    item: str


@dataclass(frozen=True, kw_only=True)
class PossibleCause:
    """A product whose timing fits a drift, and as what. It need not be the cause."""

    use: ProductUse
    reaction: ProductReaction
    too_early: CareItem | None
    """The after-care row that would have left the product off then, if any."""


@cache
def shipped_aftercare() -> Mapping[str, CareItem]:
    """Return the after-care that ships with the package."""
    return read_table(reference_file("aftercare.toml"), CareItem)


@cache
def shipped_product_reactions() -> Mapping[str, ProductReaction]:
    """Return the reactions to products by their timing."""
    return read_table(reference_file("product_reactions.toml"), ProductReaction)


def care_on_day(started_at: datetime, day: date, *, peeling: bool = False) -> tuple[CareItem, ...]:
    """Return everything that holds at some time of a calendar day: the list to tick off.

    Parameters
    ----------
    peeling : bool
        Whether the skin still peels, which keeps strong products off.
    """
    midnight = datetime.combine(day, time())
    first = max((midnight - started_at) / timedelta(hours=1), 0.0)
    last = (midnight + timedelta(days=1) - started_at) / timedelta(hours=1)
    return tuple(
        item
        for item in shipped_aftercare().values()
        if item.from_hours < last and _holds(item, max(first, item.from_hours), peeling)
    )


def used_too_early(use: ProductUse, started_at: datetime) -> CareItem | None:
    """Return the after-care row that would have left a product off when it was used."""
    hours = (use.used_at - started_at) / timedelta(hours=1)
    return next(
        (
            item
            for item in shipped_aftercare().values()
            if item.kind is CareKind.LEAVE_OFF
            and use.kind in item.products
            and item.from_hours <= hours < item.until_hours
        ),
        None,
    )


def possible_causes(
    uses: Iterable[ProductUse], started_at: datetime, drift_began: datetime
) -> tuple[PossibleCause, ...]:
    """Name the products whose timing fits a drift, the latest use first.

    Parameters
    ----------
    uses : iterable of ProductUse
        What was put on the skin since shortly before the session.
    started_at : datetime
        The session.
    drift_began : datetime
        The first sign that the recovery went another way.
    """
    latest_first = sorted(uses, key=lambda use: use.used_at, reverse=True)
    return tuple(
        PossibleCause(use=use, reaction=reaction, too_early=used_too_early(use, started_at))
        for use in latest_first
        for reaction in shipped_product_reactions().values()
        if _fits(use, reaction, drift_began)
    )


def _fits(use: ProductUse, reaction: ProductReaction, drift_began: datetime) -> bool:
    hours = (drift_began - use.used_at) / timedelta(hours=1)
    in_time = reaction.from_hours <= hours < reaction.until_hours
    return in_time and use.kind in reaction.products and (use.needled_in or not reaction.needled_in)


def _holds(item: CareItem, hours: float, peeling: bool) -> bool:
    ended = hours >= item.until_hours and not (item.after_peeling and peeling)
    return item.from_hours <= hours and not ended


def _check_hours(from_hours: int, until_hours: int) -> None:
    if not 0 <= from_hours < until_hours:
        raise ValueError("'until_hours' must lie after 'from_hours', which is 0 or more")
