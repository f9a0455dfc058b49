"""The form of a session: what was done, where, how deep, with what."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal

import streamlit as st

from tracker import clock
from tracker.domain.guidance.zone_guide import walk_order
from tracker.domain.records.kept import (
    MAX_CURRENCY,
    MAX_PASSES,
    DeviceKind,
    NewProcedure,
    Procedure,
    Setting,
    TreatedZone,
    Zone,
)
from tracker.domain.words.labels import BODY_ZONES
from tracker.errors import InvalidEntry
from tracker.services.guidance.readying import list_needles
from tracker.services.recovery.procedures import (
    list_procedures,
)
from tracker.store.repository import Store
from tracker.ui import state, words
from tracker.ui.components.form import KeptForm
from tracker.ui.components.guidance.costs import MOST_COST
from tracker.ui.components.guidance.means import choose_device, choose_setting
from tracker.ui.components.guidance.zone_lengths import (
    ask_kept_lengths,
)
from tracker.ui.components.number import (
    ask_number,
    number_in,
    whole_number_in,
    written_number,
)
from tracker.ui.language import _

_USUAL_MEANS = (DeviceKind.PEN, Setting.PROFESSIONAL)
_USUAL_PASSES = 2
_BEYOND_THE_MAP = tuple(zone for zone in BODY_ZONES if zone not in walk_order())


@dataclass(frozen=True, kw_only=True)
class SessionAnswers:
    """What stands in the form, as it was typed."""

    person_id: int
    earlier: Procedure | None
    started_at: datetime | None
    device: DeviceKind
    setting: Setting
    lengths: Mapping[Zone, float]
    passes: str
    needle_set_id: int | None
    products: str
    cost: tuple[str, str]
    """With its currency."""
    notes: str
    version: int

    def described(self) -> NewProcedure:
        """Return the session that it describes, or raise InvalidEntry."""
        known = {one.zone: one for one in self.earlier.zones} if self.earlier else {}
        described = NewProcedure(
            person_id=self.person_id,
            started_at=_checked_time(self.started_at),
            device=self.device,
            setting=self.setting,
            zones=tuple(_describe(zone, mm, known.get(zone)) for zone, mm in self.lengths.items()),
            passes=whole_number_in(self.passes, 0, MAX_PASSES),
            products=self.products,
            notes=self.notes,
            cost=_amount_in(self.cost[0]),
            currency=self.cost[1],
            needle_set_id=self.needle_set_id,
            version=self.version,
        )
        return Procedure(**vars(described), id=self.earlier.id) if self.earlier else described


def ask_session(
    store: Store, form: KeptForm, person_id: int, key: str, earlier: Procedure | None
) -> SessionAnswers:
    """Ask all about a session, starting from what is known of it, and keep what is typed."""
    started_at = _ask_time(form, key, earlier)
    usual = (earlier.device, earlier.setting) if earlier else _USUAL_MEANS
    device = choose_device(form, usual[0], key)
    setting = choose_setting(form, usual[1], key)
    before = {one.zone: one.needle_length_mm for one in earlier.zones} if earlier else {}
    answers = SessionAnswers(
        person_id=person_id,
        earlier=earlier,
        started_at=started_at,
        device=device,
        setting=setting,
        lengths=ask_kept_lengths(form, key, setting, before, _BEYOND_THE_MAP),
        passes=_ask_passes(form, key, earlier),
        needle_set_id=_ask_needles(store, form, person_id, device, earlier),
        products=_ask_text(form, _("Products used (optional)"), f"{key}-products", earlier),
        cost=_ask_cost(store, form, person_id, key, earlier),
        notes=_ask_text(form, _("Notes (optional)"), f"{key}-notes", earlier),
        version=form.start("version", earlier.version if earlier else 0),
    )
    form.keep(version=answers.version, **_written(started_at))
    return answers


def _ask_passes(form: KeptForm, key: str, earlier: Procedure | None) -> str:
    return form.ask(
        "passes",
        written_number(earlier.passes if earlier else _USUAL_PASSES, "0"),
        lambda start: ask_number(_("Passes over each zone"), start, "0", key=f"{key}-passes"),
    )


def _written(started_at: datetime | None) -> dict[str, str]:
    """Write when a session was, for a draft: later, now is another time."""
    if started_at is None:
        return {}
    return {"date": f"{started_at:%Y-%m-%d}", "time": f"{started_at:%H:%M}"}


def _describe(zone: Zone, length_mm: float, known: TreatedZone | None) -> TreatedZone:
    """Return a treated zone; what else is known of it stays."""
    if known is None:
        return TreatedZone(zone=zone, needle_length_mm=length_mm)
    return replace(known, needle_length_mm=length_mm)


def _ask_time(form: KeptForm, key: str, earlier: Procedure | None) -> datetime | None:
    now = clock.wall().replace(second=0, microsecond=0)
    start = earlier.started_at if earlier else state.begin_at(f"{key}-date", now)
    left, right = st.columns(2)
    day = form.ask(
        "date",
        start.date(),
        lambda start: left.date_input(
            _("Date"),
            start,
            key=f"{key}-date",
            format=_(words.DATE_FORMAT),
            min_value=date(2000, 1, 1),
        ),
        decode=date.fromisoformat,
        encode=date.isoformat,
    )
    at = form.ask(
        "time",
        start.time(),
        lambda start: right.time_input(_("Time"), start, key=f"{key}-time", step=300),
        decode=time.fromisoformat,
        encode=lambda at: f"{at:%H:%M}",
    )
    return datetime.combine(day, at) if day and at else None


def _checked_time(started_at: datetime | None) -> datetime:
    if started_at is None:
        raise InvalidEntry("Please enter the date and the time of the session.")
    return started_at


def _ask_needles(
    store: Store, form: KeptForm, person_id: int, device: DeviceKind, earlier: Procedure | None
) -> int | None:
    """Return the needles that were used, of those that are counted; kept where there are none."""
    before = earlier.needle_set_id if earlier else None
    names = words.distinct(
        {
            one.needles.id: f"{one.needles.name} ({one.uses})"
            for one in list_needles(store, person_id, device)
        }
    )
    if not names:
        return before
    sets = [None, *names]
    return form.ask(
        f"needles-{device}",
        before if before in names else None,
        lambda start: st.selectbox(
            _("Needles, with their sessions so far"),
            sets,
            sets.index(start) if start in sets else 0,
            format_func=lambda one: names[one] if one in names else _("Not counted"),
            key=f"needles-{person_id}-{device}-{earlier.id if earlier else 'new'}",
        ),
    )


def _ask_text(form: KeptForm, label: str, key: str, earlier: Procedure | None) -> str:
    field = key.rsplit("-", 1)[1]
    saved = getattr(earlier, field) if earlier else ""
    return form.ask(field, saved, lambda start: st.text_area(label, start, height=80, key=key))


def _ask_cost(
    store: Store, form: KeptForm, person_id: int, key: str, earlier: Procedure | None
) -> tuple[str, str]:
    """Return the cost as typed, and the currency: the last one used unless another is entered."""
    used = [one.currency for one in list_procedures(store, person_id) if one.currency]
    left, right = st.columns(2)
    known = float(earlier.cost) if earlier and earlier.cost is not None else None
    with left:
        cost = form.ask(
            "cost",
            written_number(known, "0.00"),
            lambda start: ask_number(_("Cost (optional)"), start, "0.00", key=f"{key}-cost"),
        )
    currency = form.ask(
        "currency",
        earlier.currency if earlier and earlier.currency else next(iter(used), ""),
        lambda start: (
            right.text_input(
                _("Currency"),
                start,
                max_chars=MAX_CURRENCY,
                placeholder="EUR",
                key=f"{key}-currency",
            )
            or ""
        ),
    )
    return cost, currency


def _amount_in(text: str) -> Decimal | None:
    cost = number_in(text, 0, MOST_COST)
    return None if cost is None else Decimal(f"{cost:.2f}")
