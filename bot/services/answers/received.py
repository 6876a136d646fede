"""What came to a guardian: the updates, the children they were about, and whether their day is over."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed
from bot.domain.shelf import SHELF
from bot.services import scope
from bot.services.updates import load_values
from bot.storage.models import ClassUpdate, Person, Pupil, Recipient, RecipientPupil, School, UpdateState

SHOWN = (UpdateState.SENDING, UpdateState.SENT)


async def recipient_of(session: AsyncSession, guardian: Person, recipient_id: int) -> Recipient:
    """An update this person received and whose children are still theirs; raises NotAllowed."""
    found = await session.scalar(
        select(Recipient).where(Recipient.id == recipient_id, Recipient.person_id == guardian.id)
    )
    if found is None or not await children_in(session, guardian, found):
        raise NotAllowed
    return found


async def children_in(session: AsyncSession, guardian: Person, recipient: Recipient) -> list[Pupil]:
    """The children on whose account the update was received, and whom this guardian may still see."""
    received = select(RecipientPupil.pupil_id).where(RecipientPupil.recipient_id == recipient.id)
    return list(await session.scalars(scope.children_of(guardian).where(Pupil.id.in_(received))))


async def update_of(session: AsyncSession, recipient: Recipient) -> ClassUpdate:
    """The update that came."""
    return await session.get_one(ClassUpdate, recipient.update_id)


def received_by(guardian: Person) -> Select[Recipient]:
    """The updates that came to this person and were not taken back, newest first."""
    children = scope.children_of(guardian).with_only_columns(Pupil.id).order_by(None)
    about_them = exists().where(RecipientPupil.recipient_id == Recipient.id, RecipientPupil.pupil_id.in_(children))
    return (
        select(Recipient)
        .join(ClassUpdate, ClassUpdate.id == Recipient.update_id)
        .where(Recipient.person_id == guardian.id, ClassUpdate.state.in_(SHOWN), about_them)
        .order_by(ClassUpdate.send_at.desc(), Recipient.id.desc())
    )


async def has_passed(session: AsyncSession, row: ClassUpdate, now: datetime) -> bool:
    """Whether the day that an update asks about is over, so that a quick answer would help nobody."""
    day = load_values(row.values).get(SHELF.get(row.template).until or "")
    school = await session.get_one(School, row.school_id)
    return isinstance(day, date) and now.astimezone(ZoneInfo(school.timezone)).date() > day
