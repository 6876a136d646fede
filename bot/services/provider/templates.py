"""Openers as the provider of a bot's channel knows them: submitted, approved, or not to be used (any more).

What the words are is known at the edge; here they are told by a digest. Only an approved opener leaves, in the
reader's language or, if that is not approved, in another one of the school's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.courtesy import LANGUAGES, LOCALES
from bot.domain.notices.provider import OpenerBarred
from bot.domain.openers import OPENERS, Wanted
from bot.domain.provider import OPENER_NAMES, STATE_WORDS
from bot.domain.receipts import TemplateState, TemplateVerdict
from bot.services import staff
from bot.services.queue import outbox
from bot.storage.models import Bot, ProviderTemplate, School

REASON_LIMIT = 200
BARRED = (TemplateState.REJECTED, TemplateState.PAUSED, TemplateState.DISABLED)
"""States that somebody has to see to."""


@dataclass(frozen=True, slots=True)
class Stand:
    """Where one stands. `changed`: its words are others than those that were submitted; `checked_at`: when we heard."""

    wanted: Wanted
    state: TemplateState = TemplateState.MISSING
    changed: bool = False
    reason: str = ""
    provider_id: str | None = None
    checked_at: datetime | None = None

    @property
    def to_submit(self) -> bool:
        """Whether the provider does not have it, or not as it reads now."""
        return self.state is TemplateState.MISSING or self.changed


async def standing(session: AsyncSession, bot_id: int, wanted: Iterable[Wanted]) -> list[Stand]:
    """Where each of these stands with the bot's provider, in their order."""
    known = {(row.key, row.locale): row for row in await _rows(session, bot_id)}
    return [_stand(one, known.get((one.key, one.locale))) for one in wanted]


async def submitted(
    session: AsyncSession, bot_id: int, wanted: Wanted, provider_id: str, state: TemplateState, now: datetime
) -> ProviderTemplate:
    """Note that the provider has these words now, and what it said of them at once."""
    row = await _row(session, bot_id, wanted)
    row.name, row.digest, row.provider_id = wanted.name, wanted.digest, provider_id or row.provider_id
    row.state, row.reason, row.checked_at = state, None, now
    await session.flush()
    return row


async def found(session: AsyncSession, bot_id: int, wanted: Wanted, provider_id: str) -> None:
    """Note under which id the provider has it, so that it can be changed there."""
    row = await _row(session, bot_id, wanted)
    row.provider_id = provider_id or row.provider_id
    await session.flush()


async def told(session: AsyncSession, bot_id: int, verdict: TemplateVerdict, now: datetime) -> bool:
    """Apply the provider's word, however it came; whether it was about an opener of ours and changed something.

    The administrators hear of one that may not be used (any more). One that we never submitted, but the provider has
    under our name, was submitted by hand: it counts.
    """
    key = next((key for key, opener in OPENERS.items() if opener.name == verdict.name), None)
    locale = verdict.locale.replace("-", "_").split("_")[0].lower()
    if key is None or locale not in LOCALES:
        return False
    row = await _row(session, bot_id, Wanted(key, locale, verdict.name, ""))
    before, row.checked_at = row.state, now
    row.state, row.reason = verdict.state, verdict.reason[:REASON_LIMIT] or None
    await session.flush()
    if row.state is before:
        return False
    if row.state in BARRED:
        await _tell(session, bot_id, row, now)
    return True


async def approved(session: AsyncSession, bot_id: int, key: str, locale: str) -> str | None:
    """The language in which this opener may leave to a reader of `locale`: theirs, else the school's, else any other
    that is approved; None: it may not leave at all.
    """
    usable = set(
        await session.scalars(
            select(ProviderTemplate.locale).where(
                ProviderTemplate.bot_id == bot_id,
                ProviderTemplate.key == key,
                ProviderTemplate.state == TemplateState.APPROVED,
            )
        )
    )
    if locale in usable or not usable:
        return locale if locale in usable else None
    schools = await session.scalar(select(School.locale).join(Bot, Bot.school_id == School.id).where(Bot.id == bot_id))
    return next(known for known in (schools, *LOCALES, *sorted(usable)) if known in usable)


async def is_approved(session: AsyncSession, bot_id: int, key: str, locale: str) -> bool:
    """Whether this opener may leave to a reader of `locale`, in whichever language."""
    return await approved(session, bot_id, key, locale) is not None


async def _rows(session: AsyncSession, bot_id: int) -> list[ProviderTemplate]:
    return list(await session.scalars(select(ProviderTemplate).where(ProviderTemplate.bot_id == bot_id)))


async def _row(session: AsyncSession, bot_id: int, wanted: Wanted) -> ProviderTemplate:
    where = (
        ProviderTemplate.bot_id == bot_id,
        ProviderTemplate.key == wanted.key,
        ProviderTemplate.locale == wanted.locale,
    )
    row = await session.scalar(select(ProviderTemplate).where(*where).with_for_update())
    if row is None:
        row = ProviderTemplate(
            bot_id=bot_id, key=wanted.key, locale=wanted.locale, name=wanted.name, state=TemplateState.MISSING
        )
        session.add(row)
    return row


def _stand(wanted: Wanted, row: ProviderTemplate | None) -> Stand:
    if row is None:
        return Stand(wanted)
    changed = row.state is not TemplateState.MISSING and row.digest is not None and row.digest != wanted.digest
    return Stand(wanted, row.state, changed, row.reason or "", row.provider_id, row.checked_at)


async def _tell(session: AsyncSession, bot_id: int, row: ProviderTemplate, now: datetime) -> None:
    bot = await session.get_one(Bot, bot_id)
    notice = OpenerBarred(
        opener=OPENER_NAMES[row.key],
        language=LANGUAGES[row.locale],
        state=STATE_WORDS[row.state],
        reason=row.reason or "",
    )
    for admin in await staff.administrators(session, bot.school_id):
        event = f"opener:{bot_id}:{row.key}:{row.locale}:{row.state}:{now:%Y%m%d}:{admin.id}"
        await outbox.tell(session, admin, notice, now, dedupe=event)
    await session.flush()
