"""What the places of the list are called, and messages to clients that a practitioner may copy."""

from collections.abc import Mapping
from types import MappingProxyType

from tracker.domain.clinic.acts import ActKind
from tracker.domain.clinic.places import Place
from tracker.domain.clinic.standing import Rest, Standing, reason_in
from tracker.said import Said

PLACES: Mapping[Place, str] = MappingProxyType(
    {
        Place.UNJUDGED: Said("Not judged yet"),
        Place.EMERGENCY: Said("Emergency"),
        Place.URGENT: Said("Urgent"),
        Place.OFF_COURSE: Said("Off course"),
        Place.WATCH: Said("Watch"),
        Place.MISSING: Said("Check-in missing"),
        Place.SILENT: Said("Silent"),
        Place.ON_COURSE: Said("On course"),
    }
)
RESTS: Mapping[Rest, str] = MappingProxyType(
    {
        Rest.ANSWERED: Said("Answered"),
        Rest.SNOOZED: Said("Put off"),
        Rest.CLOSED: Said("Closed"),
    }
)
DONE: Mapping[ActKind, str] = MappingProxyType(
    {
        ActKind.ANSWER: Said("answered"),
        ActKind.SNOOZE: Said("put off"),
        ActKind.CLOSE: Said("closed"),
        ActKind.REOPEN: Said("put back on the list"),
        ActKind.ASSIGN: Said("assigned to"),
    }
)

_SIGN = Said("Hello {name}. Your entry of {day} names a warning sign. {reason} ")
_DRIFT = Said("Hello {name}. This is about your entry of {day}. {reason} ")
_NO_NEWS = Said("Hello {name}. Your diary has no entry since {day}. ")
_MESSAGES: Mapping[Place, tuple[str, str]] = MappingProxyType(
    {
        Place.EMERGENCY: (
            _SIGN,
            Said("If nobody has seen it yet, please call the emergency number now, then us."),
        ),
        Place.URGENT: (
            _SIGN,
            Said("If nobody has seen it yet, please call us or another clinician today."),
        ),
        Place.OFF_COURSE: (
            _DRIFT,
            Said("Please check in once more today, and call us so that we can look at it."),
        ),
        Place.WATCH: (
            _DRIFT,
            Said("Please check in once more today, and call us if it gets worse."),
        ),
    }
)
_ASK = Said("How is your skin? Please check in today, and call us if something worries you.")


def message_to(name: str, place: Place, standing: Standing) -> Said:
    """Return a message that a practitioner may copy, to be said in the client's language."""
    beginning, ask = _MESSAGES.get(place, (_NO_NEWS, _ASK))
    values = {"name": name, "day": standing.heard_on or "–", "reason": reason_in(standing)}
    return Said("{beginning}{ask}", beginning=Said(beginning, **values), ask=ask)
