"""WhatsApp's part of the far end: a strict Cloud API server that brings its events to whichever process is there."""

import time
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from bot.channels.whatsapp.templates import language_of
from bot.messages.openers import bodies
from bot.playground.exchange import Pause, post_by_http
from bot.playground.whatsapp import Call, CloudApi, Fault, Phone, Rates, Verdict, whatsapp_app
from bot.playground.whatsapp.state import Template
from tests.chaos.weather import Weather

PHONE_ID, ACCOUNT = "1055", "500600700"
TOKEN, SECRET, VERIFY = "chaos", "chaos-app", "chaos-word"
PREFIX = "62812"
"""What the families' numbers begin with; no chat on Telegram does."""
BURST = 45
Tell = Callable[[dict[str, object]], None]


class _Calls(deque[Call]):
    """Whoever looks at each request in the moment it was carried out, whatever becomes of its answer."""

    def __init__(self, heard: Callable[[Call], None]) -> None:
        super().__init__(maxlen=1)
        self._heard = heard

    def append(self, call: Call) -> None:
        super().append(call)
        self._heard(call)


class Cloud:
    """The server with the school's number. `orders` are what a scenario may ask of it alone."""

    def __init__(self, weather: Weather, tell: Tell, flood: int, pause: Pause) -> None:
        self._weather = weather
        self._tell = tell
        self._hooks: list[str] = []
        self.api = CloudApi(
            time.time, rates=Rates(per_second=flood or None, pair_burst=BURST), pause=pause, post=self._post
        )
        self.number = self.api.add_number(PHONE_ID, token=TOKEN, secret=SECRET, account_id=ACCOUNT)
        self.api.calls = _Calls(self._heard)
        self.api.faults.policy = self._choose
        self.app = whatsapp_app(self.api)
        self._approve()
        self.orders: dict[str, Callable[[Any], object]] = {
            "hooks": lambda given: self._hook(given["urls"]),
            "trouble": lambda given: setattr(self.number, "trouble", given["code"]),
            "busy": lambda given: self._busy(given["chat"], given["seconds"]),
            "bundles": lambda given: setattr(self.api, "bundles", True),
            "mishap": lambda given: self.api.mishaps.order(**given),
            "gone": lambda given: self._gone(),
            "to_bring": lambda given: self.api.mail(self.number.account).waiting,
            "read": lambda given: self._read(given["chats"]),
        }

    def began(self, chat: str, *, window: bool) -> None:
        """This person is on WhatsApp, and has written today or long ago."""
        phone = self.phone(chat)
        if window:
            phone.spoke(time.time())

    def phone(self, chat: str) -> Phone:
        return self.api.phone(chat, "Wali")

    def tap(self, chat: str, message: str) -> str:
        """Press the first button or row below a message."""
        shown = self.phone(chat).bubble(message)
        assert shown is not None
        return self.phone(chat).press(message, (*shown.buttons, *shown.rows)[0].id)

    def _approve(self) -> None:
        account = self.number.account
        for body in bodies():
            language = language_of(body.locale)
            button = {"type": "QUICK_REPLY", "text": body.face}
            parts: list[dict[str, object]] = [
                {"type": "BODY", "text": body.text},
                {"type": "BUTTONS", "buttons": [button]},
            ]
            name = f"{body.name}:{language}"
            account.templates[body.name, language] = Template(
                name, body.name, language, "UTILITY", parts, Verdict.APPROVED
            )

    def _hook(self, urls: list[str]) -> None:
        """Where the processes listen: the first that answers is brought an event, as by whatever stands before them."""
        self._hooks = urls
        self.api.set_webhook("http://titian.example/whatsapp")

    async def _post(self, _url: str, headers: dict[str, str], body: bytes) -> int:
        for hook in self._hooks:
            try:
                return await post_by_http(hook, headers, body)
            except (OSError, TimeoutError):
                continue
        raise OSError("nobody is there")

    def _busy(self, chat: str, seconds: float) -> None:
        """This person was written to so often that for a while nothing more may come (131056)."""
        spared = (BURST - 1) * self.api.rates.pair_seconds
        self.number.debts[chat] = time.time() + spared + seconds

    def _read(self, chats: list[str]) -> None:
        for chat in chats:
            self.api.phone(chat).read()

    def _gone(self) -> None:
        """None of these numbers is on WhatsApp any more."""
        for person in self.api.people.values():
            person.on_whatsapp = False

    def _choose(self, name: str, params: Mapping[str, object]) -> Fault | None:
        method = "sendMessage" if name == "messages" else name
        return self._weather.choose(method, {"chat_id": params.get("to", "")})

    def _heard(self, call: Call) -> None:
        if call.operation != "messages" or "to" not in call.request.body:
            return
        body, chat = call.request.body, str(call.request.body["to"])
        if call.answer.status != 200:
            self._tell({"what": "refused", "chat": chat, "status": call.answer.status})
            return
        answered: Any = call.answer.body
        wamid = answered["messages"][0]["id"]
        kept = self.number.chats[chat].messages.get(wamid) if chat in self.number.chats else None
        template: Any = body.get("template") or {}
        self._tell(
            {
                "what": "accepted" if kept else "undelivered",
                "chat": chat,
                "id": wamid,
                "words": kept.content.text if kept else "",
                "opener": str(template.get("name", "")),
            }
        )
