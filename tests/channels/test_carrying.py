"""A file that one channel keeps is shown on another; where it cannot be, its words still arrive."""

from pathlib import Path

import pytest

from bot.channels.base import Channel
from bot.channels.carrying import FOLDER, carrying
from bot.channels.telegram.send import TelegramChannel
from bot.channels.whatsapp.send import WhatsAppChannel
from bot.domain.delivery import Via
from bot.domain.errors import NotSent
from bot.domain.rendered import Choice, Rendered
from bot.domain.screens import FileKind, FileRef
from bot.messages.translations import translate
from bot.playground.telegram import BotApi
from bot.playground.telegram import Phone as Telegram
from bot.playground.whatsapp import CloudApi
from bot.playground.whatsapp import Phone as WhatsApp
from tests.channels.conftest import ADDRESS, a_picture
from tests.channels.whatsapp.conftest import PARENT, cloud, graph, parent, whatsapp

__all__ = ["cloud", "graph", "parent", "whatsapp"]

READ = ((Choice("Sudah dibaca", "1:a.read:7"),),)
LEFT_OUT = "Pesan ini disertai sebuah berkas, tetapi berkas itu tidak dapat ditampilkan di sini."


@pytest.fixture
def both(channel: TelegramChannel, whatsapp: WhatsAppChannel, tmp_path: Path) -> tuple[Channel, Channel]:
    """Telegram and WhatsApp, each with the files of the other."""
    found = carrying({1: channel, 2: whatsapp}, tmp_path, translate)
    return found[1], found[2]


async def test_a_picture_from_telegram_is_fetched_and_uploaded_once_for_all_on_whatsapp(
    both: tuple[Channel, Channel], phone: Telegram, parent: WhatsApp, api: BotApi, cloud: CloudApi
) -> None:
    phone.send_photo(a_picture(), "ini")
    held = FileRef(FileKind.PHOTO, remote=phone.files()[-1].id)
    for _family in range(3):
        await both[1].send(PARENT, Rendered("Denah", READ, held))
    last = parent.screen()[-1]
    assert last.media is not None
    assert (last.media.content, last.text, last.media.kind) == (a_picture(), "Denah", "image")
    assert [call.operation for call in cloud.calls].count("media") == 1
    assert [request.method for request in api.requests].count("getFile") == 1


async def test_a_recording_from_whatsapp_is_heard_on_telegram(
    both: tuple[Channel, Channel], phone: Telegram, parent: WhatsApp
) -> None:
    parent.send_voice(b"OggS" + b"\0" * 40)
    held = FileRef(FileKind.VOICE, remote=parent.files()[-1].id, name="voice.ogg", via=Via.WHATSAPP)
    await both[0].send(ADDRESS, Rendered("Dari Ibu Siti", READ, held))
    shown = phone.screen()[-1]
    assert (shown.media is not None, shown.text) == (True, "Dari Ibu Siti")
    assert await both[0].download(held, 1000) == b"OggS" + b"\0" * 40


async def test_what_its_own_channel_keeps_is_not_fetched(
    both: tuple[Channel, Channel], phone: Telegram, tmp_path: Path
) -> None:
    phone.send_photo(a_picture(), "ini")
    await both[0].send(ADDRESS, Rendered("Kembali", (), FileRef(FileKind.PHOTO, remote=phone.files()[-1].id)))
    assert not (tmp_path / FOLDER).exists()


async def test_words_arrive_without_a_file_that_is_gone_or_that_the_channel_does_not_take(
    both: tuple[Channel, Channel], parent: WhatsApp, phone: Telegram, tmp_path: Path
) -> None:
    (tmp_path / "arsip.zip").write_bytes(b"PK\3\4")
    gone = FileRef(FileKind.PHOTO, remote="AgACgone")
    strange = FileRef(FileKind.DOCUMENT, path="arsip.zip", name="arsip.zip", size=4)
    for file in (gone, strange):
        await both[1].send(PARENT, Rendered("Kabar", READ, file, locale="id"))
        last = parent.screen()[-1]
        assert (last.media, last.text, last.labels()) == (None, f"Kabar\n\n{LEFT_OUT}", ["Sudah dibaca"])


async def test_a_channel_that_is_away_makes_the_message_wait(
    both: tuple[Channel, Channel], phone: Telegram, parent: WhatsApp, api: BotApi
) -> None:
    phone.send_photo(a_picture(), "ini")
    held = FileRef(FileKind.PHOTO, remote=phone.files()[-1].id)
    api.faults.order("drop_after", method="getFile")
    with pytest.raises(NotSent):
        await both[1].send(PARENT, Rendered("Denah", READ, held))
    assert len(parent.screen()) == 1
    await both[1].send(PARENT, Rendered("Denah", READ, held))


async def test_words_of_one_channel_alone_are_not_lost_with_a_file_either(
    channel: TelegramChannel, phone: Telegram, tmp_path: Path
) -> None:
    alone = carrying({1: channel}, tmp_path, translate)[1]
    await alone.send(ADDRESS, Rendered("Kabar", (), FileRef(FileKind.VOICE, remote="AwACgone"), locale="id"))
    assert phone.screen()[-1].text == f"Kabar\n\n{LEFT_OUT}"
