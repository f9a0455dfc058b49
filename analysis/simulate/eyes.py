"""The look of the eyes: white, iris, pupil, the lids' shadow and the window's reflection."""

import numpy as np

from analysis.simulate.body import Body
from analysis.simulate.shape.geometry import smoothstep, unit
from analysis.simulate.shape.head import EYE_LEFT, EYE_RIGHT
from analysis.simulate.shape.parts import EYE_RADIUS
from analysis.simulate.shape.raster import Points

# Chosen: an iris of 12 mm; colours by eye.
_IRIS_CM, _PUPIL_CM = 0.60, 0.22
_WHITE = np.array([0.60, 0.55, 0.52])
_IRIS = np.array([0.085, 0.045, 0.024])
_IRIS_INNER = np.array([0.15, 0.085, 0.04])


def shade(body: Body, position: Points, light: Points, camera: Points, window: Points) -> Points:
    """Return the colour of points on the eyeballs, (K, 3) linear.

    Parameters
    ----------
    body : Body
    position : (K, 3) float ndarray
        In the frame of the head, cm.
    light : (K,) float ndarray
        Light that falls on them.
    camera, window : (3,) float ndarray
        Where the camera is and the direction of the window, in the frame of the head.
    """
    colour = np.zeros_like(position)
    # Eyes that look into a camera at arm's length stand parallel: the line of sight leaves the
    # pupil's axis by about as much as the eyes converge.
    gaze = unit(camera)
    for loop, centre in ((EYE_RIGHT, body.eyes[0]), (EYE_LEFT, body.eyes[1])):
        own = np.linalg.norm(position - centre, axis=1) < EYE_RADIUS + 0.2
        offset = (position[own] - centre) / EYE_RADIUS
        shadow = _lid_shadow(position[own], body.rim(loop))
        colour[own] = _albedo(offset, gaze) * (light[own] * shadow)[:, None]
        colour[own] += _reflection(offset, gaze, camera - centre, window)[:, None]
    return colour


def _albedo(offset: Points, gaze: Points) -> Points:
    forward = np.clip(offset @ gaze, -1, 1)
    radius = EYE_RADIUS * np.sqrt(1 - forward**2)
    side = offset - forward[:, None] * gaze
    angle = np.arctan2(side[:, 1], side[:, 0])
    fibres = (
        1 + 0.14 * np.sin(37 * angle) + 0.12 * np.sin(61 * angle + 2) + 0.08 * np.sin(93 * angle)
    )
    blend = smoothstep(_PUPIL_CM, 0.85 * _IRIS_CM, radius)[:, None]
    iris = (_IRIS_INNER * (1 - blend) + _IRIS * blend) * fibres[:, None]
    iris *= (1 - 0.75 * smoothstep(0.80 * _IRIS_CM, _IRIS_CM, radius))[:, None]
    white = _WHITE * (1 - 0.25 * smoothstep(0.9, 1.25, radius))[:, None]
    white = white * (1 - np.array([0.02, 0.16, 0.18]) * smoothstep(0.85, 1.2, radius)[:, None])
    edge = smoothstep(_IRIS_CM - 0.03, _IRIS_CM + 0.04, radius)[:, None]
    pupil = smoothstep(_PUPIL_CM - 0.02, _PUPIL_CM + 0.02, radius)[:, None]
    return np.asarray((iris * (1 - edge) + white * edge) * (0.04 + 0.96 * pupil))


def _lid_shadow(position: Points, rim: Points) -> Points:
    """Darkness under the lids, deeper under the upper one."""
    upper, lower = rim[8:], rim[8::-1]
    order = np.argsort(upper[:, 0])
    top = np.interp(position[:, 0], upper[order, 0], upper[order, 1]) - position[:, 1]
    order = np.argsort(lower[:, 0])
    bottom = position[:, 1] - np.interp(position[:, 0], lower[order, 0], lower[order, 1])
    corner = np.minimum(position[:, 0] - rim[:, 0].min(), rim[:, 0].max() - position[:, 0])
    return np.asarray(
        (1 - 0.75 * np.exp(-np.clip(top, 0, None) / 0.16))
        * (1 - 0.25 * np.exp(-np.clip(bottom, 0, None) / 0.06))
        * (1 - 0.35 * np.exp(-np.clip(corner, 0, None) / 0.15))
    )


def _reflection(offset: Points, gaze: Points, camera: Points, window: Points) -> Points:
    """Mirror the window in the wet cornea, which bulges over the iris."""
    bulge = np.clip((offset @ gaze - 0.80) / 0.20, 0, 1)[:, None]
    normal = offset + 0.35 * bulge * (offset - (offset @ gaze)[:, None] * gaze)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    view = camera / np.linalg.norm(camera)
    mirrored = 2 * (normal @ view)[:, None] * normal - view
    hit = mirrored @ window
    return np.asarray(0.85 * smoothstep(0.972, 0.985, hit) + 0.03 * smoothstep(0.80, 1.0, hit))
