"""The log's part: what the school sent to a family, and what did not arrive."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.claims import Claimed
from bot.delivery.outcomes import Dropped, Failed, Outcome, Sent
from bot.domain.delivery import Lane, Op, Reason
from bot.storage.models import Bot, ClassUpdate, LogEntry, LogKind


async def tell_log(session: AsyncSession, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Log what was sent and what failed; the talk with the bot itself is not logged."""
    told = [one for one in outcomes if isinstance(one, Sent | Failed | Dropped) and _is_told(one.row)]
    told = [one for one in told if not (isinstance(one, Dropped) and one.reason is Reason.WITHDRAWN)]
    if not told:
        return
    channels = await _channels(session, {one.row.bot_id for one in told})
    updates = {one.row.update_id for one in told if one.row.update_id is not None}
    authors = await _authors(session, updates) if updates else {}
    await session.execute(
        insert(LogEntry),
        [
            {
                "school_id": one.row.school_id,
                "at": now,
                "kind": LogKind.SENT if isinstance(one, Sent) else LogKind.FAILED,
                "channel": channels[one.row.bot_id],
                "person_id": one.row.person_id,
                "staff_id": authors.get(one.row.update_id or 0),
                "update_id": one.row.update_id,
                "recipient_id": one.row.recipient_id,
                "text": one.text if isinstance(one, Sent) else None,
                "locale": one.locale if isinstance(one, Sent) else None,
            }
            for one in told
        ],
    )


def _is_told(row: Claimed) -> bool:
    return row.op is Op.SEND and (row.recipient_id is not None or row.lane is Lane.BULK)


async def _channels(session: AsyncSession, bots: set[int]) -> dict[int, str]:
    rows = await session.execute(select(Bot.id, Bot.channel).where(Bot.id.in_(bots)))
    return dict(iter(rows))


async def _authors(session: AsyncSession, updates: set[int]) -> dict[int, int]:
    rows = await session.execute(select(ClassUpdate.id, ClassUpdate.author_id).where(ClassUpdate.id.in_(updates)))
    return dict(iter(rows))
