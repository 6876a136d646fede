"""Who talks with whom about which child, and what each of them gets to read."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import MEDIA, RELATIONS, THANKS, excerpt, honorific
from bot.domain.codec import load_file
from bot.domain.notices.answers import AnswerArrived, ReplyArrived
from bot.domain.screens import Fact, FileRef
from bot.domain.shelf import SHELF
from bot.domain.stock import stock_behind
from bot.domain.text import Phrase, _
from bot.services import scope, staff
from bot.services.queue import outbox
from bot.services.safety import holding
from bot.storage.models import (
    ClassUpdate,
    Guardianship,
    GuardianState,
    LogEntry,
    LogKind,
    Person,
    Pupil,
    RecipientPupil,
    SchoolClass,
    UpdateState,
)

FROM_FAMILY = (LogKind.ANSWER, LogKind.EDITED)


async def pupils_of(session: AsyncSession, entry: LogEntry) -> list[Pupil]:
    """The children an entry is about: the one it names, or all on whose account the update was received."""
    query = select(Pupil).order_by(Pupil.name, Pupil.id)
    if entry.pupil_id is not None:
        query = query.where(Pupil.id == entry.pupil_id)
    else:
        received = select(RecipientPupil.pupil_id).where(RecipientPupil.recipient_id == entry.recipient_id)
        query = query.where(Pupil.id.in_(received))
    return list(await session.scalars(query))


async def addressee(session: AsyncSession, pupils: Sequence[Pupil], preferred_id: int | None) -> Person | None:
    """Who gets a family's words: the one they are for, while one of these children is still hers to teach.

    Otherwise the homeroom teacher, otherwise an administrator; of several the first whose chat is linked.
    """
    preferred = [await session.get_one(Person, preferred_id)] if preferred_id else []
    candidates = [
        person
        for person in (*preferred, *await _homeroom_teachers(session, pupils))
        if await _teaches_one_of(session, person, pupils)
    ]
    candidates += await staff.administrators(session, *{pupil.school_id for pupil in pupils})
    for person in candidates:
        if await outbox.accounts_of(session, person.id):
            return person
    return candidates[0] if candidates else None


async def _teaches_one_of(session: AsyncSession, person: Person, pupils: Sequence[Pupil]) -> bool:
    class_ids = [pupil.class_id for pupil in pupils if pupil.class_id is not None]
    found = await session.scalar(scope.classes_of(person).where(SchoolClass.id.in_(class_ids)).limit(1))
    return found is not None


async def _homeroom_teachers(session: AsyncSession, pupils: Sequence[Pupil]) -> list[Person]:
    classes = [pupil.class_id for pupil in pupils if pupil.class_id is not None]
    rows = await session.scalars(
        select(Person).join(SchoolClass, SchoolClass.homeroom_id == Person.id).where(SchoolClass.id.in_(classes))
    )
    return list(rows)


def teacher_card(person: Person) -> dict[str, str | Phrase]:
    """A member of staff as a message names her."""
    return {"honorific": honorific(person.address, person.sex), "name": person.name}


async def children_card(session: AsyncSession, pupils: Sequence[Pupil]) -> list[dict[str, str]]:
    """Children as a message names them."""
    ids = {pupil.class_id for pupil in pupils if pupil.class_id is not None}
    rows = await session.execute(select(SchoolClass.id, SchoolClass.name).where(SchoolClass.id.in_(ids)))
    names = dict(rows.all())
    return [{"name": pupil.name, "class_name": names.get(pupil.class_id or 0, "")} for pupil in pupils]


async def relation_of(session: AsyncSession, person_id: int, pupils: Sequence[Pupil]) -> tuple[Phrase, bool]:
    """How a person is related to these children, and whether that is not confirmed yet."""
    rows = await session.scalars(
        select(Guardianship)
        .where(Guardianship.person_id == person_id, Guardianship.pupil_id.in_([pupil.id for pupil in pupils]))
        .order_by(Guardianship.id)
    )
    found = list(rows)
    relation = RELATIONS[found[0].relation.value] if found else RELATIONS["guardian"]
    return relation, any(row.state is GuardianState.PROVISIONAL for row in found)


async def family_card(session: AsyncSession, person_id: int, pupils: Sequence[Pupil]) -> dict[str, Fact]:
    """A guardian as staff reads of them: by name, whose parent, of which children."""
    person = await session.get_one(Person, person_id)
    relation, _provisional = await relation_of(session, person.id, pupils)
    return {"guardian": person.name, "relation": relation, "children": await children_card(session, pupils)}


async def arrived(session: AsyncSession, entry: LogEntry) -> AnswerArrived:
    """A family's words as the teacher gets them."""
    pupils = await pupils_of(session, entry)
    update = await session.get(ClassUpdate, entry.update_id) if entry.update_id else None
    relation, provisional = await relation_of(session, entry.person_id or 0, pupils)
    guardian = await session.get(Person, entry.person_id)
    held = await holding.is_held(session, entry.id)
    return AnswerArrived(
        entry_id=entry.id,
        words="" if held else entry.text or "",
        medium=None if held else medium_of(entry),
        quoted=await quote(session, entry.replies_to_id),
        title=SHELF.get(update.template).title if update else None,
        sent_at=update.send_at if update else None,
        children=await children_card(session, pupils),
        guardian=guardian.name if guardian else "",
        relation=relation,
        edited=entry.kind is LogKind.EDITED,
        withdrawn=update is not None and update.state is UpdateState.WITHDRAWN,
        provisional=provisional,
        held=held,
        file=None if held else file_of(entry),
    )


