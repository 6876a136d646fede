"""What an erasure left for later: matters that were open, messages in the air, and the chats themselves."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.privacy import chats, parts, whose
from bot.services.privacy.erasing import MANY
from bot.services.privacy.parts import WAITS
from bot.services.privacy.tables import Family
from bot.storage.models import Account, PrivacyKind, PrivacyRequest, PrivacyState

LAST_WORD = timedelta(days=3)
"""How long the last word to a chat may wait for its way (a closed window, a dead network)."""


async def unfinished(session: AsyncSession) -> list[int]:
    """Erasures that are done but for what was still open, or on its way."""
    rows = await session.execute(
        select(PrivacyRequest.id, PrivacyRequest.result)
        .where(PrivacyRequest.kind == PrivacyKind.ERASE, PrivacyRequest.state == PrivacyState.DONE)
        .order_by(PrivacyRequest.handled_at.desc())
    )
    return [request_id for request_id, result in rows if (result or {}).get("open")][:MANY]


async def follow(session: AsyncSession, request_id: int, now: datetime) -> bool:
    """Erase what can be erased by now; whether nothing is left to follow."""
    row = await session.get_one(PrivacyRequest, request_id, with_for_update=True, populate_existing=True)
    result = dict(row.result or {})
    gone = await _let_go(session, result.get("chats", ()), in_vain=now - (row.handled_at or now) > LAST_WORD)
    left = [chat for chat in result.get("chats", ()) if chat not in gone]
    family = Family(
        row.person_id,
        frozenset(result.get("pupils", ())),
        frozenset(result.get("alone", ())),
        frozenset(left),
        await whose.addresses_of(session, left),
    )
    tally = await parts.erase_waiting(session, family, row.handled_at or now, now)
    await session.refresh(row)
    erased = result.get("erased", {})
    for name, count in tally.erased.items():
        erased[name] = erased.get(name, 0) + count
    waits = bool(left) or any(tally.kept[reason] for reason in WAITS)
    row.result = {**result, "erased": erased, "chats": left, "open": waits}
    await session.flush()
    return not waits


async def _let_go(session: AsyncSession, ids: list[int], *, in_vain: bool) -> set[int]:
    """Chats that are no longer of concern: forgotten once the last word has left or has waited in vain, or somebody's
    again."""
    rows = await session.execute(select(Account.id, Account.person_id, chats.on_its_way()).where(Account.id.in_(ids)))
    found = rows.all()
    quiet = {chat for chat, person_id, waits in found if person_id is None and (in_vain or not waits)}
    theirs = {chat for chat, person_id, _waits in found if person_id is not None}
    await chats.forget(session, quiet)
    return quiet | theirs | (set(ids) - {chat for chat, _person, _waits in found})
