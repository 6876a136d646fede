"""Chats that nobody has any more: forgotten with all that only they knew."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, exists, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import OutboxState
from bot.storage.among import among
from bot.storage.models import (
    AccessRequest,
    Account,
    ClassUpdate,
    CodeGuess,
    Draft,
    Invitation,
    Outgoing,
    Recipient,
)

_OF_CHATS = (Draft.account_id, CodeGuess.account_id, AccessRequest.account_id, Outgoing.account_id)
_LED_TO = (Recipient.account_id, Invitation.used_by, ClassUpdate.progress_account_id)


def on_its_way() -> ColumnElement[bool]:
    """Whether something is still to leave to the chat in hand."""
    waits = Outgoing.state.in_((OutboxState.QUEUED, OutboxState.SENDING))
    return exists().where(Outgoing.account_id == Account.id, waits)


async def forget(session: AsyncSession, chats: Collection[int]) -> None:
    """Delete these chats, and what points to them."""
    for column in _OF_CHATS:
        await session.execute(delete(column.class_).where(among(column, chats)))
    for pointer in _LED_TO:
        await session.execute(
            update(pointer.class_)
            .where(among(pointer, chats))
            .values({pointer.key: None})
            .execution_options(synchronize_session=False)
        )
    await session.execute(delete(Account).where(among(Account.id, chats)))
