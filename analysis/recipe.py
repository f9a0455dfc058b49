"""The recipe: photo in, measurements out."""

from collections.abc import Collection
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from analysis.align.identity import SURELY_SAME, Likeness, compare_people
from analysis.align.marks import Marks
from analysis.align.mirror import find_mirrored_face, is_mirrored
from analysis.align.registration import Registration, register
from analysis.anatomy import Zone
from analysis.card.reading import find_photo_card
from analysis.errors import NoFaceFound, SeveralFacesFound
from analysis.face.detect import Face
from analysis.face.weights import SHA256
from analysis.measures.erythema import measure_erythema
from analysis.measures.redness import MeasuredRedness, measure_redness_change, perhaps_paled
from analysis.measures.texture import (
    check_texture,
    measure_surface_change,
    measure_texture_change,
)
from analysis.measures.tone import measure_tone
from analysis.photo.decode import Photo
from analysis.provenance import provenance_of
from analysis.quality.cut import shows_most
from analysis.quality.findings import (
    assess_follow_up,
    assess_quality,
    refusal,
    said_once,
    with_cover,
)
from analysis.quality.on_skin import told_of
from analysis.quality.surface import (
    SEEMS_SMOOTHER,
    check_seeming,
    check_surface,
    without_surface,
)
from analysis.results import PhotoAnalysis
from analysis.skin.closeup import FINER_GRIDS, read_closeups
from analysis.skin.pair import SkinPair
from analysis.skin.upright import find_face_by_chin, put_on_its_feet
from analysis.skin.view import SkinView, unroll
from analysis.threads import side_by_side
from analysis.vocabulary import (
    NO_REFERENCE,
    Aspect,
    Measure,
    OnSkin,
    QualityFinding,
    QualityReport,
    Unit,
    ZoneMeasurement,
)

_COLOURS = frozenset({Unit.ERYTHEMA_INDEX, Unit.PERCENT, Unit.DEGREE})
_FRONT = "Take it from the front, in even light, with the whole face in the picture."
_ALONE = "Take it again with only your own face in the picture."


def analyse_photo(
    photo: Photo,
    baseline: Photo | PhotoAnalysis | None = None,
    *,
    treated: Collection[Zone] | None = None,
    marks: Marks = (),
    on_skin: OnSkin | None = None,
    same_person: bool = False,
) -> PhotoAnalysis:
    """Measure redness and texture of a face.

    Parameters
    ----------
    photo : Photo
    baseline : Photo or PhotoAnalysis, optional
        The same person before the session. Its analysis is quicker than the photo, because
        nothing is done twice. Without it only own values are measured, no change.
    treated : collection of Zone, optional
        Zones that were needled, so that none of them serves as untreated reference. Without it
        the whole face counts as treated and the neck as untreated.
    marks : sequence of pairs, optional
        Spots that a person says are the same, each (row, column) in the baseline photo and
        (row, column) in this one. They overrule the alignment; those beside the face are left
        out.
    on_skin : OnSkin, optional
        What the person says lay on the skin; None where it was not asked, so that it is looked
        for. What lay on it in the baseline photo is kept with the baseline's analysis.
    same_person : bool
        Whether the person says that both photos show them. Skin right after needling may be too
        changed to be known again; without a word nothing is compared that seems another's, and what
        may be another's is measured with a larger error and a finding.

    Returns
    -------
    analysis : PhotoAnalysis
        A photo that cannot be scored (no face, two faces, too dark, …) is no error: its
        `quality` says why, and `measurements` is empty.

    Raises
    ------
    MissingWeights
        If the face model is not installed.
    """
    before = analyse_photo(baseline, treated=treated) if isinstance(baseline, Photo) else baseline
    provenance = provenance_of(
        photo.digest,
        before.provenance["photo_sha256"] if before else None,
        face_model_sha256=SHA256,
    )
    try:
        photo, view = _lay_out(photo, before)
    except NoFaceFound as error:
        return PhotoAnalysis(refusal("no_face", str(error), _FRONT), provenance=provenance)
    except SeveralFacesFound as error:
        return PhotoAnalysis(refusal("several_faces", str(error), _ALONE), provenance=provenance)
    if before is None:
        quality = assess_quality(photo, view)
        own = _measure_own(view) if quality.usable else ()
        view = replace(view, card=find_photo_card(photo))
        return PhotoAnalysis(
            quality, own, provenance=provenance, pose=view.pose, on_skin=on_skin, skin=view
        )
    if before.skin is None or not before.quality.usable:
        return PhotoAnalysis(_NO_BASELINE, provenance=provenance, pose=view.pose, skin=view)
    if before.skin.card is not None:
        view = replace(view, card=find_photo_card(photo))
    told = Told(tuple(treated or ()), marks, (before.on_skin, on_skin), same_person or bool(marks))
    return _compare(photo, view, before, told, provenance)


