"""A bundle that Fifth Day wrote comes back as it was, or not at all.

What was read is written once more, and must be the very same bundle: so nothing in it is passed
over or misread. Then it comes in as any export does, in one transaction.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tracker.said import Said
from tracker.services.data.export_source import Foreign
from tracker.services.data.importing import BroughtIn, bring_in, look_at, said_of
from tracker.services.exchange.fhir.bundle import by_id, in_photos, read_bundle
from tracker.services.exchange.fhir.reading import rows_in
from tracker.services.exchange.fhir.writing import resources_of
from tracker.store.records.loading import Texts
from tracker.store.records.owned import texts_of
from tracker.store.repository import Store

_FOREIGN = Said(
    "{path} is no FHIR bundle of Fifth Day, or was changed since ({reason}). Nothing was brought "
    "in. Please choose the file as Fifth Day wrote it; days from another program can be brought "
    "in as a table."
)


@dataclass(frozen=True)
class Bundled:
    """What a bundle holds, as tables and photos."""

    tables: Mapping[str, Texts]
    photos: Mapping[str, str]
    """Encoded contents by digest."""

    def photo(self, digest: str) -> bytes:
        """Return the content of a photo."""
        return base64.b64decode(self.photos[digest])


def look_into_fhir(store: Store, path: Path, upload: IO[bytes] | None = None) -> BroughtIn:
    """Tell what `import_fhir` would add; nothing is changed. It raises the same."""
    with said_of(_FOREIGN, path):
        return look_at(store, _open(path, upload))


def import_fhir(store: Store, path: Path, upload: IO[bytes] | None = None) -> BroughtIn:
    """Bring in what a bundle holds and the diary does not: nothing is doubled or overwritten.

    Raises
    ------
    InvalidEntry
        If this is no bundle of Fifth Day, or it cannot be brought in. Nothing was changed.
    """
    with said_of(_FOREIGN, path):
        return bring_in(store, _open(path, upload))


def _open(path: Path, upload: IO[bytes] | None) -> Bundled:
    if upload is None:
        with path.open("rb") as file:
            return bundled(file)
    upload.seek(0)
    return bundled(upload)


def bundled(file: IO[bytes]) -> Bundled:
    """Return what a bundle holds.

    Raises
    ------
    Foreign, ValueError, LookupError, TypeError, AttributeError, RecursionError
        If it is none that Fifth Day wrote, as it wrote it.
    """
    bundle, entries = read_bundle(file)
    rows, links = rows_in([resource for _, resource in entries], bundle)
    if len(rows["people"]) != 1:
        raise Foreign("it is not of one person")
    photos = {_digest(one): one for one in in_photos(resource for _, resource in entries)}

    def read_photo(digest: str) -> bytes | None:
        return base64.b64decode(photos[digest]) if digest in photos else None

    again = by_id(resources_of(rows, links, read_photo))
    if (different := _different(by_id(entries), again)) is not None:
        raise Foreign(f"“{different}” is not as it was written")
    return Bundled(texts_of(rows), photos)


def _different(found: Mapping[str, object], again: Mapping[str, object]) -> str | None:
    """Return the id of a resource that is not the same in both; None where all are."""
    ids = (*found, *again)
    return next((one[:80] for one in ids if not _same(found.get(one), again.get(one))), None)


def _same(one: object, other: object) -> bool:
    """Tell whether two elements say the same; 1 and 1.0 do, 1 and true do not."""
    match one, other:
        case (dict(), dict()) | (list() | tuple(), list() | tuple()):
            return _all_same(one, other)
        case (str(), str()):  # names of tables are a kind of texts
            return one == other
        case bool() | None, _:
            return one is other
        case int() | float() as number, int() | float() as figure:
            return not isinstance(figure, bool) and number == figure
    return False


def _all_same(one: Any, other: Any) -> bool:
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    return len(one) == len(other) and all(map(_same, one, other))


def _digest(encoded: str) -> str:
    return hashlib.sha256(base64.b64decode(encoded, validate=True)).hexdigest()
