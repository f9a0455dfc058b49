"""Photos released by the camera itself against photos of a random moment: which are usable?

`python -m tests.benchmark.release [--people N] [--each N] [--first N]` prints both shares.

Somebody who does not exist holds a phone in an unsteady hand: turn, tilt, distance, light, exposure
and blur wander as in a bad try, each by a law of its own. Frames go through the same judgement and
release as in the app, and so does the photo. What is usable is not judged by the gate: a photo is
usable if a redness is measured in it, and the redness is nearer to the one that was painted than
what is just visible. Simulated throughout; it ranks, and says nothing of patients.
"""

import argparse
import io
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from analysis.anatomy import FACIAL_ZONES, Zone
from analysis.face.pose import Pose
from analysis.figures import CLEAR_EI, JUST_VISIBLE_EI
from analysis.photo.decode import Photo, read_photo
from analysis.quality.framing import Aim, find_aim, judge_framing
from analysis.recipe import analyse_photo
from analysis.simulate import Person, Shot, SkinState, generate_person, measure_truth, render_face
from analysis.vocabulary import Measure
from tracker.services.photos.camera.release import Release

FIRST_SEED = 71_000
"""People and sequences of this benchmark are those of no other."""
FRAME, PHOTO = (340, 272), (800, 640)
EVERY_S, LAG_S, LENGTH_S = 0.5, 0.25, 12.0


@dataclass(frozen=True)
class Hand:
    """How a shot wanders: each figure is pulled back to its middle while it is pushed about."""

    times: np.ndarray
    figures: dict[str, np.ndarray]

    def at(self, time: float) -> dict[str, float]:
        """Return the figures at a moment."""
        return {name: float(np.interp(time, self.times, of)) for name, of in self.figures.items()}


@dataclass(frozen=True)
class Tried:
    """What came of one photo."""

    error_ei: float
    """Of the face's redness; NaN where none was measured."""
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Sequence:
    """One try: what the camera released, if it did, and what a random moment gave."""

    released: Tried | None
    random: Tried
    after_s: float


# Name: middle, spread and time in which half is forgotten (s).
_WANDERS = {
    "yaw_deg": (0.0, 11.0, 1.5),
    "pitch_deg": (0.0, 9.0, 1.5),
    "roll_deg": (0.0, 5.0, 1.5),
    "ln_distance": (0.05, 0.22, 2.0),
    "shift": (0.0, 1.5, 1.0),
    "azimuth_deg": (0.0, 55.0, 2.5),
    "exposure_ev": (0.0, 0.8, 2.0),
    "ln_blur": (-0.4, 0.9, 0.6),
}


def wander(rng: np.random.Generator) -> Hand:
    """Draw one try."""
    step = 0.05
    times = np.arange(0, LENGTH_S + 1, step)
    figures = {}
    for name, (middle, spread, half_s) in _WANDERS.items():
        keep = 0.5 ** (step / half_s)
        noise = rng.normal(0, spread * (1 - keep**2) ** 0.5, len(times))
        value, path = rng.normal(0, spread), []
        for push in noise:
            value = keep * value + push
            path.append(middle + value)
        smooth = cv2.GaussianBlur(np.array(path)[None], (0, 0), 3.0)[0]
        figures[name] = smooth
    return Hand(times, figures)


def shot_at(hand: Hand, time: float, room: dict[str, float], rows: int) -> Shot:
    """Return how a picture of so many rows is taken at a moment."""
    now = hand.at(time)
    return Shot(
        yaw_deg=now["yaw_deg"],
        pitch_deg=now["pitch_deg"],
        roll_deg=now["roll_deg"],
        distance_cm=45.0 * float(np.exp(now["ln_distance"])),
        shift_cm=(now["shift"], 0.3 * now["shift"]),
        light_azimuth_deg=float(np.clip(now["azimuth_deg"], -110, 110)),
        light_elevation_deg=room["elevation_deg"],
        ambient=room["ambient"],
        gain_red=room["gain_red"],
        gain_blue=room["gain_blue"],
        exposure_ev=now["exposure_ev"],
        blur_px=float(np.exp(now["ln_blur"])) * rows / PHOTO[0],
        seed=int(1000 * time),
    )


