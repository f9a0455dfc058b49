"""How a client of the list stands, in a few lines."""

import streamlit as st

from tracker import clock
from tracker.domain.clinic.acts import Act
from tracker.domain.clinic.standing import Rest, Standing, reason_in
from tracker.domain.clinic.words import DONE, RESTS
from tracker.domain.words.labels import PHOTO_ROLES
from tracker.drawing.spark import WIDTH, draw_spark
from tracker.errors import UserError
from tracker.services.clinic.triage import Client
from tracker.ui import bootstrap, words
from tracker.ui.components.current import look
from tracker.ui.components.told_apart import told_apart
from tracker.ui.language import _
from tracker.ui.plain import as_written

_THUMBNAIL_PX = 72


def draw_head(client: Client) -> None:
    """Draw who it is, how they stand in words, and since when."""
    standing = client.standing
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{as_written(_name(client))}**", width="content")
        st.caption(_say_day(client), width="content")
        if standing.spark:
            title = _("Highest rating of each day, the last one {rating} of 10")
            said = title.format(rating=standing.spark[-1][1])
            st.image(draw_spark(standing.spark), width=WIDTH, alt=said)
    if standing.urgency.is_concern:  # what is usual so far says nothing of who is silent
        st.markdown(_(reason_in(standing)))
    st.caption(" · ".join(_details(client)))


def _name(client: Client) -> str:
    names = told_apart(look(bootstrap.get_store()).people)
    return names.get(client.person.id, client.person.name)


def _details(client: Client) -> list[str]:
    standing = client.standing
    said = []
    if standing.urgency.is_concern:
        since = words.say_moment(standing.since.astimezone())
        said.append(_("unanswered since {since}").format(since=since))
    if standing.times > 1:
        said.append(
            _("came up on {days} days, never more than three apart").format(days=standing.times)
        )
    if standing.heard_on:
        when = words.say_when(standing.heard_on, clock.today(client.person))
        said.append(_("last heard of {when}").format(when=when))
    if standing.others:
        said.append(_("other open recoveries: {count}").format(count=standing.others))
    if standing.assigned_to:
        said.append(_("for {name}").format(name=as_written(standing.assigned_to)))
    return [*said, *(say_act(act) for act in client.acts[-1:])]


def _say_day(client: Client) -> str:
    if client.standing.started_on is None:
        return _("nothing judged yet")
    day = (clock.today(client.person) - client.standing.started_on).days
    return _("day {day}").format(day=day)


def say_act(act: Act) -> str:
    """Say who did what, and when."""
    when = words.say_moment(act.at.astimezone())
    done = f"{_(DONE[act.kind])}: {as_written(act.note)}" if act.note else _(DONE[act.kind])
    return f"{as_written(act.name)}, {when}, {done}"


def say_until(standing: Standing) -> str:
    """Say until when a client is kept off the list, and what brings them back."""
    rest = standing.rest or Rest.ANSWERED
    if rest is Rest.CLOSED:
        return _("{rest} until something new comes in").format(rest=_(RESTS[rest]))
    until = words.say_moment(standing.due_at.astimezone())
    return _("{rest} until {until}, or until something new or worse comes in").format(
        rest=_(RESTS[rest]), until=until
    )


def draw_photos(client: Client) -> None:
    """Draw the latest pair of photos, small."""
    if not client.photos:
        return
    with st.container(horizontal=True, gap="small"):
        for photo in client.photos:
            name = f"{_(PHOTO_ROLES[photo.role])}, {words.say_day_of_year(photo.diary_day)}"
            try:
                st.image(bootstrap.thumbnail(photo), width=_THUMBNAIL_PX, alt=name)
            except UserError:  # its file is gone: the page of photos says so
                st.caption(name)
