"""Changing a meeting, fact by fact, and calling it off."""

from bot.chat.flows.meetings import agenda, asking, ending, hosting, starting, sure
from bot.chat.flows.meetings.draft import Plan, changing, draft_of, drop, flow, keep
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.meetings import KINDS, Booking, MeetingKind, MeetingState
from bot.domain.screens import Style, button, grid, screen
from bot.domain.text import Phrase, _
from bot.services.assisted import count_unreached
from bot.services.meetings import changing as services
from bot.services.meetings import planning, times
from bot.storage.models import Meeting

FACTS: dict[str, Phrase] = {
    "classes": _("Classes"),
    "day": _("Day"),
    "hours": _("Hours"),
    "place": _("Place"),
    "link": _("Link"),
    "agenda": _("Agenda"),
    "hosts": _("Teachers"),
    "booking": _("How times are chosen"),
    "until": _("Until when to choose"),
}
_OF_TALKS = ("booking", "until")


@flow.press("edit")
async def edit(turn: Turn, meeting_id: int) -> Shown:
    """Which fact to change."""
    meeting = await planning.led_by(turn.session, turn.staff(), meeting_id)
    if meeting.state not in (MeetingState.PLANNED, MeetingState.INVITED):
        raise StaleScreen
    draft = await draft_of(turn, meeting)
    await keep(turn, draft)
    return _facts(draft)


@flow.press("more")
async def more(turn: Turn) -> Shown:
    """Another fact of the same change."""
    return _facts(await changing(turn))


@flow.press("f")
async def one_fact(turn: Turn, name: str) -> Shown:
    """Ask for one fact again."""
    draft = await changing(turn)
    if name not in _names(draft):
        raise StaleScreen
    if name == "classes":
        return await starting.choose(turn)
    if name == "agenda":
        return await agenda.show(turn, draft)
    if name == "hosts":
        return await hosting.show(turn, draft, 0)
    return await asking.ask(turn, draft, name)


@flow.press("done")
async def done(turn: Turn, sure_of_it: int = 0) -> Shown:
    """On from a list that was changed by taps; a colleague who has talks does not leave by a slip of the finger."""
    draft = await changing(turn)
    if not sure_of_it and (shown := await sure.about_leaving(turn, draft)) is not None:
        return shown
    if (shown := await sure.about_others(turn, draft)) is not None:
        return shown
    return await ending.finish(turn, draft)


@flow.press("cancel")
async def ask_to_cancel(turn: Turn, meeting_id: int) -> Shown:
    """Ask once more before calling it off."""
    meeting = await _open(turn, meeting_id)
    return screen(
        "meetings/cancel",
        (button(_("Yes, call it off"), "m.cancelled", meeting.id, style=Style.DANGER),),
        (button(_("‹ Back"), "m.open", meeting.id),),
        title=KINDS[meeting.kind],
        day=meeting.day,
        invited=meeting.state is MeetingState.INVITED,
        count=await times.booked(turn.session, meeting.id),
    )


@flow.press("cancelled")
async def cancelled(turn: Turn, meeting_id: int) -> Shown:
    """Call it off, and tell who knew of it."""
    meeting = await _open(turn, meeting_id)
    told, invitation = meeting.state is MeetingState.INVITED, meeting.invitation_id
    await services.cancel(turn.session, turn.staff(), meeting, turn.now)
    await drop(turn)
    unreached = await count_unreached(turn.session, invitation) if told and invitation else 0
    call = button(_("Whom to call (%(count)s)", count=unreached), "m.calls", meeting.id, 0, style=Style.PRIMARY)
    return screen(
        "meetings/is_off",
        *(((call,),) if unreached else ()),
        (button(_("‹ Meetings"), "m.list"), button(_("Menu"), "home.menu")),
        title=KINDS[meeting.kind],
        day=meeting.day,
        invited=told,
        count=unreached,
    )


async def _open(turn: Turn, meeting_id: int) -> Meeting:
    meeting = await planning.led_by(turn.session, turn.staff(), meeting_id)
    if meeting.state not in (MeetingState.PLANNED, MeetingState.INVITED):
        raise StaleScreen
    return meeting


def _names(draft: Plan) -> list[str]:
    hidden = set(_OF_TALKS if draft.form is MeetingKind.CLASS else ("agenda",))
    if draft.booking not in (Booking.OPEN, Booking.WISHES):
        hidden.add("booking")
    if draft.invited:
        hidden.add("classes")
    return [name for name in FACTS if name not in hidden]


def _facts(draft: Plan) -> Shown:
    buttons = [button(FACTS[name], "m.f", name) for name in _names(draft)]
    assert draft.meeting_id is not None
    return screen(
        "meetings/edit", *grid(buttons, 2), (button(_("‹ Back"), "m.open", draft.meeting_id),), title=KINDS[draft.form]
    )
