"""Openers as the provider knows them: which may be sent, in which language."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.courtesy import LOCALES
from bot.domain.receipts import TemplateState, TemplateVerdict
from bot.storage.models import ProviderTemplate


async def approved(session: AsyncSession, bot_id: int, key: str, locale: str) -> str | None:
    """The language in which an opener may be sent now: the reader's, else another; None where none is approved."""
    found = set(
        await session.scalars(
            select(ProviderTemplate.locale).where(
                ProviderTemplate.bot_id == bot_id,
                ProviderTemplate.key == key,
                ProviderTemplate.state == TemplateState.APPROVED,
            )
        )
    )
    return next((known for known in (locale, *LOCALES) if known in found), None)


async def told(session: AsyncSession, bot_id: int, verdict: TemplateVerdict, now: datetime) -> None:
    """Note the provider's word on an opener; one that is not ours is left alone."""
    row = await session.scalar(
        select(ProviderTemplate).where(
            ProviderTemplate.bot_id == bot_id,
            ProviderTemplate.name == verdict.name,
            ProviderTemplate.locale == verdict.locale,
        )
    )
    if row is not None:
        row.state, row.reason, row.checked_at = verdict.state, verdict.reason[:200], now