# OpenCV, Pillow and NumPy work without the interpreter's lock: threads use the second core.


def _lay_out(photo: Photo, before: PhotoAnalysis | None) -> tuple[Photo, SkinView]:
    """Find a photo's face, put it upright and lay it out."""
    photo, face = find_face_by_chin(photo)
    with side_by_side() as pool:
        second_look = pool.submit(put_on_its_feet, photo, face)
        view = _unroll(photo, face, before, pool)
        upright, upright_face = second_look.result()
        if upright_face is face:
            return photo, view
        return upright, _unroll(upright, upright_face, before, pool)


def _unroll(photo: Photo, face: Face, before: PhotoAnalysis | None, pool: Executor) -> SkinView:
    """Lay a face out, with closer squares where the photo, and the one from before, show more."""
    grids = FINER_GRIDS if before is None else before.skin.closeups if before.skin else ()
    closeups = pool.submit(read_closeups, photo, face, grids)
    return unroll(photo, face, closeups, pool if before else None)


@dataclass(frozen=True)
class Told:
    """What a person says of two photos."""

    treated: tuple[Zone, ...]
    marks: Marks
    on_skin: tuple[OnSkin | None, OnSkin | None]
    same_person: bool


def _compare(
    photo: Photo,
    view: SkinView,
    before: PhotoAnalysis,
    told: Told,
    provenance: dict[str, str],
) -> PhotoAnalysis:
    marks = told.marks
    registration, quality, ahead = _lay_over(photo, view, before, marks)
    baseline = registration.baseline
    mirrored = registration.accepted_share < SURELY_SAME and is_mirrored(baseline, view)
    if mirrored:
        face = find_mirrored_face(photo.overview).scaled(photo.shrink)
        with side_by_side() as pool:
            view = _unroll(photo, face, before, pool)
        registration, quality, ahead = _lay_over(photo, view, before, marks)
    quality = _weigh_doubts(registration, told, quality, (_MIRRORED,) if mirrored else ())
    measurements, redness = _measure(registration, told, quality, ahead)
    seeming = (*check_seeming(measurements),)
    if SEEMS_SMOOTHER in seeming:
        measurements = perhaps_paled(measurements)
    found = (*(redness.findings if redness else ()), *seeming)
    quality = QualityReport(said_once((*quality.findings, *found)))
    light = redness.light if redness and quality.allows(Aspect.REDNESS) else None
    return PhotoAnalysis(
        quality,
        measurements,
        light.name if light else NO_REFERENCE,
        registration,
        provenance,
        light=light,
        pose=view.pose,
        on_skin=told.on_skin[1],
        skin=view,
    )


def _weigh_doubts(
    registration: Registration,
    told: Told,
    quality: QualityReport,
    noted: tuple[QualityFinding, ...],
) -> QualityReport:
    """Add whose photo it may be, what is hidden and what was told."""
    apart = without_surface(quality)
    doubts = _doubts(registration, told) if apart.usable else ()
    if _ANOTHER_PERSON in doubts:  # two people's skin differs without make-up
        quality = apart
    elif _PERHAPS_ANOTHER in doubts and not quality.usable:
        doubts = (_OR_ANOTHER,)
    said = (*doubts, *quality.findings, *noted, *told_of(told.on_skin[1]))
    return with_cover(QualityReport(said), registration.cover.zones)


def _doubts(registration: Registration, told: Told) -> tuple[QualityFinding, ...]:
    """Return what speaks against both photos showing one person."""
    likeness = compare_people(registration)
    if likeness is Likeness.SAME:
        return ()
    if told.same_person:
        return (_MUCH_CHANGED,)
    return (_ANOTHER_PERSON if likeness is Likeness.OTHER else _PERHAPS_ANOTHER,)


@dataclass(frozen=True)
class _Ahead:
    """What was measured while the photos were laid over each other, which it does not need."""

    own: tuple[ZoneMeasurement, ...] = ()
    surface: tuple[ZoneMeasurement, ...] = ()


