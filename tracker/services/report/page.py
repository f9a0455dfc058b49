"""The report as one HTML file: no script, nothing from elsewhere, everything within it."""

import base64
from functools import cache
from importlib import resources

from jinja2 import Environment, Template

from tracker.services.report.content import Content

MEDIA_TYPE = "text/html"


def write_page(content: Content) -> bytes:
    """Write a report as an HTML file that can be read, printed and passed on by itself."""
    return _template().render(content=content).encode()


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, trim_blocks=True)
    environment.filters["base64"] = lambda content: base64.b64encode(content).decode()
    file = resources.files(__name__.rpartition(".")[0]).joinpath("report.html.jinja")
    return environment.from_string(file.read_text(encoding="utf-8"))
