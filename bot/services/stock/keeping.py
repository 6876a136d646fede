"""From what was answered to one family to words that fit every family."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed
from bot.domain.stock import generalised
from bot.services import scope
from bot.services.answers.conversations import pupils_of
from bot.services.progress.guarding import guard_of
from bot.storage.models import LogEntry, LogKind, Person, School, SchoolClass


async def made_fit(session: AsyncSession, staff: Person, entry_id: int) -> str:
    """The words of one of her own replies, with places for the child and for who was spoken to; raises NotAllowed."""
    entry = await session.get(LogEntry, entry_id)
    if entry is None or entry.kind is not LogKind.REPLY or entry.staff_id != staff.id or entry.erased_at is not None:
        raise NotAllowed
    children = [pupil.name for pupil in await pupils_of(session, entry)]
    guardian = await session.get_one(Person, entry.person_id)
    return generalised(entry.text or "", children, guardian.name)


async def naming(session: AsyncSession, staff: Person, text: str) -> list[str]:
    """What in these words is surely one pupil's: a name, a number. Such words fit no other family."""
    school = await session.get_one(School, staff.school_id)
    classes = await session.scalars(scope.classes_of(staff).with_only_columns(SchoolClass.id).order_by(None))
    guard = await guard_of(session, school, set(classes))
    return [finding.words for finding in guard.look(text, marks=False) if finding.sure]
