"""What a file tells of how its photo was taken, and what follows for what is measured on it."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, TiffImagePlugin

from analysis import (
    Aspect,
    Measure,
    Photo,
    PhotoAnalysis,
    QualityFinding,
    Zone,
    analyse_photo,
    read_photo,
)
from analysis.measures.erythema_error import FAULTY
from analysis.photo.capture import MESSENGER_COPY, NIGHT_EXPOSURE_S, NIGHT_MODE
from tests.factories import pixels

MOST_WIDER = NIGHT_MODE.widens * FAULTY
EXIF_IFD, EXPOSURE_TIME, TAKEN_AT = 0x8769, 0x829A, 0x9003


def file(rows: int = 1200, quality: int = 95, kind: str = "JPEG", **tags: object) -> bytes:
    exif, target = Image.Exif(), io.BytesIO()
    names = {"exposure": EXPOSURE_TIME, "taken_at": TAKEN_AT}
    exif.get_ifd(EXIF_IFD).update({names[name]: value for name, value in tags.items()})
    Image.fromarray(pixels(rows=rows, columns=rows)).save(target, kind, quality=quality, exif=exif)
    return target.getvalue()


def codes(content: bytes, *noted: str) -> list[str]:
    return [finding.code for finding in read_photo(content, noted).capture.findings]


def seconds(numerator: int, denominator: int) -> TiffImagePlugin.IFDRational:
    return TiffImagePlugin.IFDRational(numerator, denominator)


@pytest.mark.parametrize(
    ("details", "is_copy"),
    [
        ({"quality": 75}, True),
        ({"quality": 85}, True),
        ({"quality": 95}, False),  # cut out by hand, but not squeezed
        ({"quality": 75, "rows": 2100}, False),  # large enough for what is measured
        ({"quality": 75, "taken_at": "2026:01:31 08:15:00"}, False),  # messengers drop the clock
        ({"quality": 75, "kind": "PNG"}, False),
    ],
)
def test_the_copy_of_a_messenger_is_recognised(details: dict[str, Any], is_copy: bool) -> None:
    assert ("messenger_copy" in codes(file(**details))) is is_copy


@pytest.mark.parametrize(
    ("exposure", "is_night"),
    [
        (seconds(1, 8), True),
        (seconds(1, 3), True),
        (seconds(3, 1), True),
        (seconds(1, 15), False),
        (seconds(1, 120), False),
        (seconds(1, 0), False),
        (seconds(0, 0), False),
    ],
)
def test_a_long_exposure_is_night_mode(
    exposure: TiffImagePlugin.IFDRational, is_night: bool
) -> None:
    assert ("night_mode" in codes(file(exposure=exposure))) is is_night


@pytest.mark.parametrize("kind", ["WEBP", "HEIF"])
def test_other_formats_tell_their_exposure_too(kind: str) -> None:
    assert codes(file(kind=kind, exposure=seconds(1, 4))) == ["night_mode"]


def test_a_tag_that_is_no_number_tells_nothing() -> None:
    assert codes(file(exposure="soon")) == []


def test_a_copy_without_metadata_keeps_what_was_noted_of_its_original() -> None:
    plain = file()
    assert codes(plain) == []
    assert codes(plain, "night_mode", "too_far") == ["night_mode"]
    assert codes(file(exposure=seconds(1, 2)), "night_mode") == ["night_mode"]


def told(photo: Photo, *findings: QualityFinding) -> Photo:
    return Photo(photo.pixels, digest="told", capture=replace(photo.capture, findings=findings))


def errors(analysis: PhotoAnalysis) -> dict[Zone, float]:
    return {
        m.zone: m.mdc95
        for m in analysis.measurements
        if m.measure is Measure.DELTA_ERYTHEMA_INDEX and m.mdc95
    }


def test_a_night_shot_has_a_wider_error_and_no_texture(
    day1: Photo, baseline: PhotoAnalysis
) -> None:
    plain = analyse_photo(day1, baseline)
    night = analyse_photo(told(day1, NIGHT_MODE), baseline)
    assert night.quality.usable
    assert not night.quality.allows(Aspect.TEXTURE)
    ratios = [errors(night)[zone] / error for zone, error in errors(plain).items()]
    # The part that grows with the value comes from the lamp, and is no larger at night.
    assert np.all((np.array(ratios) > 1.4) & (np.array(ratios) <= MOST_WIDER + 1e-6))
    assert {m.measure for m in night.measurements} < {m.measure for m in plain.measurements}


def test_a_night_shot_from_before_limits_what_is_compared_with_it(
    before: Photo, day1: Photo, baseline: PhotoAnalysis
) -> None:
    plain = analyse_photo(day1, baseline)
    after = analyse_photo(day1, analyse_photo(told(before, NIGHT_MODE)))
    assert "limited_before" in {finding.code for finding in after.quality.findings}
    assert not after.quality.allows(Aspect.TEXTURE)
    ratio = errors(after)[Zone.FACE] / errors(plain)[Zone.FACE]
    assert 1.4 < ratio <= MOST_WIDER + 1e-6


def test_a_messengers_copy_is_measured_as_far_as_it_shows(
    day1: Photo, baseline: PhotoAnalysis
) -> None:
    copy = analyse_photo(told(day1, MESSENGER_COPY), baseline)
    assert copy.measurements == analyse_photo(day1, baseline).measurements
    assert MESSENGER_COPY in copy.quality.findings


def test_real_photos_are_no_copies(faces: Path) -> None:
    assert not any(read_photo(file).capture.findings for file in sorted(faces.glob("*.jpg"))[:6])


def test_the_limit_lies_between_a_still_hand_and_a_merged_night_shot() -> None:
    assert 1 / 15 < NIGHT_EXPOSURE_S < 1 / 8
