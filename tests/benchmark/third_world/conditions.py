"""Which photos are taken of every person, and which row of the report they belong to."""

import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from analysis.anatomy import Zone
from analysis.colour import Floats
from analysis.vocabulary import OnSkin
from tests.benchmark.third_world import states
from tests.benchmark.third_world.phone import Room, photograph, raw_jpeg
from tests.benchmark.third_world.scene import Scene, read_scene
from tests.benchmark.third_world.spectra import LAMPS

SEED = 20261
STRONG = 0.32
"""Density of blood of strong redness, about 9 EI."""
_LEVELS = (0.1, 0.22, 0.4)
_ORDINARY = ("daylight", "warm LED", "cool LED")
Draw = np.random.Generator


class Row(StrEnum):
    """What a photo is about."""

    DRY = "dry skin, lamps and cameras"
    TWO_LAMPS = "two lamps"
    FILM = "something on the skin"
    MAKE_UP = "make-up"
    PASTE = "zinc paste, gel mask"
    TREATED = "wet, swollen, tramlines, blood"
    NEEDLED = "flakes, blood, swelling, dry"
    COLLAR = "collar"
    FLUSH_ALL = "flush of face and neck"
    FLUSH_LIDS = "flush of face and lids"
    NO_NECK = "no neck"


@dataclass(frozen=True)
class Shot:
    """A photo from before and one from after, of one person."""

    person: str
    name: str
    row: Row
    baseline: bytes
    follow_up: bytes
    truth: Mapping[Zone, float]
    """Redness that was added, EI."""
    told: OnSkin | None
    """What somebody who was asked would say lay on the skin; None where it is not about that."""


@dataclass(frozen=True)
class _Taken:
    """How one follow-up is made."""

    row: Row
    baseline: str
    make: Callable[[Scene, Draw], tuple[Scene, Room | None]]
    """The scene after, and the room; None for the studio's own picture."""
    told: OnSkin | None = None


def photograph_all(person: str, draw: int = 0, shots: str = "") -> Iterator[Shot]:
    """Take every photo of a person whose name `shots`, a regular expression, is found in.

    Another `draw` is another set of phones and rooms; which others are taken changes no photo.
    """
    before, after = read_scene(person, "neutral"), read_scene(person, "smile")

    def rng(name: str) -> Draw:
        return np.random.default_rng([SEED, draw, int(person), zlib.crc32(name.encode())])

    chosen = {name: taken for name, taken in _follow_ups().items() if re.search(shots, name)}
    needed = {taken.baseline for taken in chosen.values()}
    baselines = {
        name: make(before, rng(name)) for name, make in _BASELINES.items() if name in needed
    }
    for name, taken in chosen.items():
        own = rng(name)
        scene, room = taken.make(after, own)
        photo = photograph(scene, room, own) if room else raw_jpeg(scene)
        yield Shot(
            person, name, taken.row, baselines[taken.baseline], photo, scene.truth(), taken.told
        )


def _any_collar(scene: Scene, rng: Draw, folds: float = 0.0) -> Scene:
    return states.collar(scene, states.COLLARS[rng.integers(len(states.COLLARS))], rng, folds)


_BASELINES: Mapping[str, Callable[[Scene, Draw], bytes]] = {
    "studio": lambda scene, _: raw_jpeg(scene),
    "day": lambda scene, rng: photograph(scene, Room(), rng),
    "lamp": lambda scene, rng: photograph(
        scene, Room(str(rng.choice(["warm LED", "cool LED", "cloudy", "halogen"]))), rng
    ),
    "studio collar": lambda scene, rng: raw_jpeg(_any_collar(scene, rng)),
    "collar": lambda scene, rng: photograph(_any_collar(scene, rng), Room(), rng),
    "no neck": lambda scene, rng: photograph(scene, Room(cropped=True), rng),
}


def _follow_ups() -> dict[str, _Taken]:
    found: dict[str, _Taken] = {}
    for part in (_dry, _films, _pastes, _treated, _collars, _flushes):
        found |= dict(part())
    return found


def _lamp(rng: Draw, names: tuple[str, ...] = tuple(LAMPS)) -> str:
    return str(rng.choice(names))


def _red(scene: Scene, rng: Draw, density: float) -> Scene:
    """Redden what was needled; 0 leaves it untreated."""
    if not density:
        return scene
    return states.redden(scene, density * rng.uniform(0.9, 1.1), scene.needled, rng)


