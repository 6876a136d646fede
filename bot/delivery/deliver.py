"""One message through its channel, and what became of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from random import Random

import structlog

from bot.channels.base import Channel
from bot.delivery.compose import Ready
from bot.delivery.outcomes import Failed, Outcome, Sent, Unsure, judge
from bot.domain.delivery import Lane, Op, Reason
from bot.domain.errors import DeliveryError, MessageGone

log = structlog.get_logger(__name__)


async def deliver(channel: Channel, ready: Ready, clock: Callable[[], datetime], rng: Random) -> Outcome:
    """Send, change or delete; raises nothing. A pause that is asked for begins when the answer is there."""
    row = ready.row
    try:
        return await _do(channel, ready)
    except DeliveryError as error:
        log.info("not_delivered", outgoing=row.id, error=type(error).__name__, reason=error.reason)
        outcome = judge(error, row, clock(), rng)
        if isinstance(outcome, Unsure) and ready.message is not None:
            return replace(outcome, text=ready.message.text)
        return outcome
    except Exception as error:  # a fault of ours: this one message is lost, the others are not
        log.exception("delivery_fault", outgoing=row.id)
        return Failed(row, Reason.REJECTED, type(error).__name__)


async def _do(channel: Channel, ready: Ready) -> Sent:
    row, message = ready.row, ready.message
    if message is not None and channel.limits.receipts:
        message = replace(message, tag=str(row.id))
    if message is None:
        await channel.delete(ready.address, row.target or "")
        return Sent(row)
    if row.op is Op.SEND:
        sent = await channel.send(ready.address, message)
        return Sent(row, message.text, sent, ready.shown, locale=ready.locale, via=channel.limits.name)
    try:
        await channel.edit(ready.address, row.target or "", message)
    except MessageGone:
        if row.op is Op.REFRESH:
            return Sent(row)
        if row.lane is Lane.BULK and ready.withdrawn and channel.limits.edits:
            raise
        # Said again to who waits for it; and where it is a correction, for that must be known.
        sent = await channel.send(ready.address, message)
        return Sent(row, message.text, sent, ready.shown, anew=True, via=channel.limits.name)
    return Sent(row, message.text, None, ready.shown)
