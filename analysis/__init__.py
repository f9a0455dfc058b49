"""Measurement of redness and texture of skin in photos.

The names in `__all__` are the package's stable interface.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.anatomy import Zone
    from analysis.body import BodyRegistration
    from analysis.body_measure import analyse_body_photo
    from analysis.change_map import expression_error, redness_change_map
    from analysis.errors import AnalysisError, MissingWeights, UnreadablePhoto
    from analysis.image import Photo, read_photo
    from analysis.marks import Marks
    from analysis.measure import analyse_photo
    from analysis.pose import Pose
    from analysis.registration import Registration
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
    "Photo": "image",
    "read_photo": "image",
    "BodyRegistration": "body",
    "analyse_body_photo": "body_measure",
    "analyse_photo": "measure",
    "Marks": "marks",
    "expression_error": "change_map",
    "redness_change_map": "change_map",
    "Pose": "pose",
    "Registration": "registration",
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
