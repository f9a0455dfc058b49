"""The body of the generated person: its parts, rounded and ready to be lit."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.simulate.light import light_transfer
from analysis.simulate.shape.geometry import vertex_normals
from analysis.simulate.shape.head import build_head, eye_centres, shape_face
from analysis.simulate.shape.parts import Part, ear, eyeball, joined, neck
from analysis.simulate.shape.raster import Points, Triangles
from analysis.simulate.shape.subdivision import subdivide

# Chosen: by eye.
_SUBDIVISIONS = 2
_HAIR_THICKNESS_CM = 1.3


@dataclass(frozen=True)
class Body:
    """A smooth body. The first 468 vertices are the points of the canonical mesh."""

    vertices: Points
    """(V, 3) in cm, in the frame of the head: x to the person's left, y up, z forward."""
    normals: Points
    """(V, 3) unit vectors."""
    texture: Points
    """(V, 2) row, column on the skin map in texels; behind the face those of its border."""
    behind: Points
    """(V,) the way from the face to the back of the head, 0–1."""
    scalp: Points
    """(V,) how far behind the hairline, 0–1; 0 where no hair grows."""
    triangles: Triangles
    material: Triangles
    """(T,) Material of each triangle."""
    transfer: NDArray[np.float32]
    """(V, D) light taken from each direction, see `light_transfer`."""
    eyes: Points
    """(2, 3) centres of the right and left eyeball."""

    def rim(self, loop: tuple[int, ...]) -> Points:
        """Return where a closed loop of mesh points lies, (N + 1, 3)."""
        return self.vertices[[*loop, loop[0]]]


def build_body(rng: np.random.Generator, variation: float) -> Body:
    """Build a person's body.

    Parameters
    ----------
    rng : numpy.random.Generator
        Decides the shape of the face.
    variation : float
        0 keeps the canonical face, 1 gives about the spread between adults.

    Returns
    -------
    body : Body
    """
    face = shape_face(rng, variation)
    eyes = eye_centres(face)
    skin, shadow_casters = _rounded(joined([build_head(face), ear(+1), ear(-1), neck()]))
    scalp = _scalp(skin.vertices, skin.places[:, 2])
    skin = _with_hair_volume(skin, scalp)
    whole = joined([skin, eyeball(eyes[0]), eyeball(eyes[1])])
    normals = vertex_normals(whole.vertices, whole.triangles)
    shadow_casters = np.concatenate([shadow_casters, whole.triangles[len(skin.triangles) :]])
    return Body(
        vertices=whole.vertices,
        normals=normals,
        texture=whole.places[:, :2],
        behind=whole.places[:, 2],
        scalp=np.pad(scalp, (0, len(whole.vertices) - len(scalp))),
        triangles=whole.triangles,
        material=whole.material,
        transfer=light_transfer(whole.vertices, normals, whole.triangles, shadow_casters),
        eyes=eyes,
    )


def _rounded(part: Part) -> tuple[Part, Triangles]:
    """Subdivide; also return the triangles of the step before, which hold for the same vertices."""
    vertices, triangles, places = part.vertices, part.triangles, part.places
    for _ in range(_SUBDIVISIONS):
        coarser = triangles
        smooth, linear, triangles = subdivide(triangles, len(vertices))
        vertices, places = smooth @ vertices, linear @ places
    material = np.tile(part.material, 4**_SUBDIVISIONS)
    return Part(vertices, triangles, material, places), coarser


def _scalp(vertices: Points, behind: Points) -> Points:
    """Draw the hairline: across the forehead, back at the temples, down before the ears."""
    x, y = np.abs(vertices[:, 0]), vertices[:, 1]
    temple = 0.035 * np.exp(-(((x - 5.6) / 1.5) ** 2)) * (y > 4)
    hairline = 0.05 + temple + 0.006 * np.sin(vertices[:, 0] * 2.3)
    above_ears = np.clip((y - 1.5) / 2.0, 0, 1)
    return np.asarray(np.clip(behind - hairline, 0, 1) * above_ears)


def _with_hair_volume(part: Part, scalp: Points) -> Part:
    thickness = _HAIR_THICKNESS_CM * np.clip((scalp - 0.03) / 0.2, 0, 1)
    normals = vertex_normals(part.vertices, part.triangles)
    vertices = part.vertices + normals * thickness[:, None]
    return Part(vertices, part.triangles, part.material, part.places)
