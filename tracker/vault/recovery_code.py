"""The code on paper that opens a diary when its passphrase is forgotten.

160 random bits in eight groups of four signs, each with a fifth that checks the group and where it
stands: a slip of the pen is found at once, and named. The alphabet is Crockford's base 32: neither
case, nor the likeness of 0 and O or 1, I and L, makes a difference.
"""

import hashlib
import secrets

from tracker.errors import InvalidEntry

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Source: Douglas Crockford, Base 32
_ALIKE = str.maketrans("OIL", "011")
_GROUPS, _SIGNS = 8, 4
_WRITTEN = _SIGNS + 1


def new_code() -> str:
    """Return a code that nobody has seen, its groups joined by hyphens."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_SIGNS)) for _ in range(_GROUPS))
    return "-".join(group + _check(place, group) for place, group in enumerate(groups, 1))


def read_code(typed: str) -> str:
    """Return a code as it was made, from what somebody typed or a camera read.

    Raises
    ------
    InvalidEntry
        If it is too short or too long, or a group does not hold; the sentence names the group.
    """
    signs = "".join(filter(str.isalnum, typed.upper())).translate(_ALIKE)
    if len(signs) != _GROUPS * _WRITTEN:
        raise InvalidEntry(
            "A recovery code has {groups} groups of {signs} letters and digits. Please type it as "
            "it is on your paper.",
            groups=_GROUPS,
            signs=_WRITTEN,
        )
    groups = [signs[begin : begin + _WRITTEN] for begin in range(0, len(signs), _WRITTEN)]
    for place, group in enumerate(groups, 1):
        if group[-1] != _check(place, group[:-1]):
            raise InvalidEntry(
                "Group {place} of the recovery code, “{group}”, holds a slip. Please compare it "
                "with your paper.",
                place=place,
                group=group,
            )
    return "-".join(groups)


def looks_like_code(typed: str) -> bool:
    """Tell whether something typed where both may stand is meant as a recovery code."""
    try:
        read_code(typed)
    except InvalidEntry:
        return False
    return True


def _check(place: int, group: str) -> str:
    digest = hashlib.sha256(f"fifthday {place} {group}".encode()).digest()
    return _ALPHABET[digest[0] % len(_ALPHABET)]
