"""What made an analysis: the photos by their digests, and the versions that measured."""

from functools import lru_cache
from importlib.metadata import version

_MEASURED_WITH = ("fifthday", "numpy", "opencv-python-headless")


def provenance_of(
    photo_sha256: str, baseline_sha256: str | None = None, **models_sha256: str
) -> dict[str, str]:
    """Return what is kept beside the figures of a photo, of a face or of body skin.

    Parameters
    ----------
    photo_sha256 : str
        Digest of the photo's file.
    baseline_sha256 : str, optional
        That of the photo from before.
    **models_sha256 : str
        Digests of the networks that took part, by name: `face_model_sha256`.

    Returns
    -------
    provenance : dict of str to str
    """
    origin = {"photo_sha256": photo_sha256, **models_sha256}
    origin |= _versions()
    if baseline_sha256 is not None:
        origin["baseline_sha256"] = baseline_sha256
    return origin


@lru_cache(maxsize=1)
def _versions() -> dict[str, str]:
    return {name: version(name) for name in _MEASURED_WITH}
