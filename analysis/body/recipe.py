"""The recipe for body skin: two photos in, measurements out."""

from analysis.align.body import register_body, view_body
from analysis.align.marks import Marks
from analysis.anatomy import Zone
from analysis.body.change import measure_body_change
from analysis.errors import NotComparable
from analysis.photo.decode import Photo
from analysis.provenance import provenance_of
from analysis.quality.findings import inherited, refusal
from analysis.quality.picture import check_picture
from analysis.results import PhotoAnalysis
from analysis.vocabulary import NO_REFERENCE, QualityReport

_CARD = "card"


def analyse_body_photo(
    photo: Photo,
    baseline: Photo | None = None,
    marks: Marks = (),
    *,
    zone: Zone = Zone.OTHER,
) -> PhotoAnalysis:
    """Lay a photo of body skin over the one from before the session and measure the change.

    Parameters
    ----------
    photo : Photo
    baseline : Photo, optional
        The same skin before the session.
    marks : sequence of pairs, optional
        Two to four spots (freckles, moles, stickers) that a person marked in both photos.
    zone : Zone, optional
        What the photos show; measurements carry its name.

    Returns
    -------
    analysis : PhotoAnalysis
        With a `BodyRegistration` where the photos could be laid over each other; otherwise
        `quality` says why and what to do. Texture needs the printed card in both photos.
    """
    provenance = provenance_of(photo.digest, baseline.digest if baseline else None)
    told = _check_alone(photo)
    if baseline is None:
        return PhotoAnalysis(told, provenance=provenance)
    told = QualityReport((*told.findings, *inherited(_check_alone(baseline))))
    try:
        registration = register_body(view_body(baseline), view_body(photo), marks)
    except NotComparable:
        why = _MARKS_DO_NOT_FIT if marks else _TOO_LITTLE
        return PhotoAnalysis(why, provenance=provenance)
    found, findings = measure_body_change(registration, zone, told)
    return PhotoAnalysis(
        QualityReport((*told.findings, *findings)),
        tuple(found),
        reference=_CARD if registration.has_card else NO_REFERENCE,
        registration=registration,
        provenance=provenance,
    )


def _check_alone(photo: Photo) -> QualityReport:
    whole = check_picture(photo.overview, is_of_skin=True)
    return QualityReport((*photo.capture.findings, *whole))


_TOO_LITTLE = refusal(
    "too_little_in_common",
    "Too little of the same skin was recognised in this photo and the one from before.",
    "Check that both show the same place of the same person, and none is a mirror image. Then mark "
    "two to four spots that both photos show, such as freckles, moles or stickers.",
)
_MARKS_DO_NOT_FIT = refusal(
    "marks_do_not_fit",
    "With these marks the two photos still do not lie over each other.",
    "Check that each pair of marks is the same spot, or take the photo again from where the "
    "first one was taken.",
)
