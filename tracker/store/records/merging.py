"""Two diaries into one: what only the other one has is added, and nothing is there twice.

A row of the other diary is known again by what tells the rows of its table apart, never by its
id. Where both have it and it differs, what is here stays, and the difference is told.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Table

from tracker.store.records.loading import NoSuchValue, Texts, exported_tables

RowOfTexts = dict[str, str]
_ALL: tuple[str, ...] = ()
"""Rows of these tables are told apart by all that is in them."""
_KEYS = {
    "people": ("name",),
    "needle_sets": ("person_id", "device", "name"),
    "procedures": ("person_id", "started_at"),
    "planned_sessions": ("person_id", "created_at"),
    "diary_entries": ("person_id", "day", "recorded_at"),
    "photos": ("procedure_id", "digest"),
    "drafts": ("person_id", "form", "field"),
    "measurements": ("photo_id", "zone", "measure"),
    "screening_answers": ("person_id", "item"),
    "goal_grades": ("person_id", "goal", "graded_on"),
} | dict.fromkeys(
    (
        *("assessments", "common_spots", "copies_made", "earlier_measurements"),
        *("practitioner_answers", "product_uses", "triage_acts", "zone_notes"),
    ),
    _ALL,
)
"""What tells rows apart where it is not the primary key."""
_PARTS = {
    "procedures": ("treated_zones",),
    "planned_sessions": ("planned_zones", "walk_events"),
    "diary_entries": (
        *("ratings", "red_flags", "area_ratings", "area_flags"),
        *("special_events", "sign_answers", "outcomes"),
    ),
}
"""What was kept together stays together: never half of one version and half of another."""
_OWNER_OF = {part: owner for owner, parts in _PARTS.items() for part in parts}
_PASSING = {"people": {"followed_at"}, "drafts": {"kept_at"}, "photos": {"measured_from"}}
"""What says nothing of a person: no difference is made of it."""
_FIRST_ID, _LARGEST_ID = 1, 10**12  # Chosen: room for as many again, however many are added
_LAST = "drafts"  # their names hold ids of other tables


@dataclass(frozen=True)
class Difference:
    """Something that is in both diaries, and not the same; what is here stays."""

    table: str
    row: RowOfTexts = field(repr=False)
    """As the other diary has it, under the ids of this one."""
    columns: tuple[str, ...]
    """What differs; names of parts among them."""


@dataclass
class Merged:
    """What is to be added, under ids of this diary, and what differs."""

    added: dict[str, list[RowOfTexts]] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    ids: dict[str, dict[str, str]] = field(default_factory=dict)
    """Of each table: ids in this diary by those of the other one; of what is left out, none."""

    def texts(self, columns: Mapping[str, list[str]]) -> dict[str, Texts]:
        """Return what is to be added as tables."""
        return {
            name: (columns[name], [[row[one] for one in columns[name]] for row in rows])
            for name, rows in self.added.items()
        }


Renamed = Callable[[str, Mapping[str, Mapping[str, str]]], str | None]
"""Gives the name of a draft's form under other ids; None where what it is about is left out."""


def merge(
    here: Mapping[str, Texts],
    there: Mapping[str, Texts],
    next_ids: Mapping[str, int],
    rename_form: Renamed,
) -> Merged:
    """Return what another diary adds to this one; nothing is written.

    Parameters
    ----------
    here, there : mapping
        All tables of both as texts.
    next_ids : mapping
        The first id of each table that was never given.

    Raises
    ------
    NoSuchValue
        If the other one does not hang together.
    """
    merging = _Merging(_rows_of(here), _rows_of(there), dict(next_ids), rename_form)
    tables = sorted(exported_tables(), key=lambda table: table.name == _LAST)  # else their order
    for table in tables:
        if table.name not in _OWNER_OF:
            merging.add(table)
    return merging.merged


