"""Photos released by the camera itself against photos of a random moment: which are usable?

`python -m tests.benchmark.release [--people N] [--each N] [--first N]` prints both shares.

Somebody who does not exist holds a phone: where the picture is off at first, how the hand sways
and shakes, and how a hint is followed are laws of their own, written down before anything was run.
After a first look only two hints' names and the size at which photos are measured were mended.
Nothing gets better by itself: what no hint names stays as it is, a hint is read late, seen to in
part, and now and then not at all. They are rendered in some poses under a
window from either side; light adds up, so that every mixture of the two is one more rendering.
Frames go through the same judgement and release as in the app, and so does the photo. A random
moment is one of the same try, by the same hand, which follows the same hints. What is usable is not
judged by the gate: a photo is usable if a redness is measured in it, and is nearer to the one that
was painted than a limit. Simulated throughout; it says nothing of patients.
"""

import argparse
import io
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
from analysis.results import PhotoAnalysis
from analysis.simulate import Person, Shot, SkinState, generate_person, measure_truth, render_face
from analysis.vocabulary import Measure
from tracker.services.photos.camera.release import Release

SEED = 83_000
"""People and tries of this benchmark are those of no other."""
PHOTO, FRAME_SHRINK = (512, 410), 0.7
STANDS_FOR = 4032 / 512
"""A rendered pixel stands for so many of a phone's photo."""
ENLARGED = 3
"""Photos are measured at so many times their rendered size: a phone's would not be too small."""
DISTANCE_CM = 42.0
POSES = (*((yaw, 0) for yaw in (-30, -15, 0, 15, 30)), (0, -20), (0, 20))
"""Yaw and pitch in degrees; a moment shows the nearest."""
WINDOWS_DEG = (-70.0, 70.0)
EVERY_S, LAG_S, LENGTH_S, STEP_S = 0.5, 0.25, 20.0, 0.05
STARTS = {
    "yaw": (0.0, 12.0),
    "pitch": (0.0, 10.0),
    "roll": (0.0, 6.0),
    "ln_distance": (0.1, 0.3),
    "across": (0.0, 0.1),
    "up": (0.0, 0.1),
    "side": (0.0, 1.5),
    "exposure": (0.0, 0.8),
    "ln_blur": (-1.2, 0.4),
}
"""Middle and spread of where a try begins. Degrees; ln of the distance; shares of the picture's
width; the logit of the window's share on the right (1.5: 82 against 18); stops; ln of the blur in
pixels.
Chosen: a phone at arm's length, held by eye, one of three at light too one-sided or too dark."""
SWAYS = {
    "yaw": (3.0, 1.0),
    "pitch": (3.0, 1.0),
    "roll": (2.0, 1.0),
    "ln_distance": (0.04, 1.0),
    "across": (0.02, 1.0),
    "up": (0.02, 1.0),
    "side": (0.3, 5.0),
    "exposure": (0.15, 5.0),
    "ln_blur": (0.6, 0.3),
}
"""Spread around that, and seconds after which half is forgotten. Chosen: an arm of 60 cm that sways
by two or three degrees and 2 cm; a blur of 0.3 rendered pixels is what a hand of a degree a second
leaves in 1/30 s at 62 pixels a degree, and doubles within a breath."""
REFOCUS_EVERY_S, REFOCUS_S, OUT_OF_FOCUS = 10.0, 1.0, 1.8
"""How often a camera looks for its focus, how long, and by how much ln blur grows meanwhile."""
REACTS_S, MOVES_S, FOLLOWED, IGNORED, SLIP = 0.8, 0.3, (0.4, 0.9), 0.2, 0.15
"""Seconds until a hint is acted on, and of the movement; the share of what is off that a movement
takes away; how often a hint is not followed; its error as a share of the start's spread."""
HINTED = {
    "turn_left": ("yaw",),
    "turn_right": ("yaw",),
    "tilted": ("pitch",),
    "too_far": ("ln_distance",),
    "neck_hidden": ("ln_distance", "up"),
    "no_face": ("across", "up", "ln_distance", "roll"),
    "cut_off": ("across", "up", "ln_distance"),
    "blurred": ("ln_blur",),
    "uneven_light": ("side",),
    "covered": ("side", "across"),
    "too_dark": ("exposure",),
    "too_bright": ("exposure",),
}
"""What somebody changes who reads a hint."""

