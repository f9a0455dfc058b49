"""The change in redness of a face: both photos compared, the light taken off, errors stated."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.align.registration import Registration
from analysis.anatomy import Zone
from analysis.figures import CLEAR_EI
from analysis.light.cells import Cells, ColourChange, compare_colours, pool_cells
from analysis.light.contrast import BlueChange, Contrast, compare_blue, compare_contrast
from analysis.light.estimate import (
    LIGHT_SD,
    LightChange,
    Reference,
    ReferenceKind,
    estimate_light,
)
from analysis.light.film import Film, estimate_film, veil_gain
from analysis.light.flush import LID_BLUR_PX, Whites
from analysis.light.gloss import hidden_by_gloss
from analysis.light.references import find_references
from analysis.measures.erythema import measure_erythema_change, ordered_changes
from analysis.measures.erythema_error import hidden_flush
from analysis.measures.reddest import measure_reddest
from analysis.measures.zone_contrast import measure_zone_contrasts
from analysis.quality.on_skin import LIKELY, seen
from analysis.quality.surface import EVENED
from analysis.skin.eye_region import MAX_VEIL
from analysis.vocabulary import Measure, OnSkin, QualityFinding, Unit, ZoneMeasurement

OnSkinPair = tuple[OnSkin | None, OnSkin | None]
_FILMS = frozenset(OnSkin) - {OnSkin.NOTHING}

MOST_ERROR = 20.0
"""EI of error from which a change is withheld: it is more than any redness that needling causes.
Chosen: twice strong redness; it happens under lamps of two colours."""

_PALED = 1.25
"""Factor of the error where much of the skin seems smoother. Chosen: soft gloss drawn on 2 of 4
pale people hid up to 1.1 times the error, 2026-11."""
_GLOSS_SAID = 1.8
"""EI hidden by gloss from which it is said. Chosen: redness that is just visible."""


@dataclass(frozen=True)
class MeasuredRedness:
    """What was found, and what it rests on."""

    measurements: tuple[ZoneMeasurement, ...]
    light: LightChange
    findings: tuple[QualityFinding, ...]
    """What limits the measurements."""
    glossy: frozenset[Zone] = frozenset()
    """Zones under gloss that is said: it hides texture, too."""


def measure_redness_change(
    registration: Registration,
    treated: Collection[Zone],
    widening: float = 1.0,
    on_skin: OnSkinPair = (None, None),
) -> MeasuredRedness:
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
    change : MeasuredRedness
    """
    colours = compare_colours(registration)
    face = pool_cells(colours)
    if not len(face.change):
        return MeasuredRedness((), LightChange(0.0, LIGHT_SD, ()), (_NO_REFERENCE,))
    blues = compare_blue(registration)
    contrast = compare_contrast(colours, blues)
    if contrast.evened:
        return MeasuredRedness((), LightChange(0.0, LIGHT_SD, ()), (EVENED,))
    references = find_references(registration, face, treated)
    light, *less = [
        replace(_read_light(registration, face, references, told), stretch=contrast.stretch)
        for told in _no_less_sure(on_skin)
    ]
    if contrast.stretch != 1:
        widening *= COLOURS_DIFFER.widens
    gloss = _hidden(registration, colours, blues, contrast)
    ordered = ordered_changes(colours, light)
    changes = measure_erythema_change(ordered, face, light, widening, less)
    changes = _under_gloss(changes, gloss)
    contrasts = _under_gloss(measure_zone_contrasts(ordered, face, light, widening), gloss)
    changes += measure_reddest(changes, contrasts)
    if _face_error(changes) > CLEAR_EI:
        changes += contrasts
    glossy = frozenset(gloss if max(gloss.values(), default=0.0) > _GLOSS_SAID else ())
    found = [*_findings(light), *_unless_told(light.film, on_skin), *([_GLOSS] if glossy else [])]
    found += _unsure(changes, light)
    kept = tuple(one for one in changes if not _says_nothing(one))
    return MeasuredRedness(kept, light, tuple(found), glossy)


def _unsure(changes: Sequence[ZoneMeasurement], light: LightChange) -> Iterator[QualityFinding]:
    if light.whites_seen and any(_hides_flush(one, light) for one in changes):
        yield _FLUSH_POSSIBLE
    if any(one.zone is Zone.FACE and _says_nothing(one) for one in changes):
        yield _WITHHELD


def _hidden(
    registration: Registration, colours: ColourChange, blues: BlueChange, contrast: Contrast
) -> Mapping[Zone, float]:
    """Return what gloss may hide of each zone, EI."""
    if contrast.stretch > 1:  # stronger colours move blue as gloss does
        return {}
    necks = registration.baseline.neck, registration.follow_up.neck
    return hidden_by_gloss(colours, blues, necks)


def perhaps_paled(found: Sequence[ZoneMeasurement]) -> tuple[ZoneMeasurement, ...]:
    """Widen errors of redness where the skin seems smoother, as gloss makes it: there may be more.

    Parameters
    ----------
    found : sequence of ZoneMeasurement

    Returns
    -------
    found : tuple of ZoneMeasurement
        The same values; none may be too high by more than before.
    """
    hidden = {
        (one.zone, one.measure): (_PALED - 1) * one.mdc95
        for one in found
        if one.unit is Unit.ERYTHEMA_INDEX and one.mdc95 is not None
    }
    return tuple(
        _below(one, hidden[one.zone, one.measure]) if (one.zone, one.measure) in hidden else one
        for one in found
    )


