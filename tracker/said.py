"""Sentences that remember how they were written, so that they can be said in another language."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple, Self


class Figure(NamedTuple):
    """A number with the decimals that are shown of it."""

    value: float
    decimals: int = 0


Write = Callable[[date | float | Figure], str]
"""Writes a date or a number as a language does."""


def write_plainly(value: date | float | Figure) -> str:
    """Write a date or a number in English: 19 November 2026, 0.5."""
    match value:
        case date():
            return f"{value.day} {value:%B} {value.year}"
        case Figure():
            return f"{value.value:.{value.decimals}f}"
        case _:
            return f"{value:g}"


class Said(str):
    """A text with its braces filled in. It is a plain English string to everything else.

    Parameters
    ----------
    template : str
        The text as it is written in the code or a reference table.
    **values
        What fills its braces: a `Said` is translated, a date, a float or a `Figure` is written as
        the language does; everything else, such as a name, stays as it is.
    """

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, **values: object) -> Self:
        """Fill in the braces; without values the text stays as it is."""
        text = super().__new__(cls, _filled(template, values, str, write_plainly))
        text.template, text.values = template, values
        return text

    @classmethod
    def joined(cls, between: str, texts: Iterable[str]) -> Self:
        """Return texts one after the other, each of them once."""
        parts = {f"part{number}": text for number, text in enumerate(dict.fromkeys(texts))}
        return cls(between.join(f"{{{name}}}" for name in parts), **parts)


def say(text: str, translate: Callable[[str], str], write: Write = write_plainly) -> str:
    """Return a text in the language of `translate`, which turns a template into its translation."""
    if not isinstance(text, Said):
        return translate(text)

    def speak(part: Said) -> str:
        return say(part, translate, write)

    return _filled(translate(text.template), text.values, speak, write)


def _filled(
    template: str, values: Mapping[str, object], speak: Callable[[Said], str], write: Write
) -> str:
    if not values:
        return template

    def written(value: object) -> object:
        match value:
            case Said():
                return speak(value)
            case date() | float() | Figure():
                return write(value)
            case _:
                return value

    filling = {name: written(value) for name, value in values.items()}
    return template.format(**filling)


def parts_of(text: object) -> Any:
    """Return a text with what it remembers, as JSON can keep it."""
    match text:
        case Said():
            values = {name: parts_of(value) for name, value in text.values.items()}
            return {"said": text.template, "values": values}
        case date():
            return {"day": text.isoformat()}
        case Figure():
            return {"figure": text.value, "decimals": text.decimals}
        case _:
            return text


def read_parts(parts: Any) -> Any:
    """Return what `parts_of` was given."""
    match parts:
        case {"said": template, "values": values}:
            return Said(template, **{name: read_parts(value) for name, value in values.items()})
        case {"day": day}:
            return date.fromisoformat(day)
        case {"figure": value, "decimals": decimals}:
            return Figure(value, decimals)
        case _:
            return parts
