"""The meeting as a calendar file: one tap in the chat, one in the phone's calendar."""

from dataclasses import replace

from bot.chat.flows.invited.draft import MENU, flow, place_of
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.screens import screen
from bot.services.meetings import calendars


@flow.press("cal")
async def save(turn: Turn, recipient_id: int) -> Shown:
    """The file; from now on a change brings a new one. A meeting that was called off is taken out again."""
    place = await place_of(turn, recipient_id)
    entries = await calendars.for_guardian(turn.session, place.meeting, turn.known())
    await calendars.note_taken(turn.session, place.meeting, place.recipient, turn.bot.channel, turn.now)
    shown = screen("invited/calendar", MENU, cancelled=entries[0].cancelled)
    turn.say(replace(shown, calendar=[entry.record() for entry in entries]))
    return None
