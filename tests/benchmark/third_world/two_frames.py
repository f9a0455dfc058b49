"""Two frames, one lit by the phone's own screen: does their difference read redness better?

`python -m tests.benchmark.third_world.two_frames [--people N]`. The best case for it: exposure,
white balance and tone curve stay locked between the two frames, and the face holds still. From
session to session the camera, its balance and the room change as ever.
"""

import argparse
from concurrent.futures import ProcessPoolExecutor
from copy import deepcopy
from itertools import repeat

import cv2
import numpy as np

from analysis.anatomy import Zone
from analysis.colour import Floats, to_linear
from analysis.photo.decode import read_photo
from analysis.recipe import analyse_photo
from analysis.vocabulary import Measure
from tests.benchmark.third_world import phone
from tests.benchmark.third_world.__main__ import DEVELOPED_ON, spread
from tests.benchmark.third_world.conditions import SEED
from tests.benchmark.third_world.kinship import everybody
from tests.benchmark.third_world.phone import Light, Room
from tests.benchmark.third_world.scene import Scene, read_scene
from tests.benchmark.third_world.spectra import LAMPS, build_camera
from tests.benchmark.third_world.states import repaint

_PAIRS = 4
_SCREEN = 0.2
"""Light of the screen on the face, relative to the room's: a bright phone at arm's length."""
_SHARE_EV = 0.3


def photograph_twice(scene: Scene, room: Room, rng: np.random.Generator) -> tuple[bytes, bytes]:
    """Take a photo, and the difference that the phone's screen makes to it."""
    scene, camera = repaint(scene, rng), build_camera(rng)
    lights = phone.lights_of(scene, room, rng)
    screen = _screen(scene, rng)
    frames = []
    for shining in (lights, [*lights, screen]):
        hand = deepcopy(rng)  # all is locked, the grain too: less would be worse
        balanced_to = np.mean([light.power for light in lights], axis=0)
        lit = phone.light_up(scene, room, shining, camera, hand, balanced_to)
        frames.append(lit)
    gain = np.float32(0.26 / np.median(frames[0][scene.oval > 0.9].mean(axis=-1)))
    seen = [phone.develop(frame * gain, room, deepcopy(rng)) for frame in frames]
    dark, bright = (to_linear(_counts(frame)) for frame in seen)
    rest = np.maximum(bright - dark, 0) / _SCREEN
    return phone.jpeg(seen[0], 92), phone.jpeg(phone.gamma(rest), 92)


def _screen(scene: Scene, rng: np.random.Generator) -> Light:
    ahead = np.array([0, 0, 1], np.float32)
    strength = _SCREEN * np.exp(rng.normal(0, _SHARE_EV)) * np.maximum(scene.normals[..., 2], 0.1)
    return Light(LAMPS["cool LED"] / LAMPS["cool LED"].mean(), np.float32(strength), ahead)


def _counts(encoded: Floats) -> np.ndarray:
    return (np.clip(encoded, 0, 1) * 255 + 0.5).astype(np.uint8)


def _score(person: str, hard: bool) -> list[tuple[float, float]]:
    """Untreated pairs: change of the face by the plain frames, and by the differences."""
    rng = np.random.default_rng([SEED, int(person), hard])
    before, after = read_scene(person, "neutral"), read_scene(person, "smile")
    found = []
    for _ in range(_PAIRS):
        rooms = [Room(str(rng.choice(tuple(LAMPS))), hard=hard) for _ in range(2)]
        first = photograph_twice(before, rooms[0], rng)
        second = photograph_twice(after, rooms[1], rng)
        found.append(tuple(_change(*pair) for pair in zip(first, second, strict=True)))
    return found


def _change(before: bytes, after: bytes) -> float:
    found = analyse_photo(read_photo(after), analyse_photo(read_photo(before)))
    value = found.value(Zone.FACE, Measure.DELTA_ERYTHEMA_INDEX)
    return np.nan if value is None else value


def main() -> None:
    """Print the smallest change that can be told, with one frame and with two."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=6, help="of those held out")
    people = [one for one in everybody() if one not in DEVELOPED_ON]
    people = spread(people, parser.parse_args().people)
    with ProcessPoolExecutor(2, initializer=cv2.setNumThreads, initargs=(1,)) as pool:
        for name, hard in (("usual", False), ("hard", True)):
            parts = pool.map(_score, people, repeat(hard))
            changes = np.array([pair for part in parts for pair in part])
            shown = np.isfinite(changes).mean(axis=0)
            mdc95 = 1.96 * np.nanstd(changes, axis=0, ddof=1)
            print(
                f"{name} light, {len(changes)} pairs: MDC95 {mdc95[0]:.2f} EI by one frame "
                f"({shown[0]:.0%} measured), {mdc95[1]:.2f} by two ({shown[1]:.0%})",
                flush=True,
            )


if __name__ == "__main__":
    main()
