"""Light: a window, the room around it, and what of both arrives on each part of the body.

What arrives is worked out once for a person and every direction; a photo then only says how
much light comes from where (precomputed transfer: Sloan, Kautz & Snyder 2002,
doi:10.1145/566654.566612).
"""

import numpy as np
from numpy.typing import NDArray

from analysis.simulate.shape.raster import Points, Triangles, rasterise
from analysis.simulate.shape.subdivision import neighbourhood
from analysis.simulate.state import Shot

# Chosen: by eye, as coarse as shadows allow, for time.
_DEPTH_MAP_SIZE = 200
_DEPTH_BIAS_CM = 0.3
_LAMP_AT_CM = 1000.0
_WRAP = 0.15
"""How far light creeps round the edge of shadow, as a cosine: skin spreads it sideways."""
_SOFTENING_STEPS = 4
_WINDOW_SHARPNESS = 5.0


def sphere_directions(count: int) -> Points:
    """Return unit vectors (count, 3) spread evenly over the sphere (Fibonacci lattice)."""
    index = np.arange(count) + 0.5
    z = 1 - 2 * index / count
    angle = np.pi * (1 + 5**0.5) * index
    ring = np.sqrt(1 - z**2)
    return np.column_stack([ring * np.cos(angle), ring * np.sin(angle), z])


LIGHT_DIRECTIONS = sphere_directions(110)
"""Where light can come from, in the frame of the head. Chosen: so many, for time."""


def window_direction(shot: Shot) -> Points:
    """Return the unit vector from the head to the window, in the frame of the camera."""
    azimuth, elevation = np.radians([shot.light_azimuth_deg, shot.light_elevation_deg])
    flat = np.cos(elevation)
    return np.array([np.sin(azimuth) * flat, np.sin(elevation), np.cos(azimuth) * flat])


def light_from(shot: Shot, turn: Points) -> tuple[Points, Points]:
    """Return how much light comes from each direction.

    Parameters
    ----------
    shot : Shot
    turn : (3, 3) float ndarray
        Rotation from the frame of the head to the camera's.

    Returns
    -------
    window, room : (D,) float ndarray
        Along `LIGHT_DIRECTIONS`; together they light a surface that faces the camera with 1.
    """
    directions = LIGHT_DIRECTIONS @ turn.T
    window = np.exp(_WINDOW_SHARPNESS * (directions @ window_direction(shot) - 1))
    room = 1 + 0.35 * directions[:, 1] + 0.25 * directions[:, 2]
    facing = np.clip(directions[:, 2], 0, None)
    total = 1 + shot.ambient
    return window / (facing @ window) / total, room / (facing @ room) * shot.ambient / total


def light_transfer(
    vertices: Points, normals: Points, triangles: Triangles, shadow_casters: Triangles
) -> NDArray[np.float32]:
    """Return how much light each vertex takes from each direction.

    Parameters
    ----------
    vertices, normals : (V, 3) float ndarray
        In cm.
    triangles : (T, 3) int ndarray
    shadow_casters : (U, 3) int ndarray
        Triangles of the same vertices that cast the shadows; fewer are quicker.

    Returns
    -------
    transfer : (V, D) float32 ndarray
        Along `LIGHT_DIRECTIONS`: cosine where the light arrives, 0 in shadow; softened, as skin
        spreads light sideways.
    """
    cosine = np.clip((normals @ LIGHT_DIRECTIONS.T + _WRAP) / (1 + _WRAP), 0, None)
    lit = np.stack(
        [_sees(vertices, shadow_casters, direction) for direction in LIGHT_DIRECTIONS], axis=1
    )
    transfer = cosine * lit
    blur = neighbourhood(triangles, len(vertices))
    for _ in range(_SOFTENING_STEPS):
        transfer = blur @ transfer
    return transfer.astype(np.float32)


def _sees(vertices: Points, triangles: Triangles, direction: Points) -> NDArray[np.bool_]:
    """Which vertices light from a direction reaches, found with a depth map as it sees it."""
    turned = vertices @ _frame(direction).T
    turned -= turned.min(axis=0)
    turned[:, :2] *= (_DEPTH_MAP_SIZE - 1) / turned[:, :2].max()
    turned[:, 2] = _LAMP_AT_CM - turned[:, 2]
    depth = rasterise(turned, triangles, (_DEPTH_MAP_SIZE, _DEPTH_MAP_SIZE)).depth
    column, row = np.rint(turned[:, :2]).astype(int).T
    return np.asarray(turned[:, 2] < depth[row, column] + _DEPTH_BIAS_CM)


def _frame(direction: Points) -> Points:
    """Rotation whose third row is the direction."""
    helper = np.array([0.0, 1.0, 0.0]) if abs(direction[1]) < 0.9 else np.array([1.0, 0.0, 0.0])
    right = np.cross(helper, direction)
    right /= np.linalg.norm(right)
    return np.stack([right, np.cross(direction, right), direction])