def _dry() -> Iterator[tuple[str, _Taken]]:
    def under_any(density: float) -> Callable[[Scene, Draw], tuple[Scene, Room]]:
        return lambda scene, rng: (_red(scene, rng, density), Room(_lamp(rng)))

    def hard(density: float) -> Callable[[Scene, Draw], tuple[Scene, Room]]:
        return lambda scene, rng: (_red(scene, rng, density), Room(_lamp(rng), hard=True))

    def two(density: float) -> Callable[[Scene, Draw], tuple[Scene, Room]]:
        def make(scene: Scene, rng: Draw) -> tuple[Scene, Room]:
            one, other = rng.choice(tuple(LAMPS), 2, replace=False)
            return _red(scene, rng, density), Room(str(one), str(other))

        return make

    for number, density in enumerate((0.0, 0.0, 0.0, *_LEVELS)):
        yield f"lamp {number}", _Taken(Row.DRY, ("day", "lamp")[number % 2], under_any(density))
    yield "studio", _Taken(Row.DRY, "studio", lambda scene, _: (scene, None))
    for density in (0.0, STRONG):
        yield f"hard {density}", _Taken(Row.DRY, "day", hard(density))
        yield f"two {density}", _Taken(Row.TWO_LAMPS, "day", two(density))


def _films() -> Iterator[tuple[str, _Taken]]:
    for density in (0.0, STRONG):
        for necked in (False, True):
            for light, told in ((0.015, OnSkin.CREAM), (0.03, OnSkin.SUNSCREEN)):
                make = _plain_film(light, density, necked=necked)
                name = f"plain film {light} {necked} {density}"
                yield name, _Taken(Row.FILM, "studio", make, told)
            for told in (OnSkin.CREAM, OnSkin.SUNSCREEN, OnSkin.WET):
                make = _film(told, density, necked=necked)
                yield f"{told} {necked} {density}", _Taken(Row.FILM, "day", make, told)
        made_up = _made_up(density)
        yield f"make-up {density}", _Taken(Row.MAKE_UP, "day", made_up, OnSkin.MAKE_UP)


def _covered(scene: Scene, *, necked: bool) -> Floats:
    neck = scene.below_jaw(0.0) * scene.skin
    return np.asarray(np.maximum(scene.creamed, neck) if necked else scene.creamed, np.float32)


def _plain_film(
    light: float, density: float, *, necked: bool
) -> Callable[[Scene, Draw], tuple[Scene, None]]:
    def make(scene: Scene, rng: Draw) -> tuple[Scene, None]:
        where = scene.oval  # lids and eyes, too
        if necked:
            where = np.maximum(where, _covered(scene, necked=True))
        return states.veil(_red(scene, rng, density), light, where, rng), None

    return make


def _film(
    told: OnSkin, density: float, *, necked: bool
) -> Callable[[Scene, Draw], tuple[Scene, Room]]:
    def make(scene: Scene, rng: Draw) -> tuple[Scene, Room]:
        lamp = _lamp(rng, ("daylight", "cloudy", "warm LED", "cool LED", "halogen"))
        scene, where, gloss = _red(scene, rng, density), _covered(scene, necked=necked), 0.0
        if told is OnSkin.WET:
            scene, gloss = states.wet(scene, where), rng.uniform(0.06, 0.18)
        elif told is OnSkin.CREAM:
            scene = states.veil(scene, rng.uniform(0.008, 0.02), where, rng)
            gloss = rng.uniform(0.01, 0.05)
        else:
            scene = states.veil(scene, rng.uniform(0.018, 0.035), where, rng)
        return scene, Room(lamp, gloss=gloss, glossy_neck=necked)

    return make


def _made_up(density: float) -> Callable[[Scene, Draw], tuple[Scene, Room]]:
    return lambda scene, rng: (
        states.make_up(_red(scene, rng, density), rng.uniform(0.3, 0.6)),
        Room(_lamp(rng, ("daylight", "cloudy", "warm LED", "cool LED", "halogen"))),
    )


def _pastes() -> Iterator[tuple[str, _Taken]]:
    """Smear zinc paste, brows and all or around them; lay a wet gel mask around eyes and brows."""

    def smeared(density: float, *, on_brows: bool) -> Callable[[Scene, Draw], tuple[Scene, Room]]:
        def make(scene: Scene, rng: Draw) -> tuple[Scene, Room]:
            where = scene.creamed if on_brows else scene.needled
            scene = states.paste(_red(scene, rng, density), rng.uniform(0.25, 0.7), where, rng)
            return scene, Room(_lamp(rng, _ORDINARY))

        return make

    def masked(density: float) -> Callable[[Scene, Draw], tuple[Scene, Room]]:
        def make(scene: Scene, rng: Draw) -> tuple[Scene, Room]:
            where = np.asarray(scene.needled * (1 - scene.lips), np.float32)
            scene = states.veil(_red(scene, rng, density), rng.uniform(0.04, 0.1), where, rng)
            return scene, Room(_lamp(rng, _ORDINARY), gloss=rng.uniform(0.08, 0.18))

        return make

    for density in (0.0, STRONG):
        for on_brows in (True, False):
            make = smeared(density, on_brows=on_brows)
            yield f"paste {on_brows} {density}", _Taken(Row.PASTE, "day", make, OnSkin.SUNSCREEN)
        yield f"gel mask {density}", _Taken(Row.PASTE, "day", masked(density), OnSkin.CREAM)


