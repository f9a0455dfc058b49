"""A photo of a generated person: projection, light, skin, eyes, hair, camera."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.simulate.albedo import Plane, read_map, skin_albedo
from analysis.simulate.hair import Strands
from analysis.simulate.head import LIGHT_DIRECTIONS
from analysis.simulate.parts import Material
from analysis.simulate.pattern import DETAIL
from analysis.simulate.person import Person
from analysis.simulate.raster import Fragments, Points, rasterise
from analysis.simulate.state import Shot, SkinState
from analysis.simulate.treated import skin_map
from analysis.simulate import eyes

Image = NDArray[np.uint8]

_FOCAL_PER_HEIGHT = 1.46
"""Focal length relative to the picture's height: a phone held at arm's length."""
_FRAME_CENTRE_CM = (0.0, -0.5)
_SUPERSAMPLING = 2
_WALL = np.array([0.50, 0.51, 0.515], np.float32)
_SHIRT = np.array([0.16, 0.21, 0.27], np.float32)
_HAIR = np.array([0.055, 0.034, 0.022], np.float32)


@dataclass(frozen=True)
class _Camera:
    turn: Points
    """(3, 3) from the head's frame to the camera's."""
    shot: Shot
    shape: tuple[int, int]

    def project(self, points: Points) -> Points:
        """Column, row and distance of points in the head's frame (..., 3)."""
        seen = points @ self.turn.T
        focal = _FOCAL_PER_HEIGHT * self.shape[0]
        away = self.shot.distance_cm - seen[..., 2]
        right = seen[..., 0] + self.shot.shift_cm[0] - _FRAME_CENTRE_CM[0]
        up = seen[..., 1] + self.shot.shift_cm[1] - _FRAME_CENTRE_CM[1]
        return np.stack(
            [
                self.shape[1] / 2 + focal * right / away,
                self.shape[0] / 2 - focal * up / away,
                away,
            ],
            axis=-1,
        )

    @property
    def place(self) -> Points:
        """Where the camera is, in the head's frame."""
        return np.asarray(np.array([0.0, 0.0, self.shot.distance_cm]) @ self.turn)


@dataclass(frozen=True)
class _Surface:
    """What is known of every covered pixel, (K, ...)."""

    position: Points
    normal: Points
    texture: Points
    scalp: Points
    light: Points
    """Light that falls on it, 1 = full front light."""
    key: Points
    material: NDArray[np.int64]


def render_face(
    person: Person, state: SkinState, shot: Shot, shape: tuple[int, int] = (1250, 1000)
) -> Image:
    """Take a photo of a generated person.

    Parameters
    ----------
    person : Person
    state : SkinState
    shot : Shot
    shape : (int, int)
        Rows and columns of the photo.

    Returns
    -------
    pixels : (M, N, 3) uint8 ndarray
        sRGB, upright, not mirrored.
    """
    camera = _Camera(_turn(shot), shot, (shape[0] * _SUPERSAMPLING, shape[1] * _SUPERSAMPLING))
    body = person.body
    fragments = rasterise(camera.project(body.vertices), body.triangles, camera.shape)
    surface = _surface(person, fragments, camera)
    scene = _background(camera)
    scene[fragments.covered] = _shade(person, state, surface, camera)
    _draw_hair(scene, person, fragments, camera)
    small = cv2.resize(scene, shape[::-1], interpolation=cv2.INTER_AREA)
    return _photograph(small, shot)


def _turn(shot: Shot) -> Points:
    yaw, pitch, roll = np.radians([shot.yaw_deg, -shot.pitch_deg, -shot.roll_deg])
    about_y = [[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]]
    about_x = [[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]]
    about_z = [[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]]
    return np.asarray(np.array(about_z) @ about_x @ about_y)


def _key_direction(shot: Shot) -> Points:
    azimuth, elevation = np.radians([shot.light_azimuth_deg, shot.light_elevation_deg])
    return np.array(
        [
            np.sin(azimuth) * np.cos(elevation),
            np.sin(elevation),
            np.cos(azimuth) * np.cos(elevation),
        ]
    )


