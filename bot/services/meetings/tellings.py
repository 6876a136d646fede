"""Who hears at once that a meeting changed or was called off: every guardian in whose chat the invitation stands.

Whoever has not got it yet gets it as it is now, or not at all, and needs no other word.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.codec import dump_screen
from bot.domain.delivery import Lane, OutboxState, Reason
from bot.domain.meetings import INVITATIONS, KINDS
from bot.domain.notices import Notice
from bot.domain.notices.meetings import MeetingCancelled, MeetingChanged
from bot.domain.policy import Weight
from bot.domain.shelf import SHELF
from bot.services.calendar import quiet_rule
from bot.services.fanout import reading_guardians
from bot.services.meetings.facts import facts_for
from bot.services.meetings.planning import Told, values_of
from bot.storage.models import Account, Guardianship, Meeting, Outgoing, Person, Recipient, School
from bot.storage.upsert import insert_new


async def changed(session: AsyncSession, meeting: Meeting, before: Told, now: datetime) -> None:
    """Tell them when and where it is now; `before` is what they were told."""
    school, host = await _school(session, meeting)
    values = values_of(meeting, school.timezone)
    readers = await _readers(session, meeting)
    facts = await facts_for(session, [recipient.id for recipient, _bot in readers])
    notices = [
        MeetingChanged(
            title=KINDS[meeting.kind],
            day=meeting.day,
            starts=meeting.starts,
            ends=meeting.ends,
            old_day=before.day,
            old_starts=before.starts,
            old_ends=before.ends,
            place=values["place"],  # type: ignore[arg-type]  # a place is one line, or a phrase
            link=meeting.link,
            talks=[{"host": talk["host"], "at": talk["at"]} for talk in _talks(facts[recipient.id])],
            answers=SHELF.get(INVITATIONS[meeting.kind]).answers,
            teacher=host.name,
            school=school.name,
            recipient_id=recipient.id,
        )
        for recipient, _bot in readers
    ]
    await _tell(session, meeting, school, readers, notices, min(meeting.starts_at, before.starts_at), now)


async def cancelled(session: AsyncSession, meeting: Meeting, now: datetime) -> None:
    """Tell them that it does not take place."""
    school, host = await _school(session, meeting)
    readers = await _readers(session, meeting)
    notices = [
        MeetingCancelled(
            title=KINDS[meeting.kind],
            day=meeting.day,
            starts=meeting.starts,
            ends=meeting.ends,
            teacher=host.name,
            school=school.name,
        )
        for _reader in readers
    ]
    await _tell(session, meeting, school, readers, notices, meeting.starts_at, now)


async def _tell(
    session: AsyncSession,
    meeting: Meeting,
    school: School,
    readers: Sequence[tuple[Recipient, int]],
    notices: Sequence[Notice],
    by: datetime,
    now: datetime,
) -> None:
    """In one go for all; what an earlier change has to say and has not said yet is not said any more.

    Where the school would be quiet until after `by`, it is said all the same: nobody shall stand before a closed door.
    """
    rule = await quiet_rule(session, school, now)
    weight = Weight.URGENT if rule.next_good(now) >= by else Weight.BOOKED
    await session.execute(
        update(Outgoing)
        .where(Outgoing.dedupe.startswith(f"m:{meeting.id}:"), Outgoing.state == OutboxState.QUEUED)
        .values(state=OutboxState.DROPPED, reason=Reason.WITHDRAWN)
        .execution_options(synchronize_session=False)
    )
    rows = [
        {
            "school_id": school.id,
            "bot_id": bot_id,
            "account_id": recipient.account_id,
            "person_id": recipient.person_id,
            "lane": Lane.BULK,
            "due_at": now,
            "state": OutboxState.QUEUED,
            "weight": weight,
            "payload": dump_screen(notice.screen()),
            "dedupe": f"m:{meeting.id}:{meeting.sequence}:{recipient.id}",
            "created_at": now,
        }
        for (recipient, bot_id), notice in zip(readers, notices, strict=True)
    ]
    await insert_new(session, Outgoing, rows)


async def _readers(session: AsyncSession, meeting: Meeting) -> list[tuple[Recipient, int]]:
    """Who has the invitation in a chat and still is a guardian there, with the chat's bot."""
    if meeting.invitation_id is None:
        return []
    rows = await session.execute(_having(meeting.invitation_id))
    return [(recipient, bot_id) for recipient, bot_id in rows]


def _having(update_id: int) -> Select[Recipient, int]:
    still = reading_guardians(update_id).with_only_columns(Guardianship.person_id)
    return (
        select(Recipient, Account.bot_id)
        .join(Account, Account.id == Recipient.account_id)
        .where(Recipient.update_id == update_id, Recipient.message.is_not(None), Recipient.person_id.in_(still))
        .order_by(Recipient.id)
    )


def _talks(facts: Mapping[str, object]) -> list[dict[str, datetime]]:
    found = facts["talks"]
    assert isinstance(found, list)
    return found


async def _school(session: AsyncSession, meeting: Meeting) -> tuple[School, Person]:
    return await session.get_one(School, meeting.school_id), await session.get_one(Person, meeting.host_id)
