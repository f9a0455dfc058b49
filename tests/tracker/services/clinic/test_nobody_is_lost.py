"""Whatever comes in, is clicked or refreshed: every client is in one place, and no click counts for
what came after it."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import a_person
from tracker import clock
from tracker.domain.clinic.places import Place
from tracker.domain.clinic.standing import NEVER, Found, Rest, Standing, heard_at, stands_now
from tracker.domain.clinic.urgency import Urgency
from tracker.domain.records.days import diary_day
from tracker.errors import InvalidEntry, Overtaken
from tracker.services.clinic.acting import answer, assign, close, reopen, snooze
from tracker.services.clinic.triage import Client, list_clients, list_resting
from tracker.store.clinic.standings import After
from tracker.store.repository import Store

CLIENTS = 5
BEGIN = datetime(2026, 3, 1, 9, tzinfo=clock.now().tzinfo)


class Clinic:
    """Clients whose entries are what the test says, and two practitioners with what they saw."""

    def __init__(self, store: Store, patch: pytest.MonkeyPatch) -> None:
        self.store, self.now, self.news = store, BEGIN, 0
        patch.setattr(clock, "now", lambda: self.now)
        with store.writing() as records:
            self.ids = [records.add_person(a_person(f"P{one}")).id for one in range(CLIENTS)]
        self.round = 0
        self.begin()

    def begin(self) -> None:
        self.round += 1
        self.now = BEGIN
        with self.store.writing() as records:
            records.standings.doubt(self.ids)
        self.came_in = dict.fromkeys(self.ids, 0)
        self.seen: list[dict[int, tuple[Standing, int]]] = [{}, {}]
        self.answered: dict[int, int] = {}
        for one in self.ids:
            self.enter(one, Urgency.CALM, 0)

    def enter(self, person_id: int, urgency: Urgency, sign: int) -> None:
        self.news += 1
        self.came_in[person_id] = self.news
        found = Found(
            urgency=urgency,
            procedure_id=None,
            started_on=diary_day(BEGIN),
            heard_on=diary_day(self.now),
            ends_on=NEVER,
            others=0,
            sign=f"{self.round}-{sign}",
            reason='"said"',
            spark=(),
            seen=f"news {self.news}",
            method="now",
        )
        with self.store.writing() as records:
            before = records.standings.find_one(person_id, to_change=True)
            last = records.standings.find_last_placing(person_id)
            records.standings.keep(stands_now(before, found, last, self.now))

    def refresh(self, who: int) -> None:
        for client in (*self.listed(), *self.resting()):
            one = client.person.id
            self.seen[who][one] = client.standing, self.came_in[one]

    def click(self, who: int, person_id: int, act: str) -> None:
        if person_id not in self.seen[who]:
            return
        standing, news = self.seen[who][person_id]
        acts = {
            "answer": lambda: answer(self.store, standing, f"Dr {who}", "called"),
            "close": lambda: close(self.store, standing, f"Dr {who}", "well"),
            "snooze": lambda: snooze(self.store, standing, f"Dr {who}", 5),
            "reopen": lambda: reopen(self.store, standing, f"Dr {who}"),
            "assign": lambda: assign(self.store, standing, f"Dr {who}", "Dr Li"),
        }
        try:
            after = acts[act]()
        except (Overtaken, InvalidEntry):
            return
        assert news == self.came_in[person_id], "a click counted for what it had not seen"
        self.seen[who][person_id] = after, news
        self.answered[person_id] = news

    def listed(self) -> Iterator[Client]:
        going_on = None
        while True:
            page = list_clients(self.store, going_on, most=2)
            yield from (client for part in page.parts for client in part.clients)
            if (going_on := page.going_on) is None:
                return

    def resting(self) -> Iterator[Client]:
        for rest in Rest:
            found = list_resting(self.store, rest, most=2)
            while found:
                yield from found
                last = found[-1].standing
                after = After(last.due_at, last.person_id)
                found = list_resting(self.store, rest, after, most=2)

    def check(self) -> None:
        listed, resting = list(self.listed()), list(self.resting())
        everybody = [one.person.id for one in (*listed, *resting)]
        assert sorted(everybody) == sorted(self.ids), "each client is in one place"
        page = list_clients(self.store)
        assert page.everybody == CLIENTS
        assert sum(page.counts.values()) == len(listed)
        assert dict(page.resting) == {
            rest: Counter(one.standing.rest for one in resting)[rest] for rest in Rest
        }
        order = [(one.standing.urgency.is_concern, one.standing.urgency) for one in listed]
        assert [urgency for concern, urgency in order if concern] == sorted(
            urgency for concern, urgency in order if concern
        )
        for one in resting:
            self.check_resting(one.standing)

    def check_resting(self, standing: Standing) -> None:
        if standing.rest is Rest.SNOOZED:
            assert standing.urgency in {Urgency.WATCH, Urgency.OFF_COURSE}
            return
        assert self.answered[standing.person_id] == self.came_in[standing.person_id]
        if standing.rest is Rest.ANSWERED:
            assert standing.due_at <= self.now + timedelta(days=3)


@pytest.fixture
def clinic(store: Store, monkeypatch: pytest.MonkeyPatch) -> Clinic:
    return Clinic(store, monkeypatch)


client, who = st.integers(0, CLIENTS - 1), st.integers(0, 1)
urgent = st.sampled_from([one for one in Urgency if one is not Urgency.UNJUDGED])
clicks = st.sampled_from(["answer", "answer", "snooze", "close", "reopen", "assign"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("enter"), client, urgent, st.integers(0, 1)),
        st.tuples(st.just("click"), who, client, clicks),
        st.tuples(st.just("refresh"), who),
        st.tuples(st.just("wait"), st.integers(1, 90)),
    ),
    max_size=14,
)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_every_client_is_in_one_place_and_no_click_counts_for_later_news(clinic: Clinic, steps):
    clinic.begin()
    clinic.refresh(0)
    for kind, *details in steps:
        match kind:
            case "enter":
                clinic.enter(clinic.ids[details[0]], details[1], details[2])
            case "click":
                clinic.click(details[0], clinic.ids[details[1]], details[2])
            case "refresh":
                clinic.refresh(details[0])
            case "wait":
                clinic.now += timedelta(hours=details[0])
    clinic.check()


def test_an_answer_holds_until_something_comes_in(clinic: Clinic):
    ada = clinic.ids[0]
    clinic.enter(ada, Urgency.OFF_COURSE, 0)
    clinic.refresh(0)
    clinic.click(0, ada, "answer")
    assert [one.person.id for one in clinic.resting()] == [ada]
    clinic.enter(ada, Urgency.OFF_COURSE, 0)
    assert not list(clinic.resting())


def test_no_answer_holds_longer_than_three_days(clinic: Clinic):
    ada = clinic.ids[0]
    clinic.enter(ada, Urgency.URGENT, 0)
    clinic.refresh(0)
    clinic.click(0, ada, "answer")
    clinic.now += timedelta(days=3, minutes=1)
    first = next(clinic.listed())
    assert first.person.id == ada
    assert [act.note for act in first.acts] == ["called"]


def test_a_sign_that_is_put_off_comes_back_when_it_is_worse_or_another(clinic: Clinic):
    ada, bea, cleo, *_ = clinic.ids
    for one in (ada, bea, cleo):
        clinic.enter(one, Urgency.WATCH, 0)
    clinic.refresh(0)
    for one in (ada, bea, cleo):
        clinic.click(0, one, "snooze")
    clinic.enter(ada, Urgency.WATCH, 0)
    clinic.enter(bea, Urgency.OFF_COURSE, 0)
    clinic.enter(cleo, Urgency.WATCH, 1)
    assert [one.person.id for one in clinic.resting()] == [ada]


@pytest.mark.parametrize("urgency", [Urgency.URGENT, Urgency.EMERGENCY, Urgency.CALM])
def test_only_drift_can_be_put_off(clinic: Clinic, urgency: Urgency):
    ada = clinic.ids[0]
    clinic.enter(ada, urgency, 0)
    clinic.refresh(0)
    standing, _ = clinic.seen[0][ada]
    with pytest.raises(InvalidEntry, match="Only a course that drifts"):
        snooze(clinic.store, standing, "Dr Li", 3)


def test_what_changed_meanwhile_is_said_and_nothing_is_lost(clinic: Clinic):
    ada = clinic.ids[0]
    clinic.enter(ada, Urgency.WATCH, 0)
    clinic.refresh(0)
    clinic.refresh(1)
    clinic.click(1, ada, "answer")
    seen, _ = clinic.seen[0][ada]
    with pytest.raises(Overtaken, match=r"Dr 1 has done something .* called"):
        close(clinic.store, seen, "Dr 0", "well")
    clinic.enter(ada, Urgency.URGENT, 1)
    with pytest.raises(Overtaken, match=r"Something came in meanwhile.* said"):
        close(clinic.store, seen, "Dr 0", "well")


def test_the_oldest_unanswered_is_first_and_repeats_are_one_matter(clinic: Clinic):
    ada, bea, *_ = clinic.ids
    for one in (bea, ada, bea):
        clinic.now += timedelta(hours=13)
        clinic.enter(one, Urgency.OFF_COURSE, 0)
    clinic.enter(bea, Urgency.OFF_COURSE, 0)  # twice on one day
    first, second, *_ = clinic.listed()
    assert [first.person.id, second.person.id] == [bea, ada]
    assert (first.standing.times, second.standing.times) == (2, 1)
    clinic.now += timedelta(days=4)
    clinic.enter(bea, Urgency.OFF_COURSE, 0)
    first, *_ = clinic.listed()
    assert first.person.id == bea, "who waits longest is not sent to the end"
    assert first.standing.times == 1


def test_who_is_silent_moves_by_itself(clinic: Clinic):
    def place_of(person_id: int) -> Place:
        (found,) = (
            part.place
            for part in list_clients(clinic.store).parts
            if person_id in {one.person.id for one in part.clients}
        )
        return found

    ada, places = clinic.ids[0], []
    for _ in range(6):
        places.append(place_of(ada))
        clinic.now += timedelta(days=1)
    assert places == [
        *([Place.ON_COURSE] * 2),
        *([Place.MISSING] * 2),
        *([Place.SILENT] * 2),
    ]
    assert heard_at(None) < heard_at(diary_day(BEGIN))


def test_a_note_and_a_name_are_asked_for(clinic: Clinic):
    clinic.refresh(0)
    standing, _ = clinic.seen[0][clinic.ids[0]]
    with pytest.raises(InvalidEntry, match="enter your name"):
        answer(clinic.store, standing, " ", "called")
    with pytest.raises(InvalidEntry, match="note what was done"):
        answer(clinic.store, standing, "Dr Li", " ")
