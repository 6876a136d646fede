"""What other people's messages on their way, or lately sent, say of a guardian: their name and their words.

Such a row names nobody it is about, so it is looked for by what stands in it. It is read page by page, beforehand.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import OutboxState
from bot.domain.names import plain
from bot.services.privacy.tables import Family
from bot.storage.among import among
from bot.storage.models import Account, Guardianship, LogEntry, Outgoing, Person, Role

PAGE = 300
SHORTEST = 6
"""Characters: what is shorter stands in many messages that are about somebody else."""
EXCERPT = 40
"""Characters of what somebody said by which a message that quotes it is known."""


@dataclass(frozen=True, slots=True)
class Marks:
    """By what a message is known to speak of a guardian."""

    texts: tuple[str, ...]

    def within(self, row: Outgoing) -> bool:
        """Whether one of them stands in the message, or in what it was made from."""
        found = [plain(text) for text in _texts([row.text, row.payload])]
        return any(mark in text for mark in self.texts for text in found)


async def marks_of(session: AsyncSession, family: Family) -> Marks:
    """Name, number, what the chats are called, and what was said."""
    person = await session.get_one(Person, family.person_id)
    names = await session.scalars(select(Account.name).where(Account.id.in_(family.chats)))
    said = await session.scalars(
        select(LogEntry.text).where(LogEntry.person_id == family.person_id, LogEntry.text.is_not(None))
    )
    found = [person.name, person.phone or "", *names, *((text or "")[:EXCERPT] for text in said)]
    return Marks(tuple(dict.fromkeys(mark for text in found if len(mark := plain(text)) >= SHORTEST)))


async def look(
    session: AsyncSession, family: Family, marks: Marks, school_id: int, after: int
) -> tuple[list[int], int | None]:
    """Of the next messages to staff and to the children's other guardians, those that speak of this one; the id from
    which to go on, None at the end."""
    works = exists().where(Role.person_id == Outgoing.person_id)
    shares = exists().where(Guardianship.person_id == Outgoing.person_id, Guardianship.pupil_id.in_(family.pupils))
    rows = list(
        await session.scalars(
            select(Outgoing)
            .where(
                Outgoing.school_id == school_id,
                Outgoing.id > after,
                Outgoing.person_id != family.person_id,
                Outgoing.update_id.is_(None),
                or_(works, shares),
                Outgoing.state != OutboxState.SENDING,
            )
            .order_by(Outgoing.id)
            .limit(PAGE)
        )
    )
    found = [row.id for row in rows if marks.within(row)]
    session.expunge_all()
    return found, rows[-1].id if len(rows) == PAGE else None


async def remove(session: AsyncSession, rows: Iterable[int]) -> int:
    """Forget these messages; what was said stays in the log as far as it may. How many."""
    ids = list(rows)
    gone = delete(Outgoing).where(among(Outgoing.id, ids), Outgoing.state != OutboxState.SENDING)
    removed = await session.scalars(gone.returning(Outgoing.id))
    return len(list(removed))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
