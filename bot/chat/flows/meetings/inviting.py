"""The invitation as families will see it, and sending it: at once, later, and ten seconds to undo."""

from datetime import datetime
from zlib import crc32

from bot.chat import moments, previews
from bot.chat.flows.meetings.draft import draft_of, drop, flow, keep, load
from bot.chat.flows.meetings.parts import part_rows
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.escalation import load_plan
from bot.domain.meetings import COLLECTING, INVITATIONS, KINDS, Booking, MeetingState
from bot.domain.screens import Fact, Row, Screen, Style, button, screen
from bot.domain.shelf import SHELF
from bot.domain.text import _
from bot.domain.update_cards import Owner, waiting_card
from bot.services import updates
from bot.services.calendar import quiet_rule
from bot.services.meetings import colleagues, introductions, planning, times
from bot.services.meetings.planning import NewMeeting
from bot.services.updates.screens import Prose, greeting_line, sender_of
from bot.storage.models import Meeting, Person


@flow.press("preview")
async def show(turn: Turn, meeting_id: int) -> Shown:
    """The invitation once more, as it stands."""
    return await preview(turn, await _planned(turn, meeting_id))


async def preview(turn: Turn, meeting: Meeting) -> Shown:
    """The invitation as families will see it, and the card with what is to be decided."""
    classes = await planning.classes_of(turn.session, meeting.id)
    reach = await previews.reach_of(turn, classes, asks=True)
    shown = await as_families(turn, meeting, meeting, reach)
    card = previews.card(
        turn,
        reach,
        *_send_rows(turn, meeting, reach),
        *await _more(turn, meeting),
        plan=load_plan(turn.school.escalation),
    )
    return [*shown, card]


async def as_families(
    turn: Turn, meeting: Meeting, said: Meeting | NewMeeting, reach: previews.Reach | None = None
) -> list[Screen]:
    """The invitation in each language of the classes, with what is `said` of the meeting."""
    classes = await planning.classes_of(turn.session, meeting.id)
    reach = reach or await previews.reach_of(turn, classes, asks=True)
    host = await turn.session.get_one(Person, meeting.host_id)
    prose = Prose(
        template=SHELF.get(INVITATIONS[meeting.kind]),
        values=planning.values_of(said, turn.school.timezone),
        words_locale=host.locale or turn.school.locale,
        other_words={},
        classes=tuple(found.name for found in classes),
        greeting_line=greeting_line(classes),
        sender=await sender_of(turn.session, host, turn.school, classes),
        corrected=meeting.state is not MeetingState.PLANNED,
    )
    told: dict[str, Fact] = {"talks": [], "came": False, "introduction": None, "wishes": said.booking in COLLECTING}
    return previews.as_parents(prose, reach.audience, told)


@flow.press("invite")
async def invite(turn: Turn, meeting_id: int, stamp: int, sure: int = 0) -> Shown:
    """Invite at the first good moment; ten seconds are left to undo. Without a time to choose she is asked first."""
    meeting = await _planned(turn, meeting_id)
    if stamp != _stamp(turn, meeting):
        raise StaleScreen
    if not sure and meeting.booking is Booking.OPEN and not await times.offered(turn.session, meeting.id):
        return await _without_times(turn, meeting)
    rule = await quiet_rule(turn.session, turn.school, turn.now)
    return await _send(turn, meeting, rule.next_good(turn.now + updates.UNDO))


@flow.press("ask")
async def ask_colleagues(turn: Turn, meeting_id: int) -> Shown:
    """Ask the others who hold it when they have time."""
    meeting = await _planned(turn, meeting_id)
    asked = await colleagues.ask(turn.session, meeting, turn.staff(), turn.now)
    return await _without_times(turn, meeting, asked)


@flow.press("later")
async def later(turn: Turn, meeting_id: int) -> Shown:
    """When to invite: a day."""
    meeting = await _planned(turn, meeting_id)
    await keep(turn, await draft_of(turn, meeting), "when")
    rule = await quiet_rule(turn.session, turn.school, turn.now)
    return screen("updates/later", *moments.day_rows(turn, rule, "m.day", meeting.id), _back(meeting))


@flow.press("day")
async def choose_day(turn: Turn, day: str, meeting_id: int) -> Shown:
    """When to invite: an hour of that day."""
    meeting = await _planned(turn, meeting_id)
    chosen = moments.day_of(turn, day)
    rule = await quiet_rule(turn.session, turn.school, turn.now)
    rows = moments.hour_rows(turn, rule, chosen, "m.at", meeting.id)
    return screen("updates/later", *rows, _back(meeting), day=chosen)


@flow.press("at")
async def choose_moment(turn: Turn, moment: str, meeting_id: int) -> Shown:
    """Invite at this moment (UTC, as `yyyymmddHHMM`)."""
    return await _schedule(turn, await _planned(turn, meeting_id), moments.moment_of(moment))


