from analysis.anatomy import Zone
from analysis.results import PhotoAnalysis
from analysis.vocabulary import NO_REFERENCE, Measure, QualityReport, Unit, ZoneMeasurement

INDEX = Measure.ERYTHEMA_INDEX
NOSE = ZoneMeasurement(Zone.NOSE, INDEX, 31.5, Unit.ERYTHEMA_INDEX, None, "m", "1")


def test_a_value_is_looked_up_by_zone_and_measure() -> None:
    result = PhotoAnalysis(QualityReport(), (NOSE,))
    assert result.value(Zone.NOSE, INDEX) == 31.5
    assert result.value(Zone.CHIN, INDEX) is None
    assert result.value(Zone.NOSE, Measure.TYPOLOGY_ANGLE) is None


def test_what_was_not_found_is_none() -> None:
    result = PhotoAnalysis(QualityReport())
    assert result.reference == NO_REFERENCE
    assert result.card is None and result.registration is None and result.pose is None
