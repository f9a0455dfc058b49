"""Measurement of redness and texture of skin in photos.

The names in `__all__` are the package's stable interface, and the only ones that other code uses.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.align.body import BodyRegistration
    from analysis.align.marks import Marks
    from analysis.align.registration import Registration
    from analysis.anatomy import BODY_ZONES, FACIAL_ZONES, TREATABLE_ZONES, Zone
    from analysis.body.recipe import analyse_body_photo
    from analysis.card.design import CardSize, Paper, make_card_pdf
    from analysis.card.reading import check_print, find_card
    from analysis.crew import Crew, CrewError, Lost, assemble
    from analysis.errors import AnalysisError, MissingWeights, UnreadablePhoto
    from analysis.face.detect import Face, Points, find_face
    from analysis.face.mesh import canonical_mesh
    from analysis.face.pose import Pose
    from analysis.face.zones import zone_masks
    from analysis.figures import CLEAR_EI, JUST_VISIBLE_EI, NORMAL_95, SD_PER_MAD
    from analysis.measures.change_map import expression_error, redness_change_map
    from analysis.measures.exposure import exposure_gains, with_gains
    from analysis.measures.sides import SideDifference, compare_sides
    from analysis.measures.tone import classify_tone
    from analysis.methods import METHODS
    from analysis.photo.capture import MESSENGER_COPY
    from analysis.photo.decode import Photo, read_photo
    from analysis.quality.framing import Aim, Framing, find_aim, judge_framing
    from analysis.recipe import analyse_photo
    from analysis.results import PhotoAnalysis
    from analysis.skin.upright import put_upright
    from analysis.threads import use_one_thread
    from analysis.vocabulary import (
        Aspect,
        Measure,
        OnSkin,
        QualityFinding,
        QualityReport,
        Unit,
        ZoneMeasurement,
    )

__all__ = [
    "BODY_ZONES",
    "CLEAR_EI",
    "FACIAL_ZONES",
    "JUST_VISIBLE_EI",
    "MESSENGER_COPY",
    "METHODS",
    "NORMAL_95",
    "SD_PER_MAD",
    "TREATABLE_ZONES",
    "Aim",
    "AnalysisError",
    "Aspect",
    "BodyRegistration",
    "CardSize",
    "Crew",
    "CrewError",
    "Face",
    "Framing",
    "Lost",
    "Marks",
    "Measure",
    "MissingWeights",
    "OnSkin",
    "Paper",
    "Photo",
    "PhotoAnalysis",
    "Points",
    "Pose",
    "QualityFinding",
    "QualityReport",
    "Registration",
    "SideDifference",
    "Unit",
    "UnreadablePhoto",
    "Zone",
    "ZoneMeasurement",
    "analyse_body_photo",
    "analyse_photo",
    "assemble",
    "canonical_mesh",
    "check_print",
    "classify_tone",
    "compare_sides",
    "exposure_gains",
    "expression_error",
    "find_aim",
    "find_card",
    "find_face",
    "judge_framing",
    "make_card_pdf",
    "put_upright",
    "read_photo",
    "redness_change_map",
    "use_one_thread",
    "with_gains",
    "zone_masks",
]

# Loaded on first use: a command's help must not wait for OpenCV.
_HOME = {
    "CLEAR_EI": "figures",
    "JUST_VISIBLE_EI": "figures",
    "NORMAL_95": "figures",
    "SD_PER_MAD": "figures",
    "BodyRegistration": "align.body",
    "Marks": "align.marks",
    "Registration": "align.registration",
    "BODY_ZONES": "anatomy",
    "FACIAL_ZONES": "anatomy",
    "TREATABLE_ZONES": "anatomy",
    "Zone": "anatomy",
    "analyse_body_photo": "body.recipe",
    "CardSize": "card.design",
    "Paper": "card.design",
    "make_card_pdf": "card.design",
    "check_print": "card.reading",
    "find_card": "card.reading",
    "Crew": "crew",
    "CrewError": "crew",
    "Lost": "crew",
    "assemble": "crew",
    "AnalysisError": "errors",
    "MissingWeights": "errors",
    "UnreadablePhoto": "errors",
    "Face": "face.detect",
    "Points": "face.detect",
    "find_face": "face.detect",
    "canonical_mesh": "face.mesh",
    "Pose": "face.pose",
    "zone_masks": "face.zones",
    "exposure_gains": "measures.exposure",
    "with_gains": "measures.exposure",
    "expression_error": "measures.change_map",
    "redness_change_map": "measures.change_map",
    "put_upright": "skin.upright",
    "use_one_thread": "threads",
    "SideDifference": "measures.sides",
    "compare_sides": "measures.sides",
    "classify_tone": "measures.tone",
    "METHODS": "methods",
    "MESSENGER_COPY": "photo.capture",
    "Photo": "photo.decode",
    "read_photo": "photo.decode",
    "Aim": "quality.framing",
    "Framing": "quality.framing",
    "find_aim": "quality.framing",
    "judge_framing": "quality.framing",
    "analyse_photo": "recipe",
    "PhotoAnalysis": "results",
    "Aspect": "vocabulary",
    "Measure": "vocabulary",
    "OnSkin": "vocabulary",
    "QualityFinding": "vocabulary",
    "QualityReport": "vocabulary",
    "Unit": "vocabulary",
    "ZoneMeasurement": "vocabulary",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'analysis' has no attribute '{name}'")
    return getattr(import_module(f"analysis.{_HOME[name]}"), name)
