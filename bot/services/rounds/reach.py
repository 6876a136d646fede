"""Which families a sentence does not reach: only guardians whom the homeroom teacher has confirmed hear of a child."""

from collections.abc import Collection

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.storage.among import among
from bot.storage.models import Account, AccountState, Guardianship, GuardianState, Pupil


async def unreached(session: AsyncSession, pupil_ids: Collection[int]) -> list[str]:
    """The names of the pupils none of whose confirmed guardians has a chat that works."""
    heard = exists().where(
        Guardianship.pupil_id == Pupil.id,
        Guardianship.state == GuardianState.CONFIRMED,
        Guardianship.sees_child,
        Account.person_id == Guardianship.person_id,
        Account.state == AccountState.ACTIVE,
    )
    rows = await session.scalars(
        select(Pupil.name).where(among(Pupil.id, pupil_ids), ~heard).order_by(Pupil.name, Pupil.id)
    )
    return list(rows)
