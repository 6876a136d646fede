"""One meeting: what is known of it, and all that can be done about it."""

from collections.abc import Sequence

from bot.chat.flows.meetings.draft import flow
from bot.chat.flows.meetings.parts import part_rows
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.meetings import KINDS, MeetingKind, MeetingState
from bot.domain.screens import Fact, Row, Screen, Style, button
from bot.domain.text import _
from bot.services.meetings import planning, rsvp, times
from bot.storage.models import ClassUpdate, Meeting, RoleKind, UpdateState


@flow.press("open")
async def open_one(turn: Turn, meeting_id: int) -> Shown:
    """The card of a meeting she may see."""
    return await card(turn, await planning.seen_by(turn.session, turn.staff(), meeting_id))


async def card(turn: Turn, meeting: Meeting) -> Screen:
    """What is known of it, above what can be done."""
    hosts = await planning.hosts_of(turn.session, meeting.id)
    classes = await planning.classes_of(turn.session, meeting.id)
    talks = meeting.kind is not MeetingKind.CLASS
    values: dict[str, Fact] = {
        "agenda": None,
        "until": None,
        **planning.values_of(meeting, turn.school.timezone),
        "title": KINDS[meeting.kind],
        "classes": [found.name for found in classes],
        "hosts": [found.name for found in hosts],
        "state": meeting.state.value,
        "booking": meeting.booking.value,
        "joint": meeting.joint and len(hosts) > 1,
        "count": await times.offered(turn.session, meeting.id) if talks else 0,
        "booked": await times.booked(turn.session, meeting.id) if talks else 0,
        **await _answered(turn, meeting),
    }
    rows = (*await _rows(turn, meeting), (button(_("‹ Meetings"), "m.list"), button(_("Menu"), "home.menu")))
    return Screen("meetings/card", values, rows)


async def _answered(turn: Turn, meeting: Meeting) -> dict[str, int]:
    """How many families come, cannot come, and have not said; nothing before they are invited."""
    if meeting.invitation_id is None:
        return {"coming": 0, "cannot": 0, "silent": 0}
    said = await rsvp.of(turn.session, meeting)
    families = {pupil.id for pupil in await planning.pupils_of(turn.session, meeting)}
    coming = sum(said[pupil].comes for pupil in families & said.keys())
    return {
        "coming": coming,
        "cannot": len(families & said.keys()) - coming,
        "silent": len(families - said.keys()),
    }


async def _rows(turn: Turn, meeting: Meeting) -> Sequence[Row]:
    staff = turn.staff()
    leads = meeting.host_id == staff.id or RoleKind.ADMIN in turn.roles
    invited = meeting.state is MeetingState.INVITED
    if not leads or not (invited or meeting.state is MeetingState.PLANNED):
        return part_rows(meeting)
    begun = invited and meeting.starts_at <= turn.now
    mine: Row = () if begun else (button(_("Change"), "m.edit", meeting.id),)
    if meeting.host_id == staff.id:
        mine += (button(_("My introduction"), "m.intro", meeting.id),)
    if not invited:
        look = button(_("Look and invite"), "m.preview", meeting.id, style=Style.PRIMARY)
        return ((look,), *part_rows(meeting), mine, (button(_("Drop this plan"), "m.cancel", meeting.id),))
    off = button(_("Call it off"), "m.cancel", meeting.id, style=Style.DANGER)
    last = () if meeting.ends_at <= turn.now else ((off,),)
    return (*part_rows(meeting), *await _invitation(turn, meeting), *((mine,) if mine else ()), *last)


async def _invitation(turn: Turn, meeting: Meeting) -> Sequence[Row]:
    """How far the invitation has come; one that has not left yet can be taken back."""
    row = await turn.session.get(ClassUpdate, meeting.invitation_id)
    if row is None:
        return ()
    if row.state is UpdateState.SCHEDULED:
        return ((button(_("Do not invite yet"), "m.undo", meeting.id),),)
    return ((button(_("How far the invitation has come"), "u.open", row.id),),)
