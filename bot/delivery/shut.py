"""Messages that may not leave yet because the chat takes no free words: they wait, and an opener goes first."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.claims import Claimed
from bot.delivery.marks import mark
from bot.delivery.outcomes import Dropped, Failed, Shut, Unsure, is_opener
from bot.domain.codec import dump_screen
from bot.domain.delivery import Lane, OutboxState, Reason
from bot.domain.openers import (
    MESSAGE,
    NEWS,
    OPENERS,
    PROVIDERS_NAME,
    QUESTION,
    READ_KEY,
    TEMPLATES,
    URGENT,
    opener_screen,
)
from bot.domain.policy import Weight
from bot.domain.receipts import TemplateState, TemplateVerdict
from bot.domain.screens import Screen, button
from bot.domain.shelf import SHELF
from bot.services.chats import windows
from bot.services.provider import meter
from bot.services.provider import templates as provider_templates
from bot.services.queue import ladder
from bot.storage.models import ClassUpdate, Outgoing, School

LOOK_AGAIN = timedelta(hours=1)
"""Between two looks whether an opener has been approved, or whether there is money for it again."""


def opener_for(row: Claimed, screen: Screen, update: ClassUpdate | None, school: School) -> Screen:
    """What is said briefly before this message."""
    children = [str(child["name"]) for child in _children(screen)] if update else []
    key = _key(row, update) if children else MESSAGE
    return opener_screen(key, school.name, (button(OPENERS[key].face, READ_KEY),), children=children)


def _children(screen: Screen) -> list[Any]:
    found = screen.values.get("children")
    return list(found) if isinstance(found, list | tuple) else []


def _key(row: Claimed, update: ClassUpdate | None) -> str:
    if row.weight is Weight.URGENT:
        return URGENT
    asks = update is not None and update.template in SHELF and SHELF.get(update.template).answers
    return QUESTION if asks else NEWS


async def opened_meanwhile(session: AsyncSession, shut: list[Shut], now: datetime) -> set[int]:
    """The chats whose window has opened since it was found shut; to be asked before anything is written."""
    accounts = {one.row.account_id for one in shut if one.opener is not None}
    return await windows.open_now(session, accounts, now) if accounts else set()


async def record_shut(session: AsyncSession, shut: list[Shut], opened: Collection[int], now: datetime) -> None:
    """Let each wait for its window unless it is among those `opened` meanwhile, and queue the opener where none is on
    its way; the caller commits."""
    for one in shut:
        if one.opener is None:
            await windows.shut(session, one.row.account_id)
            await _wait(session, one.row, Reason.NETWORK, now)
        elif one.row.account_id in opened:
            await _wait(session, one.row, Reason.NETWORK, now)
        else:
            await _wait(session, one.row, *await _open(session, one.row, one.opener, now))


async def _open(session: AsyncSession, row: Claimed, screen: Screen, now: datetime) -> tuple[Reason, datetime]:
    """See to it that an opener goes to this chat; why the row waits, and until when."""
    urgent = row.weight is Weight.URGENT
    if (until := await windows.next_opener(session, row.account_id, now, urgent=urgent)) is not None:
        return Reason.WINDOW, until
    locale = await provider_templates.approved(session, row.bot_id, _key_of(screen), screen.locale or "")
    if locale is None:
        return Reason.TEMPLATE, now + LOOK_AGAIN
    opener = _outgoing(row, screen, locale, await windows.key_for(session, row.id), now)
    session.add(opener)
    await session.flush()
    if await meter.reserve(session, row.bot_id, opener.id, now):
        return Reason.WINDOW, now + windows.DAY
    await session.delete(opener)
    await session.flush()
    return Reason.CEILING, now + LOOK_AGAIN


async def openers_unsure(session: AsyncSession, unsure: list[Unsure], now: datetime) -> None:
    """What waits behind an opener of which nothing is known asks for another one when a receipt would have come."""
    for one in unsure:
        if is_opener(one.row):
            await windows.look_again(session, one.row.account_id, now + windows.PROOF)


async def openers_dropped(session: AsyncSession, dropped: list[Dropped]) -> None:
    """An opener that was not to leave after all costs nothing."""
    for one in dropped:
        if is_opener(one.row):
            await meter.free(session, one.row.id)


async def openers_failed(session: AsyncSession, failed: list[Failed], now: datetime) -> None:
    """An opener that will not arrive costs nothing, and what waits behind it looks for another way."""
    for one in failed:
        if is_opener(one.row):
            await meter.free(session, one.row.id)
            if one.reason is Reason.TEMPLATE:
                await provider_templates.told(session, one.row.bot_id, _paused(one), now)
            await windows.opener_failed(session, one.row.account_id, one.reason, now)


def _paused(one: Failed) -> TemplateVerdict:
    """The provider would not take it, whatever it said of it before; it will say when it does again."""
    assert one.row.payload is not None
    key = str(one.row.payload["template"]).removeprefix(f"{TEMPLATES}/")
    return TemplateVerdict(PROVIDERS_NAME % key, str(one.row.payload["locale"]), TemplateState.PAUSED, one.error or "")


def _key_of(screen: Screen) -> str:
    return screen.template.removeprefix(f"{TEMPLATES}/")


def _outgoing(row: Claimed, screen: Screen, locale: str, key: str, now: datetime) -> Outgoing:
    return Outgoing(
        school_id=row.school_id,
        bot_id=row.bot_id,
        account_id=row.account_id,
        person_id=row.person_id,
        lane=Lane.BULK,
        priority=0 if row.weight is Weight.URGENT else 10,
        due_at=now,
        weight=row.weight,
        personal=row.personal,
        payload={**dump_screen(screen), "locale": locale},
        dedupe=key,
        created_at=now,
    )


async def _wait(session: AsyncSession, row: Claimed, reason: Reason, until: datetime) -> None:
    await mark(
        session,
        [
            {
                "row": row,
                "state": OutboxState.QUEUED,
                "owner": None,
                "due_at": until,
                "waits": True,
                "reason": reason,
                "error": None,
                "attempts": 0,
            }
        ],
    )
    if row.recipient_id is not None and reason is not Reason.NETWORK:
        await ladder.wait(session, row.recipient_id, until, reason)
