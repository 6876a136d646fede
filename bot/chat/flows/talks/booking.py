"""A time is taken with one tap; whatever stands in the way is told with the next thing to do."""

from collections.abc import Sequence

from bot.chat.flows.talks import cards, choosing, refusals
from bot.chat.flows.talks.family import clock, day_of, flow, refresh
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import AlreadyBooked, BusyThen, NotAllowed, NotOffered, SlotTaken, TimesLeft, TooLate
from bot.domain.screens import Row, Screen, button, grid
from bot.domain.talks import neighbours
from bot.domain.text import Phrase, _
from bot.services.talks import booking, making, rights, waiting
from bot.services.talks.naming import named
from bot.services.talks.views import Choice
from bot.storage.models import Meeting, Slot, Talk

BESIDE = 3
"""Times offered for the next child, nearest to the family's own first."""


@flow.press("take")
async def take(turn: Turn, slot_id: int, pupil_id: int) -> Shown:
    """A free time was tapped."""
    slot, offer = await slot_for(turn, slot_id, pupil_id)
    meeting, choice = offer.meeting, offer.choice
    if (closed := await refusals.closed(turn, meeting)) is not None:
        return closed
    try:
        talk = await booking.book(turn.session, turn.known(), choice.pupil, slot.id, turn.now)
    except SlotTaken as error:
        return await refusals.taken(turn, meeting, choice, slot, error)
    except BusyThen as error:
        return refusals.busy(meeting, choice, error)
    except AlreadyBooked as error:
        return await _has_one(turn, meeting, error.talk_id)
    except (NotOffered, TooLate):
        return await refusals.refused(turn, meeting)
    await refresh(turn, meeting, choice.pupil.id)
    return await _booked(turn, offer, talk)


async def slot_for(turn: Turn, slot_id: int, pupil_id: int) -> tuple[Slot, choosing.Offer]:
    """A time of a meeting to which this child of theirs is invited, and whom it is with; raises NotAllowed."""
    slot = await turn.session.get(Slot, slot_id)
    meeting = await turn.session.get(Meeting, slot.meeting_id) if slot else None
    if slot is None or meeting is None:
        raise NotAllowed
    return slot, await choosing.offer_of(turn, meeting.id, pupil_id, making.leader(meeting, slot))


async def _booked(turn: Turn, offer: choosing.Offer, talk: Talk) -> Screen:
    """The time they have now; and times beside it for what is still open: first the siblings, then other teachers."""
    meeting = offer.meeting
    if not (open_ := sorted(offer.others, key=lambda choice: _distance(choice, talk))):
        return await cards.card(turn, meeting, talk, fresh=True)
    own = await booking.talks_for(turn.session, turn.known(), None)
    for choice in open_:
        free = neighbours(own, await choosing.free_for(turn, meeting, choice))
        if free:
            rows = _beside(turn, meeting, choice, talk, free[:BESIDE])
            return await cards.card(turn, meeting, talk, *rows, fresh=True, other=choice)
    return await cards.card(turn, meeting, talk, fresh=True)


def _distance(choice: Choice, talk: Talk) -> tuple[bool, bool, bool]:
    """The same teacher for a sibling comes first, then other teachers for the same child."""
    return choice.needed is not True, choice.host.id != talk.host_id, choice.pupil.id != talk.pupil_id


def _beside(turn: Turn, meeting: Meeting, choice: Choice, talk: Talk, free: Sequence[Slot]) -> list[Row]:
    who = choice.pupil.name if choice.pupil.id != talk.pupil_id else named(choice.host)
    made = [button(_at(turn, slot, talk, who), "tk.take", slot.id, choice.pupil.id) for slot in free]
    more = _("Other times: %(who)s", who=who)
    return [*grid(made, 1), (button(more, "tk.with", meeting.id, choice.pupil.id, choice.host.id),)]


def _at(turn: Turn, slot: Slot, talk: Talk, who: Phrase | str) -> Phrase:
    same = day_of(turn, slot.starts_at) == day_of(turn, talk.starts_at)
    at = clock(turn, slot.starts_at) if same else slot.starts_at
    return _("%(at)s · %(child)s", at=at, child=who)


async def _has_one(turn: Turn, meeting: Meeting, talk_id: int) -> Screen:
    """Pressed twice, or the other guardian was quicker: the time that the family has."""
    talk = await turn.session.get_one(Talk, talk_id)
    if await rights.sees(turn.session, turn.known(), talk):
        return await cards.card(turn, meeting, talk)
    return await cards.mine(turn)


@flow.press("wait")
async def wait(turn: Turn, meeting_id: int, pupil_id: int, host_id: int) -> Shown:
    """Onto the waiting list."""
    offer = await choosing.offer_of(turn, meeting_id, pupil_id, host_id)
    meeting, choice = offer.meeting, offer.choice
    if (closed := await refusals.closed(turn, meeting)) is not None:
        return closed
    try:
        await waiting.wait(turn.session, turn.known(), choice.pupil, meeting, host_id, turn.now)
    except TimesLeft:
        return await choosing.times_of(turn, offer, left=True)
    except AlreadyBooked as error:
        return await _has_one(turn, meeting, error.talk_id)
    except (NotOffered, TooLate):
        return await refusals.refused(turn, meeting)
    offer = await choosing.offer_of(turn, meeting_id, pupil_id, host_id)
    return await refusals.waiting(turn, offer.meeting, offer.choice)


@flow.press("leave")
async def leave(turn: Turn, wish_id: int) -> Shown:
    """They wait no longer; pressed twice, that is so all the same."""
    await waiting.leave(turn.session, turn.known(), wish_id)
    return await cards.mine(turn)
