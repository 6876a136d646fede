"""Look at the database from outside: each look is a transaction of its own and sees what is committed."""

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Select, select

from bot.storage.engine import Sessions
from bot.storage.models import Account, Guardianship, GuardianState, Person

T = TypeVar("T")


@dataclass(slots=True)
class Rows:
    """The rows of a database."""

    sessions: Sessions

    async def all(self, query: Select[T]) -> list[T]:
        """What a query of one column finds."""
        async with self.sessions() as session:
            return list(await session.scalars(query))

    async def one(self, query: Select[T]) -> T:
        """The only thing it finds."""
        (found,) = await self.all(query)
        return found

    async def person_at(self, address: int) -> Person | None:
        """The person behind a chat."""
        found = await self.all(
            select(Person).join(Account, Account.person_id == Person.id).where(Account.address == str(address))
        )
        return found[0] if found else None

    async def ties_at(self, address: int) -> list[Guardianship]:
        """The guardianships of the person behind a chat that have not ended."""
        return await self.all(
            select(Guardianship)
            .join(Account, Account.person_id == Guardianship.person_id)
            .where(Account.address == str(address), Guardianship.state != GuardianState.ENDED)
            .order_by(Guardianship.id)
        )

    async def save(self, *rows: Any) -> None:
        """Write rows, new or changed, back."""
        async with self.sessions() as session:
            for row in rows:
                await session.merge(row)
            await session.commit()