def _below(one: ZoneMeasurement, hidden: float) -> ZoneMeasurement:
    """Let an error reach further up to redness that may be hidden, EI."""
    assert one.mdc95 is not None
    too_high = one.mdc95 if one.too_high is None else one.too_high
    return replace(one, mdc95=one.mdc95 + hidden, too_high=too_high)


def _under_gloss(
    changes: Sequence[ZoneMeasurement], hidden: Mapping[Zone, float]
) -> list[ZoneMeasurement]:
    """Let errors reach up to what gloss may hide; skin seems no redder for it."""
    return [
        _below(one, hidden[one.zone])
        if one.unit is Unit.ERYTHEMA_INDEX and one.zone in hidden
        else one
        for one in changes
    ]


def _read_light(
    registration: Registration,
    face: Cells,
    references: Sequence[Reference],
    on_skin: OnSkinPair,
) -> LightChange:
    before, after = registration.baseline, registration.follow_up
    film = estimate_film(before, after, float(face.place[1]), on_skin, face.unevenness)
    gain = veil_gain(_veil(registration, film))
    whites = Whites(after.white - before.white, after.face.eye_gap(LID_BLUR_PX))
    light = estimate_light(face, references, gain, film, whites)
    return replace(light, bare_gain=veil_gain(min(before.veil, after.veil)))


def _no_less_sure(told: OnSkinPair) -> Iterator[OnSkinPair]:
    """Yield what was told, and what else might have been: less on the skin is no less sure.

    The error is the largest of all, so that to tell of a film never makes it smaller.
    """
    yield told
    if told != (None, OnSkin.NOTHING):
        yield None, OnSkin.NOTHING
    if not set(told) <= {None, OnSkin.NOTHING}:
        yield None, None


def _hides_flush(one: ZoneMeasurement, light: LightChange) -> bool:
    """Tell whether the whole face's error reaches up to a flush that may be there."""
    whole = one.zone is Zone.FACE and one.measure is Measure.DELTA_ERYTHEMA_INDEX
    return whole and hidden_flush(light, one.value) > CLEAR_EI


def _face_error(changes: Sequence[ZoneMeasurement]) -> float:
    """Return the error of the whole face's change, EI; infinite where it was not measured."""
    errors = [
        one.mdc95 or 0.0
        for one in changes
        if one.zone is Zone.FACE and one.measure is Measure.DELTA_ERYTHEMA_INDEX
    ]
    return max(errors, default=float("inf"))


def _says_nothing(one: ZoneMeasurement) -> bool:
    return one.unit is Unit.ERYTHEMA_INDEX and (one.mdc95 or 0.0) > MOST_ERROR


def _unless_told(film: Film, on_skin: OnSkinPair) -> Iterator[QualityFinding]:
    return iter(()) if set(on_skin) & _FILMS else seen(film)


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
    if not light.whites_seen:
        found.append(_WHITES_UNSEEN)
    if light.flush_before:
        found.append(_FLUSH_BEFORE)
    if light.stretch != 1:
        found.append(COLOURS_DIFFER)
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
_WHITES_UNSEEN = QualityFinding(
    "whites_unseen",
    "The whites of the eyes cannot be seen in both photos, so a flush of face, neck and lids alike "
    "could pass for a change of light; the error stated is larger.",
    "Open the eyes and take off glasses.",
)
_FLUSH_POSSIBLE = QualityFinding(
    "flush_possible",
    "The whites of the eyes do not rule out that face, neck and lids are flushed alike, as after "
    "sport, heat or wine, so the error stated reaches up to strong redness.",
    "Take it after ten minutes of rest, from near, with the eyes wide open; a smile narrows them.",
)
_FLUSH_BEFORE = QualityFinding(
    "flush_before",
    "The whites of the eyes suggest that face, neck and lids were flushed alike in the photo from "
    "before. The change is then right against rested skin, but larger than against that photo.",
    "Replace the photo from before if you have one taken after ten minutes of rest.",
)
_WITHHELD = QualityFinding(
    "redness_withheld",
    "Lamps of unlike colour or contradicting parts of the photos leave so large an error that any "
    "redness could hide in it, so the face's redness is not given; how its zones differ from "
    "each other is given instead.",
    "Take it where one kind of light falls on the face from the front, a window for instance.",
)
COLOURS_DIFFER = QualityFinding(
    "colours_differ",
    "All colours of this photo are stronger or paler than in the photo from before, as a vivid "
    "setting, a filter or flare makes them, so redness is shown stronger or paler, too; the error "
    "stated is larger.",
    "Switch off filters and vivid settings, and wipe the lens.",
    widens=1.3,  # Chosen: by hand
)
_GLOSS = QualityFinding(
    "gloss",
    "Parts of the face shine more than in the photo from before. Gloss pales redness and hides "
    "fine texture, so there may be more redness there than is seen; the error stated is larger, "
    "and texture was not measured there.",
    "Pat the skin dry, and turn until no lamp is mirrored on it.",
)
