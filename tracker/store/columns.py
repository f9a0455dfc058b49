"""Kinds of columns that SQLite does not have: Enums by name, moments, exact amounts."""

from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum

from sqlalchemy import DateTime, Dialect, String, TypeDecorator
from sqlalchemy import Enum as EnumByName

_ENUM_NAME_LENGTH = 60
_AMOUNT_LENGTH = 20
_ZONED_LENGTH = 40


def by_name(kind: type[Enum]) -> EnumByName:
    """Return the column type that keeps an Enum by name: its order and words may change."""
    return EnumByName(kind, native_enum=False, length=_ENUM_NAME_LENGTH, validate_strings=True)


class Moment(TypeDecorator[datetime]):
    """A time with its zone, kept in UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Keep a moment; one without a zone is refused."""
        if value is not None and value.tzinfo is None:
            raise ValueError("A moment needs its time zone.")
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return a moment in UTC."""
        return value.replace(tzinfo=UTC) if value else None


class ZonedMoment(TypeDecorator[datetime]):
    """A time as a clock on the wall showed it, with how far that clock was ahead of UTC."""

    impl = String(_ZONED_LENGTH)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Keep a moment as ISO 8601; one without a zone is refused."""
        if value is not None and value.tzinfo is None:
            raise ValueError("A moment needs its time zone.")
        return value.isoformat() if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Return a moment with the zone that it was kept with."""
        return datetime.fromisoformat(value) if value else None


class Amount(TypeDecorator[Decimal]):
    """An amount of money, kept digit by digit."""

    impl = String(_AMOUNT_LENGTH)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        """Keep an amount as its digits."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        """Return the amount of the digits."""
        return None if value is None else Decimal(value)
