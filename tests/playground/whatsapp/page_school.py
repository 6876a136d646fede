"""The page with phones of both kinds, and a scripted business on WhatsApp, served for the browser tests of the page."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import uvicorn

from bot.domain.delivery import Via
from bot.playground.cast import CastMember
from bot.playground.page import playground_app
from bot.playground.telegram import BotApi, Floods
from bot.playground.whatsapp import CloudApi, Rates, Request

NUMBER = "100200300"
LINK = "https://wa.me/628117000100?text=RTK4-8QXM-2233"
RINA, DODI, TELE = 6281270000301, 6281270000302, 1
CAST = (
    CastMember(TELE, "Ibu Rahmawati, S.Pd.", "Wali kelas 4A", "Tulis kabar untuk kelas."),
    CastMember(RINA, "Rina Marlina", "Ibu dari Rafi", "Ketuk untuk menjawab.", via=Via.WHATSAPP),
    CastMember(DODI, "Dodi Saputra", "Ayah dari Rafi", "Pindai surat dari sekolah.", LINK, Via.WHATSAPP),
)
BUTTONS = {
    "type": "button",
    "header": {"type": "text", "text": "Undangan"},
    "body": {"text": "*Rapat* hari Senin pukul 09.00.\nInfo: https://example.org/rapat"},
    "footer": {"text": "SD Harapan Nusantara"},
    "action": {
        "buttons": [{"type": "reply", "reply": {"id": name, "title": name}} for name in ("Hadir", "Belum tahu")]
    },
}
ROWS = [{"id": str(at), "title": f"Pilihan {at}", "description": "Keterangan singkat"} for at in range(1, 5)]
LIST = {
    "type": "list",
    "body": {"text": "Apa yang ingin Ibu lihat?"},
    "action": {"button": "Lihat pilihan", "sections": [{"title": "Kabar", "rows": ROWS}]},
}


async def cast() -> Sequence[CastMember]:
    return CAST


class ScriptedBusiness:
    """Answers every word: `pilih` by a list, anything else by buttons; reads what it got."""

    def __init__(self) -> None:
        self.api = CloudApi(time.time, rates=Rates.off(), post=self.post)
        self.api.add_number(NUMBER, token="t", name="SD Harapan Nusantara")
        self.got: list[dict[str, Any]] = []

    async def send(self, **body: object) -> None:
        asked = Request("POST", NUMBER, "messages", "t", body={"messaging_product": "whatsapp", **body})
        answer = await self.api.call(asked)
        assert answer.status == 200, answer.body

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> int:
        for change in json.loads(body)["entry"][0]["changes"]:
            self.got.append(change["value"])
            for told in change["value"].get("messages", []):
                await self.send(status="read", message_id=told["id"])
                shown = LIST if told.get("text", {}).get("body") == "pilih" else BUTTONS
                if told["type"] in ("text", "document"):
                    await self.send(to=told["from"], type="interactive", interactive=shown)
                else:
                    await self.send(to=told["from"], type="text", text={"body": "Terima kasih."})
        return 200

    def told(self) -> list[str]:
        return [told["status"] for value in self.got for told in value.get("statuses", [])]


@contextmanager
def both_kinds() -> Iterator[tuple[str, ScriptedBusiness]]:
    """Serve the page from a thread of its own; gives the address and the business."""
    business = ScriptedBusiness()
    telegram = BotApi(time.time, floods=Floods.off(), journal=business.api.journal)
    telegram.add_bot("110:playground")
    ready = threading.Event()

    class Server(uvicorn.Server):
        async def startup(self, sockets: object = None) -> None:
            await super().startup(None)
            business.api.set_webhook("http://scripted")
            ready.set()

    app = playground_app(telegram, cast, whatsapp=business.api)
    server = Server(uvicorn.Config(app, port=0, log_level="warning", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=asyncio.run, args=(server.serve(),))
    thread.start()
    ready.wait()
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}", business
    finally:
        server.should_exit = True
        thread.join()
