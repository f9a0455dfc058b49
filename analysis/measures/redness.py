"""The change in redness of a face: both photos compared, the light taken off, errors stated."""

from collections.abc import Collection
from dataclasses import dataclass

from analysis.align.registration import Registration
from analysis.anatomy import Zone
from analysis.light.cells import compare_colours, pool_cells
from analysis.light.estimate import LIGHT_SD, LightChange, ReferenceKind, estimate_light, veil_gain
from analysis.light.film import Film, estimate_film
from analysis.light.references import find_references
from analysis.measures.erythema import measure_erythema_change
from analysis.measures.reddest import measure_reddest
from analysis.quality.on_skin import LIKELY, seen
from analysis.skin.eye_region import MAX_VEIL
from analysis.vocabulary import OnSkin, QualityFinding, ZoneMeasurement

_FILMS = frozenset(OnSkin) - {OnSkin.NOTHING}


@dataclass(frozen=True)
class RednessChange:
    """What was found, and what it rests on."""

    measurements: tuple[ZoneMeasurement, ...]
    light: LightChange
    findings: tuple[QualityFinding, ...]
    """What limits the measurements."""


def measure_redness_change(
    registration: Registration,
    treated: Collection[Zone],
    widening: float = 1.0,
    on_skin: tuple[OnSkin | None, OnSkin | None] = (None, None),
) -> RednessChange:
    """Measure how far every zone became redder, against all that was not treated.

    Parameters
    ----------
    registration : Registration
    treated : collection of Zone
        Zones that were needled; empty for the whole face.
    widening : float
        `QualityReport.widening` of the photos.
    on_skin : pair of OnSkin or None
        What the person says lay on the skin, in the photo from before and in this one.

    Returns
    -------
    change : RednessChange
    """
    colours = compare_colours(registration)
    face = pool_cells(colours)
    if not len(face.change):
        return RednessChange((), LightChange(0.0, LIGHT_SD, ()), (_NO_REFERENCE,))
    references = find_references(registration, face, treated)
    brightening = float(face.place[1])
    film = estimate_film(registration.baseline, registration.follow_up, brightening, on_skin)
    whites = registration.follow_up.white - registration.baseline.white
    gain = veil_gain(_veil(registration, film))
    light = estimate_light(face, references, gain, film, whites)
    measurements = tuple(measure_erythema_change(colours, face, light, widening))
    measurements += tuple(measure_reddest(measurements, light, widening))
    remarks = () if set(on_skin) & set(_FILMS) else tuple(seen(film))
    return RednessChange(measurements, light, (*_findings(light), *remarks))


def _veil(registration: Registration, film: Film) -> float:
    """Return how much of the face's light is flare, gloss or film; pupils may show some of it."""
    after = registration.follow_up.veil
    if film.chance < LIKELY:  # what is not likely there hides nothing
        return after
    shown = max(after - registration.baseline.veil, 0.0)
    return min(after + max(film.veil - shown, 0.0), MAX_VEIL)


def _findings(light: LightChange) -> list[QualityFinding]:
    found = [_NOT_NECK] if light.not_neck else []
    if not light.not_neck and not {ReferenceKind.NECK, ReferenceKind.CARD} & set(light.kinds):
        found.append(_NO_NECK if light.kinds else _NO_REFERENCE)
    if light.disagree:
        found.append(_DISAGREE)
    return found


_NO_REFERENCE = QualityFinding(
    "no_untreated_skin",
    "Nothing untreated can be seen in both photos, so a change of light cannot be told from a "
    "change of the skin; the error stated is much larger.",
    "Show the bare neck: open the collar and leave room below the chin.",
)
_NO_NECK = QualityFinding(
    "no_neck",
    "No untreated skin below the chin can be seen in both photos, so the light is read from what "
    "else was not treated; the error stated is larger.",
    "Show the bare neck: open the collar and leave room below the chin.",
)
_NOT_NECK = QualityFinding(
    "not_neck",
    "What lies below the chin looks like a collar or scarf in one of the photos, not like your "
    "neck, so the light was read without it; the error stated is larger.",
    "Show the bare neck: open the collar and leave room below the chin.",
)
_DISAGREE = QualityFinding(
    "references_disagree",
    "The untreated parts of the photos do not agree on what the light did, so the error stated is "
    "larger.",
    "Take the photo where you took the one from before, in the same even light.",
)
