"""Photos released by the camera itself against photos of a random moment: which are usable?

`python -m tests.benchmark.release [--people N] [--each N] [--first N]` prints both shares.

Somebody who does not exist holds a phone in an unsteady hand: turn, tilt, distance, light, exposure
and blur wander as in a bad try, each by a law of its own, and stray less as hints are followed.
They are rendered in some poses under a window from either side; light adds up, so that every
mixture of the two is one more rendering. Frames go through the same judgement and release as in
the app, and so does the photo. What is usable is not judged by the gate: a photo is usable if a
redness is measured in it, and is nearer to the one that was painted than a limit. Simulated
throughout; it says nothing of patients.
"""

import argparse
import io
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from analysis.anatomy import FACIAL_ZONES, Zone
from analysis.figures import CLEAR_EI, JUST_VISIBLE_EI
from analysis.photo.decode import Photo, read_photo
from analysis.quality.framing import Aim, find_aim, judge_framing
from analysis.recipe import analyse_photo
from analysis.simulate import Person, Shot, SkinState, generate_person, measure_truth, render_face
from analysis.vocabulary import Measure
from tracker.services.photos.camera.release import Release

SEED = 71_000
"""People and tries of this benchmark are those of no other."""
PHOTO, FRAME_SHRINK = (512, 410), 0.7
STANDS_FOR = 4032 / 512
"""A rendered pixel stands for so many of a phone's photo."""
DISTANCE_CM = 42.0
POSES = ((-24, 0), (0, 0), (24, 0), (0, 22))
"""Yaw and pitch in degrees; a moment shows the nearest."""
WINDOWS_DEG = (-70.0, 70.0)
EVERY_S, LAG_S, LENGTH_S, STEP_S = 0.5, 0.25, 15.0, 0.05
WANDERS = {
    "yaw": (0.0, 12.0, 3.0),
    "pitch": (0.0, 9.0, 3.0),
    "roll": (0.0, 6.0, 3.0),
    "ln_distance": (0.08, 0.35, 3.0),
    "shift": (0.0, 0.12, 3.0),
    "side": (0.0, 2.2, 3.0),
    "exposure": (0.2, 1.3, 3.0),
    "ln_blur": (-0.9, 1.3, 1.0),
}
"""Middle, spread, and seconds after which half is forgotten; `side` is the logit of the share of
the window on the right."""
SETTLES_S = 5.0
"""Hints are followed: what strays, strays less and less, to a third after so many seconds."""

Path = dict[str, NDArray[np.float64]]
Scenes = dict[tuple[tuple[int, int], float], NDArray[np.float32]]


@dataclass(frozen=True)
class Tried:
    """What came of one photo."""

    error_ei: float
    """Of the face's redness; NaN where none was measured."""
    codes: tuple[str, ...]
    moment: dict[str, float]


@dataclass(frozen=True)
class Sequence:
    """One try: what the camera released, if it did, and what a random moment gave."""

    released: Tried | None
    random: Tried
    after_s: float


@dataclass(frozen=True)
class Subject:
    """A person after the session, in all poses, and the photo from before."""

    scenes: Scenes
    before: Photo
    truth_ei: float


def wander(rng: np.random.Generator) -> Path:
    """Draw one try: each figure is pulled back to its middle while it is pushed about."""
    count = int((LENGTH_S + 1) / STEP_S)
    path = {}
    for name, (middle, spread, half_s) in WANDERS.items():
        keep = 0.5 ** (STEP_S / half_s)
        value, values = rng.normal(0, spread), []
        for push in rng.normal(0, spread * (1 - keep**2) ** 0.5, count):
            value = keep * value + push
            values.append(value)
        settled = np.exp(-np.arange(count) * STEP_S / SETTLES_S)
        path[name] = cv2.GaussianBlur((middle + np.array(values) * settled)[None], (0, 0), 3.0)[0]
    return path


def picture(subject: Subject, path: Path, time_s: float, tint: NDArray[np.float64]) -> Photo:
    """Take a photo at a moment."""
    now = {name: float(values[int(time_s / STEP_S)]) for name, values in path.items()}
    pose = min(POSES, key=lambda one: np.hypot(one[0] - now["yaw"], one[1] - now["pitch"]))
    right = 1 / (1 + np.exp(-now["side"]))
    left_light, right_light = (subject.scenes[pose, window] for window in WINDOWS_DEG)
    light = (1 - right) * left_light + right * right_light
    rows, columns = PHOTO
    scale = float(np.exp(-now["ln_distance"]))
    move = cv2.getRotationMatrix2D((columns / 2, rows / 2), now["roll"], scale)
    move[:, 2] += now["shift"] * columns, 0.5 * now["shift"] * rows
    light = cv2.warpAffine(light, move, (columns, rows), borderMode=cv2.BORDER_REPLICATE)
    light = cv2.GaussianBlur(light, (0, 0), float(np.exp(now["ln_blur"])))
    light = light * tint * 2.0 ** now["exposure"]
    noise = np.random.default_rng(int(1000 * time_s)).normal(0, 0.006, light.shape)
    light = np.clip(light + noise * np.sqrt(0.1 + light), 0, 1)
    coded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    file = io.BytesIO()
    Image.fromarray(np.rint(coded * 255).astype(np.uint8)).save(file, "JPEG", quality=93)
    return read_photo(file.getvalue())


