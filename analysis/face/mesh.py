"""The canonical skin map: every face unrolled onto the same square, texel for texel.

The geometry (468 vertices with texture coordinates, 898 triangles) comes with the face mesh
weights. The map's rows run from forehead to chin, its columns from the person's right to left.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from analysis.face.detect import Face, Image, Points
from analysis.face.points import EYE_OUTER_LEFT, EYE_OUTER_RIGHT, MESH_POINTS
from analysis.face.weights import read_bundle

MAP_SIZE = 768
"""Side of the skin map in texels. Chosen: 3.7 texels per mm, as fine as a face of 231 pixels
between the eyes is seen."""
INTEROCULAR_TEXELS = 231.0
"""Distance between the eye centres on the skin map. Source: the mesh's own texture coordinates."""
INTEROCULAR_MM = 63.0
"""Mean adult distance between the pupils (Dodgson 2004, doi:10.1117/12.529999): 63 ± 3.5 mm.
Source: that study."""
TEXELS_PER_MM = INTEROCULAR_TEXELS / INTEROCULAR_MM

_WHOLE = slice(0, MAP_SIZE), slice(0, MAP_SIZE)
"""Source: the skin map, all of it."""

# Source: the layout of the canonical mesh in its file (docs/decisions/0001).
_VERTEX_FIELD, _INDEX_FIELD = 3, 4
_FLOATS_PER_VERTEX = 5


@dataclass(frozen=True)
class CanonicalMesh:
    """The face that all faces are unrolled by."""

    vertices: Points
    """(468, 3) x, y, z in cm, y up, z towards the viewer."""
    texture: Points
    """(468, 2) row, column on the skin map in texels."""
    triangles: NDArray[np.int64]
    """(898, 3) vertex indices."""


@dataclass(frozen=True)
class _TexelTable:
    triangle: NDArray[np.int32]
    """(S, S) index of the triangle that covers a texel, -1 outside the face."""
    weights: NDArray[np.float32]
    """(S, S, 3) barycentric weights of its corners."""


@lru_cache(maxsize=1)
def canonical_mesh() -> CanonicalMesh:
    """Read the canonical mesh from the weights bundle."""
    mesh = next(value for field, value in _protobuf_fields(_geometry()) if field == 1)
    fields = list(_protobuf_fields(mesh))
    floats = b"".join(value for field, value in fields if field == _VERTEX_FIELD)
    indices = [int.from_bytes(value, "little") for field, value in fields if field == _INDEX_FIELD]
    vertices = np.frombuffer(floats, "<f4").reshape(-1, _FLOATS_PER_VERTEX).astype(float)
    return CanonicalMesh(
        vertices=vertices[:, :3],
        texture=vertices[:, [4, 3]] * MAP_SIZE - 0.5,
        triangles=np.array(indices).reshape(-1, 3),
    )


def _geometry() -> bytes:
    return read_bundle()["geometry_pipeline_metadata_landmarks.binarypb"]


def _protobuf_fields(message: bytes) -> Iterator[tuple[int, bytes]]:
    """Walk a protobuf message; a whole number comes as its little-endian bytes.

    The few lines stand here because the message's schema is published without a package.
    """
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        kind = tag & 7
        if kind == 0:
            value, at = _varint(message, at)
            yield tag >> 3, value.to_bytes(8, "little")
            continue
        length, at = _varint(message, at) if kind == 2 else ({1: 8, 5: 4}[kind], at)
        yield tag >> 3, message[at : at + length]
        at += length


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value, shift = 0, 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


@lru_cache(maxsize=1)
def _texel_table() -> _TexelTable:
    mesh = canonical_mesh()
    triangle = np.full((MAP_SIZE, MAP_SIZE), -1, np.int32)
    weights = np.zeros((MAP_SIZE, MAP_SIZE, 3), np.float32)
    for index, corners in enumerate(mesh.texture[mesh.triangles]):
        low = np.floor(corners.min(axis=0)).astype(int).clip(0)
        high = np.ceil(corners.max(axis=0)).astype(int) + 1
        rows, columns = np.mgrid[low[0] : high[0], low[1] : high[1]]
        inside, bary = _barycentric(np.stack([rows, columns], axis=-1), corners)
        where = rows[inside], columns[inside]
        triangle[where] = index
        weights[where] = bary[inside]
    return _TexelTable(triangle, weights)


