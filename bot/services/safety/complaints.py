"""A guardian reports a message of the school. An administrator answers, and never the one it is about."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import InvalidValue, NotAllowed, StaleScreen
from bot.domain.notices.safety import ComplaintAnswered, ComplaintArrived, Reported
from bot.domain.promises import promised_by
from bot.services import log, staff
from bot.services.answers import received
from bot.services.answers.conversations import teacher_card
from bot.services.hours import arriving, keeping
from bot.services.queue import outbox
from bot.storage.models import (
    ClassUpdate,
    Complaint,
    ComplaintState,
    LogEntry,
    LogKind,
    Person,
    RoleKind,
    School,
)

LONGEST = 1000


async def about(
    session: AsyncSession, guardian: Person, what: Reported, number: int
) -> tuple[Person, LogEntry | None, ClassUpdate | None]:
    """Who wrote what this guardian reports, and what it was; raises NotAllowed for what was not written to them."""
    if what is Reported.UPDATE:
        recipient = await received.recipient_of(session, guardian, number)
        row = await session.get_one(ClassUpdate, recipient.update_id)
        return await session.get_one(Person, row.author_id), None, row
    entry = await session.get(LogEntry, number)
    if entry is None or entry.person_id != guardian.id or entry.kind is not LogKind.REPLY or entry.staff_id is None:
        raise NotAllowed
    return await session.get_one(Person, entry.staff_id), entry, None


async def report(
    session: AsyncSession, guardian: Person, what: Reported, number: int, words: str, now: datetime
) -> tuple[Complaint, datetime]:
    """Keep it and tell who handles it; by when an answer comes. The same message twice adds to the first report.

    Raises NotAllowed, InvalidValue for words that are missing or too long.
    """
    words = " ".join(words.split())
    if not words or len(words) > LONGEST:
        raise InvalidValue("report", "length")
    author, entry, row = await about(session, guardian, what, number)
    known = await session.scalar(
        select(Complaint).where(
            Complaint.person_id == guardian.id,
            Complaint.state == ComplaintState.OPEN,
            Complaint.entry_id == (entry.id if entry else None),
            Complaint.update_id == (row.id if row else None),
        )
    )
    if known is not None:
        if words not in known.text:
            known.text = f"{known.text}\n{words}"[: 2 * LONGEST]
        return known, await due(session, known)
    complaint = Complaint(
        school_id=guardian.school_id,
        person_id=guardian.id,
        about_id=author.id,
        pupil_id=entry.pupil_id if entry else None,
        entry_id=entry.id if entry else None,
        update_id=row.id if row else None,
        text=words,
        at=now,
    )
    session.add(complaint)
    log.note(session, guardian.school_id, LogKind.REPORTED, now, person_id=guardian.id)
    await session.flush()
    for person in await handlers(session, complaint):
        notice = ComplaintArrived(complaint_id=complaint.id, guardian=guardian.name, about=teacher_card(author))
        await arriving.tell(session, person, notice, now, dedupe=f"complaint:{complaint.id}:{person.id}")
    return complaint, await due(session, complaint)


async def handlers(session: AsyncSession, complaint: Complaint) -> list[Person]:
    """Who may handle it: administrators, else the principal; never whom it is about."""
    school = await session.get_one(School, complaint.school_id)
    admins = [one for one in await staff.administrators(session, school.id) if one.id != complaint.about_id]
    principals = await staff.members(session, school, RoleKind.PRINCIPAL)
    return admins or [one for one in principals if one.id != complaint.about_id]


async def due(session: AsyncSession, complaint: Complaint) -> datetime:
    """By when it is answered: as any question to the office."""
    school = await session.get_one(School, complaint.school_id)
    works = await keeping.office_working(session, school, complaint.at)
    return promised_by(complaint.at, works.hours, works.rule, works.quiet)


async def open_for(session: AsyncSession, person: Person) -> list[Complaint]:
    """What waits for this member of staff, the oldest first."""
    rows = await session.scalars(
        select(Complaint)
        .where(
            Complaint.school_id == person.school_id,
            Complaint.state == ComplaintState.OPEN,
            Complaint.about_id != person.id,
        )
        .order_by(Complaint.id)
    )
    return [one for one in rows if person.id in {each.id for each in await handlers(session, one)}]


async def named(session: AsyncSession, person: Person, complaint_id: int) -> Complaint:
    """A complaint that this member of staff handles; raises NotAllowed."""
    row = await session.get(Complaint, complaint_id)
    if row is None or row.school_id != person.school_id:
        raise NotAllowed
    if person.id not in {one.id for one in await handlers(session, row)}:
        raise NotAllowed
    return row


async def answer(session: AsyncSession, person: Person, complaint_id: int, words: str, now: datetime) -> Complaint:
    """Say what came of it; the guardian hears it. Raises NotAllowed, InvalidValue, StaleScreen when it is answered."""
    row = await named(session, person, complaint_id)
    words = words.strip()
    if not words or len(words) > LONGEST:
        raise InvalidValue("report", "length")
    if row.state is ComplaintState.ANSWERED:
        raise StaleScreen
    row.state, row.outcome, row.handled_by, row.handled_at = ComplaintState.ANSWERED, words, person.id, now
    guardian = await session.get_one(Person, row.person_id)
    notice = ComplaintAnswered(
        words=words, by=teacher_card(person), about=teacher_card(await session.get_one(Person, row.about_id)), at=row.at
    )
    await outbox.tell(session, guardian, notice, now, dedupe=f"complaint:{row.id}:answered")
    await session.flush()
    return row
