"""The log's part: what the school sent to a family, and what did not arrive."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Insert, and_, bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.behind import Updates
from bot.delivery.claims import IN_HAND, OUTBOX, Claimed
from bot.delivery.outcomes import Dropped, Failed, Outcome, Sent
from bot.domain.delivery import Lane, Op, Reason
from bot.services.alerts.leaving import is_alert, told_of
from bot.services.concerns.leaving import concern_of
from bot.services.escalations.leaving import is_reminder
from bot.services.marks.leaving import is_of_marks, pupil_of
from bot.storage.base import table_of
from bot.storage.many import given, rows_of
from bot.storage.models import Bot, LogEntry, LogKind, Pupil

LOG = table_of(LogEntry)


_SAID = {name: LOG.c[name] for name in ("kind", "staff_id", "pupil_id", "concern_id", "text", "locale")}
_TOLD = {"row_id": OUTBOX.c.id, "row_attempts": OUTBOX.c.attempts} | _SAID
_OF_THE_ROW = ("school_id", "person_id", "update_id", "recipient_id")


@cache
def _telling(dialect: str) -> Insert:
    told = given(dialect, _TOLD, "told")
    in_hand = and_(OUTBOX.c.id == told.c.row_id, OUTBOX.c.attempts == told.c.row_attempts, IN_HAND)
    source = (
        select(
            *(OUTBOX.c[name] for name in _OF_THE_ROW),
            *(told.c[name] for name in _SAID),
            bindparam("at", type_=LOG.c.at.type),
            Bot.channel,
            Pupil.class_id,
        )
        .select_from(told)
        .join(OUTBOX, in_hand)
        .join(Bot, Bot.id == OUTBOX.c.bot_id)
        .outerjoin(Pupil, Pupil.id == told.c.pupil_id)
    )
    return insert(LOG).from_select([*_OF_THE_ROW, *_SAID, "at", "channel", "class_id"], source)


async def tell_log(session: AsyncSession, outcomes: Sequence[Outcome], updates: Updates, now: datetime) -> None:
    """Log what was sent and what failed; the talk with the bot itself is not logged.

    Of rows that are still in hand: before they are marked, and so once, also where a result is written anew because the
    database broke off before it said that it had it.
    """
    told = [one for one in outcomes if isinstance(one, Sent | Failed | Dropped) and _is_told(one.row)]
    told = [one for one in told if not (isinstance(one, Dropped) and _is_no_more(one))]
    if not told:
        return
    entries = [_entry(one, pupil, updates) for one in told for pupil in _children(one.row)]
    dialect = session.get_bind().dialect
    values = rows_of(zip(*entries, strict=True), _TOLD.values(), dialect)
    await session.execute(_telling(dialect.name), {"told": values, "at": now})


def _entry(one: Sent | Failed | Dropped, pupil: int | None, updates: Updates) -> Sequence[Any]:
    """In the order of `_TOLD`."""
    row = one.row
    return (
        row.id,
        row.attempts,
        _kind(one),
        updates[row.update_id].author_id if row.update_id else None,
        pupil,
        concern_of(row),
        one.text if isinstance(one, Sent) else None,
        one.locale if isinstance(one, Sent) else None,
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
