"""The store as one viewer may see it: the same services run on it, none of them past the guard."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import local
from typing import NoReturn

from tracker.domain.access.accounts import Role, Viewer
from tracker.domain.access.chain import RESEARCH, Act
from tracker.errors import Refused
from tracker.store.access.guard import Guard
from tracker.store.access.log import AuditLog, Said
from tracker.store.access.wall import stand_before
from tracker.store.records.research import list_agreed
from tracker.store.repository import Records, Store
from tracker.store.seen.files import SeenFiles
from tracker.store.seen.records import guarded


class SeenStore(Store):
    """What a signed-in person gets in place of the store.

    Parameters
    ----------
    whole : Store
    viewer : Viewer
    noted : set, optional
        Looks that were noted already. Kept for as long as one look lasts: a page that is drawn.
    """

    is_whole = False

    def __init__(self, whole: Store, viewer: Viewer, noted: set[Said] | None = None) -> None:
        self.viewer = viewer
        self.settings = whole.settings
        self.is_read_only = whole.is_read_only
        self._whole = whole
        self._noted: set[Said] = set() if noted is None else noted
        self._local = local()
        self.photos = SeenFiles(whole.photos, self.check_files)

    @contextmanager
    def reading(self) -> Iterator[Records]:
        """Open a transaction that sees one unchanging state, as far as the viewer may."""
        with self._noting():
            with self._whole.reading() as records:
                guard = Guard(records._session, self.viewer)
                stand_before(records._session, self.viewer.account_id)
                yield guarded(records, guard)
            self._said.update(guard.said)

    @contextmanager
    def writing(self, **whose: int) -> Iterator[Records]:
        """Open a transaction that is kept whole with what the audit says of it, or not at all."""
        with self._noting(), self._whole.writing(**whose) as records:
            yield from self._written(records)

    @contextmanager
    def drafting(self, **whose: int) -> Iterator[Records]:
        """Open a transaction for drafts only."""
        with self._noting(), self._whole.drafting(**whose) as records:
            yield from self._written(records)

    def is_current(self) -> bool:
        """Tell whether it may be used."""
        return self._whole.is_current()

    def find_damage(self) -> NoReturn:
        """Refuse: what is asked is about everybody."""
        raise Refused

    def size_bytes(self) -> NoReturn:
        """Refuse likewise."""
        raise Refused

    def snapshot(self) -> NoReturn:
        """Refuse: what is asked for is everybody's."""
        raise Refused

    def close(self) -> NoReturn:
        """Refuse: others use it, too."""
        raise Refused

    def still_sees(self, said: Iterable[Said]) -> bool:
        """Tell whether all these looks would be let pass now; nothing is looked at."""
        with self._whole.reading() as records:
            guard = Guard(records._session, self.viewer)
            looks = [(one, what) for act, one, what in said if act is Act.LOOK and one is not None]
            told = {one for one, what in looks if what == RESEARCH}
            open_ones = {one for one, what in looks if what != RESEARCH}
            agreed = list_agreed(records._session) if told else ()
            is_told = not told or self.viewer.role is Role.RESEARCHER
            return (
                guard.is_current
                and is_told
                and told <= set(agreed)
                and all(map(guard.may_look, open_ones))
            )

    def check_files(self, *digests: str) -> None:
        """Refuse files of photos that the viewer may not see; a look at the others is noted."""
        with self._noting():
            with self._whole.reading() as records:
                guard = Guard(records._session, self.viewer)
                for digest in digests:
                    guard.check_file(digest)
            self._said.update(guard.said)

    @property
    def _said(self) -> dict[Said, None]:
        """What this thread did and did not note yet."""
        said: dict[Said, None] = vars(self._local).setdefault("said", {})
        return said

    def _written(self, records: Records) -> Iterator[Records]:
        guard = Guard(records._session, self.viewer)
        stand_before(records._session, self.viewer.account_id)
        yield guarded(records, guard)
        self._add(records, self._said | guard.said)
        self._said.clear()

    @contextmanager
    def _noting(self) -> Iterator[None]:
        """Note what was done when the outermost transaction is over: one waits for another."""
        depth = getattr(self._local, "depth", 0)
        self._local.depth = depth + 1
        try:
            yield
        except Refused:
            self._said[(Act.REFUSED, None, "record")] = None
            raise
        finally:
            self._local.depth = depth
            if not depth:
                self._note()

    def _note(self) -> None:
        """Add to the audit what was looked at, before anybody gets to see it."""
        said, self._local.said = self._said, {}
        new = {one: None for one in said if one not in self._noted}
        if new:
            with self._whole.drafting() as records:
                self._add(records, new)
            self._noted.update(one for one in new if one[0] is Act.LOOK)

    def _add(self, records: Records, said: Mapping[Said, None]) -> None:
        log = AuditLog(records._session)
        log.add(said, account_id=self.viewer.account_id, role=self.viewer.role.value)
