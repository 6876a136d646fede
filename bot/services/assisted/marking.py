"""What a teacher did by hand is marked: sent or not after all, and whose a number is."""

from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.assisted import INVITED, NUMBER, Step, Words
from bot.domain.delivery import Reason, Rung, Via
from bot.domain.errors import StaleScreen
from bot.domain.noted import UNDONE
from bot.domain.phones import spellings
from bot.services import families, log
from bot.services.assisted.history import invited_numbers, last_of
from bot.services.assisted.worklists import Contact, Worklist
from bot.storage.models import (
    Account,
    ClassUpdate,
    Guardianship,
    GuardianState,
    LogEntry,
    LogKind,
    Person,
    Pupil,
    Recipient,
    RecipientPupil,
)
from bot.storage.upsert import insert_new

_NOT_ARRIVED = (Rung.UNREACHED, Rung.FAILED)


async def mark(
    session: AsyncSession, staff: Person, found: Worklist, contact: Contact, text: str, locale: str, now: datetime
) -> bool:
    """Note that `text` was sent to this number; whether that is news: marking twice adds nothing.

    The update has then come to the guardian; an invitation says nothing of it, so who links later still receives it.
    """
    await session.get(ClassUpdate, found.update.id, with_for_update=True)  # of two taps at once one comes first
    if contact.words is Words.INVITATION:
        return await _mark_invited(session, staff, found, contact, text, locale, now)
    assert contact.person is not None
    recipient_id = await _recipient(session, found, contact, contact.person)
    moved = await session.scalar(
        update(Recipient)
        .where(Recipient.id == recipient_id, Recipient.rung.in_(_NOT_ARRIVED))
        .values(
            rung=Rung.ACCEPTED,
            via=Via.ASSISTED,
            reason=None,
            waits_until=None,
            accepted_at=now,
            shown_version=found.update.version,
        )
        .returning(Recipient.id)
        .execution_options(synchronize_session=False)
    )
    if moved is None:
        return False
    _note(session, staff, found, contact, now, recipient_id=recipient_id, text=text, locale=locale)
    await session.flush()
    return True


async def _mark_invited(
    session: AsyncSession, staff: Person, found: Worklist, contact: Contact, text: str, locale: str, now: datetime
) -> bool:
    if await invited_numbers(session, found.school, [contact.number], now):
        return False
    _note(session, staff, found, contact, now, choice=INVITED, text=text, locale=locale)
    await session.flush()
    return True


async def unmark(session: AsyncSession, staff: Person, found: Worklist, contact: Contact, now: datetime) -> None:
    """It was not sent after all. Raises StaleScreen when nothing is marked, or an answer came to it."""
    await session.get(ClassUpdate, found.update.id, with_for_update=True)
    person_id = contact.person.id if contact.person else None
    sent = contact.step is Step.SENT
    entry = await last_of(session, found.update.id if sent else None, person_id, contact.pupil_id)
    if entry is None or (sent and not await _take_back(session, entry)):
        raise StaleScreen
    recipient_id = entry.recipient_id
    _note(session, staff, found, contact, now, choice=UNDONE, replaces_id=entry.id, recipient_id=recipient_id)
    await session.flush()


async def _take_back(session: AsyncSession, entry: LogEntry) -> bool:
    has_chat = await session.scalar(select(exists().where(Account.person_id == entry.person_id)))
    moved = await session.scalar(
        update(Recipient)
        .where(Recipient.id == entry.recipient_id, Recipient.via == Via.ASSISTED, Recipient.rung == Rung.ACCEPTED)
        .values(
            rung=Rung.UNREACHED,
            via=None,
            reason=Reason.BLOCKED if has_chat else Reason.NOT_LINKED,
            accepted_at=None,
            shown_version=0,
        )
        .returning(Recipient.id)
        .execution_options(synchronize_session=False)
    )
    return moved is not None


async def confirm_number(
    session: AsyncSession, staff: Person, found: Worklist, contact: Contact, guardianship_id: int, now: datetime
) -> Person:
    """It is known now that the number is this guardian's; where it stood beside their children, it does so no more.

    Only who looks after the class's links may say so: raises NotAllowed, and StaleScreen where it would not help.
    """
    tie, _pupil = await families.tie_of(session, staff, guardianship_id)
    if guardianship_id not in [candidate.tie_id for candidate in contact.candidates]:
        raise StaleScreen
    person = await session.get_one(Person, tie.person_id)
    person.phone, person.phone_confirmed = contact.number, True
    own = select(Guardianship.pupil_id).where(
        Guardianship.person_id == person.id, Guardianship.state != GuardianState.ENDED
    )
    beside = await session.scalars(select(Pupil).where(Pupil.id.in_(own), Pupil.phone.in_(spellings(contact.number))))
    for pupil in beside:
        pupil.phone = None
    _confirmed(session, staff, tie, found, now, NUMBER)
    await session.flush()
    return person


async def doubt_number(
    session: AsyncSession, staff: Person, found: Worklist, guardianship_id: int, now: datetime
) -> None:
    """It is not sure any more that the number is this guardian's. Raises NotAllowed."""
    tie, _pupil = await families.tie_of(session, staff, guardianship_id)
    person = await session.get_one(Person, tie.person_id)
    if not person.phone_confirmed:
        raise StaleScreen
    person.phone_confirmed = False
    _confirmed(session, staff, tie, found, now, UNDONE)
    await session.flush()


def _confirmed(
    session: AsyncSession, staff: Person, tie: Guardianship, found: Worklist, now: datetime, choice: str
) -> None:
    log.note(
        session,
        found.school.id,
        LogKind.CONFIRMED,
        now,
        person_id=tie.person_id,
        staff_id=staff.id,
        pupil_id=tie.pupil_id,
        class_id=found.family(tie.pupil_id).class_id,
        choice=choice,
    )


async def _recipient(session: AsyncSession, found: Worklist, contact: Contact, person: Person) -> int:
    """The recipient's id; made on demand, with the children whom the words speak of."""
    new = {
        "update_id": found.update.id,
        "person_id": person.id,
        "rung": Rung.UNREACHED,
        "reason": Reason.NOT_LINKED,
    }
    await insert_new(session, Recipient, [new])
    recipient_id: int = (
        await session.scalars(
            select(Recipient.id).where(Recipient.update_id == found.update.id, Recipient.person_id == person.id)
        )
    ).one()
    children = [{"recipient_id": recipient_id, "pupil_id": pupil_id} for pupil_id, _child in contact.named]
    await insert_new(session, RecipientPupil, children)
    return recipient_id


def _note(
    session: AsyncSession, staff: Person, found: Worklist, contact: Contact, now: datetime, **about: object
) -> LogEntry:
    alone = len(contact.named) <= 1
    return log.note(
        session,
        found.school.id,
        LogKind.ASSISTED,
        now,
        channel=Via.ASSISTED.value,
        person_id=contact.person.id if contact.person else None,
        staff_id=staff.id,
        pupil_id=contact.pupil_id if alone else None,
        class_id=found.family(contact.pupil_id).class_id if alone else None,
        update_id=found.update.id,
        **about,
    )
