"""A server, a bot and one parent's phone."""

from dataclasses import dataclass, field

import pytest

from bot.playground.telegram import Answer, BotApi, Floods, Phone, Upload

TOKEN = "110:playground"
PARENT = 700


@dataclass
class Clock:
    """Time that moves when a test says so."""

    now: float = 1_784_512_800.0

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


@dataclass
class Bot:
    """Calls the server as the bot, and unpacks the answer."""

    api: BotApi
    token: str = TOKEN
    files: dict[str, Upload] = field(default_factory=dict)

    async def call(self, method: str, files: dict[str, Upload] | None = None, /, **params: object) -> Answer:
        return await self.api.call(self.token, method, params, files)

    async def do(self, method: str, files: dict[str, Upload] | None = None, /, **params: object) -> object:
        answer = await self.call(method, files, **params)
        assert answer.body["ok"] is True, answer.body
        return answer.body["result"]

    async def error(self, method: str, files: dict[str, Upload] | None = None, /, **params: object) -> str:
        answer = await self.call(method, files, **params)
        assert answer.body["ok"] is False, answer.body
        assert answer.status == answer.body["error_code"]
        return str(answer.body["description"])

    async def say(self, text: str = "Selamat pagi", **params: object) -> int:
        sent = await self.do("sendMessage", chat_id=PARENT, text=text, **params)
        assert isinstance(sent, dict)
        return int(sent["message_id"])

    async def updates(self, **params: object) -> list[dict[str, object]]:
        found = await self.do("getUpdates", **params)
        assert isinstance(found, list)
        return found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def api(clock: Clock) -> BotApi:
    api = BotApi(clock, floods=Floods.off())
    api.add_bot(TOKEN)
    return api


@pytest.fixture
def bot(api: BotApi) -> Bot:
    return Bot(api)


@pytest.fixture
def phone(api: BotApi) -> Phone:
    """A parent who has pressed Start."""
    phone = api.phone(PARENT, "Sari")
    phone.start()
    return phone
