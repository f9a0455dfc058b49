"""Values that cannot be what was stored: a flipped bit is damage, not a program's error."""

import functools
import inspect
import math
from collections.abc import Callable, Hashable, Iterable, Mapping
from types import UnionType
from typing import Any, ParamSpec, TypeVar, cast, get_origin, get_type_hints

from tracker.errors import StoreUnavailable, UserError

Kind = TypeVar("Kind")
Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class DamagedValue(ValueError):
    """A stored value that no record can have."""


def said_when_damaged(records: type[Kind]) -> type[Kind]:
    """Have every method of a class of records say in a sentence what it cannot read.

    What these methods get wrong otherwise is said by other errors: of the database, of a
    constraint, of a record that is not there, or by an assertion.
    """
    for name, method in list(vars(records).items()):
        if inspect.isfunction(method) and not name.startswith("_"):
            setattr(records, name, _said(method))
    return records


def build(kind: type[Kind], values: Mapping[str, Any]) -> Kind:
    """Make a record of stored values.

    Raises
    ------
    DamagedValue
        If one of them is of another kind than its field, or if together they are no record.
    """
    try:
        record = kind(**values)
    except (UserError, AttributeError, TypeError) as error:
        raise DamagedValue(str(error)) from error
    for name, hint in _plain_hints(cast(Hashable, kind)):
        value = getattr(record, name)
        if not isinstance(value, hint) or (isinstance(value, float) and not math.isfinite(value)):
            raise DamagedValue(f"{kind.__name__}.{name}: {value!r}")
    return record


@functools.cache
def _plain_hints(kind: Hashable) -> list[tuple[str, type | UnionType]]:
    hints: Iterable[tuple[str, Any]] = get_type_hints(kind).items()
    return [(name, hint) for name, hint in hints if get_origin(hint) in (None, UnionType)]


def _said(method: Callable[Parameters, Result]) -> Callable[Parameters, Result]:
    @functools.wraps(method)
    def wrapped(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        try:
            return method(*args, **kwargs)
        except (ValueError, LookupError, TypeError, ArithmeticError) as error:
            if error.__traceback__ is None or error.__traceback__.tb_next is None:
                raise  # a wrong call, not what was read
            raise StoreUnavailable(
                "The diary holds a value that cannot be read ({reason}): it was damaged. Please "
                "keep a copy of the data folder, and put a backup of the diary in its place.",
                reason=error,
            ) from error

    return wrapped
