"""A page without Streamlit: for whoever may not see the app, or not yet."""

from html import escape

from babel import Locale, negotiate_locale

from tracker.locale import ENGLISH, languages

_STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 24rem; margin: 12vh auto; padding: 0 1rem }
input, button { box-sizing: border-box; width: 100%; font: inherit; padding: .6rem; margin: .4rem 0;
  border-radius: .6rem; border: 1px solid #8886 }
button { background: #1f6f78; color: #fff; border: 0; min-height: 2.75rem; cursor: pointer }
[role=alert] { border-left: .25rem solid #b3541e; padding-left: .75rem }
small { opacity: .85 }
svg { display: block; width: 100%; height: auto; color: inherit }
"""


def draw_page(language: str, title: str, body: str, head: str = "") -> str:
    """Return a page.

    Parameters
    ----------
    language : str
        Its code, as `language_of` returns it.
    title : str
        Heading and title, as text.
    body, head : str
        What follows the heading, and what else the head holds, as HTML.
    """
    return f"""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">{head}
<title>{escape(title)}</title><style>{_STYLE}</style></head>
<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"""


def language_of(accepted: str) -> str:
    """Return the language that a browser asks for first and that there is."""
    asked = [part.split(";")[0].strip() for part in accepted.split(",")]
    found = negotiate_locale([one for one in asked if one], languages(), sep="-")
    return Locale.parse(found).language if found else ENGLISH
