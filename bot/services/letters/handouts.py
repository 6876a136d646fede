"""Letters for the families of an update that nothing else reaches: which these are, and that they went home."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import Op, OutboxState, Reason, Rung, Via
from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.noted import UNDONE
from bot.services import log
from bot.services.letters.marks import LetterMark, letters_out
from bot.services.updates import reports
from bot.services.updates.reports import NOT_ARRIVED, FamilyLine
from bot.storage.among import among
from bot.storage.models import (
    ClassUpdate,
    LogKind,
    Outgoing,
    Person,
    Recipient,
    RecipientPupil,
    UpdateState,
)

TAKE_BACK = timedelta(days=7)
"""How long a mark can be undone: a letter that was forgotten in a drawer turns up within the week."""


async def families(session: AsyncSession, staff: Person, row: ClassUpdate) -> list[FamilyLine]:
    """The families of an update whom this person may see; raises StaleScreen while it is not out, or no longer."""
    if row.state is not UpdateState.SENT:
        raise StaleScreen
    return await reports.by_family(session, staff, row)


async def hand_out(
    session: AsyncSession, staff: Person, row: ClassUpdate, pupil_ids: Collection[int], now: datetime
) -> list[int]:
    """Note that these children took their letters home; those of whom that is news: doing it twice adds nothing.

    Children whom the person may not (or no longer) see are left out; raises NotAllowed when none is left.
    """
    await session.get(ClassUpdate, row.id, with_for_update=True)  # of two taps at once one comes first
    wanted = [line for line in await families(session, staff, row) if line.pupil_id in pupil_ids]
    if not wanted:
        raise NotAllowed
    fresh = [line for line in wanted if line.letter_at is None]
    for line in fresh:
        _note(session, staff, row, line, now)
    await _reached(session, row, [line.pupil_id for line in fresh], now)
    await session.flush()
    return [line.pupil_id for line in fresh]


async def take_back(
    session: AsyncSession, staff: Person, row: ClassUpdate, pupil_ids: Collection[int], now: datetime
) -> list[int]:
    """These letters were not handed out after all; those of whom that is news.

    Raises NotAllowed as above, and StaleScreen after a week, or when an answer came back.
    """
    await session.get(ClassUpdate, row.id, with_for_update=True)
    wanted = [line for line in await families(session, staff, row) if line.pupil_id in pupil_ids]
    if not wanted:
        raise NotAllowed
    marks = await letters_out(session, row)
    undone = [line for line in wanted if line.pupil_id in marks]
    if any(marks[line.pupil_id].at < now - TAKE_BACK or _has_answered(line) for line in undone):
        raise StaleScreen
    for line in undone:
        _note(session, staff, row, line, now, marks[line.pupil_id])
    still = marks.keys() - {line.pupil_id for line in undone}
    await _unreached(session, row, [line.pupil_id for line in undone], still)
    await session.flush()
    return [line.pupil_id for line in undone]


async def marked_at(session: AsyncSession, staff: Person, row: ClassUpdate, at: datetime) -> list[int]:
    """The children whose letters this person marked at that very moment."""
    marks = await letters_out(session, row)
    return [pupil for pupil, mark in marks.items() if mark.at == at and mark.staff_id == staff.id]


def _has_answered(line: FamilyLine) -> bool:
    return any(one.via is Via.PAPER and one.rung is not Rung.ACCEPTED for one in line.guardians)


async def _reached(session: AsyncSession, row: ClassUpdate, pupils: Collection[int], now: datetime) -> None:
    """Guardians to whom the update was sent in vain have it now."""
    await session.execute(
        update(Recipient)
        .where(
            Recipient.update_id == row.id,
            Recipient.rung.in_(NOT_ARRIVED),
            Recipient.id.in_(select(RecipientPupil.recipient_id).where(among(RecipientPupil.pupil_id, pupils))),
        )
        .values(rung=Rung.ACCEPTED, via=Via.PAPER, reason=None, waits_until=None, accepted_at=now)
        .execution_options(synchronize_session=False)
    )


async def _unreached(session: AsyncSession, row: ClassUpdate, pupils: Collection[int], still: Collection[int]) -> None:
    """What was so before the letters: each guardian's own failure is in the outbox; `still` have their letters."""
    rows = await session.execute(
        select(Recipient.id, Recipient.account_id, RecipientPupil.pupil_id)
        .join(RecipientPupil, RecipientPupil.recipient_id == Recipient.id)
        .where(Recipient.update_id == row.id, Recipient.via == Via.PAPER, Recipient.rung == Rung.ACCEPTED)
    )
    children: defaultdict[int, set[int]] = defaultdict(set)
    accounts: dict[int, int | None] = {}
    for recipient, account, pupil in rows:
        children[recipient].add(pupil)
        accounts[recipient] = account
    for recipient, own in children.items():
        if own.isdisjoint(pupils) or not own.isdisjoint(still):
            continue
        rung, reason = await _before(session, recipient, accounts[recipient])
        await session.execute(
            update(Recipient)
            .where(Recipient.id == recipient)
            .values(rung=rung, reason=reason, via=None, accepted_at=None)
            .execution_options(synchronize_session=False)
        )


async def _before(session: AsyncSession, recipient_id: int, account_id: int | None) -> tuple[Rung, Reason]:
    last = await session.scalar(
        select(Outgoing)
        .where(Outgoing.recipient_id == recipient_id, Outgoing.op == Op.SEND)
        .order_by(Outgoing.id.desc())
        .limit(1)
    )
    if last is not None and last.state is OutboxState.FAILED:
        return Rung.FAILED, last.reason or Reason.REJECTED
    if last is not None and last.reason is not None:
        return Rung.UNREACHED, last.reason
    return Rung.UNREACHED, Reason.BLOCKED if account_id else Reason.NOT_LINKED


def _note(
    session: AsyncSession,
    staff: Person,
    row: ClassUpdate,
    line: FamilyLine,
    now: datetime,
    undoes: LetterMark | None = None,
) -> None:
    log.note(
        session,
        row.school_id,
        LogKind.HANDED_OUT,
        now,
        channel=Via.PAPER.value,
        staff_id=staff.id,
        pupil_id=line.pupil_id,
        class_id=line.class_id,
        update_id=row.id,
        choice=UNDONE if undoes else None,
        replaces_id=undoes.entry_id if undoes else None,
    )