def _draw_room(rng: np.random.Generator) -> dict[str, float]:
    return {
        "elevation_deg": float(rng.uniform(5, 50)),
        "ambient": float(rng.uniform(0.15, 0.6)),
        "gain_red": float(np.exp(rng.normal(0, 0.05))),
        "gain_blue": float(np.exp(rng.normal(0, 0.08))),
    }


def _photo(person: Person, state: SkinState, shot: Shot, shape: tuple[int, int]) -> Photo:
    file = io.BytesIO()
    Image.fromarray(render_face(person, state, shot, shape)).save(file, "JPEG", quality=92)
    return read_photo(file.getvalue())


def try_person(number: int, each: int) -> list[Sequence]:
    """Photograph a new person with care before the session, then again and again after it."""
    cv2.setNumThreads(1)
    rng = np.random.default_rng([FIRST_SEED, number])
    person = generate_person(FIRST_SEED + number, float(np.exp(rng.uniform(*np.log([0.02, 0.25])))))
    with_care = Shot(distance_cm=45, light_azimuth_deg=float(rng.uniform(-30, 30)))
    before = _photo(person, SkinState(), with_care, PHOTO)
    baseline, aim = analyse_photo(before), find_aim(before)
    assert aim.pose is Pose.FRONT
    found = []
    for _one in range(each):
        added = rng.uniform(0.0, 0.012)
        zones = {zone: float(added * rng.uniform(0.6, 1.4)) for zone in FACIAL_ZONES}
        state = SkinState(blood_fraction=zones)
        truth = next(
            one.delta_erythema_index
            for one in measure_truth(person, state)
            if one.zone in (Zone.FACE, Zone.FACE.value)
        )
        hand, room = wander(rng), _draw_room(rng)

        def take(time: float, hand=hand, room=room, state=state, truth=truth):
            photo = _photo(person, state, shot_at(hand, time, room, PHOTO[0]), PHOTO)
            done = analyse_photo(photo, baseline, treated=FACIAL_ZONES)
            value = done.value(Zone.FACE, Measure.DELTA_ERYTHEMA_INDEX)
            codes = tuple(finding.code for finding in done.quality.findings)
            return photo, Tried(np.nan if value is None else value - truth, codes)

        def look(time: float, hand=hand, room=room, state=state) -> Photo:
            return _photo(person, state, shot_at(hand, time, room, FRAME[0]), FRAME)

        released, after = _release(look, take, aim)
        _, random = take(float(rng.uniform(0, LENGTH_S)))
        found.append(Sequence(released, random, after))
    return found


def _release(look, take, aim: Aim) -> tuple[Tried | None, float]:
    release = Release()
    for time in np.arange(0, LENGTH_S, EVERY_S):
        framing = judge_framing(look(float(time)), aim, PHOTO[0] / FRAME[0])
        _, releases = release.note(framing, float(time))
        if releases:
            photo, tried = take(float(time) + LAG_S)
            if judge_framing(photo, aim).well:  # as in the app: else it says why and looks on
                return tried, float(time)
    return None, LENGTH_S


def usable(tried: Tried, limit: float) -> bool:
    """Tell whether a redness was measured, and is nearer to the painted one than a limit."""
    return bool(abs(tried.error_ei) <= limit)  # NaN is not


def say(sequences: list[Sequence]) -> None:
    """Print both shares."""
    released = [one.released for one in sequences if one.released is not None]
    random = [one.random for one in sequences]
    print(f"{len(sequences)} tries, {len(released)} released by themselves within {LENGTH_S:.0f} s")
    for limit in (JUST_VISIBLE_EI, CLEAR_EI):
        for name, photos in (("released", released), ("random moment", random)):
            good = sum(usable(one, limit) for one in photos)
            share = good / max(len(photos), 1)
            print(f"  within {limit} EI, {name}: {good} of {len(photos)} usable = {share:.0%}")
    if released:
        waited = np.median([one.after_s for one in sequences if one.released is not None])
        print(f"  released after {waited:.1f} s (median)")


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark.release", description=__doc__)
    parser.add_argument("--people", type=int, default=6)
    parser.add_argument("--each", type=int, default=4, help="tries of each person")
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
    say(found)


if __name__ == "__main__":
    main()
