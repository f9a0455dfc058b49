"""The words that a person reads about a day. Plain data, ready for translation.

Templates name what they take in braces: {symptom}, {value}, {day}, {lowest}.
"""

from collections.abc import Mapping
from types import MappingProxyType

from tracker.domain.course.reference import Channel
from tracker.domain.records.patterns import Pattern
from tracker.domain.records.status import Status

NOBODY_WATCHES = (
    "Nobody is watching this diary. Look out for growing pain, spreading redness, pus, blisters "
    "or fever, and contact a clinician if one of them appears."
)

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

REASONS = MappingProxyType(
    {
        Pattern.RED_FLAG: "You answered yes to: {questions}",
        Pattern.STRONG_RISE: "Pain has risen to {value} together with other symptoms, when it "
        "usually fades.",
        Pattern.SUDDEN_TURN: "More than one rating has suddenly risen again; {symptom} has gone "
        "from {lowest} to {value}.",
        Pattern.FAR_ABOVE: "{Symptom} is {value} on day {day}, far above what is usual then.",
        Pattern.RISING: "Redness and pain are rising together when they usually fall; {symptom} "
        "has gone from {lowest} to {value}.",
        Pattern.PAIN_RISING: "Pain is rising when it usually fades; {symptom} has gone from "
        "{lowest} to {value}.",
        Pattern.REDDENING: "Redness is rising again after it had fallen; {symptom} has gone from "
        "{lowest} to {value}.",
        Pattern.SWELLING_RISING: "Swelling is growing when it usually fades; it has gone from "
        "{lowest} to {value}.",
        Pattern.ITCH_CLIMBING: "Itching is climbing beyond its usual hump, from {lowest} to "
        "{value}; a contact allergy can begin like this.",
        Pattern.REBOUND: "{Symptom} has risen again after it had fallen, on two days running, from "
        "{lowest} to {value}.",
        Pattern.STILL_RED: "Redness is still {value} on day {day}, when little or none is usual.",
        Pattern.NOT_SETTLING: "Redness is settling more slowly than everything else; it is "
        "{value} on day {day}.",
        Pattern.SPREADING: "The photos of two days show clear redness beyond the treated skin.",
        Pattern.ONE_SIDED: "The photos of two days show one side clearly redder than the other.",
        Pattern.LATE_CHANGE: "{Symptom} is {value} on day {day}, after the skin had settled.",
        Pattern.NOT_BACK_YET: "This recovery went off course, and a rating is still above its "
        "usual range.",
        Pattern.AFTER_OFF_COURSE: "The last entry was off course, so one better day is not enough.",
        Pattern.SLOWER_EACH_TIME: "Redness lasts longer than after the last session, and it did so "
        "the time before, too. The skin may be treated too often or too deeply.",
        Pattern.RED_AS_BEFORE: "Redness is still {value} on day {day}. That is longer than usual "
        "with these needles, but it was so after your earlier sessions, too.",
        Pattern.SETTLING_SLOWLY: "Redness seems to settle more slowly than usual; it is {value} on "
        "day {day}. Slow but normal healing can look the same.",
        Pattern.PHOTO_DISAGREES: "The photo and the rating of redness disagree today. Please look "
        "again in good light, and take another photo.",
        Pattern.LEANING: "The entries lean away from the usual course, but not clearly.",
        Pattern.ABOVE_BAND: "{Symptom} is {value} today, above its usual range. One day above it "
        "happens in about half of all normal recoveries.",
        Pattern.UNREADABLE: "A part of this entry could not be read, so it cannot be called on "
        "course.",
        Pattern.NOTHING_ENTERED: "Nothing was entered on this day, so nothing can be said about "
        "it.",
        Pattern.TOO_EARLY: "What was entered is within what is usual so far, but this session came "
        "sooner after the last one than its needles ask for.",
        Pattern.AS_EXPECTED: "What was entered is within what is usual so far.",
    }
)

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

PATTERN_ADVICE = MappingProxyType(
    {
        Pattern.ITCH_CLIMBING: "Leave out every new product, use only a bland moisturiser, and "
        "book a review within days. If the face swells, contact a clinician today.",
        Pattern.SLOWER_EACH_TIME: "Leave a longer pause before the next session, or use shorter "
        "needles. " + NOBODY_WATCHES,
        Pattern.RED_AS_BEFORE: "Go on with gentle care, rate again tomorrow, and show this to your "
        "practitioner before the next session: a longer pause or shorter needles may suit you "
        "better. " + NOBODY_WATCHES,
        Pattern.TOO_EARLY: "Go on with gentle care, and leave a longer pause next time. "
        + NOBODY_WATCHES,
        Pattern.PHOTO_DISAGREES: "Look again in good light, and take another photo. "
        + NOBODY_WATCHES,
        Pattern.NOTHING_ENTERED: "Please fill in this day if you can. " + NOBODY_WATCHES,
        Pattern.AFTER_OFF_COURSE: "Rate again tomorrow; the advice of the last entry still holds.",
    }
)

WHAT_WOULD_CHANGE_IT = MappingProxyType(
    {
        Status.ON_COURSE: "A rating that rises again, redness that does not settle, or a yes to "
        "one of the daily questions would change this.",
        Status.WATCH: "More days like this would make it off course; ratings within their usual "
        "range would end it.",
        Status.OFF_COURSE: "Two days of ratings within the usual range would calm it; pain that "
        "rises, or a yes to one of the daily questions, makes it urgent.",
        Status.URGENT: "Only a clinician can say that this is harmless; no rating will lower it "
        "today.",
        Status.EMERGENCY: "No rating can lower this.",
    }
)

MISSING_AFTER_OFF_COURSE = (
    "The last entry was off course and nothing has been entered since. Please check in today; "
    "a day without an entry does not mean that all is well."
)