@flow.step("when")
async def typed_moment(turn: Turn) -> Shown:
    """A typed time such as `besok 07.00`."""
    draft = await load(turn)
    if draft.meeting_id is None:
        raise StaleScreen
    if (at := moments.typed_moment(turn)) is None:
        return await later(turn, draft.meeting_id)
    return await _schedule(turn, await _planned(turn, draft.meeting_id), at)


@flow.press("undo")
async def undo(turn: Turn, meeting_id: int) -> Shown:
    """Nobody is invited; the meeting is planned as before."""
    meeting = await planning.led_by(turn.session, turn.staff(), meeting_id)
    await planning.uninvite(turn.session, meeting, turn.now)
    return screen(
        "meetings/undone",
        (button(_("Back to the preview"), "m.preview", meeting.id), button(_("Menu"), "home.menu")),
        title=KINDS[meeting.kind],
    )


async def _schedule(turn: Turn, meeting: Meeting, at: datetime) -> Shown:
    rule = await quiet_rule(turn.session, turn.school, turn.now)
    if not moments.can_be(turn, at) or rule.next_good(at) >= meeting.starts_at:
        return await later(turn, meeting.id)
    return await _send(turn, meeting, rule.next_good(at))


async def _send(turn: Turn, meeting: Meeting, send_at: datetime) -> Screen:
    row = await planning.invite(turn.session, meeting, send_at, turn.now)
    await colleagues.ask(turn.session, meeting, turn.staff(), turn.now)
    if row.author_id == turn.staff().id:
        row.progress_account_id, row.progress_message = turn.account.id, turn.edits
    await drop(turn)
    return waiting_card(
        row.id,
        title=SHELF.get(row.template).title,
        classes=[found.name for found in await planning.classes_of(turn.session, meeting.id)],
        send_at=send_at,
        soon=send_at <= turn.now + updates.UNDO,
        owner=Owner(meeting.id),
    )


async def _without_times(turn: Turn, meeting: Meeting, asked: int | None = None) -> Screen:
    hosts = await planning.hosts_of(turn.session, meeting.id)
    others = [host for host in hosts if host.id != turn.staff().id]
    own = button(_("Times and talks"), "ta.open", meeting.id, style=Style.PRIMARY)
    ask = button(_("Ask the teachers for their times"), "m.ask", meeting.id, style=Style.PRIMARY)
    return screen(
        "meetings/no_times",
        *(((own,),) if len(others) < len(hosts) else ()),
        *(((ask,),) if others and asked is None else ()),
        (button(_("Invite all the same"), "m.invite", meeting.id, _stamp(turn, meeting), 1),),
        (button(_("‹ Back"), "m.open", meeting.id),),
        asked=asked,
    )


def _send_rows(turn: Turn, meeting: Meeting, reach: previews.Reach) -> list[Row]:
    stamp = _stamp(turn, meeting)
    if not reach.quiet:
        return [
            (button(_("Invite now"), "m.invite", meeting.id, stamp, style=Style.SUCCESS),),
            (button(_("Invite later"), "m.later", meeting.id),),
        ]
    face = _("Invite on %(when)s", when=reach.send_at)
    return [
        (button(face, "m.invite", meeting.id, stamp, style=Style.SUCCESS),),
        (button(_("Another time"), "m.later", meeting.id),),
    ]


async def _more(turn: Turn, meeting: Meeting) -> list[Row]:
    rows: list[Row] = [*part_rows(meeting), (button(_("Change"), "m.edit", meeting.id),)]
    if meeting.host_id == turn.staff().id:
        said = await introductions.of(turn.session, turn.staff())
        face = _("My introduction ✓") if said is not None else _("Introduce myself")
        rows[-1] += (button(face, "m.intro", meeting.id),)
    return [
        *rows,
        (button(_("Keep for later"), "m.open", meeting.id), button(_("Drop this plan"), "m.cancel", meeting.id)),
    ]


def _stamp(turn: Turn, meeting: Meeting) -> int:
    """What the invitation would say, as a number: a button below an older preview is recognised by it."""
    return crc32(repr(planning.values_of(meeting, turn.school.timezone)).encode())


def _back(meeting: Meeting) -> Row:
    return (button(_("‹ Back to the preview"), "m.preview", meeting.id),)


async def _planned(turn: Turn, meeting_id: int) -> Meeting:
    """A meeting she leads to which nobody is invited yet; raises NotAllowed and StaleScreen."""
    meeting = await planning.led_by(turn.session, turn.staff(), meeting_id)
    if meeting.state is not MeetingState.PLANNED:
        raise StaleScreen
    return meeting
