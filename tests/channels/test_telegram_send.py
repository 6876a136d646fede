"""What leaves for Telegram, checked by a server as strict as Telegram."""

from pathlib import Path

import pytest

from bot.channels.telegram.send import TelegramChannel
from bot.domain.delivery import Reason
from bot.domain.errors import InvalidValue, MessageGone, NotSent, Permanent, RetryAfter, Unknown
from bot.domain.rendered import Choice, Rendered
from bot.domain.screens import FileKind, FileRef, Style
from bot.playground.telegram import BotApi, Phone
from bot.playground.telegram.faults import Fault, Wrong
from tests.channels.conftest import ADDRESS, TOKEN, Clock, a_picture
from tests.support.telegram_request import HouseRequest

ROWS = ((Choice("Sudah dibaca", "1:a.read:7", style=Style.SUCCESS), Choice("Peta", url="https://example.org/")),)


async def test_a_message_arrives_with_its_buttons_and_without_a_preview(
    channel: TelegramChannel, phone: Phone, api: BotApi
) -> None:
    sent = await channel.send(
        ADDRESS, Rendered("<b>Selamat pagi</b> & sehat".replace("&", "&amp;"), ROWS, protect=True)
    )
    shown = phone.screen()[-1]
    assert (str(shown.id), [[button.text for button in row] for row in shown.buttons]) == (
        sent,
        [["Sudah dibaca", "Peta"]],
    )
    given = api.requests[-1].params
    assert given["protect_content"] == "true"
    assert not shown.silent
    assert given["link_preview_options"] == '{"is_disabled": true}'
    assert '"style":"success"' in str(given["reply_markup"])


async def test_a_long_text_leaves_in_parts_with_the_buttons_below_the_last(
    channel: TelegramChannel, phone: Phone
) -> None:
    sent = await channel.send(ADDRESS, Rendered("\n\n".join(["<i>kata kata</i>. " * 100] * 6), ROWS))
    parts = phone.screen()[1:]
    assert sent == ",".join(str(part.id) for part in parts)
    assert [bool(part.buttons) for part in parts] == [False] * (len(parts) - 1) + [True]


async def test_a_file_with_a_long_text_leaves_before_it(channel: TelegramChannel, phone: Phone, tmp_path: Path) -> None:
    (tmp_path / "surat.pdf").write_bytes(b"%PDF-1.7")
    file = FileRef(FileKind.DOCUMENT, path="surat.pdf", name="Surat.pdf")
    sent = await channel.send(ADDRESS, Rendered("kata " * 300, ROWS, file, silent=True))
    document, text = phone.screen()[1:]
    assert (document.silent, text.silent) == (True, True)
    assert (document.media is not None, document.text, f"{document.id},{text.id}") == (True, "", sent)
    await channel.edit(ADDRESS, sent, Rendered("lain " * 300, ROWS, file))
    document, text = phone.screen()[1:]
    assert (document.media is not None, text.text.startswith("lain")) == (True, True)
    for _again in range(2):
        await channel.delete(ADDRESS, sent)
    assert phone.screen()[1:] == []


@pytest.mark.parametrize("kind", list(FileKind))
async def test_a_file_of_ours_is_uploaded_with_its_caption(
    channel: TelegramChannel, phone: Phone, tmp_path: Path, kind: FileKind
) -> None:
    (tmp_path / "berkas").write_bytes(a_picture())
    await channel.send(ADDRESS, Rendered("Untuk Bapak/Ibu", ROWS, FileRef(kind, path="berkas", name="berkas.png")))
    shown = phone.screen()[-1]
    assert (shown.media is not None, shown.text) == (True, "Untuk Bapak/Ibu")


async def test_a_file_telegram_keeps_is_sent_and_read_by_its_handle(
    channel: TelegramChannel, phone: Phone, api: BotApi
) -> None:
    phone.send_photo(a_picture(), "ini")
    held = FileRef(FileKind.PHOTO, remote=phone.files()[0].id)
    await channel.send(ADDRESS, Rendered("Kembali", (), held))
    assert await channel.download(held, 1000) == a_picture()
    with pytest.raises(InvalidValue):
        await channel.download(held, 3)


async def test_a_file_outside_the_data_folder_never_leaves(channel: TelegramChannel, phone: Phone) -> None:
    with pytest.raises(Permanent):
        await channel.send(ADDRESS, Rendered("x", (), FileRef(FileKind.DOCUMENT, path="../../etc/passwd")))


async def test_many_buttons_are_folded_and_the_last_row_stays(channel: TelegramChannel, phone: Phone) -> None:
    wide = tuple(Choice(str(n), f"1:x:{n}") for n in range(130))
    await channel.send(ADDRESS, Rendered("Pilih", (wide, (Choice("Menu", "1:home.menu"),))))
    shown = phone.screen()[-1].buttons
    assert (max(map(len, shown)), sum(map(len, shown)), shown[-1][0].text) == (8, 100, "Menu")


async def test_a_button_with_too_much_data_is_refused_before_it_leaves(channel: TelegramChannel, phone: Phone) -> None:
    with pytest.raises(Permanent):
        await channel.send(ADDRESS, Rendered("Pilih", ((Choice("é", "é" * 33),),)))


