"""Who links later, or lets the school write again, receives the updates that are still current."""

from datetime import datetime

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import Reason, Rung
from bot.domain.policy import Weight
from bot.services import scope
from bot.services.queue import outbox
from bot.services.updates import fanout
from bot.storage.models import (
    ClassUpdate,
    Consent,
    Guardianship,
    Person,
    Pupil,
    Recipient,
    RecipientPupil,
    UpdatePupil,
    UpdateState,
    UpdateTarget,
)

NEWEST = 5
"""More at once would bury what matters; the others can be opened from the menu."""
CLOSED = (
    Reason.NOT_LINKED,
    Reason.NO_CONSENT,
    Reason.STOPPED,
    Reason.BLOCKED,
    Reason.DEACTIVATED,
    Reason.CHAT_GONE,
)
"""Why nothing could be written to a person who now can be written to."""
GOING = (UpdateState.SENDING, UpdateState.SENT)


async def catch_up(session: AsyncSession, guardian: Person, now: datetime) -> int:
    """Queue the newest current updates of the children's classes that this guardian has not received; how many.

    The person has just linked or lets the school write again, and is looking: neither quiet hours nor the family's cap
    hold these back.
    """
    again = await _try_again(session, guardian, now)
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
                or_(~ClassUpdate.personal, ClassUpdate.id.in_(_about(guardian))),
            )
            .order_by(ClassUpdate.send_at.desc(), ClassUpdate.id.desc())
            .limit(NEWEST)
        )
    )
    for row in reversed(missed):
        await fanout.add_recipients(session, row, [guardian.id], now, _weight(row))
    await _name_new_children(session, guardian, now)
    return len(missed) + again


def _about(guardian: Person) -> Select[int]:
    """The personal updates that say something of the guardian's children."""
    children = scope.children_of(guardian).with_only_columns(Pupil.id).order_by(None)
    return select(UpdatePupil.update_id).where(UpdatePupil.pupil_id.in_(children))


async def _try_again(session: AsyncSession, guardian: Person, now: datetime) -> int:
    """Queue anew what came to nothing because no chat could be written to then; what waits follows to the new chat."""
    chats = await outbox.accounts_of(session, guardian.id)
    if not chats:
        return 0
    await outbox.follow(session, guardian, chats[0])
    consented = select(Consent.pupil_id).where(Consent.person_id == guardian.id, Consent.withdrawn_at.is_(None))
    children = scope.children_of(guardian).with_only_columns(Pupil.id).order_by(None).where(Pupil.id.in_(consented))
    about = exists().where(RecipientPupil.recipient_id == Recipient.id, RecipientPupil.pupil_id.in_(children))
    failed = await session.execute(
        select(ClassUpdate, Recipient)
        .join(Recipient, Recipient.update_id == ClassUpdate.id)
        .where(
            ClassUpdate.state.in_(GOING),
            ClassUpdate.current_until > now,
            Recipient.person_id == guardian.id,
            Recipient.rung.in_((Rung.UNREACHED, Rung.FAILED)),
            Recipient.reason.in_(CLOSED),
            about,
        )
        .order_by(ClassUpdate.send_at.desc(), ClassUpdate.id.desc())
        .limit(NEWEST)
    )
    found = [(row, recipient) for row, recipient in failed]
    for row, recipient in reversed(found):
        await fanout.queue_again(session, row, recipient, now, _weight(row) or row.weight)
    return len(found)


def _weight(row: ClassUpdate) -> Weight | None:
    """What is about one child keeps its own weight: the policy asks of it whether the link is confirmed."""
    return None if row.personal else Weight.ANSWER


async def confirmed(session: AsyncSession, tie: Guardianship, now: datetime) -> int:
    """Queue what was about this child alone and came before its link was confirmed; how many messages."""
    waiting = await session.execute(
        select(ClassUpdate, Recipient)
        .join(Recipient, Recipient.update_id == ClassUpdate.id)
        .join(RecipientPupil, RecipientPupil.recipient_id == Recipient.id)
        .join(UpdatePupil, UpdatePupil.update_id == ClassUpdate.id)
        .where(
            ClassUpdate.personal,
            ClassUpdate.state.in_(GOING),
            ClassUpdate.current_until > now,
            Recipient.person_id == tie.person_id,
            RecipientPupil.pupil_id == tie.pupil_id,
            UpdatePupil.pupil_id == tie.pupil_id,
            Recipient.rung.in_((Rung.UNREACHED, Rung.FAILED)),
            Recipient.reason == Reason.PROVISIONAL,
        )
        .order_by(ClassUpdate.send_at, ClassUpdate.id)
    )
    found = [(row, recipient) for row, recipient in waiting]
    for row, recipient in found[-NEWEST:]:
        await fanout.queue_again(session, row, recipient, now, row.weight)
    return min(len(found), NEWEST)


async def _name_new_children(session: AsyncSession, guardian: Person, now: datetime) -> None:
    """Updates that the guardian has for one child concern a child linked later, too: no second message, but answers."""
    received = await session.scalars(
        select(ClassUpdate)
        .join(Recipient, Recipient.update_id == ClassUpdate.id)
        .where(Recipient.person_id == guardian.id, ClassUpdate.state.in_(GOING), ClassUpdate.current_until > now)
    )
    for row in received:
        await fanout.add_recipients(session, row, [guardian.id], now)
