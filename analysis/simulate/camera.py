"""The camera: where things appear in the picture, and how light becomes pixels."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.simulate.albedo import Plane
from analysis.simulate.shape.raster import Points
from analysis.simulate.state import Shot

# Chosen: by eye, near a phone's main camera.
_FOCAL_PER_HEIGHT = 1.46
"""Focal length in heights of the picture: a phone held at arm's length."""
_FRAME_CENTRE_CM = np.array([0.0, -0.5])


@dataclass(frozen=True)
class Camera:
    """A pinhole camera in front of the head."""

    shot: Shot
    shape: tuple[int, int]
    """Rows and columns of the picture."""

    @property
    def turn(self) -> Points:
        """(3, 3) rotation from the frame of the head to the camera's."""
        shot = self.shot
        yaw, pitch, roll = np.radians([shot.yaw_deg, -shot.pitch_deg, -shot.roll_deg])
        return _about(2, roll) @ _about(0, pitch) @ _about(1, yaw)

    @property
    def place(self) -> Points:
        """(3,) where the camera is, in the frame of the head."""
        return np.asarray(np.array([0.0, 0.0, self.shot.distance_cm]) @ self.turn)

    def project(self, points: Points) -> Points:
        """Return column, row and distance (..., 3) of points in the frame of the head (..., 3)."""
        seen = points @ self.turn.T
        away = self.shot.distance_cm - seen[..., 2:]
        offset = seen[..., :2] + self.shot.shift_cm - _FRAME_CENTRE_CM
        scaled = _FOCAL_PER_HEIGHT * self.shape[0] * offset / away * [1, -1]
        return np.concatenate([scaled + np.array(self.shape[::-1]) / 2, away], axis=-1)


def _about(axis: int, angle: float) -> Points:
    first, second = [k for k in range(3) if k != axis]
    turn = np.eye(3)
    turn[first, first] = turn[second, second] = np.cos(angle)
    sine = np.sin(angle) if axis == 1 else -np.sin(angle)
    turn[first, second], turn[second, first] = sine, -sine
    return turn


def develop(scene: Plane, shot: Shot) -> NDArray[np.uint8]:
    """Turn light into a photo, as a phone does.

    Parameters
    ----------
    scene : (M, N, 3) float32 ndarray
        Linear sRGB.
    shot : Shot

    Returns
    -------
    pixels : (M, N, 3) uint8 ndarray
        sRGB.
    """
    gains = np.array([shot.gain_red, 1.0, shot.gain_blue]) * 2.0**shot.exposure_ev
    light = cv2.GaussianBlur(scene, (0, 0), shot.blur_px) * gains
    grain = np.random.default_rng(shot.seed).normal(0, shot.noise, light.shape)
    light = np.clip(light + grain * np.sqrt(0.1 + light), 0, 1) ** shot.tone
    coded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(coded * 255).astype(np.uint8))
