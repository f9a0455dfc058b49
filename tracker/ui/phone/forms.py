"""The pages that a phone sees before it sees the app. They know nothing of what is behind them."""

from html import escape

from tracker.errors import UserError
from tracker.locale import translator
from tracker.said import say
from tracker.services.sharing.kept import LONGEST_CODE, LONGEST_NAME, SHORTEST_CODE
from tracker.ui.bare_page import draw_page
from tracker.ui.doors.policy import CODE, PAIR
from tracker.ui.language import mark

WAIT = f"{PAIR}/wait"
_LOOK_S = 2
_ASK_TITLE = mark("Use Fifth Day on this phone")
_NAME = mark("A name for this phone")
_CODE = mark("A short code of your own, 4 to 12 digits")
_CODE_WHY = mark(
    "The phone asks for it after a pause, so that whoever picks it up does not read on."
)
_ASK = mark("Ask to be let in")
_WAIT_TITLE = mark("Look at the computer")
_WAIT_FOR = mark(
    "It shows a phone that asks to be let in. If it shows the same number as this phone, please "
    "let it in there."
)
_CODE_TITLE = mark("Your short code")
_CODE_LABEL = mark("The short code of this phone")
_OPEN = mark("Open")
_WRONG = mark(
    "This is not the short code of this phone. After five wrong ones it has to be paired anew."
)
_TRIES = mark(
    "There were too many wrong tries. Please choose “Let a phone in” on the computer once more and "
    "scan the new code."
)


def draw_ask(language: str, key: str, said: UserError | None) -> str:
    """Return the page of a phone that has scanned the code."""
    translate = translator(language)
    alert = _alert(say(said.text, translate)) if said else ""
    return draw_page(
        language,
        translate(_ASK_TITLE),
        f"""{alert}<form method="post" action="{PAIR}?key={escape(key)}">
<label for="name">{escape(translate(_NAME))}</label>
<input id="name" name="name" maxlength="{LONGEST_NAME}" required autocomplete="off">
<label for="code">{escape(translate(_CODE))}</label>
<input id="code" name="code" inputmode="numeric" pattern="[0-9]*" minlength="{SHORTEST_CODE}"
 maxlength="{LONGEST_CODE}" required autocomplete="off">
<p><small>{escape(translate(_CODE_WHY))}</small></p>
<button>{escape(translate(_ASK))}</button></form>""",
    )


def draw_wait(language: str, number: str) -> str:
    """Return the page of a phone that waits to be let in; it looks again by itself."""
    translate = translator(language)
    return draw_page(
        language,
        translate(_WAIT_TITLE),
        f"<p>{escape(translate(_WAIT_FOR))}</p>"
        f'<p style="font-size:3rem;text-align:center;letter-spacing:.2em">{number}</p>',
        head=f'<meta http-equiv="refresh" content="{_LOOK_S}">',
    )


def draw_code(language: str, *, is_wrong: bool) -> str:
    """Return the page that asks a paired phone for its short code."""
    translate = translator(language)
    alert = _alert(translate(_WRONG)) if is_wrong else ""
    return draw_page(
        language,
        translate(_CODE_TITLE),
        f"""{alert}<form method="post" action="{CODE}">
<label for="code">{escape(translate(_CODE_LABEL))}</label>
<input id="code" name="code" type="password" inputmode="numeric" maxlength="{LONGEST_CODE}"
 required autofocus autocomplete="off">
<button>{escape(translate(_OPEN))}</button></form>""",
    )


def draw_tries(language: str) -> str:
    """Return what is said after too many wrong tries."""
    translate = translator(language)
    return draw_page(language, translate(_ASK_TITLE), _alert(translate(_TRIES)))


def _alert(text: str) -> str:
    return f'<p role="alert">{escape(text)}</p>'
