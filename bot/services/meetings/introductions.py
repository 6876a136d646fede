"""How a teacher introduces herself to families: kept once, used again each year, and only ever changed by herself."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.codec import dump_file
from bot.domain.errors import InvalidValue
from bot.domain.screens import FileKind, FileRef
from bot.domain.updates import TEXT_LIMIT
from bot.storage.models import Introduction, Person

WORDS = ("who", "vision", "mission", "hopes")
KINDS = (FileKind.PHOTO, FileKind.VOICE, FileKind.AUDIO)


async def of(session: AsyncSession, person: Person) -> Introduction | None:
    """What she has said of herself; None when nothing, or when all was taken back."""
    row = await session.get(Introduction, person.id)
    return row if row is not None and (row.file or any(getattr(row, name) for name in WORDS)) else None


async def say(session: AsyncSession, person: Person, name: str, text: str, now: datetime) -> Introduction:
    """Keep her words for one part; empty ones take it back. Raises InvalidValue for words that are too long."""
    text = text.strip()
    if len(text) > TEXT_LIMIT:
        raise InvalidValue(name, "too_long")
    if name not in WORDS:
        raise InvalidValue(name, "unknown")
    row = await _row(session, person, now)
    setattr(row, name, text)
    await session.flush()
    return row


async def attach(session: AsyncSession, person: Person, file: FileRef | None, now: datetime) -> Introduction:
    """Keep her photograph or her voice, or take it away; raises InvalidValue for another kind of file."""
    if file is not None and file.kind not in KINDS:
        raise InvalidValue("file", "kind")
    row = await _row(session, person, now)
    row.file = dump_file(file) if file else None
    await session.flush()
    return row


async def _row(session: AsyncSession, person: Person, now: datetime) -> Introduction:
    row = await session.get(Introduction, person.id)
    if row is None:
        row = Introduction(person_id=person.id, who="", vision="", mission="", hopes="")
        session.add(row)
    row.updated_at = now
    return row
