"""Files that nobody meant to be photos: one kind of error, and never much memory."""

import resource
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from analysis.errors import UnreadablePhoto
from analysis.photo.decode import read_photo
from tests.analysis.photo.test_odd_files import ODD, avif, chunk, heic, p3_profile, patch, saved

MOST_MEGABYTES = 600


def seeds() -> list[bytes]:
    pixels = patch()
    odd = next(iter(ODD.values()))
    return [
        saved(pixels, "JPEG", exif=odd, icc_profile=p3_profile()),
        saved(pixels, "JPEG", progressive=True, comment=b"c" * 200),
        saved(pixels, "PNG", exif=odd, icc_profile=p3_profile()),
        saved(Image.fromarray(pixels).convert("RGBA"), "PNG"),
        saved(Image.fromarray(pixels).quantize(16), "PNG"),
        saved(pixels, "WEBP", exif=odd),
        saved(pixels, "WEBP", lossless=True),
        heic(pixels),
        avif(pixels, (12, 13)),
    ]


def hostile(rng: np.random.Generator, files: list[bytes]) -> bytes:
    """Change a file in one of the ways in which files go wrong, or are made to."""
    content = bytearray(files[rng.integers(len(files))])
    other = files[rng.integers(len(files))]
    kind = rng.integers(7)
    if kind == 0:  # flipped bytes, most of them in the header
        for _ in range(rng.integers(1, 12)):
            content[int(len(content) * rng.random() ** 3)] = int(rng.integers(256))
    elif kind == 1:  # cut
        del content[int(rng.integers(len(content))) :]
    elif kind == 2:  # the head of one kind, the tail of another
        content = bytearray(content[: rng.integers(4, 200)] + other[rng.integers(4, 200) :])
    elif kind == 3:  # sizes that are lies
        at = int(rng.integers(min(400, len(content) - 4)))
        content[at : at + 4] = struct.pack(
            str(rng.choice([">I", "<I"])), int(rng.choice([0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 16383]))
        )
    elif kind == 4:  # a piece missing, or twice
        at, size = int(rng.integers(len(content))), int(rng.integers(1, 300))
        content[at : at + size] = content[at : at + size] * int(rng.choice([0, 2]))
    elif kind == 5:  # something behind the end
        content += bytes(rng.integers(0, 256, int(rng.integers(1, 2000)), np.uint8))
    else:  # noise behind a signature
        content[12:] = bytes(rng.integers(0, 256, int(rng.integers(0, 600)), np.uint8))
    return bytes(content)


def check_hostile(count: int, seed: int) -> int:
    """Return how many could be read."""
    files, read = seeds(), 0
    for number in range(count):
        content = hostile(np.random.default_rng((seed, number)), files)
        try:
            photo = read_photo(content)
        except UnreadablePhoto:
            continue
        assert photo.pixels.ndim == 3 and min(photo.pixels.shape[:2]) >= 32
        read += 1
    return read


def test_hostile_files_end_in_one_kind_of_error() -> None:
    assert 20 < check_hostile(300, 1) < 280


def peak_megabytes() -> float:
    """Return the most memory that this process has taken so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bombs() -> dict[str, bytes]:
    """Small files that promise as much as is let through, and more."""
    promise = struct.pack(">IIBBBBB", 8000, 8000, 16, 6, 0, 0, 0)
    return {
        "16-bit PNG": b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", promise) + chunk(b"IDAT", b"x\x9c"),
        "PNG with alpha": saved(Image.new("RGBA", (8000, 7900)), "PNG", icc_profile=p3_profile()),
        "progressive JPEG": saved(
            Image.new("RGB", (8000, 4990)), "JPEG", progressive=True, subsampling=0
        ),
        "WebP": saved(Image.new("RGBA", (6000, 3990)), "WEBP", lossless=True, method=0, quality=0),
        "WebP that is huge": b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\x10\0\0\0"
        + (16382).to_bytes(3, "little") * 2 + b"VP8 \0\0\0\0",
    }  # fmt: skip


_MEASURED = """
import io, sys
from pathlib import Path
from PIL import Image
from analysis import AnalysisError, read_photo
try:
    pixels = read_photo(Path(sys.argv[1])).pixels
    Image.fromarray(pixels).save(io.BytesIO(), "JPEG", quality=97, subsampling=0)
except AnalysisError as error:
    print(error, file=sys.stderr)
print(max(int(line.split()[1]) // 1024 for line in open("/proc/self/status") if "VmHWM" in line))
"""


@pytest.mark.benchmark  # by hand: each file takes a process
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's /proc")
def test_no_file_takes_much_memory(tmp_path: Path) -> None:
    peaks = {}
    for name, content in bombs().items():
        file = tmp_path / "bomb"
        file.write_bytes(content)
        done = subprocess.run(
            [sys.executable, "-c", _MEASURED, str(file)],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        peaks[name] = int(done.stdout)
    assert max(peaks.values()) < MOST_MEGABYTES - 100, peaks  # the face's models take as much
