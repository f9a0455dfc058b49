"""Photos within one transaction: their records, what was measured on them, and their files."""

from collections.abc import Callable, Collection, Iterable, Mapping

from sqlalchemy import ColumnElement, delete, insert, select
from sqlalchemy.orm import Session

from tracker.domain.records.kept import CommonSpot, Measurement, NewPhoto, Photo, PhotoRole
from tracker.domain.records.shown import Change
from tracker.store import mapping
from tracker.store.damage import said_when_damaged
from tracker.store.photos import PhotoFiles, digest_of
from tracker.store.rows import add_row, get_row
from tracker.store.schema.measured_tables import (
    CommonSpotRow,
    EarlierMeasurementRow,
    MeasurementRow,
)
from tracker.store.tables import Base, PhotoRow, ProcedureRow


@said_when_damaged
class PhotoRecords:
    """Photos, measurements and common spots."""

    _session: Session
    _photos: PhotoFiles
    _claim: Callable[[Collection[str]], None]
    """Keeps others from the files of photos that are about to be touched."""

    def add_photo(self, photo: NewPhoto, content: bytes) -> Photo:
        """Add a photo and its file."""
        assert photo.digest == digest_of(content), "a photo is named by its content"
        owner = get_row(self._session, ProcedureRow, photo.procedure_id)
        assert owner.person_id == photo.person_id, "a photo belongs to the procedure's person"
        self._claim([photo.digest])
        row = add_row(self._session, mapping.from_photo(photo))
        self._photos.put(content)
        return mapping.to_photo(row)

    def get_photo(self, photo_id: int) -> Photo:
        """Return a photo's record."""
        return mapping.to_photo(get_row(self._session, PhotoRow, photo_id))

    def list_photos(self, procedure_id: int) -> tuple[Photo, ...]:
        """Return a procedure's photos in time order."""
        query = select(PhotoRow).where(PhotoRow.procedure_id == procedure_id)
        rows = self._session.scalars(query.order_by(PhotoRow.taken_at, PhotoRow.id))
        return tuple(map(mapping.to_photo, rows))

    def list_photos_of(self, procedure_ids: Collection[int]) -> Mapping[int, tuple[Photo, ...]]:
        """Return the photos of some procedures, each in time order, by the procedure's id."""
        columns = (getattr(PhotoRow, name) for name in Photo.__dataclass_fields__)
        query = select(*columns).where(PhotoRow.procedure_id.in_(procedure_ids))
        found: dict[int, list[Photo]] = {}
        for row in self._session.execute(query.order_by(PhotoRow.taken_at, PhotoRow.id)):
            found.setdefault(row.procedure_id, []).append(mapping.to_photo(row))
        return {one: tuple(photos) for one, photos in found.items()}

    def put_back(self, content: bytes) -> None:
        """Write the file of a photo that is kept already once more."""
        self._claim([digest_of(content)])
        self._photos.put(content)

    def list_digests(self) -> set[str]:
        """Return the digests of everybody's photos."""
        return set(self._session.scalars(select(PhotoRow.digest)))

    def list_all_photos(self, person_id: int) -> tuple[Photo, ...]:
        """Return a person's photos in time order."""
        columns = (getattr(PhotoRow, name) for name in Photo.__dataclass_fields__)
        query = select(*columns).where(PhotoRow.person_id == person_id)
        rows = self._session.execute(query.order_by(PhotoRow.taken_at, PhotoRow.id))
        return tuple(map(mapping.to_photo, rows))

    def list_photos_before(self, person_id: int) -> tuple[Photo, ...]:
        """Return a person's photos from before sessions in time order."""
        which = PhotoRow.person_id == person_id, PhotoRow.role == PhotoRole.BEFORE
        query = select(PhotoRow).where(*which).order_by(PhotoRow.taken_at, PhotoRow.id)
        return tuple(map(mapping.to_photo, self._session.scalars(query)))

    def delete_photo(self, photo_id: int) -> None:
        """Delete a photo, every value that was measured on or against it, and its file."""
        row = get_row(self._session, PhotoRow, photo_id)
        self._delete(row, PhotoRow.id == photo_id)

    def set_role(self, photo_id: int, role: PhotoRole) -> None:
        """Let a photo be one from before, of a day or in another light; it no longer is chosen."""
        row = get_row(self._session, PhotoRow, photo_id)
        row.role, row.is_chosen = role, False
        self._session.flush()

    def save_analysis(
        self,
        photo: Photo,
        measurements: Iterable[Measurement],
        measured_from: str | None = None,
        present: Collection[tuple[str, str]] | None = None,
    ) -> Photo:
        """Keep a photo's verdict and values in place of the earlier ones.

        Parameters
        ----------
        measured_from : str, optional
            What tells this measuring from any other; see `find_measured_from`.
        present : collection of (method, method_version), optional
            The methods of today: values of others are kept beside the new ones.
        """
        row = get_row(self._session, PhotoRow, photo.id)
        row.usable, row.same_person = photo.usable, photo.same_person
        row.findings, row.measured_from = mapping.finding_parts(photo.findings), measured_from
        self._session.flush()
        if present is not None:
            self._put_aside(photo.id, present)
        # By statements, not row by row: a face has more than a hundred values.
        self._session.execute(delete(MeasurementRow).where(MeasurementRow.photo_id == photo.id))
        if values := list(map(mapping.measurement_values, measurements)):
            self._session.execute(insert(MeasurementRow), values)
        return mapping.to_photo(row)

    def _put_aside(self, photo_id: int, present: Collection[tuple[str, str]]) -> None:
        """Keep values of other methods than these beside those that will take their place."""
        earlier = [
            mapping.measurement_values(one)
            for one in self.list_measurements(photo_id)
            if (one.method, one.method_version) not in present
        ]
        if earlier:
            self._session.execute(insert(EarlierMeasurementRow), earlier)

    def find_measured_from(self, procedure_id: int) -> Mapping[int, str | None]:
        """Return by photo id what the photos of a procedure were measured from."""
        query = select(PhotoRow.id, PhotoRow.measured_from)
        rows = self._session.execute(query.where(PhotoRow.procedure_id == procedure_id))
        return {row.id: row.measured_from for row in rows}

    def choose_photo(self, photo_id: int) -> None:
        """Mark a photo as the chosen one of its day, area and side, and no other of these."""
        for one in self._alike(photo_id):
            one.is_chosen = one.id == photo_id
        self._session.flush()

    def drop_choice(self, photo_id: int) -> None:
        """Let none of the photos of a photo's day, area and side be the chosen one."""
        for one in self._alike(photo_id):
            one.is_chosen = False
        self._session.flush()

    def _alike(self, photo_id: int) -> Iterable[PhotoRow]:
        """Return the photos of a photo's day, area and side, itself among them."""
        row = get_row(self._session, PhotoRow, photo_id)
        query = select(PhotoRow).where(
            PhotoRow.procedure_id == row.procedure_id,
            PhotoRow.diary_day == row.diary_day,
            PhotoRow.role == row.role,
            PhotoRow.area == row.area,
            PhotoRow.view == row.view,
        )
        return self._session.scalars(query)

    def list_measurements(self, photo_id: int) -> tuple[Measurement, ...]:
        """Return the values that were measured on a photo."""
        return tuple(map(mapping.to_measurement, self._measurement_rows(photo_id)))

    def list_changes(self, person_id: int, measures: Collection[str]) -> tuple[Change, ...]:
        """Return some measures of all photos of a person, without how they were made."""
        query = (
            select(*(getattr(MeasurementRow, name) for name in Change._fields))
            .join(PhotoRow, PhotoRow.id == MeasurementRow.photo_id)
            .where(PhotoRow.person_id == person_id, MeasurementRow.measure.in_(measures))
            .order_by(MeasurementRow.id)
        )
        return tuple(Change(*row) for row in self._session.execute(query))

    def list_all_measurements(self, procedure_id: int) -> Mapping[int, tuple[Measurement, ...]]:
        """Return the values that were measured on a procedure's photos, by photo id."""
        columns = (getattr(MeasurementRow, name) for name in Measurement.__dataclass_fields__)
        query = (
            select(*columns)
            .join(PhotoRow, PhotoRow.id == MeasurementRow.photo_id)
            .where(PhotoRow.procedure_id == procedure_id)
            .order_by(MeasurementRow.id)
        )
        found: dict[int, list[Measurement]] = {}
        for row in self._session.execute(query):
            found.setdefault(row.photo_id, []).append(mapping.to_record(Measurement, row))
        return {photo_id: tuple(values) for photo_id, values in found.items()}

    def save_spots(
        self, photo_id: int, baseline_photo_id: int, spots: Iterable[CommonSpot]
    ) -> None:
        """Keep the spots that were marked in two photos in place of the earlier ones."""
        for row in self._spot_rows(photo_id, baseline_photo_id):
            self._session.delete(row)
        self._session.flush()
        self._session.add_all(map(mapping.from_spot, spots))
        self._session.flush()

    def list_spots(self, photo_id: int, baseline_photo_id: int) -> tuple[CommonSpot, ...]:
        """Return the spots that were marked in two photos, in the order they were marked."""
        return tuple(map(mapping.to_spot, self._spot_rows(photo_id, baseline_photo_id)))

    def list_all_spots(self, procedure_id: int) -> Mapping[tuple[int, int], list[CommonSpot]]:
        """Return all spots of a procedure's photos, by the ids of a photo and that from before."""
        of_it = select(PhotoRow.id).where(PhotoRow.procedure_id == procedure_id)
        query = select(CommonSpotRow).where(CommonSpotRow.photo_id.in_(of_it))
        found: dict[tuple[int, int], list[CommonSpot]] = {}
        for row in self._session.scalars(query.order_by(CommonSpotRow.id)):
            pair = row.photo_id, row.baseline_photo_id
            found.setdefault(pair, []).append(mapping.to_spot(row))
        return found

    # Helpers

    def _measurement_rows(self, photo_id: int) -> list[MeasurementRow]:
        query = select(MeasurementRow).where(MeasurementRow.photo_id == photo_id)
        return list(self._session.scalars(query.order_by(MeasurementRow.id)))

    def _spot_rows(self, photo_id: int, baseline_photo_id: int) -> list[CommonSpotRow]:
        query = select(CommonSpotRow).where(
            CommonSpotRow.photo_id == photo_id,
            CommonSpotRow.baseline_photo_id == baseline_photo_id,
        )
        return list(self._session.scalars(query.order_by(CommonSpotRow.id)))

    def _delete(self, row: Base, photos_of_it: ColumnElement[bool]) -> None:
        digests = set(self._session.scalars(select(PhotoRow.digest).where(photos_of_it)))
        self._claim(digests)
        self._session.delete(row)
        self._session.flush()
        for digest in digests:
            self._photos.unsettle(digest)
