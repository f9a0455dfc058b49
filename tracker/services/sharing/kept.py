"""What sharing keeps: the authority, this computer's certificate, and the phones.

No secret of a phone is kept, only what proves it: the digest of its token, and its short code
stretched with a salt.
"""

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime
from ipaddress import IPv4Address
from typing import Any

from tracker.config import Settings
from tracker.errors import InvalidEntry
from tracker.store.sharing.shared_file import read_shared_bytes, write_shared_bytes
from tracker.vault import Key
from tracker.vault.certificates import Issued, certify, new_authority

SHORTEST_CODE, LONGEST_CODE = 4, 12
LONGEST_NAME = 40
_TOKEN_BYTES = 32
_SALT_BYTES = 16
_WORK = 2**14  # Chosen: 16 MiB a try; five wrong ones end a pairing anyway


@dataclass(frozen=True)
class Device:
    """A paired phone."""

    device_id: str
    name: str
    paired_at: datetime
    token_digest: str = field(repr=False)
    salt: str = field(repr=False)
    code_digest: str = field(repr=False)

    def has_token(self, token: str) -> bool:
        """Tell whether a cookie is this phone's."""
        return hmac.compare_digest(self.token_digest, _digest(token))

    def has_code(self, code: str) -> bool:
        """Tell whether what was typed is this phone's short code."""
        return hmac.compare_digest(self.code_digest, _stretched(code, self.salt))


@dataclass(frozen=True)
class Shared:
    """Everything that is kept of sharing."""

    authority: Issued
    certificate: Issued
    devices: tuple[Device, ...] = ()
    is_kept_on: bool = False
    """Whether it is on again after the next start."""

    def find(self, token: str) -> Device | None:
        """Return the phone with a token; every phone is looked at, whichever it is."""
        found = [one for one in self.devices if one.has_token(token)]
        return found[0] if found else None

    def without(self, device_id: str) -> "Shared":
        """Return the same without a phone."""
        rest = tuple(one for one in self.devices if one.device_id != device_id)
        return replace(self, devices=rest)


def new_device(name: str, code: str, now: datetime) -> tuple[Device, str]:
    """Return a phone, and the token that its cookie holds.

    Raises
    ------
    InvalidEntry
        If the code cannot be used.
    """
    check_code(code)
    token, salt = secrets.token_urlsafe(_TOKEN_BYTES), secrets.token_hex(_SALT_BYTES)
    device_id = secrets.token_hex(8)
    return Device(device_id, name, now, _digest(token), salt, _stretched(code, salt)), token


def check_code(code: str) -> None:
    """Raise InvalidEntry for a short code that is none, or that everybody tries first."""
    is_number = code.isascii() and code.isdigit()
    if not is_number or not SHORTEST_CODE <= len(code) <= LONGEST_CODE or len(set(code)) == 1:
        raise InvalidEntry(
            "The short code has {least} to {most} digits, and not all the same. Please choose "
            "another one.",
            least=SHORTEST_CODE,
            most=LONGEST_CODE,
        )


def load_shared(settings: Settings, key: Key | None) -> Shared | None:
    """Return what is kept; None if there is nothing, or nothing that can be used."""
    content = read_shared_bytes(settings.data_dir, key)
    try:
        return None if content is None else _from_json(json.loads(content))
    except (LookupError, TypeError, ValueError):  # tampered with: phones are paired anew
        return None


def keep_shared(settings: Settings, key: Key | None, shared: Shared) -> None:
    """Keep it in place of what was kept before."""
    write_shared_bytes(settings.data_dir, key, json.dumps(_to_json(shared)).encode())


def prepare(shared: Shared | None, address: IPv4Address, now: datetime) -> Shared:
    """Return what is needed to be reached under a number; what still serves stays as it is."""
    if shared is None:
        authority = new_authority(now)
        return Shared(authority, certify(authority, address, now))
    if shared.certificate.serves(address, now):
        return shared
    return replace(shared, certificate=certify(shared.authority, address, now))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _stretched(code: str, salt: str) -> str:
    return hashlib.scrypt(code.encode(), salt=bytes.fromhex(salt), n=_WORK, r=8, p=1).hex()


def _to_json(shared: Shared) -> dict[str, Any]:
    devices = [
        vars(device) | {"paired_at": device.paired_at.isoformat()} for device in shared.devices
    ]
    return {
        "authority": _issued_to_json(shared.authority),
        "certificate": _issued_to_json(shared.certificate),
        "devices": devices,
        "is_kept_on": shared.is_kept_on,
    }


def _from_json(found: dict[str, Any]) -> Shared:
    devices = [
        Device(**one | {"paired_at": datetime.fromisoformat(one["paired_at"])})
        for one in found["devices"]
    ]
    return Shared(
        _issued_from_json(found["authority"]),
        _issued_from_json(found["certificate"]),
        tuple(devices),
        bool(found["is_kept_on"]),
    )


def _issued_to_json(issued: Issued) -> dict[str, str]:
    return {"certificate": issued.certificate.decode(), "key": issued.key.decode()}


def _issued_from_json(found: dict[str, str]) -> Issued:
    return Issued(found["certificate"].encode(), found["key"].encode())
