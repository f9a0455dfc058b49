"""The one page that is shown while the diary is locked. It knows nothing of what is behind it."""

from html import escape

from tracker.errors import UserError
from tracker.locale import translator
from tracker.said import say
from tracker.ui.bare_page import draw_page, language_of
from tracker.ui.language import mark

PATH = "/unlock"
_TITLE = mark("Fifth Day is locked")
_LABEL = mark("Passphrase or recovery code")
_BUTTON = mark("Unlock")
_FORGOTTEN = mark(
    "If the passphrase is forgotten, type the recovery code from your paper here. It opens the "
    "diary by itself; afterwards choose a new passphrase under “Lock and backups”."
)


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
    return draw_page(
        language,
        translate(_TITLE),
        f"""{alert}
<form method="post" action="{PATH}">
<label for="words">{escape(translate(_LABEL))}</label>
<input id="words" name="words" type="password" autocomplete="current-password" required autofocus>
<button>{escape(translate(_BUTTON))}</button></form>
<p><small>{escape(translate(_FORGOTTEN))}</small></p>""",
    )
