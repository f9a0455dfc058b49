"""The one page that is shown while the diary is locked. It knows nothing of what is behind it."""

from html import escape

from babel import Locale, negotiate_locale

from tracker.errors import UserError
from tracker.locale import ENGLISH, languages, translator
from tracker.said import say
from tracker.ui.language import mark

PATH = "/unlock"
_TITLE = mark("Fifth Day is locked")
_LABEL = mark("Passphrase or recovery code")
_BUTTON = mark("Unlock")
_FORGOTTEN = mark(
    "If the passphrase is forgotten, type the recovery code from your paper here. It opens the "
    "diary by itself; afterwards choose a new passphrase under “Lock and backups”."
)
_STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 24rem; margin: 12vh auto; padding: 0 1rem }
input, button { box-sizing: border-box; width: 100%; font: inherit; padding: .6rem; margin: .4rem 0;
  border-radius: .6rem; border: 1px solid #8886 }
button { background: #1f6f78; color: #fff; border: 0; min-height: 2.75rem; cursor: pointer }
[role=alert] { border-left: .25rem solid #b3541e; padding-left: .75rem }
small { opacity: .85 }
"""


def draw_keyhole(accepted: str, said: UserError | None) -> str:
    """Return the page.

    Parameters
    ----------
    accepted : str
        The browser's languages, as it sends them.
    said : UserError or None
        What was wrong with the last try.
    """
    language = language_of(accepted)
    translate = translator(language)
    alert = f'<p role="alert">{escape(say(said.text, translate))}</p>' if said else ""
    return f"""<!doctype html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(translate(_TITLE))}</title><style>{_STYLE}</style></head>
<body><main><h1>{escape(translate(_TITLE))}</h1>{alert}
<form method="post" action="{PATH}">
<label for="words">{escape(translate(_LABEL))}</label>
<input id="words" name="words" type="password" autocomplete="current-password" required autofocus>
<button>{escape(translate(_BUTTON))}</button></form>
<p><small>{escape(translate(_FORGOTTEN))}</small></p></main></body></html>"""


def language_of(accepted: str) -> str:
    """Return the language that a browser asks for first and that there is."""
    asked = [part.split(";")[0].strip() for part in accepted.split(",")]
    found = negotiate_locale([one for one in asked if one], languages(), sep="-")
    return Locale.parse(found).language if found else ENGLISH
