"""The school's number on WhatsApp as rows: its openers are approved, and its families are there, or there as well."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.courtesy import LOCALES
from bot.storage.models import LINKED, Account, AccountState, Bot, Guardianship
from tests.chaos.cloud import PHONE_ID, PREFIX
from tests.support.demo import Demo
from tests.support.paid import approve, paid_bot

WINDOW = timedelta(hours=23)
PRICE = 100


async def move_in(session: AsyncSession, demo: Demo, now: datetime, *, windows: bool, keep: bool) -> Bot:
    """Put everybody on WhatsApp, or (`keep`) the families beside Telegram, where they prefer it; staff have written
    today, and so have the families if `windows`. The caller commits.
    """
    number = await paid_bot(session, demo.school, PRICE, 1_000_000)
    number.address = PHONE_ID
    for locale in LOCALES:
        await approve(session, number, locale, now)
    families = set(await session.scalars(select(Guardianship.person_id).where(Guardianship.state.in_(LINKED))))
    for account in list(await session.scalars(select(Account))):
        address = f"{PREFIX}{int(account.address):08}"
        until = now + WINDOW if windows or account.person_id not in families else None
        if not keep:
            account.bot_id, account.address, account.window_until = number.id, address, until
        elif account.person_id in families:
            session.add(
                Account(
                    bot_id=number.id,
                    person_id=account.person_id,
                    address=address,
                    name=account.name,
                    locale=account.locale,
                    state=AccountState.ACTIVE,
                    state_since=now,
                    created_at=now,
                    seen_at=now,
                    window_until=until,
                    preferred=True,
                )
            )
    await session.flush()
    return number
