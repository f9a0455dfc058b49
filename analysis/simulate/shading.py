"""The colour of every pixel: skin, eyes, shirt and wall, in the light that falls on them."""

from dataclasses import dataclass

import numpy as np

from analysis.simulate import eyes
from analysis.simulate.albedo import Plane, read_map, skin_albedo
from analysis.simulate.camera import Camera
from analysis.simulate.light import light_from, window_direction
from analysis.simulate.pattern import BASE_BLOOD, DETAIL
from analysis.simulate.person import Person
from analysis.simulate.shape.geometry import Numbers, smoothstep, unit
from analysis.simulate.shape.parts import Material
from analysis.simulate.shape.raster import Fragments, Points, Single, Triangles
from analysis.simulate.state import Shot, SkinState
from analysis.simulate.treated import blood_map, skin_map

# Chosen: by eye.
_WALL = np.array([0.50, 0.51, 0.515])
_SHIRT = np.array([0.16, 0.21, 0.27])
_SCALP_SHADE = 0.8
_FLUSH_REACH = 0.10
"""How far redness runs on behind the border of the skin map, as a share of the way back."""
_NECK_GLOSS = 0.4
_EAR_BLOOD = 0.008
_TEXELS_PER_CM = 73.0
_NECK_AXIS_Z, _NECK_RADIUS_CM = -4.5, 6.0


@dataclass(frozen=True)
class _Surface:
    """What each covered pixel shows."""

    position: Single
    """(K, 3) in the frame of the head, cm."""
    normal: Single
    texels: Single
    """(2, K) row and column on the person's maps."""
    behind: Single
    scalp: Single
    light: Single
    """(K,) all the light that arrives."""
    window: Single
    """(K,) the window's share of it."""
    material: Triangles


def shade(person: Person, state: SkinState, fragments: Fragments, camera: Camera) -> Single:
    """Return the colour of every covered pixel, (K, 3) linear sRGB.

    Parameters
    ----------
    person : Person
    state : SkinState
    fragments : Fragments
        The person's body as the camera sees it.
    camera : Camera
    """
    surface = _surface(person, fragments, camera)
    window = window_direction(camera.shot) @ camera.turn
    colour, openness = _materials(person, state, surface)
    shine = camera.shot.gloss * openness * _gloss(surface, window, camera)
    lit = colour * surface.light[:, None] + shine[:, None]
    eye = surface.material == Material.EYE
    lit[eye] = eyes.shade(
        person.body, surface.position[eye], surface.light[eye], camera.place, window
    )
    return np.asarray(lit, np.float32)


def paint_wall(shape: tuple[int, int], shot: Shot) -> Plane:
    """Return a plain wall, brighter towards the window."""
    row, column = np.ogrid[0 : 1 : shape[0] * 1j, 0 : 1 : shape[1] * 1j]
    side = np.sin(np.radians(shot.light_azimuth_deg))
    fall = 0.90 + 0.12 * side * (column - 0.5) - 0.14 * row
    return np.asarray(_WALL * fall[..., None], np.float32)


def _surface(person: Person, fragments: Fragments, camera: Camera) -> _Surface:
    body = person.body
    window, room = (body.transfer @ light for light in light_from(camera.shot, camera.turn))
    values = (
        body.vertices, body.normals, body.texture, body.behind, body.scalp, window + room, window,
    )  # fmt: skip
    found = fragments.interpolate(np.column_stack(values), body.triangles)
    return _Surface(
        position=found[:, :3],
        normal=unit(found[:, 3:6]).astype(np.float32),
        texels=found[:, 6:8].T * DETAIL + (DETAIL - 1) / 2,
        behind=found[:, 8],
        scalp=found[:, 9],
        light=found[:, 10],
        window=found[:, 11],
        material=body.material[fragments.triangle[fragments.covered]],
    )


def _materials(person: Person, state: SkinState, surface: _Surface) -> tuple[Numbers, Numbers]:
    """Colour of everything under white light, and how open its surface is to gloss."""
    colour = np.zeros((len(surface.material), 3))
    openness = np.zeros(len(surface.material))
    face = surface.material == Material.FACE
    colour[face], openness[face] = _face(person, state, surface.texels[:, face])
    colour[~face] = _other_skin(person, state, surface, ~face)
    openness[surface.material == Material.SKIN] = 1
    openness[surface.material == Material.NECK] = _NECK_GLOSS
    shirt = (surface.material == Material.NECK) & (_above_collar(surface.position) < 0)
    colour[shirt] = _SHIRT * _weave(surface.position[shirt])[:, None]
    openness[shirt] = 0
    scalp = smoothstep(0.0, 0.05, surface.scalp)
    colour += scalp[:, None] * (_SCALP_SHADE * person.hair_colour - colour)
    return colour, openness * (1 - scalp)


def _face(person: Person, state: SkinState, texels: Single) -> tuple[Numbers, Numbers]:
    pattern = person.pattern
    brow, shadow = read_map(pattern.brows, texels), read_map(pattern.shadow, texels)
    colour = read_map(skin_map(person, state), texels) * shadow[:, None]
    colour += 0.9 * brow[:, None] * (person.hair_colour - colour)
    openness = shadow * (1 - brow) * np.exp(4 * read_map(pattern.fine, texels))
    return colour, openness


def _other_skin(person: Person, state: SkinState, surface: _Surface, where: Points) -> Points:
    """Skin outside the map: what redness runs over the border, ears, and the untouched neck."""
    position, texels = surface.position[where], surface.texels[:, where]
    head = surface.material[where] == Material.SKIN
    share = head * (1 - smoothstep(0.03, _FLUSH_REACH, surface.behind[where]))
    blood = share * read_map(blood_map(person, state), texels) + (1 - share) * BASE_BLOOD
    ear = head * smoothstep(7.2, 8.2, np.abs(position[:, 0])) * (surface.behind[where] == 0)
    blood = blood + _EAR_BLOOD * ear
    around = np.arctan2(position[:, 0], position[:, 2] - _NECK_AXIS_Z) * _NECK_RADIUS_CM
    places = np.stack([position[:, 1], around]) * _TEXELS_PER_CM
    fine = np.exp(read_map(person.neck_texture, places))
    melanin = np.full_like(blood, person.melanin)
    return np.asarray(skin_albedo(melanin, blood) * fine[:, None])


def _above_collar(position: Numbers) -> Points:
    return np.asarray(position[:, 1] + 14.4 + 0.30 * (position[:, 2] + 3))


def _weave(position: Numbers) -> Points:
    """Knitted collar: a ribbed band, then plain cloth."""
    depth = -_above_collar(position)
    around = np.arctan2(position[:, 0], position[:, 2] - _NECK_AXIS_Z)
    ribs = 1 + 0.10 * np.sin(around * 150) * (depth < 1.7)
    seam = 1 - 0.35 * np.exp(-(((depth - 1.75) / 0.08) ** 2))
    edge = 0.55 + 0.45 * smoothstep(0.0, 0.18, depth)
    return np.asarray(ribs * seam * edge)


def _gloss(surface: _Surface, window: Points, camera: Camera) -> Points:
    """White light mirrored by the skin's surface, broad as skin is rough (Blinn 1977)."""
    view = unit(camera.place - surface.position)
    facing = np.clip((surface.normal * unit(view + window)).sum(axis=1), 0, 1)
    grazing = (1 - np.clip((surface.normal * view).sum(axis=1), 0, 1)) ** 4
    return np.asarray((0.13 * facing**28 + 0.04 * facing**8 + 0.06 * grazing) * surface.window)
