"""A tiny school with a scripted bot, served over HTTP for the browser tests of the page alone."""

import asyncio
import base64
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

import uvicorn

from bot.playground.cast import CastMember
from bot.playground.page import playground_app
from bot.playground.telegram import BotApi, Floods, Upload

TOKEN = "110:playground"
LINK = "https://t.me/titian_bot?start=RTK4-8QXM"
CAST = (
    CastMember(1, "Ibu Rahmawati, S.Pd.", "Wali kelas 4A", "Tulis kabar untuk kelas, lalu lihat siapa yang membaca."),
    CastMember(2, "Pak Hendra Wijaya", "Admin sekolah", "Lihat keluarga mana yang belum terhubung."),
    CastMember(3, "Sari Puspita", "Ibu dari Aisyah", "Pindai surat dari sekolah untuk terhubung.", LINK),
    CastMember(4, "Bagus Santoso", "Ayah dari Aisyah", "Penerima kedua: ia ikut mendapat kabar."),
    CastMember(5, "Dewi Anggraini", "Ibu dari Rafi", "Belum pernah membuka bot.", LINK),
)
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
_WELCOME = (
    "<b>Assalamu'alaikum, Bapak/Ibu.</b>\n\nSelamat datang di Titian, jembatan antara rumah dan "
    "<i>SD Harapan Nusantara</i>. Apa yang ingin Bapak/Ibu lihat?"
)
_KEYS = {
    "inline_keyboard": [
        [{"text": "✅ Sudah dibaca", "callback_data": "read", "style": "success"}],
        [{"text": "Tanya guru", "callback_data": "ask"}, {"text": "Izin tidak masuk", "callback_data": "absent"}],
        [{"text": "Situs sekolah", "url": "https://example.org/"}],
    ]
}


async def cast() -> Sequence[CastMember]:
    return CAST


class EchoBot:
    """Answers by a fixed script: a greeting, an echo, a mark on a press."""

    def __init__(self, api: BotApi) -> None:
        self.api = api

    async def call(self, method: str, **params: object) -> None:
        await self.api.call(TOKEN, method, params)

    async def run(self) -> None:
        commands = [{"command": "bantuan", "description": "Bantuan"}, {"command": "jadwal", "description": "Jadwal"}]
        await self.call("setMyCommands", commands=commands)
        offset = 0
        while True:
            answer = await self.api.call(TOKEN, "getUpdates", {"timeout": 50, "offset": offset})
            updates = answer.body["result"]
            assert isinstance(updates, list)
            for update in updates:
                offset = update["update_id"] + 1
                await self.handle(update)

    async def handle(self, update: dict[str, dict[str, object]]) -> None:
        if "callback_query" in update:
            return await self.pressed(update["callback_query"])
        message = update.get("message")
        if message is None:
            return None
        chat, text = message["from"], str(message.get("text", ""))
        assert isinstance(chat, dict)
        if text.startswith("/start"):
            return await self.call(
                "sendMessage", chat_id=chat["id"], text=_WELCOME, parse_mode="HTML", reply_markup=_KEYS
            )
        if text == "ketik":
            return await self.call("sendChatAction", chat_id=chat["id"], action="typing")
        if text == "pilih":
            keys = {"keyboard": [["Senin", "Selasa"]]}
            return await self.call("sendMessage", chat_id=chat["id"], text="Hari apa?", reply_markup=keys)
        if "photo" in message:
            upload = {"photo": Upload("kelas.png", PIXEL, "image/png")}
            await self.api.call(TOKEN, "sendPhoto", {"chat_id": chat["id"], "caption": "Terima kasih."}, upload)
            return None
        return await self.call("sendMessage", chat_id=chat["id"], text=f"Gema: {text or 'berkas'}")

    async def pressed(self, query: dict[str, object]) -> None:
        message = query["message"]
        assert isinstance(message, dict)
        alert = query["data"] == "ask"
        await self.call("answerCallbackQuery", callback_query_id=query["id"], text="Tercatat", show_alert=alert)
        where = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        await self.call("editMessageText", **where, text="Terima kasih, sudah kami catat.")


@contextmanager
def echo_school() -> Iterator[tuple[str, BotApi]]:
    """Serve the page and the bot from a thread of their own; gives the address and the server."""
    api = BotApi(time.time, floods=Floods.off())
    api.add_bot(TOKEN)
    ready = threading.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: object = None) -> None:
            await super().startup(None)
            ready.set()

    server = Server(uvicorn.Config(playground_app(api, cast), port=0, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=asyncio.run, args=(_serve(server.serve, EchoBot(api).run),))
    thread.start()
    ready.wait()
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}", api
    finally:
        server.should_exit = True
        thread.join()


async def _serve(serve: Callable[[], Awaitable[None]], bot: Callable[[], Awaitable[None]]) -> None:
    script = asyncio.ensure_future(bot())
    await serve()
    script.cancel()
    await asyncio.gather(script, return_exceptions=True)
