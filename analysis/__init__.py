"""Measurement of redness and texture of skin in photos.

The names in `__all__` are the package's stable interface.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.align.marks import Marks
    from analysis.align.registration import Registration
    from analysis.anatomy import Zone
    from analysis.body.recipe import analyse_body_photo
    from analysis.body.registration import BodyRegistration
    from analysis.errors import AnalysisError, MissingWeights, UnreadablePhoto
    from analysis.face.pose import Pose
    from analysis.measures.change_map import expression_error, redness_change_map
    from analysis.photo.decode import Photo, read_photo
    from analysis.recipe import analyse_photo
    from analysis.results import (
        Aspect,
        Measure,
        PhotoAnalysis,
        QualityFinding,
        QualityReport,
        ZoneMeasurement,
    )

__all__ = [
    "AnalysisError",
    "Aspect",
    "BodyRegistration",
    "Marks",
    "Measure",
    "MissingWeights",
    "Photo",
    "PhotoAnalysis",
    "Pose",
    "QualityFinding",
    "QualityReport",
    "Registration",
    "UnreadablePhoto",
    "Zone",
    "ZoneMeasurement",
    "analyse_body_photo",
    "analyse_photo",
    "expression_error",
    "read_photo",
    "redness_change_map",
]

# Loaded on first use: a command's help must not wait for OpenCV.
_HOME = {
    "Zone": "anatomy",
    "AnalysisError": "errors",
    "MissingWeights": "errors",
    "UnreadablePhoto": "errors",
    "Photo": "photo.decode",
    "read_photo": "photo.decode",
    "BodyRegistration": "body.registration",
    "analyse_body_photo": "body.recipe",
    "analyse_photo": "recipe",
    "Marks": "align.marks",
    "expression_error": "measures.change_map",
    "redness_change_map": "measures.change_map",
    "Pose": "face.pose",
    "Registration": "align.registration",
    "Aspect": "results",
    "Measure": "results",
    "PhotoAnalysis": "results",
    "QualityFinding": "results",
    "QualityReport": "results",
    "ZoneMeasurement": "results",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'analysis' has no attribute '{name}'")
    return getattr(import_module(f"analysis.{_HOME[name]}"), name)
