"""A family that links later receives the updates that are still current."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services import fanout, scope
from bot.storage.models import ClassUpdate, Person, Pupil, Recipient, UpdateState, UpdateTarget

GOING = (UpdateState.SENDING, UpdateState.SENT)


async def catch_up(session: AsyncSession, guardian: Person, now: datetime) -> int:
    """Queue the current updates of the guardian's children's classes that this person has not received; how many."""
    classes = scope.children_of(guardian).with_only_columns(Pupil.class_id).order_by(None)
    received = select(Recipient.update_id).where(Recipient.person_id == guardian.id)
    missed = list(
        await session.scalars(
            select(ClassUpdate)
            .where(
                ClassUpdate.state.in_(GOING),
                ClassUpdate.current_until > now,
                ClassUpdate.id.in_(select(UpdateTarget.update_id).where(UpdateTarget.class_id.in_(classes))),
                ClassUpdate.id.not_in(received),
            )
            .order_by(ClassUpdate.send_at, ClassUpdate.id)
        )
    )
    for row in missed:
        await fanout.add_recipients(session, row, [guardian.id], now)
    return len(missed)
