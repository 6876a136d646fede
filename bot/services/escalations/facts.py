"""What the steps need to know of families: who is guardian, who has the message, and who has answered."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.delivery import Reason, Rung
from bot.domain.escalation import Family, Reader
from bot.services.answers.conversations import FROM_FAMILY
from bot.services.scope import consented
from bot.storage.among import among
from bot.storage.models import (
    LINKED,
    Account,
    AccountState,
    ClassUpdate,
    Escalation,
    Guardianship,
    LogEntry,
    Meeting,
    Pupil,
    Recipient,
    RecipientPupil,
    Talk,
    UpdateState,
    Wish,
)

GOING = (UpdateState.SENDING, UpdateState.SENT)
KEY = "esc:"
"""How the keys of all that reminds of an answer begin."""
_LATER = (Reason.QUIET_HOURS, Reason.HOLIDAY, Reason.FAMILY_CAP)


def answered() -> ColumnElement[bool]:
    """Whether any guardian of an escalation's child has answered the update, in whatever way; whoever was ever given a
    talk of the meeting it invites to, or wishes for one, has."""
    for_it = exists().where(
        RecipientPupil.recipient_id == LogEntry.recipient_id, RecipientPupil.pupil_id == Escalation.pupil_id
    )
    said = exists().where(
        LogEntry.update_id == Escalation.update_id,
        LogEntry.kind.in_(FROM_FAMILY),
        or_(
            LogEntry.pupil_id == Escalation.pupil_id,
            # Of the child's own recipients alone: said outright, for it stands two queries deep.
            and_(LogEntry.pupil_id.is_(None), for_it.correlate(LogEntry, Escalation)),
        ),
    )
    return or_(said, *(_has_a(kind) for kind in (Talk, Wish)))


def _has_a(kind: type[Talk] | type[Wish]) -> ColumnElement[bool]:
    return exists().where(
        Meeting.invitation_id == Escalation.update_id,
        kind.meeting_id == Meeting.id,
        kind.pupil_id == Escalation.pupil_id,
    )


def awaited(now: datetime) -> ColumnElement[bool]:
    """Whether an answer of this child's family still helps somebody, and has not come."""
    row, pupil = aliased(ClassUpdate), aliased(Pupil)
    going = exists().where(
        row.id == Escalation.update_id,
        row.state.in_(GOING),
        row.escalation.is_not(None),
        row.current_until > now,
    )
    here = exists().where(pupil.id == Escalation.pupil_id, pupil.left_at.is_(None), pupil.class_id.is_not(None))
    return and_(going, here, ~answered())


async def families_of(
    session: AsyncSession, row: ClassUpdate, rows: Sequence[Escalation], now: datetime
) -> dict[int, Family]:
    """By escalation of this update: the family as it stands."""
    open_ = set(
        await session.scalars(select(Escalation.id).where(among(Escalation.id, [one.id for one in rows]), awaited(now)))
    )
    readers = await _readers(session, row, [one.pupil_id for one in rows])
    return {one.id: Family(row.send_at, tuple(readers[one.pupil_id]), one.id not in open_) for one in rows}


@dataclass(frozen=True, slots=True)
class _Chat:
    account_id: int
    bot_id: int
    state: AccountState


async def _readers(session: AsyncSession, row: ClassUpdate, pupils: Collection[int]) -> dict[int, list[Reader]]:
    found = (
        await session.execute(
            select(Guardianship.pupil_id, Guardianship.person_id, consented(), Recipient)
            .outerjoin(Recipient, (Recipient.update_id == row.id) & (Recipient.person_id == Guardianship.person_id))
            .where(among(Guardianship.pupil_id, pupils), Guardianship.state.in_(LINKED), Guardianship.sees_child)
            .order_by(Guardianship.pupil_id, Guardianship.relation, Guardianship.person_id)
        )
    ).all()
    chats = await _chats(session, {person for _pupil, person, _agreed, _recipient in found})
    readers: dict[int, list[Reader]] = defaultdict(list)
    for pupil, person, agreed, recipient in found:
        readers[pupil].append(_reader(person, bool(agreed), recipient, chats[person]))
    return readers


async def _chats(session: AsyncSession, people: Collection[int]) -> dict[int, list[_Chat]]:
    rows = await session.execute(
        select(Account.person_id, Account.id, Account.bot_id, Account.state)
        .where(among(Account.person_id, people))
        .order_by(Account.preferred.desc(), Account.seen_at.desc(), Account.id)
    )
    chats: dict[int, list[_Chat]] = defaultdict(list)
    for person, account, bot, state in rows:
        if person is not None:
            chats[person].append(_Chat(account, bot, state))
    return chats


def _reader(person: int, agreed: bool, recipient: Recipient | None, chats: Sequence[_Chat]) -> Reader:
    used = next((chat.bot_id for chat in chats if recipient and chat.account_id == recipient.account_id), None)
    open_ = [chat for chat in chats if chat.state is AccountState.ACTIVE]
    other = next((chat.account_id for chat in open_ if used is not None and chat.bot_id != used), None)
    waits = recipient is not None and recipient.rung is Rung.QUEUED and recipient.reason in _LATER
    return Reader(
        person,
        got_at=recipient.accepted_at if recipient else None,
        read=recipient is not None and recipient.read_at is not None,
        refuses=not agreed or any(chat.state is AccountState.STOPPED for chat in chats),
        reached=bool(open_),
        other_chat=other,
        waits_until=recipient.waits_until if recipient and waits else None,
    )
