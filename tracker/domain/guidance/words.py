"""Sentences of the guidance that belong to no table. Plain data, ready for translation.

Numbers stand after a colon or a sign, so that no language needs plural forms.
"""

KEEP_TAKING = (
    "Please do not stop or change a medicine that was prescribed for you because of needling. "
    "Whoever prescribed it can say whether and when needling is possible."
)
"""Shown with every screening item whose `medicine` is true."""

NOT_SIGNED_OFF = (
    "The questions, limits and times come from the sources named beside them. No clinician has "
    "signed them off yet, and they are no medical advice."
)
"""Shown on every page of the guidance."""

DERIVED = "Derived: worked out from sources that state something near it, not published as such."

ZONE_LEFT_OUT = "{zone}: left out ({reason}); passes done: {passes}."
"""A line in the notes of a guided session."""

SKIP_REASONS = (
    "Active spots here",
    "Sore or irritated here",
    "It hurts too much here",
    "Not planned after all",
)
STOP_REASONS = (
    "Enough for today",
    "Sharp pain",
    "Bleeding that does not stop when pressed",
    "Faintness",
    "Hives",
    "A needle came near the eye",
)
"""Reasons to tap during a guided session, the calmest first."""

NO_VERDICT_YET = (
    "It is too early to say. The skin goes on rebuilding for months; a verdict makes sense from "
    "{day} on, twelve weeks after the last session."
)

BY_TIMING_ONLY = (
    "Named by its timing only; it need not be the cause. Leave it out until the skin is calm, and "
    "show this list to your practitioner."
)
"""Shown with every product that could be behind a drift."""

FACE_MAP_TITLE = "Map of the face. Left and right are your own."
FACE_MAP_SIDES = ("your right", "your left")
KEEP_OUT = "Inside the bony rim of the eye and on the lids: never."

MAP_HIGHEST = "at most {length} mm"
MAP_NEVER = "never"
MAP_NO_FIGURE = "no figure"
MAP_PASSES = "passes done: {passes}"
MAP_LEFT_OUT = "left out"
MAP_REDDER = "redder than before"
MAP_PALER = "paler than before"
MAP_WITHIN_ERROR = "no change that can be told from error"
MAP_NOTED = "days with a note: {days}"
MAP_RECURRING = "days with a note: {days}; keeps breaking out"
"""Said of a zone on the map."""

FIGURE = "{figure}"
"""A number by itself, written as the language does."""
