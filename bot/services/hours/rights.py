"""Who may set whose hours, leave and cover: everybody her own, an administrator everybody's."""

from collections.abc import Sequence

from sqlalchemy import case, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed
from bot.services import scope
from bot.storage.models import Person, Role, RoleKind, SchoolClass, Teaching


async def check(session: AsyncSession, by: Person, staff: Person) -> None:
    """Raises NotAllowed where this is not hers to set, or the other is not of her school's staff."""
    of_staff = staff.school_id == by.school_id and await scope.roles_of(session, staff)
    mine = by.id == staff.id or RoleKind.ADMIN in await scope.roles_of(session, by)
    if not (of_staff and mine):
        raise NotAllowed


async def staff_named(session: AsyncSession, by: Person, person_id: int) -> Person:
    """The member of staff whose hours these are; 0 is oneself. Raises NotAllowed."""
    staff = await session.get(Person, person_id) if person_id else by
    if staff is None:
        raise NotAllowed
    await check(session, by, staff)
    return staff


async def check_cover(session: AsyncSession, staff: Person, cover: Person) -> None:
    """Raises NotAllowed for a cover who is not of the school's staff, or is herself."""
    of_staff = cover.school_id == staff.school_id and await scope.roles_of(session, cover)
    if cover.id == staff.id or not of_staff:
        raise NotAllowed


async def colleagues(session: AsyncSession, staff: Person) -> Sequence[Person]:
    """Who could cover for her: those who teach her classes first, then everybody of the staff, each by name."""
    mine = scope.classes_of(staff).with_only_columns(SchoolClass.id).order_by(None)
    beside = or_(
        exists().where(Teaching.person_id == Person.id, Teaching.class_id.in_(mine)),
        exists().where(SchoolClass.homeroom_id == Person.id, SchoolClass.id.in_(mine)),
    )
    return list(
        await session.scalars(
            select(Person)
            .where(
                Person.school_id == staff.school_id,
                Person.id != staff.id,
                exists().where(Role.person_id == Person.id, Role.ended_at.is_(None)),
            )
            .order_by(case((beside, 0), else_=1), Person.name, Person.id)
        )
    )
