"""A bundle as a file: written resource by resource, read whole, checked by FHIR's models."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from importlib.util import find_spec
from typing import IO, Any
from uuid import UUID

from tracker.errors import NotFound
from tracker.services.data.export_source import Foreign
from tracker.services.exchange.fhir.codes import OWN
from tracker.services.exchange.fhir.values import Json

_MOST_BYTES = 1_000_000_000  # Chosen: some hundred photos; it is read into memory
_REWRITTEN_META = ("versionId", "lastUpdated", "source")
"""What servers write of themselves into a resource that they keep."""
_COUNT = f"{OWN}resources"
_URI = "urn:ietf:rfc:3986"
Check = Callable[[Json], object]


def has_models() -> bool:
    """Tell whether FHIR's models are installed."""
    return find_spec("fhir") is not None and find_spec("fhir.resources") is not None


def model_check() -> Check:
    """Return what raises ValueError for a resource that is none of FHIR's.

    Raises
    ------
    NotFound
        If FHIR's models are not installed.
    """
    try:
        from fhir.resources.R4B import get_fhir_model_class
    except ImportError as error:
        raise NotFound(
            "FHIR needs a part that is not installed. Please run `uv sync --extra exchange` in the "
            "folder of Fifth Day and start it again."
        ) from error
    return lambda one: get_fhir_model_class(one["resourceType"]).model_validate(one)


def write_bundle(
    target: IO[bytes], bundle: UUID, made_at: datetime, entries: Iterable[tuple[str, Json]]
) -> None:
    """Write a bundle; only one resource is in memory at a time.

    Raises
    ------
    ValueError
        If a resource is none of FHIR's.
    """
    check = model_check()
    head = _head(bundle, made_at)
    check(head)
    target.write(_written(head)[:-1] + b',"entry":[')
    count, between = 0, b"\n"
    for address, resource in entries:
        check(resource)
        count += 1
        target.write(between + _written({"fullUrl": address, "resource": resource}))
        between = b",\n"
    target.write(b'\n],"meta":' + _written(_counted(count)) + b"}\n")


def _head(bundle: UUID, made_at: datetime) -> Json:
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": made_at.isoformat(timespec="seconds"),
        "identifier": {"system": _URI, "value": bundle.urn},
    }


def _counted(count: int) -> Json:
    """Return what tells that a resource is missing."""
    return {"tag": [{"system": _COUNT, "code": str(count)}]}


def _written(element: Json) -> bytes:
    return json.dumps(element, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def read_bundle(source: IO[bytes]) -> tuple[UUID, list[tuple[str, Json]]]:
    """Return the name of a bundle, and its resources by their addresses.

    Raises
    ------
    Foreign, ValueError, LookupError, TypeError, RecursionError
        If it is none of FHIR's.
    """
    content = source.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise Foreign("a file too large")
    found = json.loads(content, object_pairs_hook=_once, parse_constant=_refuse)
    if not isinstance(found, dict) or found.get("resourceType") != "Bundle":
        raise Foreign("it is no bundle")
    if not str(found.get("identifier", {}).get("value", "")).startswith("urn:uuid:"):
        raise Foreign("it was not written by Fifth Day")
    if found.get("meta", {}).get("tag") != _counted(len(found["entry"]))["tag"]:
        raise Foreign("some of its resources are missing or new")
    check = model_check()
    entries = [(one["fullUrl"], _settled(one["resource"])) for one in found.pop("entry")]
    check(found)
    for _, resource in entries:
        check(resource)
    return UUID(found["identifier"]["value"]), entries


def _settled(resource: Json) -> Json:
    """Return a resource without what a server added that kept it."""
    meta = {key: it for key, it in resource.get("meta", {}).items() if key not in _REWRITTEN_META}
    kept = {key: it for key, it in resource.items() if key not in {"meta", "text"}}
    return kept | ({"meta": meta} if meta else {})


def _once(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Foreign("a name twice")
    return found


def _refuse(text: str) -> float:
    raise Foreign(f"{text} is no number")


def by_id(entries: Iterable[tuple[str, Json]]) -> dict[str, tuple[str, Json]]:
    """Return resources with their addresses by their ids, in whatever order they stand.

    Raises
    ------
    Foreign
        If one is there twice.
    """
    listed = list(entries)
    found = {str(resource["id"]): (address, resource) for address, resource in listed}
    if len(found) != len(listed):
        raise Foreign("a resource twice")
    return found


def in_photos(resources: Iterable[Json]) -> Iterator[str]:
    """Yield the encoded content of every photo."""
    for one in resources:
        if one["resourceType"] == "Media" and "data" in one["content"]:
            yield one["content"]["data"]
