"""Both ways onto a phone, and a third that needs neither, in words and pictures."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from tracker.locale import translator
from tracker.ui.bare_page import draw_page
from tracker.ui.language import mark
from tracker.ui.phone.drawings import draw_screen

AUTHORITY = "/fifthday.crt"
"""Where the authority is."""
_TITLE = mark("Fifth Day on your phone")
_BEGIN = mark(
    "Your phone talks to your own computer, inside your home network. Phones do not know that "
    "computer yet and warn. There are two ways; you can begin with the first and do the second "
    "later. Then scan the second code on the computer."
)
_ACCEPT = mark("The short way: accept the warning")
_ACCEPT_WHY = mark(
    "Scan the second code on the computer. The browser warns that the connection is not private: "
    "it cannot know your computer. Diary, photos and camera work. The warning may come back."
)
_INSTALL = mark("The thorough way: let the phone know your computer")
_INSTALL_WHY = mark(
    "The certificate below says which computer is yours. It counts for numbers of home networks "
    "only, not for any website. With it there is no warning, and Fifth Day can stand on the home "
    "screen and say when the computer is asleep. Delete it in the phone’s settings when you no "
    "longer want it."
)
_GET = mark("Get the certificate")
_COMPARE = mark(
    "Before you trust it, compare its SHA-256 fingerprint with the one on the computer: they are "
    "the same from the first sign to the last."
)
_THIRD = mark("Without either: the phone’s own camera")
_THIRD_WHY = mark(
    "Wherever Fifth Day asks for a photo, the button for a file opens the phone’s own camera, at "
    "its full size. That works even where the browser may not use the camera."
)
_REFUSED = mark("The camera was refused?")
_REFUSED_WHY = mark("Allow it again for this address, then load the page anew.")
_HOME = mark("On the home screen")
_HOME_WHY = mark(
    "After the thorough way, in the browser’s menu. An iPhone may not tell its icon that it is "
    "paired: where the icon shows an empty page, open Fifth Day in Safari instead."
)
_IPHONE, _ANDROID = mark("iPhone and iPad"), mark("Android")


@dataclass(frozen=True)
class Step:
    """What to tap on which screen, in the words of the phone."""

    says: str
    title: str
    rows: tuple[str, ...]
    tapped: int
    has_switch: bool = False


ACCEPT_IPHONE = (
    Step(
        mark("Tap “Show Details”, then “visit this website”, and confirm."),
        mark("Not private"),
        (mark("Go Back"), mark("Show Details"), mark("visit this website")),
        2,
    ),
)
ACCEPT_ANDROID = (
    Step(
        mark("Tap “Advanced”, then “Proceed”."),
        mark("Not private"),
        (mark("Back to safety"), mark("Advanced"), mark("Proceed (unsafe)")),
        2,
    ),
)
INSTALL_IPHONE = (
    Step(
        mark(
            "1. Install: get the certificate in Safari and allow the download. Then open Settings, "
            "“Profile Downloaded”, and tap “Install”."
        ),
        mark("Settings"),
        (mark("Profile Downloaded"), mark("Wi-Fi"), mark("Bluetooth")),
        0,
    ),
    Step(
        mark(
            "2. Trust, which is a step of its own: Settings, General, About, at the very bottom "
            "“Certificate Trust Settings”; switch on “Fifth Day, home network only”."
        ),
        mark("Certificate Trust Settings"),
        (mark("Enable full trust for root"), "Fifth Day, home network …"),
        1,
        has_switch=True,
    ),
)
INSTALL_ANDROID = (
    Step(
        mark(
            "Get the certificate. Then open Settings, search for “CA certificate”, tap “Install "
            "anyway”, and choose the file fifthday.crt among the downloads."
        ),
        mark("Install a certificate"),
        (mark("CA certificate"), mark("VPN & app user certificate"), mark("Wi-Fi certificate")),
        0,
    ),
)
THIRD = (
    Step(
        mark("Tap the button for a photo, then “Take Photo” or “Camera”."),
        mark("Add a photo"),
        (mark("Photo Library"), mark("Take Photo"), mark("Choose File")),
        1,
    ),
)
REFUSED_IPHONE = (
    Step(
        mark("Tap the sign beside the address, “Website Settings”, “Camera”, “Allow”."),
        mark("Website Settings"),
        (mark("Camera: Allow"), mark("Microphone: Deny"), mark("Location: Deny")),
        0,
    ),
)
REFUSED_ANDROID = (
    Step(
        mark("Tap the sign before the address, “Permissions”, and switch the camera on."),
        mark("Permissions"),
        (mark("Camera"), mark("Reset permissions")),
        0,
        has_switch=True,
    ),
)
HOME_IPHONE = (
    Step(
        mark("Tap the square with the arrow, then “Add to Home Screen”."),
        "Fifth Day",
        (mark("Copy"), mark("Add to Home Screen"), mark("Print")),
        1,
    ),
)
HOME_ANDROID = (
    Step(
        mark("Tap the three dots, then “Add to home screen” or “Install”."),
        "Fifth Day",
        (mark("New tab"), mark("Add to Home Screen"), mark("Settings")),
        1,
    ),
)
Translate = Callable[[str], str]


def draw_explained(language: str) -> str:
    """Return the page."""
    say = translator(language)
    return draw_page(
        language,
        say(_TITLE),
        f"<p>{escape(say(_BEGIN))}</p>"
        + _part(say, _ACCEPT, _ACCEPT_WHY)
        + _both(say, ACCEPT_IPHONE, ACCEPT_ANDROID)
        + _part(say, _INSTALL, _INSTALL_WHY)
        + f'<p><a href="{AUTHORITY}">{escape(say(_GET))}</a></p><p>{escape(say(_COMPARE))}</p>'
        + _both(say, INSTALL_IPHONE, INSTALL_ANDROID)
        + _part(say, _HOME, _HOME_WHY)
        + _both(say, HOME_IPHONE, HOME_ANDROID)
        + _part(say, _THIRD, _THIRD_WHY)
        + _steps(say, THIRD)
        + _part(say, _REFUSED, _REFUSED_WHY)
        + draw_refused(say),
    )


def draw_refused(say: Translate) -> str:
    """Return how to allow the camera again, as HTML."""
    return _both(say, REFUSED_IPHONE, REFUSED_ANDROID)


def _part(say: Translate, heading: str, why: str) -> str:
    return f"<h2>{escape(say(heading))}</h2><p>{escape(say(why))}</p>"


def _both(say: Translate, iphone: tuple[Step, ...], android: tuple[Step, ...]) -> str:
    return "".join(
        f"<h3>{escape(say(name))}</h3>{_steps(say, steps)}"
        for name, steps in ((_IPHONE, iphone), (_ANDROID, android))
    )


def _steps(say: Translate, steps: tuple[Step, ...]) -> str:
    return "".join(
        f"<p>{escape(say(step.says))}</p>"
        + draw_screen(
            say(step.title),
            tuple(say(row) for row in step.rows),
            step.tapped,
            has_switch=step.has_switch,
        )
        for step in steps
    )
