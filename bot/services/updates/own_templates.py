"""A teacher's own templates: a filled message kept for the next time, and shared with colleagues if she likes."""

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed
from bot.domain.updates import Values
from bot.domain.words import check_places
from bot.services.updates import dump_values
from bot.storage.models import OwnTemplate, Person

NAME_LIMIT = 60


async def usable_by(session: AsyncSession, staff: Person) -> list[OwnTemplate]:
    """Her own ones and those that colleagues share, the most used first."""
    rows = await session.scalars(
        select(OwnTemplate)
        .where(
            OwnTemplate.school_id == staff.school_id,
            OwnTemplate.deleted_at.is_(None),
            or_(OwnTemplate.author_id == staff.id, OwnTemplate.shared_at.is_not(None)),
        )
        .order_by((OwnTemplate.author_id == staff.id).desc(), OwnTemplate.used.desc(), OwnTemplate.name)
    )
    return list(rows)


async def one_usable_by(session: AsyncSession, staff: Person, template_id: int) -> OwnTemplate:
    """One of those; raises NotAllowed."""
    for found in await usable_by(session, staff):
        if found.id == template_id:
            return found
    raise NotAllowed


async def one_of(session: AsyncSession, author: Person, template_id: int) -> OwnTemplate:
    """One of the author's own; raises NotAllowed."""
    found = await one_usable_by(session, author, template_id)
    if found.author_id != author.id:
        raise NotAllowed
    return found


async def save(
    session: AsyncSession, author: Person, name: str, template: str, values: Values, locale: str, now: datetime
) -> OwnTemplate:
    """Keep a filled message; raises InvalidValue when its words hold a place that does not exist."""
    for field, value in values.items():
        if isinstance(value, str):
            check_places(field, value)
    row = OwnTemplate(
        school_id=author.school_id,
        author_id=author.id,
        name=name[:NAME_LIMIT],
        template=template,
        values=dump_values(values),
        words_locale=locale,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    return row


async def count_use(session: AsyncSession, template_id: int) -> None:
    """Count one more update made from it."""
    await session.execute(update(OwnTemplate).where(OwnTemplate.id == template_id).values(used=OwnTemplate.used + 1))
