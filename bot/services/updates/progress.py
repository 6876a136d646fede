"""The teacher's message about an update: kept up to date while it goes out, and with every answer of the next days."""

from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.codec import dump_screen
from bot.domain.delivery import Lane, Op, OutboxState
from bot.domain.meetings import FOLDER
from bot.domain.policy import Weight
from bot.domain.screens import Screen
from bot.domain.shelf import SHELF
from bot.domain.update_cards import Owner, progress_card
from bot.services.assisted import count_unreached
from bot.services.meetings.planning import behind
from bot.services.updates.reports import Tally, tally
from bot.services.updates.screens import prose_of
from bot.storage.models import Account, ClassUpdate, Outgoing, Recipient, UpdateState

PRIORITY = -10
"""Before the messages it counts, within the same lane."""
_PICTURES = (Op.REFRESH, Op.EDIT)
"""While it goes out, and once when all have left: that one is worth a message where none can be changed."""
STILL_ANSWERED = timedelta(days=7)
JUST_NOW = timedelta(minutes=1)
"""Longer than the pause between two looks, so that what a late look missed is still seen by the next."""


async def watched(session: AsyncSession, now: datetime) -> list[int]:
    """Updates whose progress somebody is shown: those that go out, and those that were read or answered just now."""
    since = now - JUST_NOW
    moved = exists().where(
        Recipient.update_id == ClassUpdate.id,
        or_(Recipient.accepted_at >= since, Recipient.read_at >= since, Recipient.answered_at >= since),
    )
    rows = await session.scalars(
        select(ClassUpdate.id).where(
            ClassUpdate.progress_message.is_not(None),
            or_(ClassUpdate.closed_at.is_(None), (ClassUpdate.closed_at >= now - STILL_ANSWERED) & moved),
            ClassUpdate.state.in_((UpdateState.SENDING, UpdateState.SENT)),
        )
    )
    return list(rows)


async def let_go(session: AsyncSession, account_id: int, message: str) -> None:
    """Leave a message alone whose buttons were pressed: it shows something else now, unless its handler takes it up."""
    await session.execute(
        update(ClassUpdate)
        .where(ClassUpdate.progress_account_id == account_id, ClassUpdate.progress_message == message)
        .values(progress_message=None)
    )
    await session.execute(  # a picture that has not left yet would take the message back
        update(Outgoing)
        .where(
            Outgoing.account_id == account_id,
            Outgoing.target == message,
            Outgoing.op.in_(_PICTURES),
            Outgoing.lane == Lane.BULK,
            Outgoing.update_id.is_(None),
            Outgoing.state == OutboxState.QUEUED,
        )
        .values(state=OutboxState.DROPPED)
    )


async def report_progress(session: AsyncSession, update_id: int, now: datetime) -> bool:
    """Change the teacher's message when the counts have changed; close the update when all have left."""
    row = await session.get_one(ClassUpdate, update_id, populate_existing=True)
    counts = await tally(session, update_id, now)
    done = row.state is UpdateState.SENT and counts.open == 0
    digest = f"{'done' if done else 'out'}:{counts.digest()}"[:64]
    if digest == row.progress_shown:
        return False
    op = Op.REFRESH
    if done and row.closed_at is None:
        row.closed_at, op = now, Op.EDIT
    row.progress_shown = digest
    await _show(session, row, op, await progress_screen(session, row, counts), now)
    await session.flush()
    return True


async def progress_screen(session: AsyncSession, row: ClassUpdate, counts: Tally) -> Screen:
    """The card of an update on its way, or of one that has gone out."""
    prose = await prose_of(session, row)
    going = row.state is UpdateState.SENDING or counts.open > 0
    return progress_card(
        row.id,
        title=prose.template.title,
        classes=list(prose.classes),
        rungs={rung.value: count for rung, count in counts.rungs.items()},
        total=counts.total,
        accepted=counts.accepted,
        open_=counts.open,
        waiting=counts.waiting,
        untapped=counts.untapped,
        until=counts.until,
        twice=counts.possibly_twice,
        going=going,
        reminds=row.escalation is not None,
        unreached=0 if going else await count_unreached(session, row.id),
        owner=await owner_of(session, row),
        personal=row.personal,
    )


async def owner_of(session: AsyncSession, row: ClassUpdate) -> Owner | None:
    """The meeting whose invitation or summary an update is."""
    if row.template not in SHELF or SHELF.get(row.template).folder != FOLDER:
        return None
    meeting = await behind(session, row.id)
    return Owner(meeting.id, summary=meeting.summary_id == row.id) if meeting is not None else None


async def _show(session: AsyncSession, row: ClassUpdate, op: Op, screen: Screen, now: datetime) -> None:
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
        .values({"payload": dump_screen(screen), **({"op": op} if op is Op.EDIT else {})})
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
            op=op,
            target=row.progress_message,
            weight=Weight.ANSWER,
            payload=dump_screen(screen),
            created_at=now,
        )
    )
