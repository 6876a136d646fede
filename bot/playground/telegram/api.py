"""The server itself: bots, people, files, and the one entrance `call`."""

import asyncio
import inspect
from collections import deque
from collections.abc import Callable, Mapping

from bot.playground.exchange import Pause, Post, post_by_http
from bot.playground.journal import Journal
from bot.playground.telegram import updates
from bot.playground.telegram.answers import Answer, Refused, Request, Upload
from bot.playground.telegram.call import Call
from bot.playground.telegram.faults import Faults, after, before
from bot.playground.telegram.files import MAX_DOWNLOAD, MAX_UPLOAD, FileStore
from bot.playground.telegram.floods import Floods
from bot.playground.telegram.methods import METHODS
from bot.playground.telegram.params import read_params
from bot.playground.telegram.phone import Phone
from bot.playground.telegram.signatures import SIGNATURES
from bot.playground.telegram.state import BotAccount, Person, StoredFile
from bot.playground.telegram.webhooks import close_webhook

# Told of every request before it is read: method, parameters, files. Raise to make the test fail.
Check = Callable[[str, Mapping[str, object], Mapping[str, Upload]], None]
# Told of every request with what the server made of it, whatever becomes of the answer on its way back.
Hearer = Callable[[Request], None]
_NAMES = {name.lower(): name for name in METHODS}


class BotApi:
    """A Bot API server in memory. `clock` gives seconds since 1970.

    `floods` is the pattern of limits each bot gets; `journal` may be shared with another server; `checks`, `hearers`
    and `requests` are for tests; `post` and `pause` carry webhook deliveries and may be replaced.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        floods: Floods | None = None,
        journal: Journal | None = None,
        post: Post = post_by_http,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self.clock = clock
        self.post = post
        self.pause = pause
        self.faults = Faults()
        self.checks: list[Check] = []
        self.hearers: list[Hearer] = []
        self.requests: deque[Request] = deque(maxlen=2000)
        self.people: dict[int, Person] = {}
        self.files = FileStore()
        self.journal = journal or Journal()
        self._floods = floods or Floods()
        self._bots: dict[str, BotAccount] = {}
        self._phones: dict[tuple[str, int], Phone] = {}
        self.last_callback = 0

    def add_bot(self, token: str, *, username: str = "titian_bot", name: str = "Titian") -> BotAccount:
        """Register a bot; its id is the part of the token before the colon, as with Telegram."""
        number, _, _ = token.partition(":")
        if not number.isdigit():
            raise ValueError("a bot token begins with the bot's number and a colon")
        queue = updates.UpdateQueue(self.clock, first_id=730_000_001)
        account = BotAccount(int(number), token, username, name, queue, self._floods.fresh())
        self._bots[token] = account
        return account

    def bot(self, token: str | None = None) -> BotAccount:
        """The bot with this token, or the first one. Raises KeyError."""
        return self._bots[token] if token else next(iter(self._bots.values()))

    def phone(
        self, user_id: int, first_name: str = "", language_code: str = "id", *, token: str | None = None
    ) -> Phone:
        """The phone of a person in the chat with a bot; always the same one for the same person."""
        account = self.bot(token)
        key = (account.token, user_id)
        if key not in self._phones:
            person = self.people.setdefault(user_id, Person(user_id, first_name or "—", language_code))
            self._phones[key] = Phone(self, account, person)
        return self._phones[key]

    async def call(
        self,
        token: str,
        method: str,
        params: Mapping[str, object] | None = None,
        files: Mapping[str, Upload] | None = None,
    ) -> Answer:
        """Answer one request. Raises Dropped when the faults say that the connection breaks."""
        params, files = dict(params or {}), dict(files or {})
        name = _NAMES.get(method.lower(), method)
        for check in self.checks:
            check(name, params, files)
        fault = self.faults.choose(name, params)
        if fault is not None and fault.wrong == "hold":
            await asyncio.sleep(fault.seconds)
        answer = before(fault) or await self._answer(token, name, params, files)
        request = Request(name, dict(params), tuple(files), answer)
        self.requests.append(request)
        for hear in self.hearers:
            hear(request)
        return after(fault, answer)

    async def _answer(self, token: str, name: str, params: Mapping[str, object], files: Mapping[str, Upload]) -> Answer:
        try:
            if token not in self._bots:
                raise Refused(401, "Unauthorized")
            if name not in METHODS:
                raise Refused(404, "Not Found: method not found")
            if sum(len(upload.content) for upload in files.values()) > MAX_UPLOAD:
                raise Refused(413, "Request Entity Too Large")
            given = read_params(SIGNATURES[name], params, files)
            result = METHODS[name](Call(self, self._bots[token], given, self.clock()))
            if inspect.isawaitable(result):
                result = await result
        except Refused as refused:
            return refused.answer()
        return Answer(200, {"ok": True, "result": result})

    def download(self, token: str, path: str) -> StoredFile | None:
        """The file that getFile gave this path for; None where Telegram answers 404."""
        stored = self.files.at(path) if token in self._bots else None
        return stored if stored and len(stored.content) <= MAX_DOWNLOAD else None

    async def aclose(self) -> None:
        """Stop webhook deliveries, and let every open stream and long poll end: they would hold a server up."""
        self.journal.close()
        for account in self._bots.values():
            if account.poll and not account.poll.done():
                account.poll.set_result(None)
            await close_webhook(account)