class _Merging:
    def __init__(
        self,
        here: dict[str, list[RowOfTexts]],
        there: dict[str, list[RowOfTexts]],
        next_ids: dict[str, int],
        rename_form: Renamed,
    ) -> None:
        self._here, self._there = here, there
        self._next_ids = next_ids
        self._rename_form = rename_form
        self._tables = {table.name: table for table in exported_tables()}
        self._by_id = {name: _by_id(name, rows) for name, rows in there.items()}
        self._parts_here = self._parts_of(here)
        self._parts_there = self._parts_of(there)
        for part, of_owner in self._parts_there.items():
            if not set(of_owner) <= set(self._by_id[_OWNER_OF[part]]):
                raise NoSuchValue(part)
        self.merged = Merged({name: [] for name in self._tables})

    def add(self, table: Table) -> None:
        """Add what only the other diary has of a table."""
        name, ids = table.name, dict[str, str]()
        self.merged.ids[name] = ids
        free = defaultdict[tuple[str, ...], list[RowOfTexts]](list)
        for row in self._here[name]:
            free[_key(table, row)].append(row)
        taken = self._taken_places(name)
        later = list[tuple[RowOfTexts, RowOfTexts]]()
        for row in self._there[name]:
            moved = self._moved(table, row)
            if moved is None:
                continue
            if (same := self._find_same(name, free[_key(table, moved)], moved, row)) is not None:
                free[_key(table, moved)].remove(same)
                _note_id(ids, row, same)
            else:
                later.append((row, moved))
        for row, moved in later:
            self._settle(table, row, moved, free[_key(table, moved)], taken)

    def _settle(
        self,
        table: Table,
        row: RowOfTexts,
        moved: RowOfTexts,
        alike: list[RowOfTexts],
        taken: set[tuple[str, ...]],
    ) -> None:
        """Add a row that is not here as it is, or tell how what is here differs."""
        name = table.name
        if alike:
            here = alike.pop(0)
            _note_id(self.merged.ids[name], row, here)
            different = self._differing(name, here, moved, row)
            self.merged.differences.append(Difference(name, moved, different))
        elif _place(name, moved) in taken:
            self.merged.differences.append(Difference(name, moved, ("role",)))
        else:
            self._insert(name, row, moved)

    def _insert(self, name: str, row: RowOfTexts, moved: RowOfTexts) -> None:
        if "id" in row:
            moved["id"] = self._new_id(name, row["id"])
            _note_id(self.merged.ids[name], row, moved)
        self.merged.added[name].append(moved)
        for part in _PARTS.get(name, ()):
            owner = _owner_column(self._tables[part])
            for one in self._parts_there[part].get(row["id"], ()):
                added = one | {owner: moved["id"]}
                if "id" in one:
                    added["id"] = self._new_id(part, one["id"])
                self.merged.added[part].append(added)

    def _new_id(self, name: str, before: str) -> str:
        given = self._next_ids[name]
        if given == _FIRST_ID:  # the other diary's ids stay where none was given here
            return before
        self._next_ids[name] = given + 1
        return str(given)

    def _moved(self, table: Table, row: RowOfTexts) -> RowOfTexts | None:
        """Return a row with the ids of this diary; None where what it belongs to is left out."""
        moved = dict(row)
        for column in table.columns:
            for key in column.foreign_keys:
                owner, there = key.column.table.name, row[column.name]
                if not there and column.nullable:
                    continue
                if there not in self._by_id[owner]:
                    raise NoSuchValue(table.name)
                if there not in self.merged.ids[owner]:
                    return None
                moved[column.name] = self.merged.ids[owner][there]
        self._check_owner(table, row)
        if table.name == _LAST:
            renamed = self._rename_form(row["form"], self.merged.ids)
            if renamed is None:
                return None
            moved["form"] = renamed
        return moved

    def _check_owner(self, table: Table, row: RowOfTexts) -> None:
        """Refuse what belongs to one person, and to a session of another."""
        if {"person_id", "procedure_id"} <= set(row) and row["procedure_id"]:
            owner = self._by_id["procedures"][row["procedure_id"]]
            if owner["person_id"] != row["person_id"]:
                raise NoSuchValue(table.name)

    def _find_same(
        self, name: str, alike: Iterable[RowOfTexts], moved: RowOfTexts, row: RowOfTexts
    ) -> RowOfTexts | None:
        return next((one for one in alike if not self._differing(name, one, moved, row)), None)

    def _differing(
        self, name: str, here: RowOfTexts, moved: RowOfTexts, row: RowOfTexts
    ) -> tuple[str, ...]:
        """Return the columns and the parts that differ."""
        passed = _PASSING.get(name, set()) | {"id"}
        columns = [one for one in moved if one not in passed and here[one] != moved[one]]
        parts = [
            part
            for part in _PARTS.get(name, ())
            if self._bare(part, self._parts_here[part].get(here["id"], ()))
            != self._bare(part, self._parts_there[part].get(row["id"], ()))
        ]
        return (*columns, *parts)

    def _bare(self, part: str, rows: Iterable[RowOfTexts]) -> list[tuple[str, ...]]:
        """Return parts without their ids and their owner."""
        table = self._tables[part]
        left = {"id", _owner_column(table)}
        return sorted(tuple(row[one] for one in row if one not in left) for row in rows)

    def _parts_of(
        self, rows: dict[str, list[RowOfTexts]]
    ) -> dict[str, dict[str, list[RowOfTexts]]]:
        found: dict[str, dict[str, list[RowOfTexts]]] = {part: {} for part in _OWNER_OF}
        for part, of_owner in found.items():
            owner = _owner_column(self._tables[part])
            for row in rows[part]:
                of_owner.setdefault(row[owner], []).append(row)
        return found

    def _taken_places(self, name: str) -> set[tuple[str, ...]]:
        places = (_place(name, row) for row in self._here[name])
        return {place for place in places if place}


def _key(table: Table, row: RowOfTexts) -> tuple[str, ...]:
    columns = _KEYS.get(table.name, tuple(column.name for column in table.primary_key))
    if columns == _ALL:
        return tuple(row[one] for one in row if one != "id")
    return tuple(row[one].casefold() for one in columns)


def _place(name: str, row: RowOfTexts) -> tuple[str, ...]:
    """Return what only one photo can be: the one from before, of an area and a side."""
    if name != "photos" or row["role"] != "BEFORE":
        return ()
    return row["procedure_id"], row["area"], row["view"]


def _owner_column(part: Table) -> str:
    owner = _OWNER_OF[part.name]
    return next(key.parent.name for key in part.foreign_keys if key.column.table.name == owner)


def _note_id(ids: dict[str, str], row: RowOfTexts, here: RowOfTexts) -> None:
    if "id" in row:
        ids[row["id"]] = here["id"]


def _by_id(name: str, rows: list[RowOfTexts]) -> dict[str, RowOfTexts]:
    known = {row["id"]: row for row in rows if "id" in row}
    if len(known) != sum("id" in row for row in rows) or not all(map(_is_id, known)):
        raise NoSuchValue(name)
    return known


def _is_id(text: str) -> bool:
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(_LARGEST_ID))
    return is_number and str(int(text)) == text and _FIRST_ID <= int(text) <= _LARGEST_ID


def _rows_of(texts: Mapping[str, Texts]) -> dict[str, list[RowOfTexts]]:
    try:
        return {
            name: [dict(zip(columns, row, strict=True)) for row in rows]
            for name, (columns, rows) in texts.items()
        }
    except ValueError as error:
        raise NoSuchValue("a row of another length") from error
