"""A diary as a table: matched, looked at, brought in once."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories import days_ago, store_procedure, today
from tracker.domain.records.scales import Symptom
from tracker.errors import InvalidEntry
from tracker.services.data.diary_table import (
    DAY,
    bring_in_days,
    date_formats,
    propose,
    read_days,
    read_table,
)
from tracker.services.recovery.diary import list_entries
from tracker.store.repository import Store

FORMAT = "%Y-%m-%d"


def a_table(*rows: str, header: str = "Datum;Rötung;Schmerz;Notiz") -> bytes:
    return "\r\n".join((header, *rows)).encode("cp1252")


def test_a_table_comes_in_once(store: Store):
    person = store_procedure(store).person_id
    first, second, third = (days_ago(number).date() for number in (3, 2, 1))
    rows = f"{first};4;0;wie immer", f"{second};;2;", f"{third};11;;", ";3;;", f"{third};;;"
    table = read_table(a_table(*rows))
    matching = propose(table)
    assert set(matching) == {DAY, "redness", "pain", "note"}
    assert date_formats(table, "Datum") == [FORMAT]
    seen = read_days(store, person, table, matching, FORMAT)
    assert [one.day for one in seen.entries] == [first, second] and len(seen.problems) == 3
    assert list_entries(store, person) == ()
    assert list(bring_in_days(store, seen.entries)) == [None, None]
    kept = list_entries(store, person)
    assert kept[0].ratings == {Symptom.REDNESS: 4, Symptom.PAIN: 0}
    assert kept[0].note == "wie immer" and kept[1].ratings == {Symptom.PAIN: 2}
    again = read_days(store, person, table, matching, FORMAT)
    assert again.entries == () and again.known == 2


def test_days_that_can_be_read_in_two_ways_are_asked_for():
    table = read_table(a_table("03/04/2026;1;;", "05/06/2026;1;;"))
    assert set(date_formats(table, "Datum")) == {"%d/%m/%Y", "%m/%d/%Y"}
    table = read_table(a_table("03/04/2026;1;;", "25/06/2026;1;;"))
    assert date_formats(table, "Datum") == ["%d/%m/%Y"]


def test_what_cannot_be_kept_is_said_and_the_rest_is(store: Store):
    person = store_procedure(store).person_id
    rows = f"{date(1999, 1, 1)};4;0;", f"{today()};1;;"
    seen = read_days(store, person, (table := read_table(a_table(*rows))), propose(table), FORMAT)
    refused = [one for one in bring_in_days(store, seen.entries) if one]
    assert len(refused) == 1 and len(list_entries(store, person)) == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"one", b"a;b", b"a;a\n1;2", b"\x89PNG\r\n\x1a\n\0\0", b'a;b\n"1;2', b"a;b\n" * 30_000],
)
def test_what_is_no_diary_is_refused(content: bytes):
    with pytest.raises(InvalidEntry, match="Please"):
        read_table(content)


@given(st.binary(max_size=300))
@settings(max_examples=80, deadline=None)
def test_no_bytes_at_all_break_it(content: bytes):
    try:
        table = read_table(b"day;redness\n" + content)
    except InvalidEntry:
        return
    propose(table)
    date_formats(table, table.columns[0])
