"""A photo's face: 478 mesh points, found with OpenCV's DNN module.

Source of the models: Kartynnik et al. 2019, arXiv:1907.06724 (mesh); Bazarevsky et al. 2019,
arXiv:1907.05047 (detector).
"""

import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from analysis.errors import NoFaceFound, SeveralFacesFound
from analysis.weights import read_bundle

type_points = NDArray[np.float64]
