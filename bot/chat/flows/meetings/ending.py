"""What comes of a draft in which nothing is missing: a new meeting, or a change of one."""

from dataclasses import replace

from bot.chat.flows.meetings import inviting
from bot.chat.flows.meetings.draft import Plan, drop, flow, keep, load
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import InvalidValue, StaleScreen
from bot.domain.meetings import MeetingState
from bot.domain.screens import Screen, Style, button, screen
from bot.domain.text import _
from bot.services.assisted import count_unreached
from bot.services.meetings import changing, planning
from bot.services.meetings.planning import NewMeeting


async def finish(turn: Turn, draft: Plan) -> Shown:
    """Make the meeting, or change it. What families know of is shown first as they would see it."""
    draft.asking = draft.chosen = None
    staff = turn.staff()
    if draft.meeting_id is None:
        new = draft.as_new()
        made = await planning.create(turn.session, staff, replace(new, holds=staff.id in new.hosts), turn.now)
        await drop(turn)
        return await inviting.preview(turn, made)
    meeting = await planning.led_by(turn.session, staff, draft.meeting_id)
    if meeting.state is MeetingState.PLANNED:
        return await _change(turn, draft, draft.as_new())
    await keep(turn, draft)
    return [*await inviting.as_families(turn, meeting, draft.as_new()), _review(draft)]


@flow.press("apply")
async def apply(turn: Turn, stamp: int) -> Shown:
    """Change it in every chat, and tell who must know."""
    draft = await load(turn)
    if draft.stamp != stamp or draft.meeting_id is None or draft.asking is not None:
        raise StaleScreen
    return await _change(turn, draft, draft.as_new())


async def _change(turn: Turn, draft: Plan, new: NewMeeting) -> Shown:
    assert draft.meeting_id is not None
    staff = turn.staff()
    meeting = await planning.led_by(turn.session, staff, draft.meeting_id)
    try:
        async with turn.session.begin_nested():
            await changing.change(turn.session, staff, meeting, new, turn.now)
    except InvalidValue as error:
        return _refused(draft, error)
    await drop(turn)
    if meeting.state is MeetingState.PLANNED:
        return await inviting.preview(turn, meeting)
    assert meeting.invitation_id is not None
    unreached = await count_unreached(turn.session, meeting.invitation_id)
    by_hand = button(_("Families without a chat (%(count)s)", count=unreached), "by.list", meeting.invitation_id, 0)
    return screen(
        "meetings/is_changed",
        *(((by_hand,),) if unreached else ()),
        (button(_("Open the meeting"), "m.open", meeting.id), button(_("Menu"), "home.menu")),
        count=unreached,
    )


def _refused(draft: Plan, error: InvalidValue) -> Screen:
    return screen(
        "meetings/refused",
        (button(_("Change more"), "m.more"), button(_("Leave it as it was"), "m.open", draft.meeting_id)),
        reason=error.reason,
    )


def _review(draft: Plan) -> Screen:
    return screen(
        "meetings/review",
        (button(_("Change it for everyone"), "m.apply", draft.stamp, style=Style.SUCCESS),),
        (button(_("Change more"), "m.more"), button(_("Leave it as it was"), "m.open", draft.meeting_id)),
    )
