"""The teacher's message about an update that goes out: kept up to date until everything has left."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.codec import dump_screen
from bot.domain.delivery import Lane, Op, OutboxState
from bot.domain.policy import Weight
from bot.domain.screens import Screen
from bot.domain.update_cards import progress_card
from bot.services.reports import Tally, tally
from bot.services.update_screens import prose_of
from bot.storage.models import Account, ClassUpdate, Outgoing, UpdateState

PRIORITY = -10
"""Before the messages it counts, within the same lane."""


async def watched(session: AsyncSession) -> list[int]:
    """Updates whose progress somebody is shown and that are not closed."""
    rows = await session.scalars(
        select(ClassUpdate.id).where(
            ClassUpdate.progress_message.is_not(None),
            ClassUpdate.closed_at.is_(None),
            ClassUpdate.state.in_((UpdateState.SENDING, UpdateState.SENT)),
        )
    )
    return list(rows)


async def report_progress(session: AsyncSession, update_id: int, now: datetime) -> bool:
    """Change the teacher's message when the counts have changed; close the update when all have left."""
    row = await session.get_one(ClassUpdate, update_id, populate_existing=True)
    counts = await tally(session, update_id, now)
    done = row.state is UpdateState.SENT and counts.open == 0
    digest = f"{'done' if done else 'out'}:{counts.digest()}"[:64]
    if digest == row.progress_shown:
        return False
    if done:
        row.closed_at = now
    row.progress_shown = digest
    await _show(session, row, await progress_screen(session, row, counts), now)
    await session.flush()
    return True


async def progress_screen(session: AsyncSession, row: ClassUpdate, counts: Tally) -> Screen:
    """The card of an update on its way, or of one that has gone out."""
    prose = await prose_of(session, row)
    return progress_card(
        row.id,
        title=prose.template.title,
        classes=list(prose.classes),
        rungs={rung.value: count for rung, count in counts.rungs.items()},
        total=counts.total,
        accepted=counts.accepted,
        open_=counts.open,
        waiting=counts.waiting,
        until=counts.until,
        twice=counts.possibly_twice,
        going=row.state is UpdateState.SENDING or counts.open > 0,
    )


async def _show(session: AsyncSession, row: ClassUpdate, screen: Screen, now: datetime) -> None:
    account = await session.get(Account, row.progress_account_id) if row.progress_account_id else None
    if account is None:
        return
    replaced = await session.scalar(
        # An older picture that has not left yet is replaced, rather than two sent.
        update(Outgoing)
        .where(
            Outgoing.account_id == account.id,
            Outgoing.target == row.progress_message,
            Outgoing.state == OutboxState.QUEUED,
        )
        .values(payload=dump_screen(screen))
        .returning(Outgoing.id)
    )
    if replaced is not None:
        return
    session.add(
        Outgoing(
            school_id=row.school_id,
            bot_id=account.bot_id,
            account_id=account.id,
            person_id=account.person_id,
            lane=Lane.BULK,
            priority=PRIORITY,
            due_at=now,
            op=Op.EDIT,
            target=row.progress_message,
            weight=Weight.ANSWER,
            payload=dump_screen(screen),
            created_at=now,
        )
    )
