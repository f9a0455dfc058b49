"""Sentences that remember how they were written, so that they can be said in another language."""

from collections.abc import Callable, Mapping
from typing import Any, Self


class Said(str):
    """A text with its braces filled in. It is a plain English string to everything else.

    Parameters
    ----------
    template : str
        The text as it is written in the code or a reference table.
    **values
        What fills its braces; a value is translated only where it is a `Said` itself.
    """

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, **values: object) -> Self:
        """Fill in the braces; without values the text stays as it is."""
        text = super().__new__(cls, template.format(**values) if values else template)
        text.template, text.values = template, values
        return text


def say(text: str, translate: Callable[[str], str]) -> str:
    """Return a text in the language of `translate`, which turns a template into its translation."""
    if not isinstance(text, Said):
        return translate(text)
    values = {
        name: say(value, translate) if isinstance(value, Said) else value
        for name, value in text.values.items()
    }
    written = translate(text.template)
    return written.format(**values) if values else written


def parts_of(text: object) -> Any:
    """Return a text with what it remembers, as JSON can keep it."""
    if not isinstance(text, Said):
        return text
    return {
        "said": text.template,
        "values": {name: parts_of(value) for name, value in text.values.items()},
    }


def read_parts(parts: Any) -> Any:
    """Return what `parts_of` was given."""
    if not isinstance(parts, dict):
        return parts
    values = {name: read_parts(value) for name, value in parts["values"].items()}
    return Said(parts["said"], **values)
