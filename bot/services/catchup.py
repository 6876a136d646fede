"""A family that links later receives the updates that are still current."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.policy import Weight
from bot.services import fanout, scope
from bot.storage.models import ClassUpdate, Person, Pupil, Recipient, UpdateState, UpdateTarget

NEWEST = 5
"""More at once would bury what matters; the others can be opened from the menu."""
GOING = (UpdateState.SENDING, UpdateState.SENT)


async def catch_up(session: AsyncSession, guardian: Person, now: datetime) -> int:
    """Queue the newest current updates of the children's classes that this guardian has not received; how many.

    The person has just linked and is looking: neither quiet hours nor the family's cap hold these back.
    """
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
            .order_by(ClassUpdate.send_at.desc(), ClassUpdate.id.desc())
            .limit(NEWEST)
        )
    )
    for row in reversed(missed):
        await fanout.add_recipients(session, row, [guardian.id], now, Weight.ANSWER)
    await _name_new_children(session, guardian, now)
    return len(missed)


async def _name_new_children(session: AsyncSession, guardian: Person, now: datetime) -> None:
    """Updates that the guardian has for one child concern a child linked later, too: no second message, but answers."""
    received = await session.scalars(
        select(ClassUpdate)
        .join(Recipient, Recipient.update_id == ClassUpdate.id)
        .where(Recipient.person_id == guardian.id, ClassUpdate.state.in_(GOING), ClassUpdate.current_until > now)
    )
    for row in received:
        await fanout.add_recipients(session, row, [guardian.id], now)