def _light(shot: Shot, turn: Points) -> tuple[Points, Points]:
    """Light of the window and of the room from each direction, in the frame of the head."""
    directions = LIGHT_DIRECTIONS @ turn.T
    window = np.exp(5.0 * (directions @ _key_direction(shot) - 1))
    room = 1 + 0.35 * directions[:, 1] + 0.25 * directions[:, 2]
    front = np.clip(directions[:, 2], 0, None)
    window, room = window / (front @ window), room / (front @ room)
    return window / (1 + shot.ambient), room * shot.ambient / (1 + shot.ambient)


def _surface(person: Person, fragments: Fragments, camera: _Camera) -> _Surface:
    body = person.body
    window, room = _light(camera.shot, camera.turn)
    key = body.transfer @ window
    values = np.column_stack(
        [body.vertices, body.normals, body.texture, body.scalp, key + body.transfer @ room, key]
    )
    found = fragments.interpolate(values, body.triangles)
    normal = found[:, 3:6]
    return _Surface(
        position=found[:, :3],
        normal=normal / np.linalg.norm(normal, axis=1, keepdims=True),
        texture=found[:, 6:8],
        scalp=found[:, 8],
        light=found[:, 9],
        key=found[:, 10],
        material=body.material[fragments.triangle[fragments.covered]],
    )


def _background(camera: _Camera) -> Plane:
    rows, columns = camera.shape
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    side = np.sin(np.radians(camera.shot.light_azimuth_deg))
    fall = 0.86 + 0.12 * side * (x / columns - 0.5) - 0.14 * (y / rows - 0.3)
    return np.asarray(_WALL * fall[..., None], np.float32)


def _shade(person: Person, state: SkinState, surface: _Surface, camera: _Camera) -> Points:
    colour, cavity = _skin_colours(person, state, surface)
    neck = surface.material == Material.NECK
    shirt = neck & (_above_collar(surface.position) < 0)
    colour[shirt] = _SHIRT * _weave(surface.position[shirt])[:, None]
    hair = _smooth(0.045, 0.10, surface.scalp)[:, None]
    colour = colour * (1 - hair) + hair * _HAIR * 0.8
    lit = colour * surface.light[:, None]
    shine = camera.shot.gloss * _gloss(surface, camera) * cavity * (1 - hair[:, 0])
    shine[shirt] = 0
    lit += shine[:, None]
    eye = surface.material == Material.EYE
    lit[eye] = eyes.shade(
        person.body, surface.position[eye], surface.light[eye], camera.place,
        _key_direction(camera.shot) @ camera.turn,
    )  # fmt: skip
    return np.asarray(lit)


def _skin_colours(
    person: Person, state: SkinState, surface: _Surface
) -> tuple[Points, NDArray[np.float64]]:
    """Colour of skin everywhere, and how open the surface is to grazing light."""
    colour = np.zeros((len(surface.material), 3), np.float32)
    cavity = np.ones(len(surface.material))
    face = surface.material == Material.FACE
    texels = surface.texture[face].T * DETAIL + (DETAIL - 1) / 2
    pattern = person.pattern
    brow = read_map(pattern.hair, texels)[:, None]
    shadow = read_map(pattern.shadow, texels)
    colour[face] = read_map(skin_map(person, state), texels) * shadow[:, None]
    colour[face] = colour[face] * (1 - 0.9 * brow) + 0.9 * brow * _HAIR
    cavity[face] = shadow * (1 - brow[:, 0]) * np.exp(4 * read_map(pattern.fine, texels))
    other = ~face
    colour[other] = _plain_skin(person, surface.position[other])
    return colour, cavity


def _plain_skin(person: Person, position: Points) -> Points:
    """Skin outside the face, which no needle touched."""
    around = np.arctan2(position[:, 0], position[:, 2] + 4.5) * 6.0
    texels = np.stack([position[:, 1], around]) * 73.0 + 768
    fine = read_map(person.neck_texture, texels)
    ear = _smooth(7.2, 8.2, np.abs(position[:, 0])) * (position[:, 1] > -4)
    blood = np.float32(0.0115) + np.float32(0.008) * ear.astype(np.float32)
    melanin = np.full_like(blood, person.melanin)
    return np.asarray(skin_albedo(melanin, blood) * np.exp(fine)[:, None])


