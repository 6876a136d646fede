"""A WhatsApp number of the demo school as rows: what it may cost, who is written to there, which openers may leave."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.openers import OPENERS
from bot.domain.receipts import TemplateState, TemplateVerdict
from bot.services.provider import templates as provider_templates
from bot.storage.models import Account, AccountState, Bot, Guardianship, GuardianState, Pupil, School, SchoolClass


async def paid_bot(
    session: AsyncSession, school: School, price: int | None = 40_000, ceiling: int | None = 4_000_000
) -> Bot:
    """The number, with room for a hundred messages."""
    bot = Bot(
        school_id=school.id,
        channel="whatsapp",
        address="1055",
        username="6281200000001",
        price=price,
        ceiling=ceiling,
    )
    session.add(bot)
    await session.flush()
    return bot


async def approve(session: AsyncSession, bot: Bot, locale: str, now: datetime) -> None:
    """The provider lets every opener pass in a language."""
    for opener in OPENERS.values():
        verdict = TemplateVerdict(opener.name, locale, TemplateState.APPROVED)
        await provider_templates.told(session, bot.id, verdict, now)


async def move_class(
    session: AsyncSession, bot: Bot, class_name: str, many: int, now: datetime, *, open_ones: int = 0
) -> None:
    """The first `many` linked guardians of a class are on WhatsApp, too, and prefer it; free words may be sent to the
    first `open_ones` of them.
    """
    people = await session.scalars(
        select(Guardianship.person_id)
        .join(Pupil, Pupil.id == Guardianship.pupil_id)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .join(Account, Account.person_id == Guardianship.person_id)
        .where(SchoolClass.name == class_name, Guardianship.state == GuardianState.CONFIRMED)
        .group_by(Guardianship.person_id)
        .order_by(func.min(Pupil.id), Guardianship.person_id)
        .limit(many)
    )
    for number, person in enumerate(people):
        session.add(
            Account(
                bot_id=bot.id,
                person_id=person,
                address=f"62812{person:08}",
                name="",
                state=AccountState.ACTIVE,
                state_since=now,
                created_at=now,
                seen_at=now,
                preferred=True,
                window_until=now + timedelta(hours=5) if number < open_ones else None,
            )
        )
    await session.flush()
