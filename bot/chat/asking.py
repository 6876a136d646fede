"""Who asks for what, for steps before the turn: the turn looks it all up anew."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Kind, Received
from bot.domain.errors import AppError
from bot.domain.screens import Press
from bot.storage.models import Account, Person


def asked_for(received: Received, keys: Collection[str]) -> tuple[str, int] | None:
    """The key and the first id of a pressed button, when it is one of these."""
    if received.kind is not Kind.PRESS:
        return None
    try:
        press = Press.unpack(received.press)
    except AppError:
        return None
    first = "".join(press.args[:1])
    if press.key not in keys or not (first.isascii() and first.isdigit()) or len(first) > 18:
        return None
    return press.key, int(first)


async def asked_by(session: AsyncSession, bot_id: int, received: Received) -> tuple[Person, str] | None:
    """The person behind the chat, and the language they read; None for a stranger."""
    row = (
        await session.execute(
            select(Person, Account.locale)
            .join(Account, Account.person_id == Person.id)
            .where(Account.bot_id == bot_id, Account.address == received.chat)
        )
    ).one_or_none()
    return (row[0], row[0].locale or row[1]) if row else None