async def said_before(session: AsyncSession, entry: LogEntry) -> LogEntry | None:
    """What the same family and member of staff said about the same update, or beside any, just before that."""
    found: LogEntry | None = await session.scalar(
        select(LogEntry)
        .where(
            LogEntry.person_id == entry.person_id,
            LogEntry.staff_id == entry.staff_id,
            LogEntry.thread_id.is_(None),
            LogEntry.update_id.is_not_distinct_from(entry.update_id),
            LogEntry.kind.in_((*FROM_FAMILY, LogKind.REPLY)),
            LogEntry.id < entry.id,
        )
        .order_by(LogEntry.id.desc())
        .limit(1)
    )
    return found


async def replied(session: AsyncSession, entry: LogEntry) -> ReplyArrived:
    """A teacher's words as the guardian gets them."""
    update = await session.get(ClassUpdate, entry.update_id) if entry.update_id else None
    teacher = await session.get_one(Person, entry.staff_id)
    return ReplyArrived(
        entry_id=entry.id,
        words=entry.text or "",
        medium=medium_of(entry),
        quoted=await quote(session, entry.replies_to_id),
        title=SHELF.get(update.template).title if update else None,
        children=await children_card(session, await pupils_of(session, entry)),
        teacher=teacher_card(teacher),
        edited=entry.replaces_id is not None,
        thanks=entry.choice == THANKS,
        stock=stock_behind(entry.choice) is not None,
        file=file_of(entry),
    )


def medium_of(entry: LogEntry) -> Phrase | None:
    """What was sent besides words."""
    file = file_of(entry)
    return MEDIA[file.kind] if file else None


def file_of(entry: LogEntry) -> FileRef | None:
    """The photo, recording or document of an entry."""
    return load_file(entry.file) if entry.file else None


async def quote(session: AsyncSession, entry_id: int | None) -> str | Phrase | None:
    """What somebody answers, in short."""
    entry = await session.get(LogEntry, entry_id) if entry_id else None
    if entry is None or entry.erased_at is not None:
        return None
    if entry.kind is LogKind.REPLY and entry.choice == THANKS:
        return _("Thank you")
    return excerpt(entry.text) or medium_of(entry)
