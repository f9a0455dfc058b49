"""Which side of the face a photo shows: photos are compared like with like."""

from enum import StrEnum

import numpy as np
from scipy.spatial.transform import Rotation

from analysis.face.detect import Points
from analysis.face.mesh import canonical_mesh
from analysis.face.points import MESH_POINTS

_THREE_QUARTER_DEG, _PROFILE_DEG = 22.0, 52.0
"""Chosen: halfway between front (0), oblique (45) and side (90 degrees), or a little less or more:
heads are rarely turned exactly."""


class Pose(StrEnum):
    """The side of the face turned to the camera; left and right are the person's own."""

    FRONT = "front"
    LEFT_THREE_QUARTER = "left_three_quarter"
    RIGHT_THREE_QUARTER = "right_three_quarter"
    LEFT_PROFILE = "left_profile"
    RIGHT_PROFILE = "right_profile"


def pose_of(points: Points) -> Pose:
    """Name the side of the face that mesh points (478, 3) show."""
    return pose_at(head_pose(points)[0])


def pose_at(yaw_deg: float) -> Pose:
    """Name the side of the face that a head shows that is turned so far, as `head_pose` says."""
    if abs(yaw_deg) < _THREE_QUARTER_DEG:
        return Pose.FRONT
    if abs(yaw_deg) < _PROFILE_DEG:
        return Pose.RIGHT_THREE_QUARTER if yaw_deg > 0 else Pose.LEFT_THREE_QUARTER
    return Pose.RIGHT_PROFILE if yaw_deg > 0 else Pose.LEFT_PROFILE


def head_pose(points: Points) -> tuple[float, float]:
    """Estimate how far a head is turned.

    Parameters
    ----------
    points : (478, 3) float ndarray
        Row, column, depth.

    Returns
    -------
    yaw_deg, pitch_deg : float
        Positive yaw shows more of the person's right cheek, positive pitch looks up. Good to
        about 3° up to 65° on generated heads; further round no face is found.

    References
    ----------
    Umeyama 1991, doi:10.1109/34.88573 (rotation between two point sets).
    """
    seen = points[:MESH_POINTS, [1, 0, 2]] * [1, -1, -1]
    model = canonical_mesh().vertices
    found, _ = Rotation.align_vectors(seen - seen.mean(axis=0), model - model.mean(axis=0))
    turn = found.as_matrix()
    yaw = np.degrees(np.arctan2(turn[0, 2], turn[2, 2]))
    pitch = np.degrees(np.arcsin(np.clip(turn[1, 2], -1, 1)))
    return float(yaw), float(pitch)
