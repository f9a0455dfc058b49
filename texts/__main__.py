"""Write the texts to translate: python -m texts fifthday.pot."""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from texts.messages import collect_messages


def build_template() -> Catalog:
    """Return the catalogue of every text, each with the places where it is written."""
    template = Catalog(project="Fifth Day", charset="utf-8")
    for message in collect_messages():
        template.add(message.text, locations=[(message.where, 1)])
    return template


def write_template(file: Path) -> None:
    """Write the template without line numbers or dates, so that it changes with its texts only."""
    with file.open("wb") as stream:
        write_po(stream, build_template(), include_lineno=False, omit_header=True, width=99)


if __name__ == "__main__":
    write_template(Path(sys.argv[1]))
