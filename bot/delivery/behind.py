"""The updates behind a batch of messages, as they are while its results are written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.outcomes import Outcome
from bot.storage.among import among
from bot.storage.models import ClassUpdate, UpdateState


@dataclass(frozen=True, slots=True)
class Behind:
    """What recording needs to know of an update."""

    state: UpdateState
    version: int
    author_id: int


Updates = Mapping[int, Behind]

_BEHIND = (
    select(ClassUpdate.id, ClassUpdate.state, ClassUpdate.version, ClassUpdate.author_id)
    .where(among(ClassUpdate.id, "ids"))
    .order_by(ClassUpdate.id)
    .with_for_update(read=True)
)


async def updates_behind(session: AsyncSession, outcomes: Sequence[Outcome]) -> Updates:
    """By id. They are locked against changes: of a correction and a result, one always sees what the other did."""
    ids = {outcome.row.update_id for outcome in outcomes if outcome.row.update_id is not None}
    if not ids:
        return {}
    rows = await session.execute(_BEHIND, {"ids": ids})
    return {update_id: Behind(state, version, author) for update_id, state, version, author in rows}