async def test_an_edit_changes_the_message_and_doing_it_twice_is_done(channel: TelegramChannel, phone: Phone) -> None:
    sent = await channel.send(ADDRESS, Rendered("Lama", ROWS))
    for _again in range(2):
        await channel.edit(ADDRESS, sent, Rendered("Baru"))
    assert (phone.screen()[-1].text, phone.screen()[-1].buttons) == ("Baru", ())


async def test_the_words_below_a_picture_are_edited_whichever_way_the_screen_says(
    channel: TelegramChannel, phone: Phone, tmp_path: Path
) -> None:
    (tmp_path / "p.jpg").write_bytes(a_picture())
    file = FileRef(FileKind.PHOTO, path="p.jpg")
    picture = await channel.send(ADDRESS, Rendered("Lama", (), file))
    await channel.edit(ADDRESS, picture, Rendered("Tanpa berkas"))
    assert phone.screen()[-1].text == "Tanpa berkas"
    text = await channel.send(ADDRESS, Rendered("Lama"))
    await channel.edit(ADDRESS, text, Rendered("Dengan berkas", (), file))
    assert phone.screen()[-1].text == "Dengan berkas"


async def test_an_edit_of_a_message_that_is_gone_says_so(channel: TelegramChannel, phone: Phone) -> None:
    sent = await channel.send(ADDRESS, Rendered("Lama"))
    await channel.delete(ADDRESS, sent)
    with pytest.raises(MessageGone):
        await channel.edit(ADDRESS, sent, Rendered("Baru"))
    await channel.delete(ADDRESS, sent)
    assert phone.bubble(int(sent)) is not None


async def test_a_message_older_than_two_days_cannot_be_taken_back(
    channel: TelegramChannel, phone: Phone, clock: Clock
) -> None:
    sent = await channel.send(ADDRESS, Rendered("Lama"))
    clock.now += 49 * 3600
    with pytest.raises(Permanent):
        await channel.delete(ADDRESS, sent)


async def test_who_blocked_the_bot_and_who_left_are_told_apart(channel: TelegramChannel, phone: Phone) -> None:
    phone.block()
    with pytest.raises(Permanent) as blocked:
        await channel.send(ADDRESS, Rendered("Halo"))
    phone.unblock()
    phone.deactivate()
    with pytest.raises(Permanent) as left:
        await channel.send(ADDRESS, Rendered("Halo"))
    with pytest.raises(Permanent) as nobody:
        await channel.send("999", Rendered("Halo"))
    assert [found.value.reason for found in (blocked, left, nobody)] == [
        Reason.BLOCKED,
        Reason.DEACTIVATED,
        Reason.CHAT_GONE,
    ]


async def test_a_connection_that_never_came_about_means_not_sent(
    channel: TelegramChannel, phone: Phone, api: BotApi
) -> None:
    api.faults.order("refuse")
    with pytest.raises(NotSent):
        await channel.send(ADDRESS, Rendered("Halo"))
    api.faults.order("server_error")
    with pytest.raises(NotSent):
        await channel.send(ADDRESS, Rendered("Halo"))


async def test_a_connection_that_broke_leaves_it_unknown(channel: TelegramChannel, phone: Phone, api: BotApi) -> None:
    breaks: tuple[Wrong, ...] = ("drop_before", "drop_after")
    for wrong in breaks:
        api.faults.order(wrong)
        with pytest.raises(Unknown):
            await channel.send(ADDRESS, Rendered("Halo"))
    api.faults.order("delay", seconds=60)
    with pytest.raises(Unknown):
        await channel.send(ADDRESS, Rendered("Halo"))


async def test_a_flood_says_how_long_to_wait(channel: TelegramChannel, phone: Phone, api: BotApi) -> None:
    api.faults.order("too_many", seconds=17)
    with pytest.raises(RetryAfter) as flood:
        await channel.send(ADDRESS, Rendered("Halo"))
    assert flood.value.seconds == 17


async def test_a_message_of_which_a_part_has_left_is_unknown(
    channel: TelegramChannel, phone: Phone, api: BotApi
) -> None:
    seen: list[str] = []
    api.faults.policy = lambda _method, _params: _second_fails(seen)
    with pytest.raises(Unknown):
        await channel.send(ADDRESS, Rendered("kata " * 1500))


def _second_fails(seen: list[str]) -> Fault | None:
    seen.append("x")
    return Fault("refuse") if len(seen) == 2 else None


@pytest.mark.parametrize(("paid", "said"), [(True, "true"), (False, None)])
async def test_only_a_paid_broadcast_says_that_it_is_one(
    api: BotApi, phone: Phone, tmp_path: Path, paid: bool, said: str | None
) -> None:
    request = HouseRequest(api)
    channel = TelegramChannel(TOKEN, "http://localhost", tmp_path, request, request, paid=paid)
    await channel.send(ADDRESS, Rendered("Selamat pagi"))
    assert api.requests[-1].params.get("allow_paid_broadcast") == said
    assert phone.screen()[-1].text == "Selamat pagi"
