"""Openers with the provider: what is to be submitted, what its word means, and in which language one may leave."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.courtesy import LOCALES
from bot.domain.openers import OPENERS, Wanted
from bot.domain.provider import NEXT_STEPS, OPENER_NAMES, STATE_WORDS
from bot.domain.receipts import TemplateState, TemplateVerdict
from bot.services.provider import templates as provider_templates
from bot.storage.models import Bot, Outgoing
from tests.support.demo import Demo, demo_school

NEWS = Wanted("news", "id", "titian_news", "words")
ENGLISH = Wanted("news", "en", "titian_news", "more words")
APPROVED = TemplateVerdict("titian_news", "id", TemplateState.APPROVED)


@pytest.fixture
async def demo(session: AsyncSession, now: datetime) -> Demo:
    return await demo_school(session, now)


@pytest.fixture
async def bot(demo: Demo) -> Bot:
    row = Bot(school_id=demo.school.id, channel="whatsapp", address="1055")
    demo.session.add(row)
    await demo.session.flush()
    return row


async def barred(demo: Demo) -> list[str]:
    """What the administrators were told."""
    rows = await demo.session.scalars(select(Outgoing).where(Outgoing.dedupe.like("opener:%")).order_by(Outgoing.id))
    return [str((row.payload or {})["values"]["reason"]) for row in rows]


@pytest.mark.structure
def test_every_opener_and_every_state_has_plain_words() -> None:
    assert set(OPENER_NAMES) == set(OPENERS)
    assert set(STATE_WORDS) == set(TemplateState)
    assert set(NEXT_STEPS) == set(TemplateState) - {TemplateState.APPROVED}


async def test_what_is_missing_or_reads_otherwise_now_is_to_be_submitted(demo: Demo, bot: Bot, now: datetime) -> None:
    (stand,) = await provider_templates.standing(demo.session, bot.id, [NEWS])
    assert (stand.state, stand.to_submit) == (TemplateState.MISSING, True)
    await provider_templates.submitted(demo.session, bot.id, NEWS, "77", TemplateState.SUBMITTED, now)
    (stand,) = await provider_templates.standing(demo.session, bot.id, [NEWS])
    assert (stand.state, stand.to_submit, stand.provider_id) == (TemplateState.SUBMITTED, False, "77")
    other = Wanted("news", "id", "titian_news", "other words")
    stands = await provider_templates.standing(demo.session, bot.id, [other, ENGLISH])
    assert [(one.changed, one.to_submit) for one in stands] == [(True, True), (False, True)]


async def test_the_providers_word_counts_and_an_unknown_name_is_nobodys(demo: Demo, bot: Bot, now: datetime) -> None:
    await provider_templates.submitted(demo.session, bot.id, NEWS, "77", TemplateState.SUBMITTED, now)
    assert await provider_templates.told(demo.session, bot.id, APPROVED, now)
    assert not await provider_templates.told(demo.session, bot.id, APPROVED, now)
    for name, locale in (("hello_world", "id"), ("titian_nothing", "id"), ("titian_news", "fr")):
        verdict = TemplateVerdict(name, locale, TemplateState.APPROVED)
        assert not await provider_templates.told(demo.session, bot.id, verdict, now)
    stands = await provider_templates.standing(demo.session, bot.id, [NEWS, ENGLISH])
    assert [one.state for one in stands] == [TemplateState.APPROVED, TemplateState.MISSING]
    assert await barred(demo) == []


@pytest.mark.parametrize("state", provider_templates.BARRED)
async def test_the_administrator_hears_once_that_one_may_not_be_used(
    demo: Demo, bot: Bot, now: datetime, state: TemplateState
) -> None:
    verdict = TemplateVerdict("titian_news", "id", state, "INCORRECT_CATEGORY")
    await provider_templates.told(demo.session, bot.id, APPROVED, now)
    await provider_templates.told(demo.session, bot.id, verdict, now)
    await provider_templates.told(demo.session, bot.id, verdict, now + timedelta(hours=1))
    assert await barred(demo) == ["INCORRECT_CATEGORY"]
    assert not await provider_templates.is_approved(demo.session, bot.id, "news", "id")


async def test_a_language_with_a_region_is_that_language(demo: Demo, bot: Bot, now: datetime) -> None:
    await provider_templates.told(
        demo.session, bot.id, TemplateVerdict("titian_news", "en_US", TemplateState.APPROVED), now
    )
    assert await provider_templates.approved(demo.session, bot.id, "news", "en") == "en"


async def test_an_opener_leaves_in_another_approved_language_before_it_waits(
    demo: Demo, bot: Bot, now: datetime
) -> None:
    async def ways() -> list[str | None]:
        return [await provider_templates.approved(demo.session, bot.id, "news", locale) for locale in LOCALES]

    assert await ways() == [None, None]
    await provider_templates.told(demo.session, bot.id, APPROVED, now)
    assert await ways() == ["id", "id"]
    await provider_templates.told(
        demo.session, bot.id, TemplateVerdict("titian_news", "en", TemplateState.APPROVED), now
    )
    assert await ways() == ["id", "en"]
    await provider_templates.told(demo.session, bot.id, TemplateVerdict("titian_news", "id", TemplateState.PAUSED), now)
    assert await ways() == ["en", "en"]
    assert not await provider_templates.is_approved(demo.session, bot.id, "urgent", "id")


async def test_what_one_bot_may_send_another_may_not(demo: Demo, bot: Bot, now: datetime) -> None:
    await provider_templates.told(demo.session, bot.id, APPROVED, now)
    assert not await provider_templates.is_approved(demo.session, demo.bot.id, "news", "id")