def _above_collar(position: Points) -> Points:
    return np.asarray(position[:, 1] + 15.3 + 0.32 * (position[:, 2] + 3))


def _weave(position: Points) -> Points:
    """Knitted collar: a ribbed band, then plain cloth."""
    depth = -_above_collar(position)
    around = np.arctan2(position[:, 0], position[:, 2] + 4.5)
    ribs = 1 + 0.10 * np.sin(around * 150) * (depth < 1.7)
    seam = 1 - 0.35 * np.exp(-(((depth - 1.75) / 0.08) ** 2))
    edge = 0.55 + 0.45 * _smooth(0.0, 0.18, depth)
    return np.asarray(ribs * seam * edge)


def _smooth(low: float, high: float, value: Points) -> Points:
    t = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def _gloss(surface: _Surface, camera: _Camera) -> Points:
    view = camera.place - surface.position
    view /= np.linalg.norm(view, axis=1, keepdims=True)
    half = view + _key_direction(camera.shot) @ camera.turn
    half /= np.linalg.norm(half, axis=1, keepdims=True)
    facing = np.clip((surface.normal * half).sum(axis=1), 0, 1)
    grazing = (1 - np.clip((surface.normal * view).sum(axis=1), 0, 1)) ** 4
    lobe = 0.10 * facing**28 + 0.035 * facing**8
    return np.asarray((lobe + 0.06 * grazing) * surface.key)


def _draw_hair(scene: Plane, person: Person, fragments: Fragments, camera: _Camera) -> None:
    light = _key_direction(camera.shot) @ camera.turn
    _draw(scene, person.hair, fragments, camera, light, thickness=2)
    _draw(scene, person.lashes, fragments, camera, light, thickness=2)


def _draw(
    scene: Plane, strands: Strands, fragments: Fragments, camera: _Camera, light: Points,
    thickness: int,
) -> None:  # fmt: skip
    """Draw strands segment by segment, lit as thin cylinders (Kajiya & Kay 1989)."""
    places = camera.project(strands.paths)
    along = np.gradient(strands.paths, axis=1)
    along /= np.linalg.norm(along, axis=-1, keepdims=True)
    view = camera.place / np.linalg.norm(camera.place)
    half = (light + view) / np.linalg.norm(light + view)
    diffuse = np.sqrt(np.clip(1 - (along @ light) ** 2, 0, 1))
    bright = np.sqrt(np.clip(1 - (along @ half) ** 2, 0, 1)) ** 40
    exposed = np.clip(strands.normals @ light + 0.4, 0.05, 1.4) / 1.4
    level = (0.25 + 0.9 * diffuse * exposed)[..., None] * _HAIR + (0.055 * bright * exposed)[
        ..., None
    ]
    level = level * strands.shade[:, None, None]
    facing = (strands.normals * view).sum(axis=-1) > -0.05
    limit = np.array(scene.shape[1::-1]) - 1
    for path, colours, visible in zip(places, level, facing, strict=True):
        pixels = np.round(path[:, :2] * 16).astype(int)
        inside = ((path[:, :2] > 0) & (path[:, :2] < limit)).all(axis=1)
        for k in range(len(path) - 1):
            if not (visible[k] and inside[k] and inside[k + 1]):
                continue
            column, row = np.round(path[k, :2]).astype(int)
            if path[k, 2] > fragments.depth[row, column] + 1.0:
                continue
            cv2.line(
                scene, pixels[k], pixels[k + 1], colours[k].tolist(), thickness, cv2.LINE_AA, 4
            )


def _photograph(scene: Plane, shot: Shot) -> Image:
    """Turn linear light into a photo as a phone does."""
    rng = np.random.default_rng(shot.seed)
    gains = np.array([shot.gain_red, 1.0, shot.gain_blue]) * 2.0**shot.exposure_ev
    light = cv2.GaussianBlur(scene, (0, 0), shot.blur_px) * gains
    light += rng.normal(0, shot.noise, light.shape) * np.sqrt(0.1 + light)
    light = np.clip(light, 0, 1) ** shot.tone
    coded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(np.clip(np.rint(coded * 255), 0, 255).astype(np.uint8))
