"""What is said once more in the way that other systems look for: ratings and an agreement.

None of it is read back; what it was derived from is.
"""

from collections.abc import Iterator

from tracker.domain.records.texts import Row, Rows
from tracker.services.exchange.fhir.codes import (
    CONSENT_DOCUMENT,
    OPT_IN,
    RESEARCH,
    SCORE,
    SURVEY,
    known,
    own,
)
from tracker.services.exchange.fhir.links import Links
from tracker.services.exchange.fhir.values import Json

_AGREED = "The recoveries may be used on this computer to learn the usual range anew."


def derived_from(rows: Rows, links: Links) -> Iterator[tuple[str, Json]]:
    """Yield the name and the resource of everything that is derived."""
    [person] = rows["people"]
    subject = {"reference": links.address("people", person["id"])}
    if person["consents_to_refit"] == "True":
        yield "consent", _consent(subject)
    days = {row["id"]: row["day"] for row in rows["diary_entries"]}
    for rating in rows["ratings"] + rows["area_ratings"]:
        name = _name(rating)
        entry_id = rating["entry_id"]
        said = _rating(rating, days[entry_id])
        origin = [{"reference": links.address("diary_entries", entry_id)}]
        yield (
            name,
            {"resourceType": "Observation", "id": name, "subject": subject}
            | said
            | {"derivedFrom": origin},
        )


def _name(rating: Row) -> str:
    parts = ("rating", rating["entry_id"], rating.get("area", ""), rating["symptom"])
    return "-".join(part.lower().replace("_", "-") for part in parts if part)


def _rating(row: Row, day: str) -> Json:
    code = own("symptom", row["symptom"].lower(), row["symptom"].lower())
    code["coding"] += known("symptom", row["symptom"].lower())
    return {
        "status": "final",
        "category": [{"coding": [SURVEY]}],
        "code": code,
        "effectiveDateTime": day,
        "valueQuantity": {"value": int(row["rating"])} | SCORE,
    } | _site(row.get("area", "").lower())


def _site(area: str) -> Json:
    site = own("area", area, area)
    site["coding"] += known("area", area)
    return {"bodySite": site} if area else {}


def _consent(subject: Json) -> Json:
    return {
        "resourceType": "Consent",
        "id": "consent",
        "status": "active",
        "scope": {"coding": [RESEARCH]},
        "category": [{"coding": [CONSENT_DOCUMENT]}],
        "patient": subject,
        "policyRule": {"coding": [OPT_IN], "text": _AGREED},
    }
