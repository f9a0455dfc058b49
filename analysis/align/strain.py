"""How far a zone's skin was stretched or folded between two photos: a smile, swelling."""

import numpy as np
from numpy.typing import NDArray

from analysis.anatomy import Zone
from analysis.face.detect import Face, Points
from analysis.face.mesh import canonical_mesh, texel_triangles
from analysis.face.points import MESH_POINTS
from analysis.face.zones import zone_texels


def zone_strains(before: Face, after: Face) -> dict[Zone, float]:
    """Measure how far every zone changed its shape.

    Parameters
    ----------
    before, after : Face
        One face in two photos.

    Returns
    -------
    strains : dict of Zone to float
        Root mean square of the two principal ln stretches of the zone's mesh triangles: 0.1 is
        about 10 % longer or shorter. The mesh's depth is a guess, so about 0.05 is noise.

    References
    ----------
    Hencky 1928 (logarithmic strain).
    """
    triangles = canonical_mesh().triangles
    was, now = (
        _edges(face.points[:MESH_POINTS] / face.interocular_px, triangles)
        for face in (before, after)
    )
    # Gram matrices hold lengths and angles, and no position: turning the head changes nothing.
    metric = np.linalg.solve(_gram(was), _gram(now))
    stretches = np.log(np.maximum(np.abs(np.linalg.eigvals(metric)), 1e-6)) / 2
    squares = (stretches**2).mean(axis=1)
    of_texel = texel_triangles().ravel()
    return {
        zone: float(np.sqrt(squares[of_texel[texels[::16]]].mean()))
        for zone, texels in zone_texels().items()
    }


def _edges(points: Points, triangles: NDArray[np.int64]) -> Points:
    """Two edges of every triangle, (K, 2, 3)."""
    corners = points[triangles]
    return np.asarray(corners[:, 1:] - corners[:, :1])


def _gram(edges: Points) -> Points:
    return np.asarray(edges @ edges.transpose(0, 2, 1) + 1e-9 * np.eye(2))
