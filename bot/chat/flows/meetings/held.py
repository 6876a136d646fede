"""What the parts of a meeting's day and of the time after share: their flow, what is being written, the way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.chat import drafts
from bot.chat.router import Flow
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.meetings import KINDS
from bot.domain.screens import Row, button
from bot.domain.text import Phrase, _
from bot.storage.models import Meeting

flow = Flow("meeting_day", "md")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


@dataclass(slots=True)
class Writing:
    """What a typed line, a voice note or a photograph is for: a meeting's minutes, or a talk."""

    meeting_id: int = 0
    talk_id: int = 0


async def writing(turn: Turn) -> Writing:
    """What is being written; raises NotAllowed for who is not of the staff, and StaleScreen when nothing is."""
    turn.staff()
    return await drafts.needed(turn, flow.name, Writing)


async def expect(turn: Turn, what: Writing, step: str) -> None:
    """From now on, what is typed is for that."""
    await drafts.keep(turn, flow.name, what, step)


async def done_writing(turn: Turn) -> None:
    """Nothing is being written any more."""
    await drafts.drop(turn, flow.name)


def to_meeting(meeting: Meeting) -> Row:
    """The way back to the card."""
    return (button(_("‹ Meeting"), "m.open", meeting.id), button(_("Menu"), "home.menu"))


def title_of(meeting: Meeting) -> Phrase:
    """What kind of meeting it is, in words."""
    return KINDS[meeting.kind]


def in_a_row(phrases: Sequence[Phrase]) -> Phrase | None:
    """Several short facts as one: invited; came; has the summary."""
    first, *more = phrases or (None,)
    rest = in_a_row(more) if more else None
    return first if first is None or rest is None else _("%(fact)s; %(more)s", fact=first, more=rest)


def ticks_of(moment: datetime) -> int:
    """A moment as a button carries it: microseconds since 1970."""
    return (moment - _EPOCH) // _TICK


def moment_of(ticks: int) -> datetime:
    """The moment that a button carries; raises StaleScreen for what cannot be."""
    try:
        return _EPOCH + ticks * _TICK
    except OverflowError:
        raise StaleScreen from None


Noted = Phrase | None
"""What was written down just now, in a line."""
