"""python-telegram-bot drives the server, in process and over HTTP, with aiogram's models looking on."""

import asyncio
import base64
import socket
from collections.abc import AsyncIterator

import httpx
import pytest
import uvicorn
from pydantic import ValidationError
from telegram import Bot as Ptb
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.playground.telegram import BotApi, Phone
from bot.playground.telegram.app import telegram_app
from tests.playground.conftest import PARENT, TOKEN
from tests.support.telegram_models import strict_api
from tests.support.telegram_request import InProcessRequest

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("Hadir", callback_data="h", style="success")]])


@pytest.fixture
async def ptb(api: BotApi) -> AsyncIterator[Ptb]:
    strict_api(api)
    ways = InProcessRequest(api), InProcessRequest(api)
    bot = Ptb(
        TOKEN,
        base_url="http://playground/bot",
        base_file_url="http://playground/file/bot",
        request=ways[0],
        get_updates_request=ways[1],
    )
    async with bot:
        yield bot


async def test_a_conversation_by_ptb(ptb: Ptb, phone: Phone) -> None:
    (update,) = await ptb.get_updates(timeout=0, allowed_updates=["message", "callback_query"])
    assert update.message is not None
    assert update.message.text == "/start"
    sent = await ptb.send_message(
        PARENT,
        "<b>Rapat</b> hari Senin",
        parse_mode=ParseMode.HTML,
        reply_markup=KEYS,
        protect_content=True,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_parameters=ReplyParameters(update.message.id),
    )
    query = phone.press(sent.id, "Hadir")
    await ptb.answer_callback_query(query, "Tercatat")
    (pressed,) = await ptb.get_updates(offset=update.update_id + 1, timeout=0)
    assert pressed.callback_query is not None
    assert pressed.callback_query.data == "h"
    await ptb.edit_message_text("Tercatat", chat_id=PARENT, message_id=sent.id)
    assert phone.screen()[-1].text == "Tercatat"


async def test_files_by_ptb(ptb: Ptb, phone: Phone) -> None:
    photo = await ptb.send_photo(PARENT, DOT, caption="Kelas")
    await ptb.send_document(PARENT, b"%PDF-1.7", filename="surat.pdf")
    await ptb.send_voice(PARENT, b"OggS")
    await ptb.send_audio(PARENT, b"ID3", filename="lagu.mp3", duration=3)
    await ptb.send_video(PARENT, b"mp4", filename="film.mp4")
    await ptb.send_media_group(PARENT, [InputMediaPhoto(DOT), InputMediaPhoto(photo.photo[0].file_id)])
    await ptb.edit_message_media(InputMediaPhoto(DOT, caption="Baru"), PARENT, photo.id)
    kinds = [b.media.kind for b in phone.screen() if b.media]
    assert kinds == ["Photo", "Document", "VoiceNote", "Audio", "Video", "Photo", "Photo"]
    file = await ptb.get_file(phone.files()[1].id)
    assert bytes(await file.download_as_bytearray()) == b"%PDF-1.7"


async def test_everything_else_by_ptb(ptb: Ptb, phone: Phone) -> None:
    number = (await ptb.send_message(PARENT, "Senin")).id
    await ptb.copy_message(PARENT, PARENT, number)
    await ptb.forward_message(PARENT, PARENT, number)
    await ptb.pin_chat_message(PARENT, number)
    assert (await ptb.get_chat(PARENT)).pinned_message is not None
    await ptb.unpin_chat_message(PARENT, number)
    await ptb.set_message_reaction(PARENT, number, "👍")
    await ptb.send_chat_action(PARENT, "typing")
    await ptb.set_my_commands([("bantuan", "Bantuan")], language_code="id")
    assert [c.command for c in await ptb.get_my_commands(language_code="id")] == ["bantuan"]
    await ptb.set_my_short_description("Jembatan sekolah dan rumah")
    assert (await ptb.get_chat_menu_button(PARENT)).type == "commands"
    await ptb.delete_messages(PARENT, [number])
    assert (await ptb.get_webhook_info()).url == ""


