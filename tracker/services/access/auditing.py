"""The audit looked through: whether the chain is whole, and where it ends."""

from dataclasses import dataclass

from tracker.domain.access.chain import Flaw, Found
from tracker.store.repository import Store


@dataclass(frozen=True)
class Audited:
    """What was found of a chain."""

    count: int
    digest: str
    """Of the last entry. Noted elsewhere, it shows later that nothing was cut off since."""
    flaws: tuple[Found, ...]


def verify_audit(store: Store, noted: tuple[int, str] | None = None) -> Audited:
    """Go through the whole chain.

    Parameters
    ----------
    noted : (int, str), optional
        How many entries there were, and the digest of the last one, as it was noted earlier.
    """
    with store.reading() as records:
        flaws = records.access.list_flaws()
        count, digest = records.access.find_end()
        if noted is not None and records.access.find_digest(noted[0]) != noted[1]:
            flaws = (*flaws, Found(noted[0], Flaw.CUT))
    return Audited(count, digest, flaws)
