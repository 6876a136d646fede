"""A school's past: a million messages that were sent, with their recipients and their log, over a year."""

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from benchmarks._school import Families, number_on, utcnow
from bot.storage.base import Base, table_of
from bot.storage.engine import make_sessions
from bot.storage.models import ClassUpdate, LogEntry, Outgoing, Recipient, RecipientPupil, UpdateTarget

MESSAGES = 1_000_000
YEAR = timedelta(days=365)
EXCERPT = 100
"""Characters that are kept of each text: what counts here is the number of rows."""


async def write_history(school: Families, pattern: int) -> None:
    """Repeat the newest update, which has just gone out, until a million messages have been sent."""
    async with school.engine.begin() as connection:
        times = MESSAGES // await _recipients(connection, pattern)
        steps: dict[type[Base], int] = {
            model: await _step(connection, model, pattern) for model in (Recipient, Outgoing, LogEntry)
        }
    for number in range(1, times + 1):
        async with school.engine.begin() as connection:
            await _Copy(connection, pattern, number, steps, utcnow() - YEAR * number / times).make()
    async with make_sessions(school.engine)() as session:
        await number_on(session)
        await session.commit()
    await school.analyze()


async def _recipients(connection: AsyncConnection, pattern: int) -> int:
    found = select(func.count()).where(table_of(Recipient).c.update_id == pattern)
    return int((await connection.execute(found)).scalar_one())


async def _step(connection: AsyncConnection, model: type[Base], pattern: int) -> int:
    """How far apart the ids of copies are, for none to be used twice."""
    table = table_of(model)
    found = select(func.max(table.c.id) - func.min(table.c.id) + 1).where(table.c.update_id == pattern)
    return int((await connection.execute(found)).scalar_one())


class _Copy:
    """One more update like the pattern, with all that came of it, as if it had been sent at another time."""

    def __init__(
        self, connection: AsyncConnection, pattern: int, number: int, steps: dict[type[Base], int], at: datetime
    ) -> None:
        self._connection = connection
        self._pattern = pattern
        self._number = number
        self._steps = steps
        self._at = at

    async def make(self) -> None:
        """Write all rows of it."""
        ours, recipient = {"update_id": self._pattern + self._number}, self._moved(Recipient)
        await self._insert(ClassUpdate, "id", {"id": self._pattern + self._number, "send_at": self._at})
        await self._insert(UpdateTarget, "update_id", ours)
        await self._insert(Recipient, "update_id", {**ours, "id": recipient, "accepted_at": self._at})
        children = table_of(RecipientPupil).join(table_of(Recipient), RecipientPupil.recipient_id == Recipient.id)
        moved = select(recipient, RecipientPupil.pupil_id).select_from(children)
        await self._connection.execute(
            insert(RecipientPupil).from_select(
                ["recipient_id", "pupil_id"], moved.where(Recipient.update_id == self._pattern)
            )
        )
        sent = {**ours, "id": self._moved(Outgoing), "sent_at": self._at, "created_at": self._at}
        named = literal(f"h:{self._number}:") + Outgoing.dedupe
        await self._insert(Outgoing, "update_id", {**sent, **self._of(Outgoing), "dedupe": named})
        await self._insert(
            LogEntry, "update_id", {**ours, "id": self._moved(LogEntry), "at": self._at, **self._of(LogEntry)}
        )

    def _moved(self, model: type[Base]) -> ColumnElement[int]:
        return cast("ColumnElement[int]", table_of(model).c.id + self._steps[model] * self._number)

    def _of(self, model: type[Base]) -> dict[str, Any]:
        table = table_of(model)
        recipient = table.c.recipient_id + self._steps[Recipient] * self._number
        return {"recipient_id": recipient, "text": func.substr(table.c.text, 1, EXCERPT)}

    async def _insert(self, model: type[Base], key: str, changed: dict[str, Any]) -> None:
        table = table_of(model)
        columns = [changed.get(column.name, column) for column in table.c]
        values = [
            column if isinstance(column, ColumnElement) else literal(column, table.c[place.name].type)
            for place, column in zip(table.c, columns, strict=True)
        ]
        rows = select(*values).where(table.c[key] == self._pattern)
        await self._connection.execute(insert(table).from_select([column.name for column in table.c], rows))
