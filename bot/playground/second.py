"""The playground's second channel: a local Cloud API server, and the real WhatsApp adapter in front of it.

Only where the extra `whatsapp` is installed; without it the playground has Telegram's phones alone.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.routing import Route

from bot.channels.whatsapp.graph import Graph
from bot.channels.whatsapp.send import WhatsAppChannel
from bot.channels.whatsapp.templates import Draft, Templates
from bot.channels.whatsapp.webhook import webhook
from bot.domain.arrivals import RawArrival
from bot.domain.courtesy import LOCALES
from bot.domain.openers import OPENERS, PROVIDERS_NAME
from bot.domain.receipts import TemplateState
from bot.messages.openers import body_of
from bot.messages.translations import translate
from bot.playground.demo import WINDOW, Number
from bot.playground.journal import Journal
from bot.playground.whatsapp import CloudApi, Request
from bot.storage.engine import make_readers, make_sessions
from bot.storage.models import Account, ProviderTemplate

NUMBER = Number("100200300400", "12025550180")
ACCOUNT = "500600700800"
TOKEN, SECRET, VERIFY = SecretStr("playground"), SecretStr("playground-app"), SecretStr("playground-word")
NAME = "SMA Titian Bangsa"
PATH = "/whatsapp"
APPROVED_AFTER = 0.5
"""Seconds until the local provider has read a template."""

Store = Callable[[Sequence[RawArrival]], Awaitable[None]]


def has_whatsapp() -> bool:
    """Whether the extra is installed."""
    return find_spec("pywa_async") is not None


class Side:
    """The local server with the school's number, and the bot's own way to it."""

    def __init__(self, engine: AsyncEngine, bot_id: int, clock: Callable[[], float], journal: Journal) -> None:
        self.bot_id = bot_id
        self.cloud = CloudApi(clock, journal=journal, approves_after=APPROVED_AFTER)
        self.cloud.add_number(
            NUMBER.phone_id,
            token=TOKEN.get_secret_value(),
            display=f"+{NUMBER.digits}",
            name=NAME,
            account_id=ACCOUNT,
            secret=SECRET.get_secret_value(),
        )
        self._engine = engine
        self._channel: WhatsAppChannel | None = None

    def routes(self, store: Store) -> list[Route]:
        """The server's, and the real one to which it brings its events."""
        return [*self.cloud.routes, webhook(PATH, NUMBER.phone_id, SECRET, VERIFY, store)]

    def channel(self, address: str, folder: Path) -> WhatsAppChannel:
        """The real adapter, at the local server's address."""
        self._channel = WhatsAppChannel(Graph(TOKEN, address), NUMBER.phone_id, folder, translate)
        return self._channel

    async def connect(self, address: str) -> None:
        """Let the server ask the webhook for its word, and have the openers approved. Everything is served by now."""
        assert self._channel is not None
        await _open_chats(self.cloud, self._engine, self.bot_id)
        word: dict[str, object] = {"override_callback_uri": address + PATH, "verify_token": VERIFY.get_secret_value()}
        asked = Request("POST", ACCOUNT, "subscribed_apps", TOKEN.get_secret_value(), body=word)
        answer = await self.cloud.call(asked)
        assert answer.status == 200, answer.body
        templates = Templates(self._channel.graph, ACCOUNT)
        for key, opener in OPENERS.items():
            for locale in LOCALES:
                face = translate(opener.face, locale)
                draft = Draft(PROVIDERS_NAME % key, locale, body_of(key, locale), opener.samples[locale], face)
                await _note(self._engine, self.bot_id, key, draft)
                await templates.submit(draft)

    async def close(self) -> None:
        """Bring nothing more, and close the connections."""
        await self.cloud.aclose()
        if self._channel is not None:
            await self._channel.close()


async def _note(engine: AsyncEngine, bot_id: int, key: str, draft: Draft) -> None:
    row = ProviderTemplate(bot_id=bot_id, key=key, locale=draft.locale, name=draft.name, state=TemplateState.SUBMITTED)
    async with make_sessions(engine)() as session:
        session.add(row)
        await session.commit()


async def _open_chats(cloud: CloudApi, engine: AsyncEngine, bot_id: int) -> None:
    """Everybody in the demo has written before: some today, some long ago."""
    async with make_readers(engine)() as session:
        rows = await session.execute(
            select(Account.address, Account.name, Account.window_until).where(Account.bot_id == bot_id)
        )
    for address, name, until in rows:
        assert isinstance(until, datetime)
        cloud.phone(address, name).spoke((until - WINDOW).timestamp())
