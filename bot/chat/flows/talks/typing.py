"""A time typed below the free ones instead of tapped: where it can only be one of them, it is as good as a tap."""

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from bot.chat.flows.talks import booking, choosing, keeping, refusals
from bot.chat.flows.talks.family import day_of, flow
from bot.chat.router import PASS, Pass, Shown
from bot.chat.turns import Turn
from bot.chat.typed_slots import Asked, asked_time
from bot.domain.codec import load_screen
from bot.domain.delivery import Op
from bot.domain.screens import Press, Screen
from bot.services.queue import outbox
from bot.storage.models import Outgoing, Slot

_TIMES = "talks/times"


@flow.reply
async def replied(turn: Turn, _message: Outgoing) -> Shown | Pass:
    """As a reply to the free times."""
    return await _typed(turn)


@flow.otherwise
async def below(turn: Turn) -> Shown | Pass:
    """Right below them."""
    return await _typed(turn)


async def _typed(turn: Turn) -> Shown | Pass:
    asked = asked_time(turn.text, day_of(turn, turn.now)) if turn.text and turn.received.file is None else None
    shown = await _times_shown(turn) if asked is not None else None
    if asked is None or shown is None or (press := _first(shown)) is None:
        return PASS
    if press.key == "tk.to":
        return await _instead(turn, asked, shown, int(press.args[0]))
    return await _new(turn, asked, shown, int(press.args[0]), int(press.args[1]))


async def _times_shown(turn: Turn) -> Screen | None:
    """The free times, where they are what is replied to or else the newest thing in the chat."""
    newest = select(Outgoing).where(Outgoing.account_id == turn.account.id, Outgoing.op != Op.REFRESH)
    if (part := turn.received.reply_to) is not None:
        newest = newest.where(or_(outbox.names(Outgoing.message, part), outbox.names(Outgoing.target, part)))
    row = await turn.session.scalar(newest.order_by(Outgoing.id.desc()).limit(1))
    shown = load_screen(row.payload) if row is not None and row.payload else None
    return shown if shown is not None and shown.template == _TIMES else None


def _first(shown: Screen) -> Press | None:
    """What the first of the times says: which child, or which talk, they are for."""
    presses = [one.press for row in shown.rows for one in row if one.press is not None]
    return next((press for press in presses if press.key in ("tk.take", "tk.to")), None)


async def _new(turn: Turn, asked: Asked, shown: Screen, slot_id: int, pupil_id: int) -> Shown:
    _slot, offer = await booking.slot_for(turn, slot_id, pupil_id)
    if (closed := await refusals.closed(turn, offer.meeting)) is not None:
        return closed
    fitting = _fitting(turn, asked, shown, await choosing.free_for(turn, offer.meeting, offer.choice))
    if len(fitting) == 1:
        return await booking.take(turn, fitting[0].id, pupil_id)
    return await choosing.times_of(turn, offer, _day(shown), typed=len(fitting))


async def _instead(turn: Turn, asked: Asked, shown: Screen, talk_id: int) -> Shown:
    fitting = _fitting(turn, asked, shown, await keeping.free_instead(turn, talk_id))
    if len(fitting) == 1:
        return await keeping.to(turn, talk_id, fitting[0].id)
    return await keeping.times_instead(turn, talk_id, _day(shown), typed=len(fitting))


def _fitting(turn: Turn, asked: Asked, shown: Screen, free: Sequence[Slot]) -> list[Slot]:
    """The free times that can be meant: of the day that is shown, before those of other days."""
    zone = ZoneInfo(turn.school.timezone)
    fitting = [slot for slot in free if asked.fits(slot.starts_at.astimezone(zone))]
    here = [slot for slot in fitting if day_of(turn, slot.starts_at) == _day(shown)]
    return here if asked.day is None and asked.weekday is None and here else fitting


def _day(shown: Screen) -> date | None:
    """The day whose times are shown; None where they are of several."""
    day = shown.values.get("day")
    return day if isinstance(day, date) else None