def paint(number: int, rng: np.random.Generator) -> Subject:
    """Make a person, and render them before and after the session."""
    melanin = float(np.exp(rng.uniform(*np.log([0.02, 0.25]))))
    person = generate_person(SEED + number, melanin)
    state = SkinState(blood_fraction={zone: rng.uniform(0.003, 0.012) for zone in FACIAL_ZONES})
    truths = [truth.delta_erythema_index for truth in measure_truth(person, state)]
    scenes = {
        (pose, window): _linear(person, state, pose, window)
        for pose in POSES
        for window in WINDOWS_DEG
    }
    care = Shot(distance_cm=DISTANCE_CM, light_azimuth_deg=float(rng.uniform(-25, 25)))
    file = io.BytesIO()
    Image.fromarray(render_face(person, SkinState(), care, PHOTO)).save(file, "PNG")
    return Subject(scenes, read_photo(file.getvalue()), float(np.mean(truths)))


def _linear(
    person: Person, state: SkinState, pose: tuple[int, int], window: float
) -> NDArray[np.float32]:
    shot = Shot(
        yaw_deg=pose[0],
        pitch_deg=pose[1],
        distance_cm=DISTANCE_CM,
        light_azimuth_deg=window,
        ambient=0.25,
        noise=0.0,
        exposure_ev=-0.5,
        blur_px=0.3,
    )
    coded = render_face(person, state, shot, PHOTO).astype(np.float32) / 255
    light = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    return np.asarray(light * 2**0.5, np.float32)


def try_person(number: int, each: int) -> list[Sequence]:
    """Photograph a new person again and again."""
    cv2.setNumThreads(1)
    rng = np.random.default_rng([SEED, number])
    subject = paint(number, rng)
    baseline, aim = analyse_photo(subject.before, treated=FACIAL_ZONES), find_aim(subject.before)
    found = []
    for _each in range(each):
        path, tint = wander(rng), np.exp(rng.normal(0, [0.05, 0.0, 0.08]))

        def look(time_s: float, path: Path = path, tint: NDArray[np.float64] = tint) -> Photo:
            return picture(subject, path, time_s, tint)

        def judge(photo: Photo, time_s: float, path: Path = path) -> Tried:
            done = analyse_photo(photo, baseline, treated=FACIAL_ZONES)
            value = done.value(Zone.FACE, Measure.DELTA_ERYTHEMA_INDEX)
            error = np.nan if value is None else value - subject.truth_ei
            moment = {name: round(float(of[int(time_s / STEP_S)]), 2) for name, of in path.items()}
            return Tried(error, tuple(one.code for one in done.quality.findings), moment)

        released, after_s = release_by_itself(look, judge, aim)
        at = float(rng.uniform(0, LENGTH_S))
        found.append(Sequence(released, judge(look(at), at), after_s))
    return found


def release_by_itself(
    look: Callable[[float], Photo], judge: Callable[[Photo, float], Tried], aim: Aim
) -> tuple[Tried | None, float]:
    """Do as the app does: frames, release, and a second look at the photo itself."""
    release = Release()
    for time_s in np.arange(0, LENGTH_S, EVERY_S):
        small = cv2.resize(
            look(time_s).overview,
            None,
            fx=FRAME_SHRINK,
            fy=FRAME_SHRINK,
            interpolation=cv2.INTER_AREA,
        )
        framing = judge_framing(
            Photo(np.asarray(small, np.uint8), ""), aim, STANDS_FOR / FRAME_SHRINK
        )
        _, releases = release.note(framing, float(time_s))
        if releases:
            photo = look(time_s + LAG_S)
            if judge_framing(photo, aim, STANDS_FOR).well:
                return judge(photo, time_s + LAG_S), float(time_s)
    return None, LENGTH_S


def summary(sequences: list[Sequence]) -> str:
    """Return both shares at two limits."""
    released = [one.released for one in sequences if one.released is not None]
    lines = [f"{len(sequences)} tries, {len(released)} released within {LENGTH_S:.0f} s"]
    for limit in (JUST_VISIBLE_EI, CLEAR_EI):
        for name, photos in (("released", released), ("random", [one.random for one in sequences])):
            good = sum(abs(one.error_ei) <= limit for one in photos)  # NaN is not
            share = good / max(len(photos), 1)
            lines.append(f"  within {limit} EI, {name}: {good} of {len(photos)} = {share:.0%}")
    return "\n".join(lines)


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.release", description=__doc__)
    parser.add_argument("--people", type=int, default=10)
    parser.add_argument("--each", type=int, default=12, help="tries of each person")
    parser.add_argument("--first", type=int, default=0, help="number of the first person")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--verbose", action="store_true", help="print every try")
    asked = parser.parse_args()
    found: list[Sequence] = []
    numbers = range(asked.first, asked.first + asked.people)
    with ProcessPoolExecutor(asked.processes) as pool:
        for sequences in pool.map(try_person, numbers, [asked.each] * asked.people):
            found += sequences
            if asked.verbose:
                print(*sequences, sep="\n", flush=True)
    print(summary(found))


if __name__ == "__main__":
    main()
