"""A person's chats: where they want to be written to, and taking one away. What waited there goes to another."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import Op, OutboxState, Reason
from bot.domain.errors import NotAllowed, StaleScreen
from bot.services import log
from bot.storage.models import Account, AccountState, Bot, LogKind, Outgoing, Person


async def chats_of(session: AsyncSession, person: Person) -> list[tuple[Account, Bot]]:
    """The person's chats with the bots that serve them, the one that is written to first."""
    rows = await session.execute(
        select(Account, Bot)
        .join(Bot, Bot.id == Account.bot_id)
        .where(Account.person_id == person.id)
        .order_by((Account.state == AccountState.BLOCKED), Account.preferred.desc(), Account.seen_at.desc(), Account.id)
    )
    return [(account, bot) for account, bot in rows]


async def others(session: AsyncSession, person: Person) -> list[Bot]:
    """The school's bots on which this person has no chat, and which are known on their channel."""
    used = select(Account.bot_id).where(Account.person_id == person.id)
    rows = await session.scalars(
        select(Bot)
        .where(Bot.school_id == person.school_id, Bot.username.is_not(None), Bot.id.not_in(used))
        .order_by(Bot.id)
    )
    return list(rows)


async def prefer(session: AsyncSession, person: Person, account_id: int) -> Account:
    """Write to this chat of theirs from now on; raises NotAllowed."""
    account = await _own(session, person, account_id)
    await session.execute(
        update(Account)
        .where(Account.person_id == person.id, Account.id != account.id)
        .values(preferred=False)
        .execution_options(synchronize_session="fetch")
    )
    account.preferred = True
    await session.flush()
    return account


async def unlink(session: AsyncSession, person: Person, account_id: int, now: datetime) -> Account:
    """Take one of several chats away from the person; raises NotAllowed, or StaleScreen where it is the only one.

    What waits to leave there goes to the next chat; what was to change a message in it stays undone.
    """
    account = await _own(session, person, account_id)
    left = [chat for chat, _bot in await chats_of(session, person) if chat.id != account.id]
    if not left:
        raise StaleScreen
    account.person_id, account.preferred = None, False
    queued = update(Outgoing).where(
        Outgoing.account_id == account.id, Outgoing.person_id == person.id, Outgoing.state == OutboxState.QUEUED
    )
    moved = {"account_id": left[0].id, "bot_id": left[0].bot_id, "waits": False, "reason": None}
    keep = {"synchronize_session": False}
    await session.execute(queued.where(Outgoing.op == Op.SEND).values(moved).execution_options(**keep))
    dropped = {"state": OutboxState.DROPPED, "reason": Reason.NOT_LINKED}
    await session.execute(queued.where(Outgoing.op != Op.SEND).values(dropped).execution_options(**keep))
    bot = await session.get_one(Bot, account.bot_id)
    log.note(session, person.school_id, LogKind.UNLINKED, now, person_id=person.id, channel=bot.channel)
    await session.flush()
    return account


async def _own(session: AsyncSession, person: Person, account_id: int) -> Account:
    found = await session.scalar(select(Account).where(Account.id == account_id, Account.person_id == person.id))
    if found is None:
        raise NotAllowed
    return found
