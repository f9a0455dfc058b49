"""A person of one colour before a grey wall, drawn, so that what a camera does is known."""

import cv2
import numpy as np

from analysis.face.detect import Face
from analysis.face.mesh import canonical_mesh
from analysis.face.points import IRIS_LEFT, IRIS_RIGHT
from analysis.simulate.studio import Sitter, take_apart

SIDE, PX_PER_CM = 420, 13.0
LIGHT_SKIN, DARK_SKIN = (205, 158, 138), (88, 62, 48)
CHIN, LIP = 152, 13


def drawn_face() -> Face:
    vertices = canonical_mesh().vertices * PX_PER_CM * [1, -1, -1] + [SIDE / 2, 170, 0]
    points = np.zeros((478, 3))
    points[:468] = vertices[:, [1, 0, 2]]
    points[IRIS_RIGHT:IRIS_LEFT] = points[[33, 133]].mean(axis=0)
    points[IRIS_LEFT:] = points[[263, 362]].mean(axis=0)
    return Face(points, 1.0)


def draw_sitter(skin: tuple[int, int, int]) -> Sitter:
    """A face and neck of one colour in a white shirt before a grey wall."""
    face = drawn_face()
    pixels = np.full((SIDE, SIDE, 3), 185, np.uint8)
    pixels[350:, 40:380] = 245
    middle, neck = SIDE // 2, int(face.points[CHIN, 0])
    pixels[neck - 40 : neck + 60, middle - 55 : middle + 55] = skin
    outline = cv2.convexHull(face.points[:468, 1::-1].astype(np.int32))
    cv2.fillConvexPoly(pixels, outline, skin)
    return take_apart(pixels, face)


def cheek_box() -> tuple[slice, slice]:
    row, column = drawn_face().points[50, :2].astype(int)
    return slice(row - 6, row + 6), slice(column - 6, column + 6)
