"""Chat accounts: met at first contact, blocked and unblocked by the person."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.courtesy import LOCALES
from bot.storage.models import Account, AccountState, Bot

NAME_LIMIT = 200


async def meet(session: AsyncSession, bot: Bot, address: str, name: str, language: str, now: datetime) -> Account:
    """The account at this address, made when it is new; its language is the app's until the person chooses.

    Two things done by one account at once are handled one after the other: its row is locked, in a way that leaves
    others free to write to it.
    """
    here = select(Account).where(Account.bot_id == bot.id, Account.address == address)
    account = await session.scalar(here.with_for_update(key_share=True))
    if account is None:
        locale = language[:2].lower() if language[:2].lower() in LOCALES else LOCALES[0]
        account = Account(
            bot_id=bot.id,
            address=address,
            name=name[:NAME_LIMIT],
            locale=locale,
            state=AccountState.ACTIVE,
            state_since=now,
            created_at=now,
            seen_at=now,
        )
        session.add(account)
        await session.flush()
    account.name = name[:NAME_LIMIT] or account.name
    account.seen_at = now
    if account.state is AccountState.BLOCKED:
        set_state(account, await _state_elsewhere(session, account), now)
    return account


async def _state_elsewhere(session: AsyncSession, account: Account) -> AccountState:
    """Who wrote STOP in another chat meant this one, too."""
    stopped = exists().where(
        Account.person_id == account.person_id,
        Account.person_id.is_not(None),
        Account.state == AccountState.STOPPED,
    )
    return AccountState.STOPPED if await session.scalar(select(stopped)) else AccountState.ACTIVE


def set_state(account: Account, state: AccountState, now: datetime) -> None:
    """Note a change of state and since when."""
    if account.state is not state:
        account.state = state
        account.state_since = now
