"""A booked time as its family sees it, and all of a family's meetings, those about a concern among them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.chat.flows.talks.family import MENU, flow, hosts_named, length, where
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.meetings import KINDS, Booking
from bot.domain.screens import Button, Row, Screen, button, screen
from bot.domain.text import Phrase, _
from bot.services.concerns.talks import talks_in_concerns
from bot.services.talks import booking, views
from bot.services.talks.coming import Coming, coming_to
from bot.services.talks.naming import named
from bot.services.talks.views import Choice
from bot.storage.models import Concern, Meeting, Person, Pupil, Talk, Wish

Line = dict[str, str | datetime | Phrase]

SHOWN_AFTER = timedelta(hours=2)
"""A talk is listed for so long after it began."""


@flow.command("pertemuansaya", "mymeetings")
@flow.press("mine")
async def mine_again(turn: Turn) -> Shown:
    """*Pertemuan saya*."""
    return await mine(turn)


async def mine(turn: Turn) -> Screen:
    """The times that the family has and waits for, and the meetings to which it is invited."""
    person = turn.known()
    talks = [
        talk for talk in await booking.talks_for(turn.session, person, None) if talk.starts_at > turn.now - SHOWN_AFTER
    ]
    concerns = await talks_in_concerns(turn.session, person, turn.now - SHOWN_AFTER)
    wishes = await views.wishes_for(turn.session, person, None)
    meetings = await coming_to(turn.session, person, turn.now)
    known = {meeting.meeting.id for meeting in meetings}
    wishes = [wish for wish in wishes if wish.meeting_id in known]
    return screen(
        "talks/mine",
        *[(await _talk_button(turn, one),) for one in _in_order(talks, concerns)],
        *[(await _wish_button(turn, wish),) for wish in wishes if wish.person_id == person.id],
        *[(one,) for meeting in meetings for one in _meeting_buttons(meeting)],
        (button(_("Menu"), "home.menu"),),
        protect=bool(concerns),
        talks=[await _line(turn, one) for one in _in_order(talks, concerns)],
        waits=[await _waits(turn, wish) for wish in wishes],
        meetings=[
            {"title": KINDS[one.meeting.kind], "at": one.meeting.starts_at, "answer": one.answer} for one in meetings
        ],
    )


async def card(
    turn: Turn, meeting: Meeting, talk: Talk, *more: Row, fresh: bool = False, other: Choice | None = None
) -> Screen:
    """A time with what can be done about it; `more` are rows above that, `fresh` says that it was just booked.

    `other` is the child and host for whom those offer times beside it.
    """
    host = await turn.session.get_one(Person, talk.host_id)
    pupil = await turn.session.get_one(Pupil, talk.pupil_id)
    return screen(
        "talks/time",
        *more,
        (button(_("Save in the calendar"), "tk.cal", talk.id),),
        (button(_("Change the time"), "tk.move", talk.id), button(_("Give the time back"), "tk.back", talk.id)),
        MENU,
        protect=True,
        child=pupil.name,
        hosts=list(await hosts_named(turn, meeting, host)),
        at=talk.starts_at,
        minutes=length(talk),
        fresh=fresh,
        other=_other(talk, other),
        sibling=other is not None and other.pupil.id != talk.pupil_id,
        **where(meeting),
    )


def _other(talk: Talk, choice: Choice | None) -> Phrase | str | None:
    if choice is None:
        return None
    return choice.pupil.name if choice.pupil.id != talk.pupil_id else named(choice.host)


def _in_order(talks: Sequence[Talk], concerns: Sequence[Concern]) -> list[Talk | Concern]:
    return sorted((*talks, *concerns), key=_begins)


def _begins(one: Talk | Concern) -> datetime:
    if isinstance(one, Talk):
        return one.starts_at
    assert one.chosen_at is not None
    return one.chosen_at


async def _talk_button(turn: Turn, one: Talk | Concern) -> Button:
    """Nothing on it tells a talk about a concern from any other: whoever looks over the shoulder learns no more."""
    pupil = await turn.session.get_one(Pupil, one.pupil_id)
    face = _("%(at)s · %(child)s", at=_begins(one), child=pupil.name)
    return button(face, "tk.open" if isinstance(one, Talk) else "cn.open", one.id)


async def _wish_button(turn: Turn, wish: Wish) -> Button:
    pupil = await turn.session.get_one(Pupil, wish.pupil_id)
    return button(_("Wait no longer: %(child)s", child=pupil.name), "tk.leave", wish.id)


def _meeting_buttons(one: Coming) -> Sequence[Button]:
    """Choose a time where one can still be chosen, and see the invitation again."""
    again = button(_("Invitation of %(day)s", day=one.meeting.day), "a.open", one.recipient_id)
    if not one.chooses:
        return (again,)
    day = one.meeting.day
    wishes = one.meeting.booking is Booking.WISHES
    face = _("Say whom you would like to meet: %(day)s", day=day) if wishes else _("Choose a time: %(day)s", day=day)
    return (button(face, "tk.of", one.meeting.id), again)


async def _line(turn: Turn, one: Talk | Concern) -> Line:
    host = await turn.session.get_one(Person, one.host_id if isinstance(one, Talk) else one.keeper_id)
    pupil = await turn.session.get_one(Pupil, one.pupil_id)
    return {"at": _begins(one), "child": pupil.name, "host": named(host)}


async def _waits(turn: Turn, wish: Wish) -> Line:
    host = await turn.session.get_one(Person, wish.host_id)
    pupil = await turn.session.get_one(Pupil, wish.pupil_id)
    return {"child": pupil.name, "host": named(host)}
