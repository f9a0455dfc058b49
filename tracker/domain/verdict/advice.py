"""What to do by status, and names; the words of each pattern are reference/patterns.toml."""

from collections.abc import Mapping
from types import MappingProxyType

from tracker.domain.course.reference import Channel
from tracker.domain.records.patterns import NOBODY_WATCHES
from tracker.domain.records.status import Status

CHANNEL_NAMES: Mapping[Channel, str] = MappingProxyType(
    {
        Channel.REDNESS: "redness",
        Channel.SWELLING: "swelling",
        Channel.ITCHING: "itching",
        Channel.PAIN: "pain",
        Channel.DRYNESS: "dryness",
        Channel.PHOTO_REDNESS: "redness in the photo",
    }
)

CAPITALISED_NAMES: Mapping[Channel, str] = MappingProxyType(
    {channel: name.capitalize() for channel, name in CHANNEL_NAMES.items()}
)
"""The same for the beginning of a sentence."""

FROM_TO = "{symptom} from {lowest} to {value}"
RATED = "{symptom} {value}"
ALONE = "One such day happens in many normal recoveries."

ASKED = "{asked_question} If so: {asked_advice}"
"""Said before what to do, where a rating raises a sign that asks for more than the status does."""

WHAT_TO_DO = MappingProxyType(
    {
        Status.ON_COURSE: "Go on with gentle care, and check in again tomorrow. " + NOBODY_WATCHES,
        Status.WATCH: "Go on with gentle care, and rate again tomorrow. " + NOBODY_WATCHES,
        Status.OFF_COURSE: "Show this to your practitioner or book a review within days, use only "
        "bland products, and do not needle again before it. If it gets worse, or you feel unwell, "
        "contact a clinician the same day.",
        Status.URGENT: "Contact a clinician or your treating clinic today.",
        Status.EMERGENCY: "Call the emergency number or go to an emergency department now.",
    }
)

WHAT_WOULD_CHANGE_IT = MappingProxyType(
    {
        Status.URGENT: "Only a clinician can say that this is harmless; no later rating lowers it "
        "today. Correct the entry only if the rating was a slip.",
        Status.EMERGENCY: "No rating can lower this. Go on with the advice until somebody has "
        "looked at it.",
    }
)
"""Said where a status stands above that of its pattern; each pattern has its own."""

MISSING_AFTER = MappingProxyType(
    {
        Status.OFF_COURSE: "The last entry was off course and nothing has been entered since. "
        "Please check in today; a day without an entry does not mean that all is well.",
        Status.URGENT: "The last entry asked for a clinician the same day, and nothing has been "
        "entered since. If you have not been seen, contact a clinician now; then please say here "
        "what came of it.",
        Status.EMERGENCY: "The last entry was an emergency, and nothing has been entered since. If "
        "you have not been seen, call the emergency number or go to an emergency department now; "
        "then please say here what came of it.",
    }
)
"""By the status of the last entry, where today has none."""
