"""A photo in another light and the photo from before change places, and back again.

Whoever finds that the second photo of untreated skin is the better one need not delete the first:
it becomes the one in another light, and every other photo is measured against the better one.
"""

from dataclasses import replace

from tracker.domain.records.kept import Photo, PhotoRole, Procedure, id_of
from tracker.errors import InvalidEntry
from tracker.services.photos.album import Album, check_unchanged, load_album
from tracker.services.photos.reading import load_subject
from tracker.services.photos.rescoring import Compared, save, score_follow_ups
from tracker.services.photos.scoring import score
from tracker.services.photos.sheets import keep_sheet
from tracker.services.photos.untreated.pairs import check_untreated
from tracker.store.repository import Store


def may_be_before(retest: Photo, session: Procedure) -> bool:
    """Tell whether a photo in another light was taken before its session began."""
    return retest.taken_at <= session.started_at


def make_before(store: Store, retest: Photo) -> None:
    """Let a photo in another light be the one from before, and that one be in another light.

    All photos that are compared with it are measured again. Doing the same with the other photo
    undoes it.

    Raises
    ------
    InvalidEntry
        If it was taken after the session began, or the one from before while skin was healing:
        that one then is no photo of untreated skin. Nothing is changed then.
    Overtaken
        If photos were added or deleted meanwhile.
    """
    with store.reading() as records:
        album = load_album(records, retest.procedure_id)
        sessions = records.list_procedures(retest.person_id)
    if not may_be_before(retest, album.procedure):
        raise InvalidEntry(
            "Only a photo from before the session can be the one that later photos are compared "
            "with. This one was taken after it."
        )
    place = album.before(retest.area, retest.view)
    earlier = place if place is not None and place.view is retest.view else None
    if earlier is not None:
        check_untreated(replace(earlier, role=PhotoRole.RETEST), album.procedure, sessions)
    measured = _measure(store, album, retest, earlier)
    with store.writing(person_id=retest.person_id) as records:
        check_unchanged(records, album)
        if earlier is not None:
            records.set_role(earlier.id, PhotoRole.RETEST)
        records.set_role(retest.id, PhotoRole.BEFORE)
        saved = [save(records, one.photo, one.scored, id_of(one.before)) for one in measured]
    for one, outcome in zip(measured, saved, strict=True):
        against = one.before if isinstance(one.before, Photo) else None
        keep_sheet(store, outcome, one.scored, against)


def _measure(store: Store, album: Album, retest: Photo, earlier: Photo | None) -> list[Compared]:
    """Measure the new photo from before by itself, and against it all that are compared with it."""
    before = replace(retest, role=PhotoRole.BEFORE)
    alone = score(load_subject(store, before), before.area, None, album.procedure.treated_zones)
    others = [one for one in album.photos if one.id not in {retest.id, id_of(earlier)}]
    if earlier is not None:
        others.append(replace(earlier, role=PhotoRole.RETEST))
    compared = score_follow_ups(store, Album(album.procedure, tuple(others)), [*others, before])
    return [Compared(before, alone, None), *compared]
