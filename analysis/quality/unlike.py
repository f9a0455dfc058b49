"""What two photos show too unlike for texture to be compared as surely as it might be."""

from analysis.vocabulary import Measure, QualityFinding

FILES_DIFFER = QualityFinding(
    "fine_contrast_differs",
    "This photo shows fine contrast otherwise than the one from before, also where nothing is "
    "treated. Another app or file format, stronger compression, the grain of a dim room, "
    "sharpening and filters do that, so the error stated for texture is larger.",
    "Use the original file, and take it with the app and in the light of the photo from before.",
)
_SIZES = {
    Measure.ROUGHNESS_300_UM: "0.3–0.6 mm",
    Measure.ROUGHNESS_600_UM: "0.6–1.2 mm",
    Measure.ROUGHNESS_1200_UM: "1.2–2.4 mm",
    Measure.ROUGHNESS_2400_UM: "2.4–5 mm",
    Measure.ROUGHNESS_5000_UM: "5–11 mm",
}
LEFT_OUT = {
    measure: QualityFinding(
        "fine_texture_left_out",
        "This photo and the one from before seem not equally sharp, so texture of "
        f"{_SIZES[measure]} from bump to bump, and finer, was left out. Skin that became much "
        "rougher or smoother all over can seem so, too.",
        "Hold the phone still, wipe the lens and let it focus on the skin.",
    )
    for measure in _SIZES
}
"""By the coarsest octave that was left out; whole sentences, so that each is translated as it
stands."""
