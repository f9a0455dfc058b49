"""The pictures of a report: the treated zones, the course over the days, chosen photos."""

import io
import math
from collections.abc import Iterator

from PIL import Image

from tracker.domain.course.reference import Band, expected_band, expected_photo_band
from tracker.domain.records.kept import Photo, Zone
from tracker.domain.records.scales import MAX_RATING, Symptom
from tracker.domain.words.changes import CLEAR_EI, JUST_VISIBLE_EI, grade_redness
from tracker.domain.words.labels import BODY_AREAS, SYMPTOMS, VIEWS, ZONES
from tracker.drawing.course_strip import Marks, Panel, Point, draw_course_strip
from tracker.drawing.face_map import ZoneMark, draw_face
from tracker.errors import UserError
from tracker.said import Said
from tracker.services.photos.placing import cut
from tracker.services.photos.reading import Befores
from tracker.services.photos.sheets import Sheet, sheet_of
from tracker.services.recovery.overview import DELTA_EI
from tracker.services.report.choices import Section
from tracker.services.report.content import Drawing, Photograph
from tracker.services.report.reporter import Reporter
from tracker.store.repository import Store

_TREATED = "#9fb8d0"
_HEIGHT_PX = 380
_QUALITY = 82
_GAP_PX = 8
_LEAST_TOP_EI = 10.0
_WITHOUT_MAP = 2
"""Pictures of a sheet where redness was not compared."""


def face_drawing(report: Reporter) -> Drawing | None:
    """Draw the treated zones of a face with their needle lengths; None where no face was."""
    session = report.overview.procedure
    if not (report.has(Section.SESSION) and session.includes_face):
        return None
    speech = report.speech
    marks = {
        one.zone: ZoneMark(fill=_TREATED, label=speech.number(one.needle_length_mm, "0.0#"))
        for one in session.zones
    }
    named = (
        f"{speech.text(ZONES[one.zone])} {speech.length(one.needle_length_mm)}"
        for one in session.zones
    )
    said = Said("Drawn face with the treated zones: {zones}.", zones=", ".join(named))
    return Drawing(draw_face(marks, translate=speech.text), speech.text(said))


def course_drawing(report: Reporter) -> Drawing | None:
    """Draw all ratings and photo values over one axis of days; None where nothing was entered."""
    overview = report.overview
    if not (report.has(Section.COURSE) and overview.days):
        return None
    last_day = max(7, overview.days[-1].day)
    panels = [_panel(report, one, last_day) for one in Symptom]
    panels = [panel for panel in panels if panel.points]
    if overview.photo_redness:
        panels.append(_photo_panel(report, last_day))
    svg = draw_course_strip(panels, list(_marks(report)), last_day, report.speech.text(Said("Day")))
    said = "; ".join(
        f"{panel.title}: " + ", ".join(f"{point.day} = {point.label}" for point in panel.points)
        for panel in panels
    )
    words = Said("The course by day. {values}. Grey: the usual range (derived).", values=said)
    return Drawing(svg, report.speech.text(words))


def _panel(report: Reporter, symptom: Symptom, last_day: int) -> Panel:
    overview, plan = report.overview, report.overview.plan
    usual: dict[int, Band] = {}
    for day in range(last_day + 1):
        band = expected_band(
            symptom, day, plan.needle_length_mm, plan.device, reference=overview.reference
        )
        if band is not None:
            usual[day] = band
    points = [
        Point(day=day.day, value=day.ratings[symptom], label=str(day.ratings[symptom]))
        for day in overview.days
        if symptom in day.ratings
    ]
    title = report.speech.text(SYMPTOMS[symptom])
    return Panel(title=title, domain=(0, MAX_RATING), points=points, usual=usual)


def _photo_panel(report: Reporter, last_day: int) -> Panel:
    plan, speech = report.overview.plan, report.speech
    points = [
        Point(
            day=day,
            value=one.value,
            label=speech.change(one.value),
            error=one.mdc95 or 0.0,
            too_high=one.too_high,
        )
        for day, one in sorted(report.overview.photo_redness.items())
    ]
    top = max(_LEAST_TOP_EI, *(point.span[1] for point in points))
    low = min(0.0, *(point.span[0] for point in points))
    usual = {
        day: expected_photo_band(
            day, plan.needle_length_mm, plan.device, reference=report.overview.reference
        )
        for day in range(last_day + 1)
    }
    return Panel(
        title=speech.text(Said("Photo redness, EI")),
        domain=(math.floor(low), math.ceil(top)),
        points=points,
        usual=usual,
        levels=(JUST_VISIBLE_EI, CLEAR_EI),
    )


