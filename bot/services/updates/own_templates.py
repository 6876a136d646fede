"""A teacher's own templates: a filled message kept for the next time, and shared with colleagues if she likes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.delivery import Rung
from bot.domain.errors import NotAllowed
from bot.domain.updates import Values
from bot.domain.words import check_places
from bot.services.updates import dump_values
from bot.storage.among import among
from bot.storage.models import ClassUpdate, OwnTemplate, Person, Recipient, UpdateState

NAME_LIMIT = 60
_ARRIVED = (Rung.ACCEPTED, Rung.DELIVERED, Rung.READ, Rung.ANSWERED)


@dataclass(frozen=True, slots=True)
class Figures:
    """What came of the updates that were made from a template: guardians reached, and how many of them answered."""

    reached: int = 0
    answered: int = 0


async def usable_by(session: AsyncSession, staff: Person) -> list[OwnTemplate]:
    """Her own ones and those that colleagues share and she has not taken over, the most used first."""
    mine = aliased(OwnTemplate)
    taken = exists().where(mine.taken_from_id == OwnTemplate.id, mine.author_id == staff.id, mine.deleted_at.is_(None))
    rows = await session.scalars(
        select(OwnTemplate)
        .where(
            OwnTemplate.school_id == staff.school_id,
            OwnTemplate.deleted_at.is_(None),
            or_(OwnTemplate.author_id == staff.id, OwnTemplate.shared_at.is_not(None) & ~taken),
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


async def take_over(session: AsyncSession, staff: Person, template_id: int, now: datetime) -> OwnTemplate:
    """A colleague's template is among her own from now on; again, it is the one she has. Raises NotAllowed."""
    known: OwnTemplate | None = await session.scalar(
        select(OwnTemplate).where(
            OwnTemplate.author_id == staff.id,
            OwnTemplate.taken_from_id == template_id,
            OwnTemplate.deleted_at.is_(None),
        )
    )
    if known is not None:
        return known
    found = await one_usable_by(session, staff, template_id)
    if found.author_id == staff.id:
        return found
    row = OwnTemplate(
        school_id=staff.school_id,
        author_id=staff.id,
        name=found.name,
        template=found.template,
        values=found.values,
        words_locale=found.words_locale,
        taken_from_id=found.id,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    return row


async def count_use(session: AsyncSession, template_id: int) -> None:
    """Count one more update made from it, and from what it was taken over from."""
    origin = select(OwnTemplate.taken_from_id).where(OwnTemplate.id == template_id).scalar_subquery()
    await session.execute(
        update(OwnTemplate)
        .where(or_(OwnTemplate.id == template_id, OwnTemplate.id == origin))
        .values(used=OwnTemplate.used + 1)
        .execution_options(synchronize_session=False)
    )


async def figures_of(session: AsyncSession, school_id: int, template_ids: Collection[int]) -> dict[int, Figures]:
    """What came of each of these templates, used by whom it may be: also of what was taken over from it."""
    made = func.coalesce(OwnTemplate.taken_from_id, OwnTemplate.id)
    rows = await session.execute(
        select(OwnTemplate.id, made, func.count(), func.count(Recipient.answered_at))
        .join(ClassUpdate, ClassUpdate.own_template_id == OwnTemplate.id)
        .join(Recipient, Recipient.update_id == ClassUpdate.id)
        .where(
            ClassUpdate.school_id == school_id,
            ClassUpdate.state == UpdateState.SENT,
            Recipient.rung.in_(_ARRIVED),
            or_(among(OwnTemplate.id, template_ids), among(OwnTemplate.taken_from_id, template_ids)),
        )
        .group_by(OwnTemplate.id, made)
    )
    found: dict[int, Figures] = {}
    for template_id, origin_id, reached, answered in rows:
        for one in {template_id, origin_id}:
            before = found.get(one, Figures())
            found[one] = Figures(before.reached + reached, before.answered + answered)
    return found
