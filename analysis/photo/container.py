"""What a file tells before any pixel is decoded: its size, its colours, and what can be mended.

Layouts: RFC 9649 (WebP), PNG 3rd edition, ISO/IEC 14496-12 and 23008-12 (HEIC, AVIF; the colour
box is 12.1.5 of the former), ITU-T T.81 (JPEG).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from zlib import crc32

MOST_MISSING_BYTES = 64
"""What a copy that was cut off may lack at its end and still be the photo: a few of its last
blocks at most. Chosen: by hand."""

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_PIXELS = {b"IHDR", b"PLTE", b"IDAT", b"tRNS", b"IEND"}
_PNG_COLOURS = {b"cICP", b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"eXIf"}
_JPEG_KEPT = {0xE0, 0xE2, 0xEE}
"""JFIF, colour profile, and Adobe's mark of how colours are coded. Source: ITU-T T.81, table
B.1."""


@dataclass(frozen=True)
class ColourCode:
    """Colours by number (ITU-T H.273)."""

    primaries: int
    transfer: int


def colour_code(content: bytes) -> ColourCode | None:
    """Return the colours of a PNG's cICP chunk, or of the first colour box of HEIC and AVIF."""
    if content.startswith(_PNG):
        codes = (data for kind, data in _png_chunks(content) if kind == b"cICP" and len(data) == 4)
        return next((ColourCode(code[0], code[1]) for code in codes), None)
    if content[4:8] != b"ftyp":
        return None
    at = content.find(b"colrnclx")
    if at < 0 or at + 12 > len(content):
        return None
    return ColourCode(*struct.unpack_from(">HH", content, at + 8))


def webp_size(content: bytes) -> tuple[int, int] | None:
    """Return width and height of a WebP file, whose decoder takes memory when it is opened."""
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or len(content) < 30:
        return None
    kind = content[12:16]
    if kind == b"VP8X":
        sides = (content[24:27], content[27:30])
        return int.from_bytes(sides[0], "little") + 1, int.from_bytes(sides[1], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", content, 26)
    return width & 0x3FFF, height & 0x3FFF


def mended(content: bytes) -> Iterator[bytes]:
    """Yield a file, a cut end filled up, then without metadata but colours, then without any."""
    whole = _filled_up(content)
    yield whole
    if content.startswith(_PNG):
        for kept in (_PNG_PIXELS | _PNG_COLOURS, _PNG_PIXELS):
            chunks = (_png_chunk(*chunk) for chunk in _png_chunks(whole) if chunk[0] in kept)
            yield _PNG + b"".join(chunks)
    elif content.startswith(b"\xff\xd8"):
        yield _without_segments(whole, _JPEG_KEPT)
        yield _without_segments(whole, _JPEG_KEPT - {0xE2})


def _filled_up(content: bytes) -> bytes:
    """Put zeros where the last few bytes were cut off, and a JPEG's end mark."""
    if content.startswith(b"\xff\xd8"):
        has_end = content.rfind(b"\xff\xd9", len(content) - len(_scans(content))) >= 0
        return content if has_end else content + b"\xff\xd9"
    missing = _promised_size(content) - len(content)
    return content + bytes(missing) if 0 < missing <= MOST_MISSING_BYTES else content


def _promised_size(content: bytes) -> int:
    """Return how long a file is by its own account; 0 where it does not tell."""
    if content[:4] == b"RIFF" and len(content) >= 8:
        return 8 + int(struct.unpack_from("<I", content, 4)[0])
    if content[4:8] == b"ftyp":
        return _end_of_boxes(content)
    return 0


def _end_of_boxes(content: bytes) -> int:
    at = 0
    while at + 8 <= len(content):
        size = int(struct.unpack_from(">I", content, at)[0])
        if size == 1 and at + 16 <= len(content):
            size = int(struct.unpack_from(">Q", content, at + 8)[0])
        if size < 8:
            return 0
        at += size
    return at


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Walk a PNG; its last chunk may be cut off."""
    at = len(_PNG)
    while at + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        yield kind, content[at + 8 : at + 8 + length]
        at += 12 + length


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc32(data, crc32(kind)))


def _without_segments(content: bytes, kept: set[int]) -> bytes:
    """Leave out a JPEG's application segments and comments but some."""
    segments = (
        segment
        for segment in _segments(content)
        if segment[1] in kept or not (0xE0 <= segment[1] <= 0xEF or segment[1] == 0xFE)
    )
    return b"".join([content[:2], *segments, _scans(content)])


def _segments(content: bytes) -> Iterator[bytes]:
    """Walk the segments of a JPEG before its first scan."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        yield content[at:end]
        at = end


def _scans(content: bytes) -> bytes:
    return content[2 + sum(map(len, _segments(content))) :]