async def test_errors_arrive_as_ptbs_own(ptb: Ptb, api: BotApi, phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    with pytest.raises(BadRequest, match="Chat not found"):
        await ptb.send_message(999, "a")
    phone.block()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await ptb.send_message(PARENT, "a")
    phone.unblock()
    api.faults.order("too_many", seconds=9)
    with pytest.raises(RetryAfter, match="Retry in 0:00:09"):
        await ptb.send_message(PARENT, "a")


async def test_what_was_surely_not_sent_differs_by_its_cause(ptb: Ptb, api: BotApi, phone: Phone) -> None:
    api.faults.order("refuse")
    with pytest.raises(NetworkError) as refused:
        await ptb.send_message(PARENT, "a")
    api.faults.order("drop_after")
    with pytest.raises(NetworkError) as dropped:
        await ptb.send_message(PARENT, "b")
    api.faults.order("delay", seconds=30)
    with pytest.raises(TimedOut) as late:
        await ptb.send_message(PARENT, "c")
    causes = [type(raised.value.__cause__) for raised in (refused, dropped, late)]
    assert causes == [httpx.ConnectError, httpx.ReadError, httpx.ReadTimeout]
    assert [b.text for b in phone.screen()[1:]] == ["b", "c"]


async def test_a_request_with_an_unknown_nested_field_fails_the_check(api: BotApi, phone: Phone) -> None:
    strict_api(api)
    with pytest.raises(AssertionError, match=r"reply_parameters\.colour"):
        await api.call(
            TOKEN,
            "sendMessage",
            {"chat_id": PARENT, "text": "a", "reply_parameters": {"message_id": 1, "colour": "red"}},
        )
    with pytest.raises(ValidationError):
        await api.call(TOKEN, "sendMessage", {"text": "a"})


@pytest.fixture
async def http(api: BotApi) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(telegram_app(api))
    async with httpx.AsyncClient(transport=transport, base_url="http://playground") as client:
        yield client


async def test_json_forms_queries_and_multipart_mean_the_same(http: httpx.AsyncClient, phone: Phone) -> None:
    path = f"/bot{TOKEN}/sendMessage"
    values = {"chat_id": str(PARENT), "text": "a", "reply_parameters": '{"message_id": 1}'}
    await http.post(path, json=values | {"reply_parameters": {"message_id": 1}})
    await http.post(path, data=values)
    await http.post(path, data=values, files={"reply_markup": (None, '{"remove_keyboard": true}')})
    await http.get(path, params=values)
    assert [(b.text, b.reply_to) for b in phone.screen()[1:]] == [("a", 1)] * 4
    broken = await http.post(path, content=b"{", headers={"content-type": "application/json"})
    assert broken.json()["description"] == "Bad Request: can't parse request body"


async def test_files_go_up_and_down_over_http(http: httpx.AsyncClient, phone: Phone) -> None:
    sent = await http.post(
        f"/bot{TOKEN}/sendDocument",
        data={"chat_id": PARENT, "document": "attach://part"},
        files={"part": ("surat.pdf", b"%PDF-1.7", "application/pdf")},
    )
    file_id = sent.json()["result"]["document"]["file_id"]
    found = await http.get(f"/bot{TOKEN}/getFile", params={"file_id": file_id})
    path = found.json()["result"]["file_path"]
    assert (await http.get(f"/file/bot{TOKEN}/{path}")).content == b"%PDF-1.7"
    assert (await http.get(f"/file/bot{TOKEN}/documents/none.pdf")).status_code == 404
    assert (await http.post(f"/bot{TOKEN}x/getMe")).status_code == 401


@pytest.mark.enable_socket
async def test_ptb_works_unchanged_over_a_real_connection(api: BotApi, phone: Phone) -> None:
    ready = asyncio.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            ready.set()

    server = Server(uvicorn.Config(telegram_app(api), port=0, log_level="critical"))
    serving = asyncio.create_task(server.serve())
    await ready.wait()
    port = server.servers[0].sockets[0].getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    async with Ptb(TOKEN, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot") as bot:
        sent = await bot.send_document(PARENT, b"%PDF-1.7", filename="surat.pdf", caption="Surat")
        assert sent.document is not None
        file = await (await bot.get_file(sent.document.file_id)).download_as_bytearray()
        api.faults.order("drop_after")
        with pytest.raises(NetworkError, match="RemoteProtocolError"):
            await bot.send_message(PARENT, "Senin")
    server.should_exit = True
    await serving
    assert (bytes(file), phone.screen()[-1].text) == (b"%PDF-1.7", "Senin")
