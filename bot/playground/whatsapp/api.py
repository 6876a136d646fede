"""The server itself: business accounts and their numbers, people, media, and the one entrance `call`."""

import asyncio
import inspect
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from starlette.routing import Route

from bot.playground.exchange import Answer, Pause, Post, gateway, post_by_http
from bot.playground.faults import Faults, after, before
from bot.playground.journal import Happening, Journal
from bot.playground.whatsapp import managing
from bot.playground.whatsapp.errors import Refused, unauthorized, unknown_object
from bot.playground.whatsapp.media import MediaStore
from bot.playground.whatsapp.mishaps import Mishaps
from bot.playground.whatsapp.operations import Operation, Request, operation
from bot.playground.whatsapp.phone import Phone
from bot.playground.whatsapp.prices import Prices
from bot.playground.whatsapp.rates import Rates
from bot.playground.whatsapp.state import Account, Chat, Media, Number, Person, Template, Verdict, Webhook, digits
from bot.playground.whatsapp.webhooks import Mail, challenge_by_http

Told = Literal["later", "at_once"]
"""Whether a message that cannot arrive is accepted and fails by a status, as the real one does, or is refused."""

_SPOILED = (Refused(131000).answer(), lambda seconds: Refused(130429).answer())
"""What a fault makes of a request, in Meta's words: a server in trouble, too many messages."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request that reached the server, as it is kept for tests."""

    operation: str
    request: Request
    answer: Answer


class CloudApi:
    """A WhatsApp Cloud API server in memory. `clock` gives seconds since 1970.

    `strangers` and `closed_windows`: see `Told`. `approves_after` seconds a submitted template is approved (None: when
    a test says `judge`). `bundles`: events that wait go out in one envelope. `faults` spoil requests, `mishaps` events.
    `calls` and `events` are what came and what was told; `post`, `pause` and `challenge` may be replaced.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        rates: Rates | None = None,
        prices: Prices | None = None,
        journal: Journal | None = None,
        approves_after: float | None = None,
        post: Post = post_by_http,
        pause: Pause = asyncio.sleep,
        challenge: Callable[[str, str], Awaitable[bool]] = challenge_by_http,
    ) -> None:
        self.clock = clock
        self.rates = rates or Rates()
        self.prices = prices or Prices()
        self.journal = journal or Journal()
        self.approves_after = approves_after
        self.post = post
        self.pause = pause
        self.verified = challenge
        self.faults = Faults(address="to")
        self.mishaps = Mishaps()
        self.strangers: Told = "later"
        self.closed_windows: Told = "later"
        self.bundles = False
        self.calls: deque[Call] = deque(maxlen=2000)
        self.events: deque[dict[str, object]] = deque(maxlen=5000)
        self.people: dict[str, Person] = {}
        self.accounts: dict[str, Account] = {}
        self.numbers: dict[str, Number] = {}
        self.media = MediaStore(clock)
        self._phones: dict[tuple[str, str], Phone] = {}
        self._mail: dict[str, Mail] = {}
        self._last = 0
        self._tasks: set[asyncio.Task[None]] = set()

    def add_number(
        self,
        phone_id: str,
        *,
        token: str,
        display: str = "+62 811-7000-100",
        name: str = "Titian",
        account_id: str = "500600700",
        secret: str = "app-secret",  # noqa: S107 - a test's own
    ) -> Number:
        """Register a business number of an account; `secret` is the app's, by which events are signed."""
        account = self.accounts.setdefault(account_id, Account(account_id, secret))
        number = Number(phone_id, account, display, name, token)
        account.numbers[phone_id] = self.numbers[phone_id] = number
        return number

    def number(self, phone_id: str | None = None) -> Number:
        """The number with this id, or the first one. Raises KeyError."""
        return self.numbers[phone_id] if phone_id else next(iter(self.numbers.values()))

    def phone(self, wa_id: str, name: str = "", *, number: Number | None = None) -> Phone:
        """The phone of a person in the chat with a number; always the same one for the same person."""
        own, wa_id = number or self.number(), digits(wa_id)
        key = (own.id, wa_id)
        if key not in self._phones:
            person = self.people.setdefault(wa_id, Person(wa_id, name or "—"))
            self._phones[key] = Phone(self, own, person)
        return self._phones[key]

    def set_webhook(self, url: str, account: Account | None = None) -> None:
        """Post events to this address, without asking it first; what waits goes now."""
        own = account or self.number().account
        own.webhook = Webhook(url, own.secret)
        self.mail(own).run()

    def judge(
        self, name: str, language: str, verdict: Verdict, reason: str = "", account: Account | None = None
    ) -> None:
        """Let the provider approve, reject, pause or disable a template. Raises KeyError."""
        own = account or self.number().account
        managing.judge(self, own, own.templates[name, language], verdict, reason)

    def submitted(self, account: Account, template: Template) -> None:
        """A template waits for its verdict."""
        if self.approves_after is not None:
            task = asyncio.get_running_loop().create_task(self._approve(account, template, self.approves_after))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _approve(self, account: Account, template: Template, seconds: float) -> None:
        await self.pause(seconds)
        if template.verdict is Verdict.PENDING:
            managing.judge(self, account, template, Verdict.APPROVED, "")

    async def call(self, asked: Request) -> Answer:
        """Answer one request. Raises Dropped when the faults say that the connection breaks."""
        found = operation(self, asked)
        name = found.name if found else "unknown"
        fault = self.faults.choose(name, asked.body)
        if fault is not None and fault.wrong == "hold":
            await asyncio.sleep(fault.seconds)
        answer = before(fault, *_SPOILED) or await self._answer(found, asked)
        self.calls.append(Call(name, asked, answer))
        return after(fault, answer)

    def download(self, token: str, media_id: str, until: str, seal: str) -> Media | Answer:
        """The file behind an address that GET gave, or what is answered instead. Raises Dropped."""
        fault = self.faults.choose("download", {})
        if spoiled := before(fault, *_SPOILED):
            return spoiled
        try:
            self.authorize(token)
        except Refused as refused:
            return refused.answer()
        after(fault, gateway(200))
        return self.media.download(media_id, until, seal) or gateway(404)

    async def _answer(self, found: Operation | None, asked: Request) -> Answer:
        try:
            self.authorize(asked.token)
            if found is None:
                raise unknown_object(asked.node, asked.method.lower())
            result = found.act(self, asked)
            return Answer(200, await result if inspect.isawaitable(result) else result)
        except Refused as refused:
            return refused.answer()

    def authorize(self, token: str) -> None:
        """Refuse a token that is none of ours."""
        if not token or token not in {number.token for number in self.numbers.values()}:
            raise unauthorized()

    def saw(self, number: Number, chat: Chat, kind: Happening, what: object = "", text: str = "") -> None:
        """Tell whoever looks at the phone."""
        self.journal.record(int(number.id), int(chat.person.wa_id), kind, what, text)

    def next_number(self) -> int:
        self._last += 1
        return self._last

    def mail(self, account: Account) -> Mail:
        return self._mail.setdefault(account.id, Mail(self, account))

    async def settled(self) -> None:
        """Wait until the webhooks have taken all events."""
        for mail in list(self._mail.values()):
            await mail.settled()

    @property
    def routes(self) -> list[Route]:
        """The routes of the server, to be mounted at the root of any application."""
        from bot.playground.whatsapp.app import whatsapp_routes

        return whatsapp_routes(self)

    async def aclose(self) -> None:
        """Stop deliveries and pending approvals, and let every open stream end."""
        self.journal.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for mail in self._mail.values():
            await mail.close()
