"""What a teacher last said of a child in her weekly round."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.progress import WEEK, WeeklyNote
from bot.domain.sentences import Part
from bot.domain.shelves.rounds import WEEKLY_NOTE
from bot.services.updates import load_values
from bot.storage.models import ClassUpdate, Person, Pupil, UpdatePupil, UpdateState


async def latest_note(session: AsyncSession, pupil: Pupil, now: datetime) -> WeeklyNote | None:
    """The newest sentence of the last weeks that has gone out and was not taken back."""
    found = (
        await session.execute(
            select(UpdatePupil.values, Person.name, ClassUpdate.send_at)
            .join(ClassUpdate, ClassUpdate.id == UpdatePupil.update_id)
            .join(Person, Person.id == ClassUpdate.author_id)
            .where(
                UpdatePupil.pupil_id == pupil.id,
                ClassUpdate.template == WEEKLY_NOTE,
                ClassUpdate.state == UpdateState.SENT,
                ClassUpdate.send_at > now - 2 * WEEK,
            )
            .order_by(ClassUpdate.send_at.desc(), ClassUpdate.id.desc())
            .limit(1)
        )
    ).one_or_none()
    if found is None:
        return None
    values, author, at = found
    said = load_values(values)
    strength, improve, step = (said.get(part.value) for part in Part)
    return WeeklyNote(strength, improve, step, author, at)
