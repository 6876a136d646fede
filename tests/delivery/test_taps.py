"""An answer by tap where nothing that was sent can be changed: a short line, and not the whole update once more."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.domain.courtesy import Reader
from bot.domain.screens import screen
from bot.messages.render import render
from bot.playground.telegram import Phone as TelegramPhone
from bot.playground.whatsapp import Bubble, Phone
from bot.storage.engine import Sessions
from bot.storage.models import LogEntry, LogKind
from tests.support.bridge import Bridge, open_bridge
from tests.support.demo import PARENTS

MOTHER, YANTI = PARENTS[0], PARENTS[2]


@pytest.fixture
async def bridge(sessions: Sessions, now: datetime, tmp_path: Path) -> AsyncIterator[Bridge]:
    made = await open_bridge(sessions, now, tmp_path)
    yield made
    await made.whatsapp.close()
    await made.cloud.aclose()


async def tap(bridge: Bridge, phone: Phone, message: Bubble, face: str) -> list[Bubble]:
    """Tap what begins so; all that is new in the chat after it."""
    before = len(phone.screen())
    phone.press(message.id, next(label for label in message.labels() if label.startswith(face)))
    await bridge.settle()
    return [bubble for bubble in phone.screen()[before:] if not bubble.mine]


async def choices(bridge: Bridge) -> list[str | None]:
    """What was answered with a tap, the oldest first."""
    async with bridge.sessions() as session:
        kinds = (LogKind.ANSWER, LogKind.EDITED)
        query = select(LogEntry.choice).where(LogEntry.kind.in_(kinds)).order_by(LogEntry.id)
        return list(await session.scalars(query))


async def invited(bridge: Bridge, *classes: str) -> tuple[Phone, Bubble]:
    phone = await bridge.move(YANTI if classes else MOTHER)
    phone.say("menu")
    await bridge.settle()
    await bridge.send_update(*classes)
    await bridge.settle()
    return phone, phone.screen()[-1]


async def test_a_tap_is_confirmed_in_a_line_that_names_the_update_and_lets_the_answer_be_changed(
    bridge: Bridge,
) -> None:
    phone, update = await invited(bridge)
    (noted,) = await tap(bridge, phone, update, "Kami berhalangan")
    assert noted.text.startswith("✓ Tercatat: *Kami berhalangan*. Terima kasih, ")
    assert "Undangan" in noted.text
    assert "Pentas seni" not in noted.text
    assert noted.labels() == ["Kami akan hadir", "Tulis jawaban"]

    (changed,) = await tap(bridge, phone, noted, "Kami akan hadir")
    assert changed.text.startswith("✓ Tercatat: *Kami akan hadir*.")
    assert changed.labels() == ["Kami berhalangan", "Tulis jawaban"]
    assert await choices(bridge) == ["not_coming", "coming"]


async def test_words_after_it_are_an_answer_to_that_update(bridge: Bridge) -> None:
    phone, update = await invited(bridge)
    (noted,) = await tap(bridge, phone, update, "Kami berhalangan")
    phone.say("Ada acara keluarga, Bu", noted.id)
    await bridge.settle()
    assert "Sudah kami teruskan" in phone.screen()[-1].text
    assert "Undangan" in phone.screen()[-1].text


async def test_for_one_of_several_children_it_comes_once_and_names_the_child(bridge: Bridge) -> None:
    phone, update = await invited(bridge, "X-1", "X-2")
    (asked,) = await tap(bridge, phone, update, "Kami akan hadir")
    child = asked.labels()[0]
    (noted,) = await tap(bridge, phone, asked, child)
    assert noted.text.startswith("✓ Tercatat: *Kami akan hadir*, untuk Ananda ")
    assert noted.labels() == ["Kami berhalangan", "Tulis jawaban"]


async def test_what_was_read_is_confirmed_in_a_line_too(bridge: Bridge) -> None:
    phone = await bridge.move(MOTHER)
    phone.say("menu")
    await bridge.settle()
    await bridge.send_praise()
    await bridge.settle()
    (noted,) = await tap(bridge, phone, phone.screen()[-1], "Tandai sudah dibaca")
    assert noted.text.startswith("✓ Tercatat: *sudah dibaca*.")
    assert "Pentas seni" not in noted.text
    assert noted.labels() == ["Tulis jawaban"]


async def test_a_tap_marks_the_update_in_the_chat_where_that_can_be_done(bridge: Bridge) -> None:
    """Opened on either, answered below the older copy: nothing is sent here once more, and there it bears the mark."""
    await bridge.send_update()
    await bridge.settle()
    telegram = bridge.chat(MOTHER)
    phone = await bridge.move(MOTHER, keep=True)
    phone.say("menu")
    await bridge.settle()
    (listed,) = await tap(bridge, phone, phone.screen()[-1], "Kabar terbaru")
    (opened,) = await tap(bridge, phone, listed, listed.labels()[0])
    assert "Pentas seni" in opened.text
    before = len(phone.screen())

    moved = telegram.screen()[-1]
    telegram.forge(moved.buttons[0][0].data, moved.id)
    await bridge.settle()
    assert "Pentas seni" in telegram.screen()[-1].text
    assert len(phone.screen()) == before

    (noted,) = await tap(bridge, phone, opened, "Kami berhalangan")
    assert noted.text.startswith("✓ Tercatat: *Kami berhalangan*.")
    faces = [button.text for row in telegram.screen()[-1].buttons for button in row]
    assert "✓ Kami berhalangan" in faces


async def press(bridge: Bridge, chat: TelegramPhone, face: str) -> str:
    """Tap what begins so in the newest Telegram message that has it; what is shown then."""
    for shown in reversed(chat.screen()):
        for button in (one for row in shown.buttons for one in row if one.text.startswith(face)):
            chat.forge(button.data or "", shown.id)
            await bridge.settle()
            return chat.screen()[-1].text
    raise AssertionError(f"no button {face!r}")


async def corrected(bridge: Bridge) -> str:
    """What the teacher reads before she sends a correction of the newest update."""
    chat = bridge.chat()
    chat.say("/terkirim")
    await bridge.settle()
    for face in ("Sen, 20 Jul", "Ralat", "Di mana"):
        await press(bridge, chat, face)
    chat.say("Lapangan upacara")
    await bridge.settle()
    return chat.screen()[-1].text


async def test_before_a_correction_it_is_said_whose_chats_change_and_who_gets_it_as_a_new_message(
    bridge: Bridge,
) -> None:
    phone, _update = await invited(bridge)
    said = await corrected(bridge)
    assert "Pesan di obrolan orang tua akan berubah" in said
    assert "Untuk 1 orang tua datang sebagai pesan baru" in said
    await press(bridge, bridge.chat(), "Perbaiki di semua obrolan")
    assert "Lapangan upacara" in phone.screen()[-1].text


async def test_where_all_chats_can_be_changed_nothing_is_said_of_new_messages(bridge: Bridge) -> None:
    await bridge.send_update()
    await bridge.settle()
    said = await corrected(bridge)
    assert "Pesan di obrolan orang tua akan berubah" in said
    assert "pesan baru" not in said


@pytest.mark.parametrize(("locale", "said"), [("id", "datang sebagai pesan baru"), ("en", "comes as a new message")])
def test_where_no_chat_can_be_changed_that_alone_is_said(now: datetime, locale: str, said: str) -> None:
    shown = render(screen("updates/correction", changed=0, anew=2), Reader(locale, "Asia/Jakarta"), now).text
    assert said in shown
    assert "akan berubah" not in shown
    assert "It changes" not in shown
