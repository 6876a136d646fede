"""One meeting: what is known of it, and all that can be done about it."""

from bot.chat.flows.meetings.draft import flow
from bot.chat.flows.meetings.parts import part_rows
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.meetings import KINDS
from bot.domain.screens import Fact, Screen, button
from bot.domain.text import _
from bot.services.meetings import planning
from bot.storage.models import Meeting


@flow.press("open")
async def open_one(turn: Turn, meeting_id: int) -> Shown:
    """The card of a meeting she may see."""
    return await card(turn, await planning.seen_by(turn.session, turn.staff(), meeting_id))


async def card(turn: Turn, meeting: Meeting) -> Screen:
    """What is known of it, above what can be done."""
    hosts = await planning.hosts_of(turn.session, meeting.id)
    classes = await planning.classes_of(turn.session, meeting.id)
    values: dict[str, Fact] = {
        **planning.values_of(meeting, turn.school.timezone),
        "title": KINDS[meeting.kind],
        "classes": [found.name for found in classes],
        "hosts": [found.name for found in hosts],
        "state": meeting.state.value,
    }
    rows = (*part_rows(meeting), (button(_("‹ Meetings"), "m.list"), button(_("Menu"), "home.menu")))
    return Screen("meetings/card", values, rows)
