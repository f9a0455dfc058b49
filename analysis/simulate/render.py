"""A photo of a generated person."""

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.simulate.camera import Camera, develop
from analysis.simulate.hair import draw_strands
from analysis.simulate.light import window_direction
from analysis.simulate.person import Person
from analysis.simulate.shading import paint_wall, shade
from analysis.simulate.shape.raster import rasterise
from analysis.simulate.state import Shot, SkinState

# Chosen: by eye, for time.
_SUPERSAMPLING = 2
FULL_SHAPE = (1250, 1000)


def render_face(
    person: Person, state: SkinState, shot: Shot, shape: tuple[int, int] = FULL_SHAPE
) -> NDArray[np.uint8]:
    """Take a photo of a generated person.

    Parameters
    ----------
    person : Person
    state : SkinState
    shot : Shot
    shape : (int, int)
        Rows and columns of the photo. The framing follows the rows.

    Returns
    -------
    pixels : (M, N, 3) uint8 ndarray
        sRGB, upright, not mirrored. The same arguments give the same pixels.
    """
    camera = Camera(shot, (shape[0] * _SUPERSAMPLING, shape[1] * _SUPERSAMPLING))
    body = person.body
    fragments = rasterise(camera.project(body.vertices), body.triangles, camera.shape)
    scene = paint_wall(camera.shape, shot)
    scene[fragments.covered] = shade(person, state, fragments, camera)
    window = window_direction(shot) @ camera.turn
    for strands in (person.hair, person.lashes):
        draw_strands(scene, strands, person.hair_colour, window, camera, fragments)
    small = cv2.resize(scene, shape[::-1], interpolation=cv2.INTER_AREA)
    return develop(np.asarray(small, np.float32), shot)
