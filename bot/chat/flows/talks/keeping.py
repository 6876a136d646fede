"""A time that a family has: looked at again, moved, given back, until the time set for it."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from bot.chat.flows.talks import cards, refusals
from bot.chat.flows.talks.booking import slot_for
from bot.chat.flows.talks.family import MENU, as_day, flow, hosts_named, length, refresh, write_to_school
from bot.chat.flows.talks.paging import paged
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import BusyThen, NotAllowed, NotOffered, SlotTaken, StaleScreen, TooLate
from bot.domain.meetings import MeetingState, TalkState
from bot.domain.screens import Screen, Style, button, screen
from bot.domain.text import _
from bot.services.meetings import calendars, planning
from bot.services.talks import booking, rights, showing
from bot.storage.models import Meeting, Person, Pupil, Slot, Talk


@flow.press("open")
async def open_one(turn: Turn, talk_id: int) -> Shown:
    """One of their times."""
    talk, meeting = await _own(turn, talk_id)
    return await _over(turn, talk, meeting) or await cards.card(turn, meeting, talk)


@flow.press("move")
async def move(turn: Turn, talk_id: int, day: str = "", page: int = 0) -> Shown:
    """The times that it could have instead."""
    return await times_instead(turn, talk_id, as_day(day), page)


async def times_instead(turn: Turn, talk_id: int, day: date | None, page: int = 0, typed: int | None = None) -> Screen:
    """The same; `typed`: so many times, not one, fit what was typed."""
    talk, meeting = await _own(turn, talk_id)
    if (over := await _over(turn, talk, meeting) or await refusals.closed(turn, meeting)) is not None:
        return over
    pupil = await turn.session.get_one(Pupil, talk.pupil_id)
    host = await turn.session.get_one(Person, talk.host_id)
    free = await free_instead(turn, talk.id)
    shown = paged(turn, free, day, page)
    rows = shown.rows(lambda face, slot: button(face, "tk.to", talk.id, slot.id), "tk.move", talk.id)
    return screen(
        "talks/times" if free else "talks/no_other",
        *rows,
        (button(_("‹ Back"), "tk.open", talk.id), *MENU),
        child=pupil.name,
        hosts=list(await hosts_named(turn, meeting, host)),
        needed=None,
        day=shown.day,
        minutes=length(talk),
        moving=talk.starts_at,
        left=False,
        typed=typed,
    )


async def free_instead(turn: Turn, talk_id: int) -> list[Slot]:
    """The times that a talk of theirs could have; raises NotAllowed."""
    talk, meeting = await _own(turn, talk_id)
    pupil = await turn.session.get_one(Pupil, talk.pupil_id)
    free = await booking.free(turn.session, meeting, talk.host_id, turn.known(), pupil, turn.now, moving=talk)
    return [slot for slot in free if slot.starts_at != talk.starts_at]


@flow.press("to")
async def to(turn: Turn, talk_id: int, slot_id: int) -> Shown:
    """Another time was tapped; where it cannot be had, the old one stays."""
    talk, meeting = await _own(turn, talk_id)
    if (over := await _over(turn, talk, meeting) or await refusals.closed(turn, meeting)) is not None:
        return over
    slot, offer = await slot_for(turn, slot_id, talk.pupil_id)
    try:
        talk = await booking.move(turn.session, turn.known(), talk.id, slot.id, turn.now)
    except SlotTaken as error:
        return await refusals.taken(turn, meeting, offer.choice, slot, error, talk.id)
    except BusyThen as error:
        return refusals.busy(meeting, offer.choice, error, talk.id)
    except StaleScreen:
        return await cards.mine(turn)
    except (NotOffered, TooLate):
        return await refusals.refused(turn, meeting)
    await refresh(turn, meeting, talk.pupil_id)
    return await cards.card(turn, meeting, talk, fresh=True)


@flow.press("back")
async def ask_back(turn: Turn, talk_id: int) -> Shown:
    """Before it is given back: is it meant?"""
    talk, meeting = await _own(turn, talk_id)
    if (over := await _over(turn, talk, meeting)) is not None:
        return over
    return await _asked_back(turn, talk, meeting)


async def who_cannot_come(turn: Turn, update_id: int, pupils: Collection[int]) -> Screen | None:
    """To a family that answers an invitation with *we cannot come* and has a time: shall it be given back? None for
    any other."""
    meeting = await planning.behind(turn.session, update_id)
    if meeting is None:
        return None
    for talk in await booking.talks_for(turn.session, turn.known(), meeting.id):
        if talk.pupil_id in pupils and await _over(turn, talk, meeting) is None:
            return await _asked_back(turn, talk, meeting)
    return None


async def _asked_back(turn: Turn, talk: Talk, meeting: Meeting) -> Screen:
    pupil = await turn.session.get_one(Pupil, talk.pupil_id)
    host = await turn.session.get_one(Person, talk.host_id)
    return screen(
        "talks/give_back",
        (button(_("Yes, give it back"), "tk.release", talk.id, style=Style.DANGER),),
        (button(_("Rather another time"), "tk.move", talk.id), button(_("‹ Back"), "tk.open", talk.id)),
        child=pupil.name,
        hosts=list(await hosts_named(turn, meeting, host)),
        at=talk.starts_at,
    )


@flow.press("release")
async def release(turn: Turn, talk_id: int) -> Shown:
    """It is given back, and goes to who waits for it. Also the one tap below a time that came from the waiting list."""
    talk, meeting = await _own(turn, talk_id)
    if talk.state is not TalkState.RELEASED and (over := await _over(turn, talk, meeting)) is not None:
        return over
    try:
        await booking.release(turn.session, turn.known(), talk.id, turn.now)
    except TooLate as error:
        write = await write_to_school(turn, meeting, talk.pupil_id)
        rows = (write,) if write else ()
        return screen("talks/closed", *rows, MENU, reason="late", day=meeting.day, until=error.until)
    await refresh(turn, meeting, talk.pupil_id)
    again = (button(_("Choose another time"), "tk.of", meeting.id),)
    return screen("talks/given_back", again, MENU, at=talk.starts_at)


@flow.press("cal")
async def save(turn: Turn, talk_id: int) -> Shown:
    """The time as a calendar file; one that was given back is taken out of the calendar again."""
    talk, meeting = await _own(turn, talk_id)
    entry = await calendars.of_talk(turn.session, talk)
    for recipient in await showing.invitations_of(turn.session, meeting, talk.pupil_id):
        if recipient.person_id == turn.known().id:
            await calendars.note_taken(turn.session, meeting, recipient, turn.bot.channel, turn.now)
    shown = screen("talks/calendar", MENU, at=talk.starts_at, cancelled=entry.cancelled, protect=True)
    turn.say(replace(shown, calendar=[entry.record()]))
    return None


async def _own(turn: Turn, talk_id: int) -> tuple[Talk, Meeting]:
    """A talk of this guardian's, also one that stands no more; raises NotAllowed."""
    talk = await turn.session.get(Talk, talk_id)
    if talk is None or not await rights.sees(turn.session, turn.known(), talk):
        raise NotAllowed
    return talk, await turn.session.get_one(Meeting, talk.meeting_id)


async def _over(turn: Turn, talk: Talk, meeting: Meeting) -> Screen | None:
    """What is true of a talk that cannot be changed any more; None for one that can."""
    if meeting.state is MeetingState.CANCELLED:
        return await refusals.closed(turn, meeting)
    if talk.state is TalkState.RELEASED:
        again = (button(_("Choose another time"), "tk.of", meeting.id),)
        return screen("talks/given_back", again, MENU, at=talk.starts_at)
    if talk.state is not TalkState.BOOKED or talk.starts_at <= turn.now:
        return screen("talks/held", MENU, at=talk.starts_at)
    return None
