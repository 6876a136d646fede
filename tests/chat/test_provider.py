"""The administrators see and set what WhatsApp costs, and where the openers stand; nobody else does."""

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.domain.receipts import TemplateState, TemplateVerdict
from bot.playground.demo import ADMIN, PARENTS, TEACHER
from bot.services.provider import meter
from bot.services.provider import templates as provider_templates
from bot.storage.engine import Sessions
from bot.storage.models import Bot
from tests.chat.test_updates import preview
from tests.support.house import House, open_house
from tests.support.paid import approve, move_class, paid_bot
from tests.support.rows import Rows

WHATSAPP = "WhatsApp: biaya"


@pytest.fixture
async def house(sessions: Sessions, now: datetime) -> House:
    return await open_house(sessions, now)


async def connect(house: House, price: int | None = None, ceiling: int | None = None) -> int:
    """A WhatsApp number of the school."""
    async with house.sessions() as session:
        bot = await paid_bot(session, house.demo.school, price, ceiling)
        await session.commit()
        return bot.id


async def test_without_whatsapp_nothing_of_it_is_shown(house: House) -> None:
    admin = house.phone(ADMIN.user_id)
    await admin.say("/menu")
    assert not any("WhatsApp" in face for face in (await admin.press("Urusan sekolah")).buttons)
    assert "belum terhubung" in (await admin.forge("1:wa.open")).text


async def test_the_administrator_sets_price_and_limit_and_sees_them(house: House) -> None:
    bot_id = await connect(house)
    admin = house.phone(ADMIN.user_id)
    await admin.say("/menu")
    await admin.press("Urusan sekolah")
    shown = await admin.press(WHATSAPP)
    assert "+6281200000001" in shown.text
    assert "Sampai keduanya diisi, tidak ada pesan berbayar" in shown.text
    assert "Rp 356,65" in (await admin.press("Harga per pesan")).text
    assert "belum terbaca" in (await admin.say("empat ratus")).text
    assert "Harga per pesan: Rp 400\n" in (await admin.say("Rp 400")).text
    await admin.press("Batas sebulan")
    assert "Batas sebulan: Rp 500.000\n" in (await admin.say("500.000")).text
    bot = await Rows(house.sessions).one(select(Bot).where(Bot.id == bot_id))
    assert (bot.price, bot.ceiling) == (40_000, 50_000_000)
    assert "tidak ada pesan berbayar" not in admin.screen().text


async def test_use_and_openers_are_shown_with_what_to_do(house: House) -> None:
    bot_id = await connect(house, 40_000, 400_000)
    async with house.sessions() as session:
        for row in (1, 2, 3):
            assert await meter.reserve(session, bot_id, row, house.now)
        approved = TemplateVerdict("titian_news", "id", TemplateState.APPROVED)
        rejected = TemplateVerdict("titian_urgent", "id", TemplateState.REJECTED, "TAG_CONTENT_MISMATCH")
        for verdict in (approved, rejected):
            await provider_templates.told(session, bot_id, verdict, house.now)
        await session.commit()
    await house.deliver()
    admin = house.phone(ADMIN.user_id)
    assert "Alasan dari WhatsApp: TAG_CONTENT_MISMATCH" in admin.screen().text
    shown = await admin.press(WHATSAPP)
    assert "Bulan ini: 3 pesan, Rp 1.200 (30%)" in shown.text
    assert "Masih cukup untuk 7 pesan sampai Sabtu, 1 Agustus 2026" in shown.text
    assert "1 dari 8 sudah disetujui." in shown.text
    assert "Ada kabar penting (Bahasa Indonesia): ditolak. Alasan: TAG_CONTENT_MISMATCH." in shown.text
    assert "Ada kabar (Bahasa Indonesia)" not in shown.text


@pytest.mark.parametrize("user_id", [TEACHER.user_id, PARENTS[0].user_id, 900])
async def test_nobody_else_sees_or_sets_it(house: House, user_id: int) -> None:
    bot_id = await connect(house)
    phone = house.phone(user_id)
    for forged in ("1:wa.open", "1:wa.set:price"):
        assert "tidak tersedia" in (await phone.forge(forged)).text
    await phone.say("400")
    assert (await Rows(house.sessions).one(select(Bot).where(Bot.id == bot_id))).price is None


async def test_a_warning_leads_to_the_meter(house: House) -> None:
    bot_id = await connect(house, 40_000, 400_000)
    async with house.sessions() as session:
        for row in range(100, 109):
            assert await meter.reserve(session, bot_id, row, house.now)
        await session.commit()
    await house.deliver()
    admin = house.phone(ADMIN.user_id)
    assert "Rp 3.200 dari batas Rp 4.000" in admin.screen().text
    assert "Masih cukup untuk 1 pesan" in (await admin.press(WHATSAPP)).text


async def test_a_teacher_is_told_before_she_sends_what_whatsapp_will_do(house: House) -> None:
    async with house.sessions() as session:
        bot = await paid_bot(session, house.demo.school, ceiling=400_000)
        await move_class(session, bot, "X-1", 12, house.now)
        await session.commit()
    teacher = house.phone(TEACHER.user_id)
    card = await preview(teacher)
    assert "Lewat Telegram: 15 keluarga; lewat WhatsApp: 12 keluarga." in card.text
    assert "12 orang tua di WhatsApp baru bisa disapa setelah pesan pembuka disetujui WhatsApp." in card.text
    async with house.sessions() as session:
        await approve(session, bot, "id", house.now)
        await session.commit()
    card = await teacher.forge("1:u.preview")
    assert "Perkiraan biaya pesan pembuka: Rp 4.000." in card.text
    assert "2 orang tua di WhatsApp baru bisa disapa mulai Sabtu, 1 Agustus 2026" in card.text


async def test_a_teacher_without_whatsapp_families_is_told_nothing_of_it(house: House) -> None:
    assert "WhatsApp" not in (await preview(house.phone(TEACHER.user_id))).text