def _barycentric(points: Points, corners: Points) -> tuple[NDArray[np.bool_], Points]:
    """Barycentric weights of points (..., 2) in a triangle (3, 2), and which lie inside."""
    edges = np.stack([corners[1] - corners[0], corners[2] - corners[0]], axis=1)
    second_third = (points - corners[0]) @ np.linalg.inv(edges).T
    weights = np.concatenate([1 - second_third.sum(-1, keepdims=True), second_third], axis=-1)
    return np.asarray((weights > -1e-6).all(axis=-1)), weights


@lru_cache(maxsize=1)
def covered() -> NDArray[np.bool_]:
    """Return the texels that the mesh covers, (S, S) bool; read only."""
    found = _texel_table().triangle >= 0
    found.setflags(write=False)
    return found


def texel_triangles() -> NDArray[np.int32]:
    """Return the triangle of the mesh that covers each texel, (S, S); -1 off the face."""
    return _texel_table().triangle


def photo_positions(face: Face, box: tuple[slice, slice] = _WHOLE) -> NDArray[np.float32]:
    """Return where each texel of the skin map lies in the photo.

    Parameters
    ----------
    face : Face
    box : pair of slice, optional
        Rows and columns of the map, T and U of them; without it all.

    Returns
    -------
    positions : (T, U, 2) float32 ndarray
        Row, column in photo pixels; -1 outside the mesh.
    """
    # Multiplied as column and row, the order that OpenCV reads without a copy.
    return carried_to_texels(face.points[:MESH_POINTS, 1::-1], -1, box)[..., ::-1]


def carried_to_texels(
    values: Points, outside: float = 0.0, box: tuple[slice, slice] = _WHOLE
) -> NDArray[np.float32]:
    """Carry values (468, C) of the mesh points to the skin map, or a part of it: (T, U, C)."""
    known = np.vstack([values, np.full(values.shape[1], outside)]).astype(np.float32)
    (top, bottom), (left, right) = ((side.start, side.stop) for side in box)
    product = _barycentric_product() if box == _WHOLE else _product_of(top, bottom, left, right)
    return np.asarray((product @ known).reshape(bottom - top, right - left, -1))


@lru_cache(maxsize=32)
def _product_of(top: int, bottom: int, left: int, right: int) -> csr_array:
    """Return the rows of the same matrix that are a part of the map."""
    texels = np.arange(MAP_SIZE**2).reshape(MAP_SIZE, MAP_SIZE)
    return _barycentric_product()[texels[top:bottom, left:right].ravel()]


@lru_cache(maxsize=1)
def _barycentric_product() -> csr_array:
    """Return the (S², 469) matrix that takes mesh points, the last one nowhere, to texels."""
    table = _texel_table()
    corners = np.append(canonical_mesh().triangles, [[MESH_POINTS] * 3], axis=0)[table.triangle]
    weights = np.where(covered()[..., None], table.weights, np.array([1, 0, 0], np.float32))
    starts = np.arange(0, corners.size + 1, 3, dtype=np.int32)
    return csr_array((weights.ravel(), corners.ravel().astype(np.int32), starts))


def sample(pixels: Image, positions: NDArray[np.float32]) -> Image:
    """Read a photo at the given places.

    Parameters
    ----------
    pixels : (M, N, 3) uint8 ndarray
    positions : (S, T, 2) float32 ndarray
        Row, column in photo pixels.

    Returns
    -------
    values : (S, T, 3) uint8 ndarray
        Black where the place lies outside the photo.
    """
    columns_rows = np.ascontiguousarray(positions[..., ::-1])
    no_second = np.empty(0, np.float32)
    return np.asarray(cv2.remap(pixels, columns_rows, no_second, cv2.INTER_CUBIC))


