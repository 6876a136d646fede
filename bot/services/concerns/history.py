"""What was said and done in a concern: written down as rows of the log, and read back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.answers import MEDIA, Words
from bot.domain.codec import dump_file, load_file
from bot.domain.concerns import ENDINGS, TOLD, Event, seen_words, step_words
from bot.domain.errors import NotAllowed
from bot.domain.screens import FileRef
from bot.domain.text import Label, Phrase, _
from bot.services import log, scope
from bot.services.safety import holding
from bot.storage.models import Concern, HeldState, LogEntry, LogKind, Person, Pupil

OURS = (LogKind.CONCERN, LogKind.CONCERN_STEP, LogKind.AGREED, LogKind.CONCERN_CLOSED)
_KINDS = {
    LogKind.CONCERN: _("raised the concern"),
    LogKind.AGREED: _("wrote down what was agreed"),
    LogKind.CONCERN_CLOSED: _("closed the concern"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said or done: when, by whom, what, and in which words."""

    entry_id: int
    at: datetime
    who: str
    what: Phrase
    words: Label
    file: FileRef | None
    held: HeldState | None = None
    """It may hurt, and its words are not here: who is in it decides, or the administrator who has it now."""


async def note(
    session: AsyncSession, concern: Concern, kind: LogKind, now: datetime, event: Event | None = None, **about: Any
) -> LogEntry:
    """Write one row; `about` are columns of `LogEntry`."""
    pupil = await session.get_one(Pupil, concern.pupil_id)
    about.setdefault("choice", event.value if event else None)
    entry = log.note(
        session,
        concern.school_id,
        kind,
        now,
        concern_id=concern.id,
        pupil_id=pupil.id,
        class_id=pupil.class_id,
        **about,
    )
    await session.flush()
    return entry


def spoken(words: Words) -> dict[str, Any]:
    """Words as columns of the log."""
    return {
        "text": words.text or None,
        "file": dump_file(words.file) if words.file else None,
        "message": words.message,
        "channel": words.channel or None,
        "locale": words.locale,
    }


async def raised(session: AsyncSession, concern: Concern) -> LogEntry:
    """The entry with which it began."""
    found = await session.scalar(
        select(LogEntry)
        .where(LogEntry.concern_id == concern.id, LogEntry.kind == LogKind.CONCERN)
        .order_by(LogEntry.id)
        .limit(1)
    )
    assert found is not None
    return found


async def seen(session: AsyncSession, concern: Concern) -> Label:
    """What was seen when it was raised."""
    entry = await raised(session, concern)
    return seen_words(concern.area, entry.choice, entry.text)


async def count(session: AsyncSession, concern: Concern) -> int:
    """How many things were said and done."""
    query = select(func.count()).where(LogEntry.concern_id == concern.id, LogEntry.kind.in_(OURS))
    return await session.scalar(query) or 0


async def lines(session: AsyncSession, concern: Concern, offset: int, limit: int) -> list[Line]:
    """What was said and done, the newest first."""
    family, staff = aliased(Person), aliased(Person)
    rows = await session.execute(
        select(LogEntry, family.name, staff.name)
        .outerjoin(family, family.id == LogEntry.person_id)
        .outerjoin(staff, staff.id == LogEntry.staff_id)
        .where(LogEntry.concern_id == concern.id, LogEntry.kind.in_(OURS))
        .order_by(LogEntry.id.desc())
        .offset(offset)
        .limit(limit)
    )
    found = rows.all()
    held = await holding.states_among(session, [entry.id for entry, _family, _staff in found])
    return [_line(concern, entry, by or family or "", held.get(entry.id)) for entry, family, by in found]


def _line(concern: Concern, entry: LogEntry, who: str, held: HeldState | None) -> Line:
    event = Event(entry.choice) if entry.kind is LogKind.CONCERN_STEP and entry.choice in set(Event) else None
    what = TOLD[event] if event else _KINDS.get(entry.kind, TOLD[Event.NOTE])
    if entry.kind is LogKind.CONCERN and concern.by_family:
        what = _("told the school about it")
    if held is not None and entry.erased_at is None:
        return Line(entry.id, entry.at, who, what, holding.WITHHELD, None, held)
    file = load_file(entry.file) if entry.file and entry.erased_at is None else None
    return Line(entry.id, entry.at, who, what, words_of(concern, entry) or (MEDIA[file.kind] if file else ""), file)


def words_of(concern: Concern, entry: LogEntry) -> Label:
    """The words of an entry, tapped ones in the reader's language; none where they were erased."""
    if entry.erased_at is not None:
        return ""
    if entry.kind is LogKind.CONCERN:
        return seen_words(concern.area, entry.choice, entry.text)
    if entry.kind is LogKind.CONCERN_CLOSED:
        return ENDINGS.get(entry.choice or "", entry.text or "")
    if entry.choice == Event.STEP and entry.text:
        return step_words(entry.text)
    if entry.choice == Event.CHOSE and entry.text:
        return _("%(at)s", at=datetime.fromisoformat(entry.text))
    return entry.text or ""


async def entry_for(session: AsyncSession, staff: Person, entry_id: int) -> LogEntry:
    """An entry of a concern that she is in, and that is not held; raises NotAllowed."""
    mine = scope.concerns_of(staff).with_only_columns(Concern.id)
    found = await session.scalar(
        select(LogEntry).where(
            LogEntry.id == entry_id,
            LogEntry.concern_id.in_(mine),
            LogEntry.kind.in_(OURS),
            LogEntry.erased_at.is_(None),
            LogEntry.file.is_not(None),
        )
    )
    if found is None or await holding.is_held(session, found.id):
        raise NotAllowed
    return found


def file_of(entry: LogEntry) -> FileRef | None:
    """The photo, recording or document of an entry."""
    return load_file(entry.file) if entry.file else None
