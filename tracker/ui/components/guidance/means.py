"""With what and where a session is done: asked alike where it is planned and where it is logged."""

from tracker.domain.records.kept import DeviceKind, Setting
from tracker.domain.words.labels import DEVICES, SETTINGS
from tracker.ui.components.choice import choose_one
from tracker.ui.components.form import KeptForm
from tracker.ui.language import _


def choose_device(form: KeptForm, saved: DeviceKind, key: str) -> DeviceKind:
    """Ask with what."""
    return form.ask(
        "device",
        saved,
        lambda start: choose_one(_("Device"), DEVICES, start, key=f"{key}-device"),
        decode=DeviceKind,
    )


def choose_setting(form: KeptForm, saved: Setting, key: str) -> Setting:
    """Ask where, and so by whom."""
    return form.ask(
        "setting",
        saved,
        lambda start: choose_one(_("Where"), SETTINGS, start, key=f"{key}-setting"),
        decode=Setting,
    )