def foreshortening(face: Face) -> NDArray[np.float32]:
    """Return how much each texel's triangle is turned away from the camera.

    Returns
    -------
    visible : (S, S) float32 ndarray
        Area of the triangle in the photo relative to the same triangle of the canonical mesh seen
        from the front, both in units of the interocular distance. 1 = as wide as from the
        front; 0 or less = edge on or hidden; 0 outside the mesh.
    """
    mesh = canonical_mesh()
    photo = _signed_areas(
        face.unmirrored[:MESH_POINTS, 1::-1] / face.interocular_px, mesh.triangles
    )
    scale = (
        np.linalg.norm(mesh.vertices[EYE_OUTER_RIGHT, :2] - mesh.vertices[EYE_OUTER_LEFT, :2])
        * 0.70
    )
    front = _signed_areas(mesh.vertices[:, :2] * [1, -1] / scale, mesh.triangles)
    ratio = np.where(np.abs(front) > 1e-9, photo / front, 0.0)
    return np.append(ratio, 0.0).astype(np.float32)[_texel_table().triangle]


def _signed_areas(points: Points, triangles: NDArray[np.int64]) -> Points:
    a, b, c = points[triangles[:, 0]], points[triangles[:, 1]], points[triangles[:, 2]]
    first, second = b - a, c - a
    return (first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]) / 2


def to_texels(face: Face, points: Points) -> tuple[Points, NDArray[np.bool_]]:
    """Find the texels of points of a photo.

    Parameters
    ----------
    face : Face
    points : (N, 2) float ndarray
        Row, column in the photo.

    Returns
    -------
    texels : (N, 2) float ndarray
    on_mesh : (N,) bool ndarray
        Whether a point lies on the face mesh; the others' texels say nothing.
    """
    mesh = canonical_mesh()
    vertices = face.points[:MESH_POINTS, :2]
    return _between(points, vertices[mesh.triangles], mesh.texture[mesh.triangles])


def to_photo(face: Face, texels: Points) -> Points:
    """Find where texels (N, 2) lie in a photo, row and column; the inverse of `to_texels`.

    A texel just off the map is placed by the nearest triangle, carried on.
    """
    mesh = canonical_mesh()
    vertices = face.points[:MESH_POINTS, :2]
    return _between(texels, mesh.texture[mesh.triangles], vertices[mesh.triangles])[0]


def _between(points: Points, source: Points, target: Points) -> tuple[Points, NDArray[np.bool_]]:
    """Map points by the triangle (of K, 3, 2 source corners) that they lie in."""
    parts = [_between_some(some, source, target) for some in _batches(points)]
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _batches(points: Points) -> list[Points]:
    return [points[start : start + 1000] for start in range(0, max(len(points), 1), 1000)]


def _between_some(
    points: Points, source: Points, target: Points
) -> tuple[Points, NDArray[np.bool_]]:
    edges = np.stack([source[:, 1] - source[:, 0], source[:, 2] - source[:, 0]], axis=-1)
    flat = np.abs(np.linalg.det(edges)) < 1e-9
    inverse = np.linalg.inv(np.where(flat[:, None, None], np.eye(2), edges))
    offset = points[:, None] - source[:, 0]
    second, third = (
        offset[..., 0] * inverse[:, i, 0] + offset[..., 1] * inverse[:, i, 1] for i in (0, 1)
    )
    depth = np.minimum(np.minimum(second, third), 1 - second - third)
    best = np.where(flat, -np.inf, depth).argmax(axis=1)
    row = np.arange(len(points))
    second, third = second[row, best], third[row, best]
    weights = np.stack([1 - second - third, second, third], axis=1)
    return np.einsum("nc,ncj->nj", weights, target[best]), depth[row, best] > -1e-6


def read_at(values: NDArray[np.float32], texels: Points) -> Points:
    """Read a map (S, S, C) at texels (N, 2), as (N, C); beyond its edge the edge holds."""
    rows, columns = (np.ascontiguousarray(texels[:, i], np.float32) for i in (0, 1))
    if not len(texels):
        return np.empty((0, values.shape[-1]))
    read = cv2.remap(values, columns, rows, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(read, float).reshape(len(texels), -1)