def _marks(report: Reporter) -> Iterator[Marks]:
    overview, speech = report.overview, report.speech
    signs = [day.day for day in overview.days if day.red_flags]
    events = [day for day, one in overview.circumstances.items() if one.special]
    photos = sorted({report.day_of(photo) for photo in overview.photos})
    photos = [day for day in photos if day >= 0]
    rows = (
        (Said("Warning signs"), signs, "!"),
        (Said("May explain it"), events, "v"),
        (Said("Photos"), photos, "o"),
    )
    for title, days, sign in rows:
        if days:
            yield Marks(title=speech.text(title), days=days, sign=sign)


def photographs(store: Store, report: Reporter) -> Iterator[Photograph]:
    """Yield the chosen photos, each beside the one from before, with its own value.

    A photo that cannot be laid over the other is shown alone; where photos are to be cut to a zone,
    it is left out.
    """
    befores = Befores(store)
    by_id = {photo.id: photo for photo in report.overview.photos}
    for number in report.choices.photo_ids:
        photo = by_id.get(number)
        if photo and (shown := _photograph(store, report, photo, befores)):
            yield shown


def _photograph(
    store: Store, report: Reporter, photo: Photo, befores: Befores
) -> Photograph | None:
    speech = report.speech
    before = report.overview.before_photo(photo.area, photo.view)
    shows = report.choices.zone
    place = speech.text(ZONES[shows]) if shows else speech.text(BODY_AREAS[photo.area])
    where = f"{place}, {speech.text(VIEWS[photo.view])}"
    when = f"{report.say_day(report.day_of(photo))}, {photo.taken_at:%H:%M}"
    sheet = _sheet(store, before, photo, befores) if before and before.id != photo.id else None
    if report.choices.zone and (sheet is None or report.choices.zone not in sheet.zones):
        return None  # what was to be hidden is never shown for want of a zone to cut to
    if before is None or sheet is None:
        return Photograph(_alone(store, photo), f"{where}, {when}", f"{where}, {when}")
    first = speech.moment(before.taken_at)
    shown = {"where": where, "first": first, "second": when}
    said = (
        Said("{where}, from left to right: {first}; {second}", **shown)
        if len(sheet.pictures) == _WITHOUT_MAP
        else Said("{where}, from left to right: {first}; {second}; map of redness", **shown)
    )
    caption = f"{speech.text(said)}. {_value(report, photo)}".strip()
    return Photograph(_beside(sheet, report.choices.zone), speech.text(said), caption)


def _sheet(store: Store, before: Photo, photo: Photo, befores: Befores) -> Sheet | None:
    try:
        sheet = sheet_of(store, before, photo, befores)
    except UserError:
        return None
    return sheet if sheet.pictures else None


def _value(report: Reporter, photo: Photo) -> str:
    """Say the redness change that belongs to this photo, and to no other."""
    found = report.overview.changes.get(photo.id, ())
    whole = next((one for one in found if one.zone is Zone.FACE and one.measure == DELTA_EI), None)
    if whole is None or whole.mdc95 is None:
        return report.speech.text(Said("No redness value of the whole face."))
    speech = report.speech
    grade = grade_redness(whole.value, whole.mdc95, whole.too_high)
    return speech.text(
        Said(
            "{change} EI, {error}: {grade}.",
            change=speech.change(whole.value),
            error=speech.error(whole.mdc95, whole.too_high),
            grade=speech.text(grade),
        )
    )


def _alone(store: Store, photo: Photo) -> bytes:
    with Image.open(io.BytesIO(store.photos.read(photo.digest))) as picture:
        return _jpeg(picture.convert("RGB"))


def _beside(sheet: Sheet, zone: Zone | None) -> bytes:
    shown = [cut(one, sheet.zones[zone]) if zone else one for one in sheet.pictures]
    images = [_scaled(Image.fromarray(one)) for one in shown]
    width = sum(one.width for one in images) + _GAP_PX * (len(images) - 1)
    paper, left = Image.new("RGB", (width, _HEIGHT_PX), "white"), 0
    for one in images:
        paper.paste(one, (left, 0))
        left += one.width + _GAP_PX
    return _jpeg(paper)


def _scaled(picture: Image.Image) -> Image.Image:
    return picture.resize((max(1, round(picture.width * _HEIGHT_PX / picture.height)), _HEIGHT_PX))


def _jpeg(picture: Image.Image) -> bytes:
    if picture.height > _HEIGHT_PX:
        picture = _scaled(picture)
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=_QUALITY)
    return stream.getvalue()
