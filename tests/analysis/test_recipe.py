"""The recipe on real input: the generated person, and changes made to the photo by hand."""

import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from analysis import Measure, Photo, PhotoAnalysis, Zone, analyse_photo, read_photo
from analysis.anatomy import FACIAL_ZONES
from analysis.colour import to_linear
from analysis.face.detect import Face
from analysis.face.zones import zone_masks
from tests.marks import by_hand

JPEG_FREE = 0.3  # EI: what resampling alone moves an unchanged photo by
REDDENED_EI = 6.0
OWN_VALUES = {Measure.ERYTHEMA_INDEX, Measure.TYPOLOGY_ANGLE}

pytestmark = pytest.mark.usefixtures("all_threads")


def encode_srgb(linear: np.ndarray) -> np.ndarray:
    linear = linear.clip(0, 1)
    encoded = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return (encoded * 255).round().astype(np.uint8)


def relit(photo: Photo, gain: tuple[float, float, float]) -> Photo:
    """The photo under another lamp: every channel times its gain, in linear light."""
    pixels = encode_srgb(to_linear(photo.pixels) * np.array(gain))
    return Photo(pixels, digest="relit")


def reddened(photo: Photo, analysed: PhotoAnalysis, zone: Zone) -> Photo:
    """The photo with one zone redder by REDDENED_EI: green is absorbed there."""
    skin = analysed.skin
    assert skin is not None
    inside = np.zeros(photo.pixels.shape[:2], np.float32)
    rows, columns = skin.positions[zone_masks()[zone]].T
    inside[rows.astype(int), columns.astype(int)] = 1
    inside = cv2.GaussianBlur(cv2.dilate(inside, np.ones((5, 5))), (0, 0), 2)[..., None]
    absorbed = np.array([1, 10 ** (-REDDENED_EI / 100), 10 ** (-REDDENED_EI / 100)])
    linear = to_linear(photo.pixels)
    return Photo(encode_srgb(linear * (1 - inside) + linear * absorbed * inside), digest="redder")


def test_an_unchanged_photo_shows_no_change(before: Photo, baseline: PhotoAnalysis) -> None:
    analysis = analyse_photo(before, baseline)
    changes = [m for m in analysis.measurements if m.measure not in OWN_VALUES]
    assert {m.measure for m in changes} >= {
        Measure.DELTA_ERYTHEMA_INDEX,
        Measure.ROUGHNESS_LOG_RATIO_FINE,
        Measure.ROUGHNESS_LOG_RATIO_MEDIUM,
    }
    redness = [m.value for m in changes if m.measure is Measure.DELTA_ERYTHEMA_INDEX]
    assert np.abs(redness).max() < JPEG_FREE
    assert analysis.quality.findings == ()
    assert analysis.reference.split("+") == ["neck", "lids", "brows"]


def test_every_zone_is_measured_and_every_change_states_its_error(
    day1: Photo, baseline: PhotoAnalysis
) -> None:
    analysis = analyse_photo(day1, baseline)
    for zone in (*FACIAL_ZONES, Zone.FACE):
        assert analysis.value(zone, Measure.DELTA_ERYTHEMA_INDEX) is not None, zone
    for m in analysis.measurements:
        assert np.isfinite(m.value)
        assert m.method
        assert m.method_version
        if m.measure in OWN_VALUES:
            assert m.mdc95 is None
        else:
            assert m.mdc95 is not None
            assert m.mdc95 > 0


def test_another_lamp_is_taken_off(before: Photo, baseline: PhotoAnalysis) -> None:
    warmer = analyse_photo(relit(before, (1.0, 0.88, 0.8)), baseline)
    own = warmer.value(Zone.FACE, Measure.ERYTHEMA_INDEX)
    assert own == pytest.approx(_own(baseline) + 100 * np.log10(1 / 0.88), abs=0.5)
    change = warmer.value(Zone.FACE, Measure.DELTA_ERYTHEMA_INDEX)
    assert abs(change) < 1.0  # 5.6 EI without the neck


def _own(analysis: PhotoAnalysis) -> float:
    value = analysis.value(Zone.FACE, Measure.ERYTHEMA_INDEX)
    assert value is not None
    return value


@pytest.mark.parametrize("zone", [Zone.CHEEK_LEFT, Zone.CHIN, Zone.FOREHEAD])
def test_redness_of_one_zone_shows_there_and_not_next_door(
    before: Photo, baseline: PhotoAnalysis, zone: Zone
) -> None:
    analysis = analyse_photo(reddened(before, baseline, zone), baseline)
    assert analysis.value(zone, Measure.DELTA_ERYTHEMA_INDEX) == pytest.approx(REDDENED_EI, rel=0.1)
    for other in FACIAL_ZONES:
        if other is not zone:
            leaked = analysis.value(other, Measure.DELTA_ERYTHEMA_INDEX)
            assert abs(leaked) < 0.15 * REDDENED_EI, other


def test_a_baseline_photo_serves_as_well_as_its_analysis(
    before: Photo, day1: Photo, baseline: PhotoAnalysis
) -> None:
    assert analyse_photo(day1, before).measurements == analyse_photo(day1, baseline).measurements


