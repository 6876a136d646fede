"""A server with one business number, and a parent who has just written to it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.playground.whatsapp import Answer, CloudApi, Number, Phone, Rates, Request, Upload, Verdict
from tests.playground.conftest import Clock

TOKEN, NUMBER, ACCOUNT, SECRET = "EAAtoken", "100200300", "500600700", "s3cret"
PARENT = "6281270000201"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40

BODY = "Yth. {{1}}, ada kabar baru tentang {{2}} dari sekolah kami. Ketuk tombol di bawah untuk membacanya."
COMPONENTS: list[dict[str, Any]] = [
    {"type": "BODY", "text": BODY, "example": {"body_text": [["Ibu Siti", "Ananda Alya"]]}},
    {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Baca"}]},
]
TEMPLATE = {"name": "titian_news", "language": "id", "category": "UTILITY", "components": COMPONENTS}


@dataclass
class Business:
    """Calls the server as the business does, and unpacks the answer."""

    api: CloudApi
    token: str = TOKEN

    async def call(self, method: str, node: str, edge: str = "", /, **given: Any) -> Answer:
        return await self.api.call(Request(method, node, edge, self.token, **given))

    async def do(self, method: str, node: str, edge: str = "", /, **given: Any) -> dict[str, Any]:
        answer = await self.call(method, node, edge, **given)
        assert answer.status == 200, answer.body
        return answer.body

    async def error(self, method: str, node: str, edge: str = "", /, **given: Any) -> tuple[int, dict[str, Any]]:
        answer = await self.call(method, node, edge, **given)
        assert answer.status >= 400, answer.body
        error = answer.body["error"]
        assert isinstance(error, dict)
        assert error["fbtrace_id"]
        return answer.status, error

    def message(self, kind: str, content: object, to: str = PARENT, **more: object) -> dict[str, object]:
        return {"messaging_product": "whatsapp", "to": to, "type": kind, kind: content, **more}

    async def send(self, kind: str, content: object, **more: Any) -> str:
        """The wamid of a message that was accepted."""
        sent = await self.do("POST", NUMBER, "messages", body=self.message(kind, content, **more))
        return str(sent["messages"][0]["id"])

    async def say(self, text: str = "Selamat pagi", **more: Any) -> str:
        return await self.send("text", {"body": text}, **more)

    async def refused(self, kind: str, content: object, **more: Any) -> tuple[int, str]:
        """Code and details of a message that was refused."""
        _, error = await self.error("POST", NUMBER, "messages", body=self.message(kind, content, **more))
        return error["code"], error.get("error_data", {}).get("details", "") or error["message"]

    async def upload(self, upload: Upload, mime: str) -> str:
        body = {"messaging_product": "whatsapp", "type": mime}
        return str((await self.do("POST", NUMBER, "media", body=body, files={"file": upload}))["id"])

    async def approved(self, **changed: Any) -> None:
        """Have a template approved."""
        made = TEMPLATE | changed
        await self.do("POST", ACCOUNT, "message_templates", body=made)
        self.api.judge(str(made["name"]), str(made["language"]), Verdict.APPROVED)

    def opener(self, *values: str, name: str = "titian_news", language: str = "id", payload: str = "") -> object:
        parts: list[object] = [{"type": "body", "parameters": [{"type": "text", "text": value} for value in values]}]
        if payload:
            pressed = [{"type": "payload", "payload": payload}]
            parts.append({"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": pressed})
        return {"name": name, "language": {"code": language}, "components": parts}


@pytest.fixture
async def api(clock: Clock) -> AsyncIterator[CloudApi]:
    api = CloudApi(clock, rates=Rates.off())
    api.add_number(NUMBER, token=TOKEN, secret=SECRET, account_id=ACCOUNT, name="SMA Titian Bangsa")
    yield api
    await api.aclose()


@pytest.fixture
def number(api: CloudApi) -> Number:
    return api.number()


@pytest.fixture
def business(api: CloudApi) -> Business:
    return Business(api)


@pytest.fixture
def phone(api: CloudApi) -> Phone:
    """A parent who has just written."""
    phone = api.phone(PARENT, "Siti")
    phone.say("Halo")
    api.events.clear()
    return phone


def changes(api: CloudApi, kind: str = "messages") -> list[dict[str, Any]]:
    """The values of all events of that kind."""
    found: list[dict[str, Any]] = []
    for event in api.events:
        for entry in event["entry"]:  # type: ignore[attr-defined]
            found += [change["value"] for change in entry["changes"] if change["field"] == kind]
    return found


def statuses(api: CloudApi) -> list[tuple[str, str]]:
    """What was told of messages: (wamid, status), in order."""
    return [(told["id"], told["status"]) for value in changes(api) for told in value.get("statuses", [])]


def said(api: CloudApi) -> list[dict[str, Any]]:
    """What people did, as it was told."""
    return [told for value in changes(api) for told in value.get("messages", [])]