def _lay_over(
    photo: Photo, view: SkinView, before: PhotoAnalysis, marks: Marks
) -> tuple[Registration, QualityReport, _Ahead]:
    assert before.skin is not None
    pair = SkinPair(before.skin, view)
    with side_by_side() as pool:
        examined = pool.submit(_examine, photo, pair, before.quality)
        registration = register(pair, marks)
        _ = registration.cover  # asked for later, found now
    return registration, *examined.result()


def _examine(photo: Photo, pair: SkinPair, before: QualityReport) -> tuple[QualityReport, _Ahead]:
    """Check a photo, and measure ahead what needs no alignment."""
    quality = assess_follow_up(photo, pair, before)
    if not quality.usable:
        return quality, _Ahead()
    surface = measure_surface_change(pair) if quality.allows(Aspect.TEXTURE) else ()
    own = _measure_own(pair.follow_up) if quality.allows(Aspect.REDNESS) else ()
    found = *check_surface(pair.baseline, pair.follow_up, surface), *check_texture(pair, surface)
    return QualityReport((*quality.findings, *found)), _Ahead(own, surface)


def _measure(
    registration: Registration, told: Told, quality: QualityReport, ahead: _Ahead
) -> tuple[tuple[ZoneMeasurement, ...], MeasuredRedness | None]:
    with side_by_side() as pool:
        texture = quality.allows(Aspect.TEXTURE)
        found = (
            pool.submit(measure_texture_change, registration, ahead.surface) if texture else None
        )
        redness: MeasuredRedness | None = None
        if quality.allows(Aspect.REDNESS):
            redness = measure_redness_change(
                registration, told.treated, quality.widening, told.on_skin
            )
    change = (*ahead.own, *redness.measurements) if redness else ()
    everything = (*change, *(found.result() if found else ()))
    cover, glossy = registration.cover, redness.glossy if redness else frozenset()
    everything = tuple(one for one in everything if one.zone not in cover.zones)
    everything = _without_texture(everything, cover.touched | glossy)
    return _of_what_shows(everything, registration.baseline, registration.follow_up), redness


def _without_texture(
    found: tuple[ZoneMeasurement, ...], zones: frozenset[Zone]
) -> tuple[ZoneMeasurement, ...]:
    """Leave out the texture of zones, and with them that of the whole face."""
    lost = {*zones, Zone.FACE} if zones else zones
    return tuple(one for one in found if one.zone not in lost or one.unit in _COLOURS)


def _measure_own(view: SkinView) -> tuple[ZoneMeasurement, ...]:
    return _of_what_shows((*measure_erythema(view), *measure_tone(view)), view)


def _of_what_shows(
    found: tuple[ZoneMeasurement, ...], *views: SkinView
) -> tuple[ZoneMeasurement, ...]:
    """Leave out what speaks for the whole face where too little of it is in a picture."""
    if all(shows_most(view) for view in views):
        return found
    return tuple(
        one
        for one in found
        if one.zone is not Zone.FACE and one.measure is not Measure.ZONE_CONTRAST
    )


_MIRRORED = QualityFinding(
    "mirrored",
    "This photo is a mirror image of the one from before, so left and right were put back "
    "before measuring.",
    "Switch off mirrored selfies in the camera's settings to keep all photos alike.",
)
_ANOTHER_PERSON = QualityFinding(
    "another_person",
    "The pattern of the skin is not that of the photo from before, so this may not be the same "
    "person; nothing was compared.",
    "Check that both photos show the same person. If they do, say so, or mark two to four spots "
    "that both photos show.",
    frozenset(Aspect),
)
_PERHAPS_ANOTHER = QualityFinding(
    "perhaps_another_person",
    "The pattern of the skin has changed so much that this may not be the same person; the face's "
    "shape fits, so it was measured, less surely.",
    "Check that both photos show the same person, and delete this one if not.",
    widens=1.3,  # Chosen: by hand
)
_OR_ANOTHER = QualityFinding(
    "or_another_person",
    "The pattern of the skin in the photo from before is hardly found here, so this may also be "
    "another person.",
    "Check that both photos show the same person, and delete this one if not.",
)
_MUCH_CHANGED = QualityFinding(
    "much_changed",
    "The skin looks so different from the photo from before that its own pattern is hardly found "
    "again, so redness is read less surely.",
    "In even light, from the front and on dry skin more of it is found.",
    widens=1.3,  # Chosen: by hand
)
_NO_BASELINE = refusal(
    "no_baseline",
    "The photo from before cannot be used, so there is nothing to compare with.",
    "Choose another photo from before the session.",
)