@pytest.mark.parametrize(("width", "margin"), [(4000, 0), by_hand(2000, 2000)])
def test_a_large_photo_is_measured_like_a_small_one(
    day1: Photo,
    baseline: PhotoAnalysis,
    width: int,
    margin: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A face that fills a large photo is read from its overview, a small one from its pixels."""
    height, own = day1.pixels.shape[:2]
    size = width, round(height * width / own)
    enlarged = cv2.resize(day1.pixels, size, interpolation=cv2.INTER_CUBIC)
    framed = cv2.copyMakeBorder(enlarged, 0, 0, 0, margin, cv2.BORDER_CONSTANT, value=(90,) * 3)
    target = io.BytesIO()
    Image.fromarray(framed).save(target, "JPEG", quality=97)
    photo = read_photo(target.getvalue())
    assert photo.shrink == 2
    large, small = analyse_photo(photo, baseline), analyse_photo(day1, baseline)
    for m in small.measurements:
        if m.measure is Measure.DELTA_ERYTHEMA_INDEX:
            assert large.value(m.zone, m.measure) == pytest.approx(m.value, abs=1.5), m.zone
    assert large.registration is not None
    assert small.registration is not None
    cheek = np.array([[0.5 * height, 0.4 * own]])
    expected = small.registration.map_points(cheek) * width / own
    assert large.registration.map_points(cheek) == pytest.approx(expected, abs=0.005 * width)
    with monkeypatch.context() as patched:
        patched.setattr(cv2, "getNumThreads", lambda: 1)
        assert analyse_photo(read_photo(target.getvalue()), baseline).measurements == (
            large.measurements
        ), "what is done side by side is what is done in turn"


def test_without_baseline_there_are_own_values_only(baseline: PhotoAnalysis) -> None:
    assert {m.measure for m in baseline.measurements} == OWN_VALUES
    assert baseline.registration is None


def test_points_are_mapped_to_the_same_skin(
    before: Photo, day1: Photo, face: Face, baseline: PhotoAnalysis
) -> None:
    analysis = analyse_photo(day1, baseline)
    assert analysis.registration is not None
    assert analysis.skin is not None
    mapped = analysis.registration.map_points(face.points[[33, 263, 1, 199], :2])
    expected = analysis.skin.face.points[[33, 263, 1, 199], :2]
    assert mapped == pytest.approx(expected, abs=0.05 * face.interocular_px)


def test_a_treated_neck_is_not_used(before: Photo, baseline: PhotoAnalysis) -> None:
    analysis = analyse_photo(before, baseline, treated={Zone.FACE, Zone.NECK})
    assert analysis.reference == "lids+brows"
    assert "no_neck" in {finding.code for finding in analysis.quality.findings}
    assert _error(analysis) > _error(analyse_photo(before, baseline))


def test_facial_zones_that_were_not_treated_are_references(
    before: Photo, baseline: PhotoAnalysis
) -> None:
    photo = reddened(before, baseline, Zone.CHEEK_LEFT)
    local = analyse_photo(photo, baseline, treated={Zone.CHEEK_LEFT})
    assert "zones" in local.reference.split("+")
    assert local.value(Zone.CHEEK_LEFT, Measure.DELTA_ERYTHEMA_INDEX) == pytest.approx(
        REDDENED_EI, rel=0.15
    )
    assert _error(local) < _error(analyse_photo(photo, baseline))


def _error(analysis: PhotoAnalysis) -> float:
    return next(
        m.mdc95
        for m in analysis.measurements
        if (m.zone, m.measure) == (Zone.FACE, Measure.DELTA_ERYTHEMA_INDEX) and m.mdc95
    )


@pytest.mark.parametrize(
    ("pixels", "code"),
    [
        (np.full((400, 300, 3), 140, np.uint8), "no_face"),
        (None, "several_faces"),
    ],
)
def test_a_photo_that_cannot_be_scored_says_why(
    before: Photo, baseline: PhotoAnalysis, pixels: np.ndarray | None, code: str
) -> None:
    if pixels is None:
        pixels = np.hstack([before.pixels, before.pixels])
    analysis = analyse_photo(Photo(pixels, digest="other"), baseline)
    assert not analysis.quality.usable
    assert [finding.code for finding in analysis.quality.findings] == [code]
    assert analysis.measurements == ()
    assert analysis.quality.findings[0].retake


def test_an_unusable_baseline_is_named(before: Photo) -> None:
    blank = analyse_photo(Photo(np.full((400, 300, 3), 140, np.uint8), digest="blank"))
    analysis = analyse_photo(before, blank)
    assert [finding.code for finding in analysis.quality.findings] == ["no_baseline"]
    assert not analysis.quality.usable


def test_numbers_carry_where_they_come_from(day1: Photo, baseline: PhotoAnalysis) -> None:
    provenance = analyse_photo(day1, baseline).provenance
    assert provenance["photo_sha256"] == day1.digest
    assert provenance["baseline_sha256"] == baseline.provenance["photo_sha256"]
    assert {"fifthday", "numpy", "opencv-python-headless", "face_model_sha256"} <= set(provenance)


@pytest.mark.parametrize("person", ["002", "042", "087"])
def test_real_untreated_pairs_stay_within_the_stated_error(faces: Path, person: str) -> None:
    neutral = analyse_photo(read_photo(faces / f"{person}_neutral.jpg"))
    analysis = analyse_photo(read_photo(faces / f"{person}_smile.jpg"), neutral)
    changes = [m for m in analysis.measurements if m.measure is Measure.DELTA_ERYTHEMA_INDEX]
    assert {m.zone for m in changes} >= {Zone.FACE, Zone.CHEEK_LEFT, Zone.CHEEK_RIGHT, Zone.NOSE}
    assert all(abs(m.value) <= m.mdc95 for m in changes)
