"""Two rows that turn out to be one person become one; whatever points to a person follows."""

from collections.abc import Iterator

from sqlalchemy import Column, ColumnElement, Table, UniqueConstraint, and_, delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.models import (
    Account,
    Base,
    Guardianship,
    GuardianState,
    Person,
    Role,
    Teaching,
)


async def merge(session: AsyncSession, gone: Person, kept: Person) -> None:
    """Give everything of `gone` to `kept` and remove it.

    Where both have the same (role, lessons, guardianship of one pupil), that of `kept` stays. A row that something else
    still refers to is left behind, without a chat and without a role.
    """
    await session.flush()
    gone_id = gone.id
    await _share_roles(session, gone_id, kept.id)
    for column in _columns():
        await session.execute(
            update(column.table).where(column == gone_id, _free(column, kept.id)).values({column.name: kept.id})
        )
    await session.execute(delete(Role).where(Role.person_id == gone_id))
    await session.execute(delete(Teaching).where(Teaching.person_id == gone_id))
    await session.execute(
        update(Guardianship).where(Guardianship.person_id == gone_id).values(state=GuardianState.ENDED)
    )
    _take_details(gone, kept)
    await _remove(session, gone)
    for row in list(session.identity_map.values()):
        await session.refresh(row)


async def is_untied(session: AsyncSession, person: Person) -> bool:
    """Whether nothing holds this person: no chat, no role, no child."""
    ties: tuple[ColumnElement[bool], ...] = (
        exists().where(Account.person_id == person.id),
        exists().where(Role.person_id == person.id, Role.ended_at.is_(None)),
        exists().where(Guardianship.person_id == person.id, Guardianship.state != GuardianState.ENDED),
    )
    held = [await session.scalar(select(tie)) for tie in ties]
    return not any(held)


def _columns() -> Iterator[Column[int]]:
    """Every column of the house that points to a person."""
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name == Person.__tablename__:
                yield key.parent


def _free(column: Column[int], kept_id: int) -> ColumnElement[bool]:
    """Rows for which `kept` has no row of its own under the same unique key."""
    table = column.table
    assert isinstance(table, Table)
    clauses: list[ColumnElement[bool]] = []
    for rule in table.constraints:
        if isinstance(rule, UniqueConstraint) and column.name in rule.columns:
            other = table.alias()
            same = [other.c[part.name] == part for part in rule.columns if part.name != column.name]
            clauses.append(~exists(select(other.c.id).where(other.c[column.name] == kept_id, *same)))
    return and_(True, *clauses)


async def _share_roles(session: AsyncSession, gone_id: int, kept_id: int) -> None:
    """A role that only `gone` still holds is taken up again by `kept`."""
    held = select(Role.kind).where(Role.person_id == gone_id, Role.ended_at.is_(None))
    await session.execute(
        update(Role)
        .where(Role.person_id == kept_id, Role.kind.in_(held), Role.ended_at.is_not(None))
        .values(ended_at=None)
    )


def _take_details(gone: Person, kept: Person) -> None:
    for name in ("sex", "nip", "source_id", "phone"):
        if getattr(kept, name) is None:
            setattr(kept, name, getattr(gone, name))


async def _remove(session: AsyncSession, gone: Person) -> None:
    await session.flush()
    for column in _columns():
        if await session.scalar(select(column).where(column == gone.id).limit(1)):
            return
    await session.delete(gone)
    await session.flush()
