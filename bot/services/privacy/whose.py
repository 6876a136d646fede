"""Which rows are a guardian's: the person, the children, the chats."""

from collections.abc import Iterable

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed
from bot.services import scope
from bot.services.privacy.tables import Family
from bot.storage.models import LINKED, Account, Guardianship, GuardianState, Person, Pupil


async def is_confirmed(session: AsyncSession, person: Person) -> bool:
    """Whether the homeroom teacher has said of one child at least that this is its guardian.

    A letter travels in a pupil's bag: until then whoever holds it neither takes out nor erases anything.
    """
    tie = exists().where(Guardianship.person_id == person.id, Guardianship.state == GuardianState.CONFIRMED)
    return bool(await session.scalar(select(tie)))


async def needs_confirmed(session: AsyncSession, person: Person) -> None:
    """Raises NotAllowed for anybody else."""
    if not await is_confirmed(session, person):
        raise NotAllowed


async def told_family(session: AsyncSession, person: Person) -> Family:
    """What a copy may hold: the guardian's own, and that of the children of whom the guardian is told."""
    pupils = await session.scalars(scope.told_of(person).with_only_columns(Pupil.id).order_by(None))
    return await _family(session, person.id, pupils)


async def listed_family(session: AsyncSession, person: Person) -> Family:
    """The same for a guardian whom the school knows without a chat: what may be told of the children, linked or not."""
    pupils = await session.scalars(
        select(Guardianship.pupil_id).where(
            Guardianship.person_id == person.id, Guardianship.state != GuardianState.ENDED, Guardianship.sees_child
        )
    )
    return await _family(session, person.id, pupils)


async def whole_family(session: AsyncSession, person: Person) -> Family:
    """What erasure looks at: the guardian's own, and whose guardian this is, told or not."""
    pupils = await session.scalars(
        select(Guardianship.pupil_id).where(
            Guardianship.person_id == person.id, Guardianship.state != GuardianState.ENDED
        )
    )
    return await _family(session, person.id, pupils)


async def addresses_of(session: AsyncSession, chats: Iterable[int]) -> frozenset[tuple[int, str]]:
    """Where the chats are, as their bots know them."""
    rows = await session.execute(select(Account.bot_id, Account.address).where(Account.id.in_(list(chats))))
    return frozenset((bot_id, address) for bot_id, address in rows)


async def _family(session: AsyncSession, person_id: int, pupils: Iterable[int]) -> Family:
    children = frozenset(pupils)
    chats = frozenset(await session.scalars(select(Account.id).where(Account.person_id == person_id)))
    shared = await session.scalars(
        select(Guardianship.pupil_id).where(
            Guardianship.pupil_id.in_(children), Guardianship.person_id != person_id, Guardianship.state.in_(LINKED)
        )
    )
    return Family(person_id, children, children - frozenset(shared), chats, await addresses_of(session, chats))
