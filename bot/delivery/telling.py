"""The log's part: what the school sent to a family, and what did not arrive."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.behind import Updates
from bot.delivery.claims import Claimed
from bot.delivery.outcomes import Dropped, Failed, Outcome, Sent
from bot.domain.delivery import Lane, Op, Reason
from bot.services.alerts.leaving import is_alert, told_of
from bot.services.concerns.leaving import concern_of
from bot.services.escalations.leaving import is_reminder
from bot.services.marks.leaving import is_of_marks, pupil_of
from bot.storage.base import table_of
from bot.storage.models import Bot, LogEntry, LogKind, Pupil

LOG = table_of(LogEntry)


_TELL = insert(LOG).values(
    channel=select(Bot.channel).where(Bot.id == bindparam("bot")).scalar_subquery(),
    class_id=select(Pupil.class_id).where(Pupil.id == bindparam("child")).scalar_subquery(),
)


async def tell_log(session: AsyncSession, outcomes: Sequence[Outcome], updates: Updates, now: datetime) -> None:
    """Log what was sent and what failed; the talk with the bot itself is not logged."""
    told = [one for one in outcomes if isinstance(one, Sent | Failed | Dropped) and _is_told(one.row)]
    told = [one for one in told if not (isinstance(one, Dropped) and _is_no_more(one))]
    if not told:
        return
    await session.execute(
        _TELL,
        [
            {
                "school_id": one.row.school_id,
                "at": now,
                "kind": _kind(one),
                "bot": one.row.bot_id,
                "person_id": one.row.person_id,
                "staff_id": updates[one.row.update_id].author_id if one.row.update_id else None,
                "update_id": one.row.update_id,
                "recipient_id": one.row.recipient_id,
                "pupil_id": pupil,
                "concern_id": concern_of(one.row),
                "child": pupil,
                "text": one.text if isinstance(one, Sent) else None,
                "locale": one.locale if isinstance(one, Sent) else None,
            }
            for one in told
            for pupil in _children(one.row)
        ],
    )


def _children(row: Claimed) -> Sequence[int | None]:
    """Whom an entry is about where no update says it: what a family was asked or told by rule, child by child, and the
    child whose marks it can see."""
    if is_alert(row):
        return told_of(row)
    return (pupil_of(row),) if is_of_marks(row) else (None,)


def _kind(one: Sent | Failed | Dropped) -> LogKind:
    if not isinstance(one, Sent):
        return LogKind.FAILED
    if is_alert(one.row):
        return LogKind.ALERTED
    return LogKind.REMINDED if is_reminder(one.row) else LogKind.SENT


def _is_no_more(one: Dropped) -> bool:
    """Taken back; or a reminder that nobody needs any more, for the answer came first."""
    return one.reason is Reason.WITHDRAWN or is_reminder(one.row)


def _is_told(row: Claimed) -> bool:
    return row.op is Op.SEND and (row.recipient_id is not None or row.lane is Lane.BULK)
