"""What is said of cream, water or make-up on the skin: told of, or seen."""

from collections.abc import Iterator

from analysis.light.film import Film
from analysis.vocabulary import Aspect, OnSkin, QualityFinding

LIKELY, _MATTERS = 0.6, 1.5
"""Chance and drop in EI from which a film that nobody told of is remarked on. Chosen: by hand on
simulated photos of a few people, 2026-11."""
_TEXTURE = frozenset({Aspect.TEXTURE})
_RETAKE = "Pat the skin dry and take the photo before creaming, or cream face and neck alike."


def told_of(on_skin: OnSkin | None) -> tuple[QualityFinding, ...]:
    """Return what limits a photo of skin that something lies on, as the person said."""
    return (_TOLD[on_skin],) if on_skin in _TOLD else ()


def seen(film: Film) -> Iterator[QualityFinding]:
    """Yield a remark where something seems to lie on the skin that nobody told of."""
    if film.chance > LIKELY and abs(film.drop) > _MATTERS:
        yield _SEEN


_TOLD = {
    OnSkin.CREAM: QualityFinding(
        "cream_on_skin",
        "Cream or serum lies on the skin. It pales redness, so there may be more of it than is "
        "seen; the error stated is larger.",
        _RETAKE,
    ),
    OnSkin.SUNSCREEN: QualityFinding(
        "sunscreen_on_skin",
        "Sunscreen lies on the skin. It pales redness, so there may be more of it than is seen; "
        "the error stated is larger.",
        _RETAKE,
    ),
    OnSkin.WET: QualityFinding(
        "wet_skin",
        "The skin is wet. Its shine pales redness, so there may be more of it than is seen; the "
        "error stated is larger.",
        _RETAKE,
    ),
    OnSkin.MAKE_UP: QualityFinding(
        "make_up",
        "Make-up lies on the skin. It has a colour of its own, hides redness (about half of strong "
        "redness cannot be told beneath it) and fills fine texture, so texture was not measured, "
        "and the error stated for redness is much larger.",
        "Take it off, wait until the skin has calmed down, and take the photo again.",
        _TEXTURE,
    ),
}
_SEEN = QualityFinding(
    "perhaps_on_skin",
    "Something seems to lie on the skin in one of the photos only: cream, water or make-up. It "
    "pales redness, so there may be more of it than is seen; the error stated is larger.",
    _RETAKE,
)