Scenes = dict[tuple[tuple[int, int], float], NDArray[np.float32]]


@dataclass(frozen=True)
class Tried:
    """What came of one photo."""

    error_ei: float
    """Of the face's redness; NaN where none was measured."""
    stated_ei: float
    """The error that goes with it."""
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


class Hand:
    """One try, moment by moment: what is off, how it sways, and what is done about it."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._target = {name: rng.normal(*law) for name, law in STARTS.items()}
        self._off = dict(self._target)
        self._sway = {name: rng.normal(0, spread) for name, (spread, _) in SWAYS.items()}
        self._refocus_s = rng.exponential(REFOCUS_EVERY_S)
        self._read: tuple[str, float] = ("", 0.0)
        self._moments: list[dict[str, float]] = []

    def at(self, time_s: float) -> dict[str, float]:
        """Return how the picture is at a moment."""
        number = int(time_s / STEP_S)
        while len(self._moments) <= number:
            self._moments.append(self._step(len(self._moments) * STEP_S))
        return self._moments[number]

    def read(self, hint: str, time_s: float) -> None:
        """Follow a hint, once it was there for as long as it takes to act."""
        if hint != self._read[0]:
            self._read = hint, time_s
        elif time_s - self._read[1] >= REACTS_S:
            self._read = hint, time_s
            if self._rng.random() >= IGNORED:
                for name in HINTED.get(hint, ()):
                    self._correct(name)

    def _correct(self, name: str) -> None:
        middle, spread = STARTS[name]
        goal = 0.0 if name != "ln_blur" else middle - spread
        left = 1 - self._rng.uniform(*FOLLOWED)
        slip = self._rng.normal(0, SLIP * spread)
        self._target[name] = goal + left * (self._target[name] - goal) + slip

    def _step(self, time_s: float) -> dict[str, float]:
        moved = 1 - np.exp(-STEP_S / MOVES_S)
        for name, (spread, half_s) in SWAYS.items():
            keep = 0.5 ** (STEP_S / half_s)
            push = self._rng.normal(0, spread * (1 - keep**2) ** 0.5)
            self._sway[name] = keep * self._sway[name] + push
            self._off[name] += moved * (self._target[name] - self._off[name])
        now = {name: self._off[name] + self._sway[name] for name in SWAYS}
        if time_s > self._refocus_s:
            now["ln_blur"] += OUT_OF_FOCUS
            if time_s > self._refocus_s + REFOCUS_S:
                self._refocus_s = time_s + self._rng.exponential(REFOCUS_EVERY_S)
        return now


def picture(subject: Subject, now: dict[str, float], tint: NDArray[np.float64], seed: int) -> Photo:
    """Take a photo at a moment."""
    pose = min(POSES, key=lambda one: np.hypot(one[0] - now["yaw"], one[1] - now["pitch"]))
    right = 1 / (1 + np.exp(-now["side"]))
    left_light, right_light = (subject.scenes[pose, window] for window in WINDOWS_DEG)
    light = (1 - right) * left_light + right * right_light
    rows, columns = PHOTO
    scale = float(np.exp(-now["ln_distance"]))
    move = cv2.getRotationMatrix2D((columns / 2, rows / 2), now["roll"], scale)
    move[:, 2] += now["across"] * columns, -now["up"] * columns
    light = cv2.warpAffine(light, move, (columns, rows), borderMode=cv2.BORDER_REPLICATE)
    light = cv2.GaussianBlur(light, (0, 0), float(np.exp(now["ln_blur"])))
    light = light * tint * 2.0 ** now["exposure"]
    noise = np.random.default_rng(seed).normal(0, 0.006, light.shape)
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
    baseline, aim = measured(subject.before), find_aim(subject.before)
    return [Try(rng, subject, baseline, aim).run() for _each in range(each)]


class Try:
    """One person who takes one photo."""

    def __init__(
        self, rng: np.random.Generator, subject: Subject, baseline: PhotoAnalysis, aim: Aim
    ) -> None:
        self._subject, self._baseline, self._aim = subject, baseline, aim
        self._hand = Hand(rng)
        self._tint = np.exp(rng.normal(0, [0.05, 0.0, 0.08]))
        self._random_s = float(rng.uniform(0, LENGTH_S))

    def run(self) -> Sequence:
        """Do as the app does: frames, hints, release, and a second look at the photo itself."""
        release, released, after_s = Release(), None, LENGTH_S
        for time_s in map(float, np.arange(0, LENGTH_S, EVERY_S)):
            if released is not None and time_s > self._random_s:
                break  # nothing more is asked of this try
            framing = judge_framing(self._frame(time_s), self._aim, STANDS_FOR / FRAME_SHRINK)
            _, releases = release.note(framing, time_s)
            if releases and released is None:
                photo = self._look(time_s + LAG_S)
                if judge_framing(photo, self._aim, STANDS_FOR).well:
                    released, after_s = self._judged(photo, time_s + LAG_S), time_s
            self._hand.read(framing.findings[0].code if framing.findings else "", time_s)
        return Sequence(released, self._judged(self._look(self._random_s), self._random_s), after_s)

    def _look(self, time_s: float) -> Photo:
        return picture(self._subject, self._hand.at(time_s), self._tint, int(1000 * time_s))

    def _frame(self, time_s: float) -> Photo:
        small = cv2.resize(
            self._look(time_s).overview,
            None,
            fx=FRAME_SHRINK,
            fy=FRAME_SHRINK,
            interpolation=cv2.INTER_AREA,
        )
        return Photo(np.asarray(small, np.uint8), "")

    def _judged(self, photo: Photo, time_s: float) -> Tried:
        done = measured(photo, self._baseline)
        found = [
            one
            for one in done.measurements
            if (one.zone, one.measure) == (Zone.FACE, Measure.DELTA_ERYTHEMA_INDEX)
        ]
        error = found[0].value - self._subject.truth_ei if found else np.nan
        stated = found[0].mdc95 if found and found[0].mdc95 is not None else np.nan
        moment = {name: round(float(off), 2) for name, off in self._hand.at(time_s).items()}
        return Tried(error, stated, tuple(one.code for one in done.quality.findings), moment)


def measured(photo: Photo, baseline: PhotoAnalysis | None = None) -> PhotoAnalysis:
    """Measure a photo as large as a phone's would be, as far as a size decides."""
    pixels = cv2.resize(
        photo.overview, None, fx=ENLARGED, fy=ENLARGED, interpolation=cv2.INTER_CUBIC
    )
    large = Photo(np.asarray(pixels, np.uint8), photo.digest)
    return analyse_photo(large, baseline, treated=FACIAL_ZONES)


def summary(sequences: list[Sequence]) -> str:
    """Return both shares, by how near a value is and by what it can tell."""
    released = [one.released for one in sequences if one.released is not None]
    lines = [f"{len(sequences)} tries, {len(released)} released within {LENGTH_S:.0f} s"]
    limits = [(JUST_VISIBLE_EI, np.inf), (CLEAR_EI, np.inf), (CLEAR_EI, CLEAR_EI)]
    for limit, most_stated in limits:
        for name, photos in (("released", released), ("random", [one.random for one in sequences])):
            good = sum(  # NaN is neither
                abs(one.error_ei) <= limit and one.stated_ei <= most_stated for one in photos
            )
            share = good / max(len(photos), 1)
            lines.append(
                f"  within {limit} EI, stated to {most_stated} EI, {name}: "
                f"{good} of {len(photos)} = {share:.0%}"
            )
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