def _treated() -> Iterator[tuple[str, _Taken]]:
    """Skin right after needling, and skin that flakes, bleeds or swells."""

    def fresh(density: float) -> Callable[[Scene, Draw], tuple[Scene, Room]]:
        def make(scene: Scene, rng: Draw) -> tuple[Scene, Room]:
            scene = states.tramlines(_red(scene, rng, density), 0.3, rng)
            scene = states.blood_points(scene, rng.uniform(2, 6), rng)
            scene = states.swell(scene, rng.uniform(0.03, 0.06), rng)
            return scene, Room(_lamp(rng, _ORDINARY[:2]), gloss=rng.uniform(0.05, 0.12))

        return make

    def dry(
        density: float, change: Callable[[Scene, Draw], Scene]
    ) -> Callable[[Scene, Draw], tuple[Scene, Room]]:
        return lambda scene, rng: (
            change(_red(scene, rng, density), rng),
            Room(_lamp(rng, ("daylight", "cool LED"))),
        )

    changes: dict[str, Callable[[Scene, Draw], Scene]] = {
        "flakes": lambda scene, rng: states.flakes(scene, rng.uniform(4, 12), rng),
        "blood": lambda scene, rng: states.blood_points(scene, rng.uniform(4, 12), rng),
        "swollen": lambda scene, rng: states.swell(scene, rng.uniform(0.04, 0.07), rng),
        "needled": lambda scene, rng: states.swell(
            states.blood_points(states.tramlines(scene, 0.25, rng), 3, rng), 0.03, rng
        ),
    }
    for density in (0.0, STRONG):
        yield f"fresh {density}", _Taken(Row.TREATED, "day", fresh(density), OnSkin.WET)
        for name, change in changes.items():
            yield f"{name} {density}", _Taken(Row.NEEDLED, "day", dry(density, change))


def _collars() -> Iterator[tuple[str, _Taken]]:
    def studio(density: float) -> Callable[[Scene, Draw], tuple[Scene, None]]:
        return lambda scene, rng: (_any_collar(_red(scene, rng, density), rng), None)

    def anywhere(
        density: float, folds: float, *, bare: bool = False
    ) -> Callable[[Scene, Draw], tuple[Scene, Room]]:
        def make(scene: Scene, rng: Draw) -> tuple[Scene, Room]:
            scene = _red(scene, rng, density)
            return scene if bare else _any_collar(scene, rng, folds), Room(_lamp(rng))

        return make

    for density in (0.0, STRONG):
        for number in range(3):
            taken = _Taken(Row.COLLAR, "studio", studio(density))
            yield f"studio collar {number} {density}", taken
        for name, baseline, make in (
            ("after", "day", anywhere(density, 0.1)),
            ("before", "collar", anywhere(density, 0.0, bare=True)),
            ("both", "collar", anywhere(density, 0.0)),
        ):
            yield f"collar {name} {density}", _Taken(Row.COLLAR, baseline, make)
        taken = _Taken(
            Row.COLLAR, "studio collar", lambda scene, rng, k=density: (_red(scene, rng, k), None)
        )
        yield f"studio collar before {density}", taken


def _flushes() -> Iterator[tuple[str, _Taken]]:
    def flushed(neck: bool, cropped: bool = False) -> Callable[[Scene, Draw], tuple[Scene, Room]]:
        def make(scene: Scene, rng: Draw) -> tuple[Scene, Room]:
            where = scene.creamed
            if neck:
                neck_skin = scene.below_jaw(-0.1) * scene.skin * (1 - scene.eyes)
                where = np.asarray(np.maximum(where, neck_skin), np.float32)
            red = states.redden(scene, STRONG, where, rng)
            return red, Room(_lamp(rng, _ORDINARY), cropped=cropped)

        return make

    yield "flush all", _Taken(Row.FLUSH_ALL, "day", flushed(neck=True))
    yield "flush lids", _Taken(Row.FLUSH_LIDS, "day", flushed(neck=False))
    yield "no neck, lids", _Taken(Row.NO_NECK, "no neck", flushed(neck=False, cropped=True))
    for density in (0.0, STRONG):
        yield f"no neck {density}", _Taken(
            Row.NO_NECK, "no neck",
            lambda scene, rng, k=density: (
                _red(scene, rng, k), Room(_lamp(rng, _ORDINARY), cropped=True)
            ),
        )  # fmt: skip
