"""The homeroom teacher hears of notes: of those of some minutes, or of a night, in one message.

While such a message waits to leave, what comes, is added or is taken back meanwhile changes it. It leaves within her
hours: the attendance is right without her.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.attendance import STATES
from bot.domain.codec import dump_screen, load_screen
from bot.domain.delivery import OutboxState
from bot.domain.notices.absences import Item, NotesArrived, NoteTakenBack
from bot.services.absences.views import STANDING, days_of, papers_of
from bot.services.answers.conversations import addressee, relation_of
from bot.services.attendance import announced
from bot.services.hours import arriving, promising
from bot.services.queue import outbox
from bot.storage.among import among
from bot.storage.models import AbsenceNote, Outgoing, Person, Pupil, School, SchoolClass

GATHERED = timedelta(minutes=3)
"""So long a message takes in more: other families' notes, and the letter that is photographed after the taps."""
SHOWN = 8
"""Notes that one message names."""
KEY = "absences:"


async def reader_of(session: AsyncSession, pupil: Pupil, now: datetime) -> Person | None:
    """Who hears of a pupil's notes: the homeroom teacher, while she is on leave her cover, else an administrator."""
    teacher = await addressee(session, [pupil], None)
    if teacher is None:
        return None
    school = await session.get_one(School, pupil.school_id)
    return (await promising.promise(session, school, teacher, now)).responsible


async def tell(
    session: AsyncSession,
    note: AbsenceNote,
    teacher: Person | None,
    entry_id: int,
    now: datetime,
) -> None:
    """Let the teacher know of a note by what the log has of it: the note itself, or what was added to it."""
    if teacher is None:
        return
    await session.flush()
    waiting = await _waiting(session, teacher)
    if waiting is not None:
        known = _notes_in(waiting)
        await _fill(session, waiting, [*known, *([] if note.id in known else [note.id])], now)
        return
    arrived = await _arrived(session, [note], now, added=entry_id != note.entry_id)
    row = await outbox.tell(session, teacher, arrived, now, dedupe=f"{KEY}{entry_id}")
    if row is not None:
        row.due_at, row.waits = await arriving.moment(session, teacher, now + GATHERED), True


async def take_back(session: AsyncSession, note: AbsenceNote, pupil: Pupil, back: NoteTakenBack, now: datetime) -> None:
    """The family took a note back, or shortened it: a message that has not left says so, else she is told."""
    teacher = await reader_of(session, pupil, now)
    if teacher is None:
        return
    await session.flush()
    waiting = await _waiting(session, teacher)
    if waiting is not None and note.id in _notes_in(waiting):
        await _fill(session, waiting, _notes_in(waiting), now)
        return
    await arriving.tell(session, teacher, back, now, dedupe=f"{KEY}back:{note.id}:{back.first.isoformat()}")


async def looked_at(session: AsyncSession, staff: Person, ids: Collection[int], now: datetime) -> None:
    """She has dealt with these notes: a message that has not left need not tell her of them."""
    waiting = await _waiting(session, staff)
    if waiting is not None:
        await _fill(session, waiting, [one for one in _notes_in(waiting) if one not in ids], now)


async def _waiting(session: AsyncSession, teacher: Person) -> Outgoing | None:
    """Her message that has not left yet, locked."""
    found: Outgoing | None = await session.scalar(
        select(Outgoing)
        .where(
            Outgoing.person_id == teacher.id,
            Outgoing.state == OutboxState.QUEUED,
            Outgoing.attempts == 0,
            Outgoing.dedupe.startswith(KEY),
            Outgoing.waits,
        )
        .order_by(Outgoing.id.desc())
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return found if found is not None and _notes_in(found) else None


def _notes_in(row: Outgoing) -> list[int]:
    """The notes a queued message is about."""
    return [int(one) for one in cast(list[int], load_screen(row.payload or {}).values.get("notes", []))]


async def _fill(session: AsyncSession, row: Outgoing, ids: Sequence[int], now: datetime) -> None:
    """The message says what is so now; of nothing, it says nothing."""
    found = await session.scalars(
        select(AbsenceNote).where(among(AbsenceNote.id, ids), AbsenceNote.state.in_(STANDING)).order_by(AbsenceNote.id)
    )
    rows = list(found)
    if not rows:
        row.state = OutboxState.DROPPED
        return
    row.payload = dump_screen((await _arrived(session, rows, now)).screen())


async def _arrived(
    session: AsyncSession, rows: Sequence[AbsenceNote], now: datetime, *, added: bool = False
) -> NotesArrived:
    items = await items_of(session, rows[:SHOWN], now)
    return NotesArrived(
        items=items,
        notes=[row.id for row in rows],
        more=len(rows) - len(items),
        last=max(row.id for row in rows),
        added=added,
    )


async def items_of(session: AsyncSession, rows: Sequence[AbsenceNote], now: datetime) -> list[Item]:
    """Notes as a message or a list tells of them; whose they are to see is the caller's to know."""
    papers = await papers_of(session, rows)
    items: list[Item] = []
    for row in rows:
        pupil = await session.get_one(Pupil, row.pupil_id)
        of = await session.get(SchoolClass, pupil.class_id) if pupil.class_id else None
        guardian = await session.get_one(Person, row.person_id)
        relation, _provisional = await relation_of(session, guardian.id, [pupil])
        days = await days_of(session, row, now)
        differ = await announced.differing(session, pupil, days, row.reason) if days else []
        items.append(
            {
                "id": row.id,
                "child": pupil.name,
                "class_name": of.name if of else "",
                "guardian": guardian.name,
                "relation": relation,
                "reason": STATES[row.reason],
                "first": row.first,
                "through": row.through,
                "text": row.text,
                "letters": len(papers[row.id]),
                "differs": len(differ),
            }
        )
    return items
