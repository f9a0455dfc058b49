"""Codes that other systems know, and the names of our own.

A code of SNOMED CT or LOINC stands here only where one says just what is meant. There is none that
we know of for needling itself, its devices and settings, bruising as a rating, the zones glabella,
under the eyes, upper lip and jawline, measured values and verdicts: these carry the project's own
code alone.
"""

from collections.abc import Mapping
from typing import Any

SNOMED, LOINC = "http://snomed.info/sct", "http://loinc.org"
OWN = "urn:fifthday:"
"""Before every name of our own; not registered, and leads nowhere."""
_CODES, _COLUMNS = f"{OWN}code:", f"{OWN}column:"
EXACT = f"{OWN}exact"
"""An extension with the very bytes of a text that FHIR cannot hold."""
TEXT = f"{OWN}text"
"""Beside it, the same text as far as FHIR can hold it."""
_NAMED_ELSEWHERE = {"language": "urn:ietf:bcp:47"}
_SITES = {
    "face": ("89545001", "Face"),
    "forehead": ("52795006", "Forehead"),
    "nose": ("45206002", "Nose"),
    "cheek_left": ("60819002", "Cheek"),
    "cheek_right": ("60819002", "Cheek"),
    "chin": ("30291003", "Chin"),
    "neck": ("45048000", "Neck"),
    "scalp": ("41695006", "Scalp"),
    "back": ("77568009", "Back"),
    "legs": ("61685007", "Lower limb"),
}
_SYMPTOMS = {
    "redness": ("247441003", "Erythema"),
    "swelling": ("65124004", "Swelling"),
    "itching": ("418363000", "Itching of skin"),
    "pain": ("22253000", "Pain"),
    "dryness": ("16386004", "Dry skin"),
}
_KNOWN: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "zone": _SITES,
    "area": _SITES,
    "symptom": _SYMPTOMS,
}
_PAIN_SCORE = {
    "system": LOINC,
    "code": "72514-3",
    "display": "Pain severity - 0-10 verbal numeric rating [Score] - Reported",
}
CONSENT_DOCUMENT = {"system": LOINC, "code": "59284-0", "display": "Consent Document"}
_HL7 = "http://terminology.hl7.org/CodeSystem/"
RESEARCH = {"system": f"{_HL7}consentscope", "code": "research", "display": "Research"}
OPT_IN = {"system": f"{_HL7}v3-ActCode", "code": "OPTIN", "display": "opt-in"}
INVENTED = {"system": f"{_HL7}v3-ActReason", "code": "HTEST", "display": "test health data"}
"""Marks the resources of an invented person."""
SURVEY = {"system": f"{_HL7}observation-category", "code": "survey", "display": "Survey"}
IMAGING = {"system": f"{_HL7}observation-category", "code": "imaging", "display": "Imaging"}
SCORE = {"system": "http://unitsofmeasure.org", "code": "{score}", "unit": "0-10"}


def system_of(column: str) -> str:
    """Return the code system of a column's values."""
    return _NAMED_ELSEWHERE.get(column, f"{_CODES}{column}")


def column_url(column: str) -> str:
    """Return the address of the extension that keeps a column."""
    return f"{_COLUMNS}{column}"


def column_of(url: str) -> str:
    """Return the column that an extension keeps; empty for another one."""
    return url.removeprefix(_COLUMNS) if url.startswith(_COLUMNS) else ""


def own(kind: str, code: str, text: str) -> dict[str, Any]:
    """Return a concept that only we have a code for."""
    return {"coding": [{"system": f"{_CODES}{kind}", "code": code}], "text": text}


def known(column: str, code: str) -> list[dict[str, str]]:
    """Return the codings by which others know a value, none where there is none."""
    found = _KNOWN.get(column, {}).get(code)
    codings = [{"system": SNOMED, "code": found[0], "display": found[1]}] if found else []
    return [*codings, _PAIN_SCORE] if (column, code) == ("symptom", "pain") else codings
