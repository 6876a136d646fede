"""A meeting was called off: the families whom no chat tells so, with their numbers."""

from bot.chat.flows.escalations.silence import PAGE, Line, person_line, turns
from bot.chat.flows.meetings.draft import flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.meetings import KINDS
from bot.domain.screens import button, screen
from bot.domain.text import _
from bot.services.calls.gathering import still_to_call
from bot.services.escalations.views import people_of
from bot.services.meetings import planning


@flow.press("calls")
async def to_call(turn: Turn, meeting_id: int, page: int) -> Shown:
    """Whom to call, some at a time."""
    meeting = await planning.led_by(turn.session, turn.staff(), meeting_id)
    if meeting.invitation_id is None:
        raise StaleScreen
    families = await still_to_call(turn.session, meeting)
    shown = families[page * PAGE : (page + 1) * PAGE]
    people = await people_of(turn.session, [pupil.id for pupil, _of in shown])
    lines: list[Line] = []
    for pupil, class_name in shown:
        grown_ups = people[pupil.id]
        lines.append(
            {
                "child": pupil.name,
                "class_name": class_name,
                "title": KINDS[meeting.kind],
                "sent_at": meeting.starts_at,
                "people": len(grown_ups),
            }
        )
        lines += [person_line(person) for person in grown_ups]
    return screen(
        "escalations/calls",
        *turns("m.calls", page, len(families), meeting.id),
        (button(_("Phone list"), "cl.list", 0),),
        (button(_("‹ Meetings"), "m.list"), button(_("Menu"), "home.menu")),
        protect=True,
        count=len(families),
        lines=lines,
    )
