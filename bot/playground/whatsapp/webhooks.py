"""Events on their way to the webhook: signed, in order per chat, again and again until a 2xx comes back.

Meta tries for seven days, with growing pauses, and promises no order:
https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
"""

import asyncio
import copy
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.playground.exchange import POST_SECONDS
from bot.playground.whatsapp.mishaps import Kind, Trouble
from bot.playground.whatsapp.state import Account, Webhook

if TYPE_CHECKING:
    from bot.playground.whatsapp.api import CloudApi

SIGNATURE = "X-Hub-Signature-256"
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
GIVEN_UP_AFTER = 7 * 24 * 3600
Signed = Literal["right", "wrong", "not"]


def sign(secret: str, body: bytes) -> str:
    """The value of the signature header."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@dataclass(slots=True)
class _Event:
    body: dict[str, object]
    since: float
    signed: Signed = "right"
    hold: float = 0.0
    taken: Callable[[], None] | None = None


class Mail:
    """The events of one business account. Each chat has a lane of its own; templates share one."""

    def __init__(self, api: "CloudApi", account: Account) -> None:
        self._api = api
        self._account = account
        self._lanes: dict[str, list[_Event]] = {}
        self._swapped: dict[str, _Event] = {}
        self._busy: dict[str, asyncio.Task[None]] = {}

    @property
    def waiting(self) -> int:
        """How many events have not been taken yet."""
        return sum(map(len, self._lanes.values()))

    async def settled(self) -> None:
        """Wait until all that can be delivered has been taken."""
        while self._busy:
            await asyncio.gather(*self._busy.values())

    def add(
        self,
        kind: Kind,
        lane: str,
        body: dict[str, object],
        status: str = "",
        taken: Callable[[], None] | None = None,
    ) -> None:
        """Send an event, or what the mishaps make of it; `taken` is called when the webhook has it."""
        trouble = self._api.mishaps.choose(kind, status, lane)
        events = list(self._made(body, trouble))
        if events:
            events[-1].taken = taken
        self._api.events.extend(event.body for event in events if event.signed == "right")
        waiting = self._lanes.setdefault(lane, [])
        if trouble and trouble.mishap == "swap":
            self._swapped[lane] = events[0]
        else:
            waiting.extend(events)
            if lane in self._swapped:
                waiting.append(self._swapped.pop(lane))
        self.run(lane)

    def _made(self, body: dict[str, object], trouble: Trouble | None) -> Iterator[_Event]:
        now = self._api.clock()
        mishap = trouble.mishap if trouble else None
        if mishap == "lose":
            return
        if mishap == "stranger":
            yield _Event(_of_a_stranger(body), now)
        if mishap in ("forge", "unsigned"):
            yield _Event(body, now, "wrong" if mishap == "forge" else "not")
        yield _Event(body, now, hold=trouble.seconds if trouble and mishap == "hold" else 0.0)
        if mishap == "replay":
            yield _Event(body, now)

    def run(self, only: str | None = None) -> None:
        """Deliver what waits, if there is somewhere to deliver it to."""
        if self._account.webhook is None:
            return
        for lane in [only] if only is not None else list(self._lanes):
            if lane not in self._busy and self._lanes.get(lane):
                self._busy[lane] = asyncio.get_running_loop().create_task(self._serve(lane))

    async def close(self) -> None:
        """Stop delivering; what was not taken stays."""
        tasks = list(self._busy.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, lane: str) -> None:
        waiting, pause = self._lanes[lane], FIRST_PAUSE
        try:
            while waiting and (webhook := self._account.webhook):
                taken = self._next(waiting)
                if taken[0].hold:
                    await self._api.pause(taken[0].hold)
                    taken[0].hold = 0.0
                if await self._deliver(webhook, taken) or self._given_up(taken):
                    del waiting[: len(taken)]
                    pause = FIRST_PAUSE
                    for event in taken:
                        if event.taken is not None:
                            event.taken()
                else:
                    await self._api.pause(pause)
                    pause = min(pause * 2, LONGEST_PAUSE)
        finally:
            self._busy.pop(lane, None)

    def _next(self, waiting: list[_Event]) -> list[_Event]:
        """One event, or as many as go into one envelope where the server bundles."""
        if not self._api.bundles:
            return waiting[:1]
        alike = [event for event in waiting if event.signed == waiting[0].signed and not event.hold]
        return alike if waiting[: len(alike)] == alike and alike else waiting[:1]

    def _given_up(self, taken: list[_Event]) -> bool:
        return taken[0].signed != "right" or self._api.clock() - taken[0].since > GIVEN_UP_AFTER

    async def _deliver(self, webhook: Webhook, taken: list[_Event]) -> bool:
        body = json.dumps(_bundle([event.body for event in taken])).encode()
        headers = {"Content-Type": "application/json", "User-Agent": "facebookexternalua"}
        if taken[0].signed != "not":
            secret = webhook.secret if taken[0].signed == "right" else webhook.secret + "?"
            headers[SIGNATURE] = sign(secret, body)
        try:
            status = await self._api.post(webhook.url, headers, body)
        except (OSError, TimeoutError):
            return False
        return 200 <= status < 300


def _bundle(bodies: list[dict[str, object]]) -> dict[str, object]:
    entries = [entry for body in bodies for entry in _entries(body)]
    return bodies[0] | {"entry": entries}


def _entries(body: dict[str, object]) -> list[object]:
    found = body["entry"]
    assert isinstance(found, list)
    return found


def _of_a_stranger(body: dict[str, object]) -> dict[str, object]:
    """The same status of a message that nobody sent."""
    made = json.loads(json.dumps(copy.deepcopy(body)))
    for told in made["entry"][0]["changes"][0]["value"].get("statuses", []):
        told["id"] = "wamid.SGVyZU5vYm9keVNlbnRBbnl0aGluZw=="
        told.pop("biz_opaque_callback_data", None)
    return dict(made)


async def challenge_by_http(url: str, verify_token: str) -> bool:
    """Ask an address for its word, as Meta does before it sends anything there: does it echo the challenge?"""
    import aiohttp

    challenge = secrets.token_hex(8)
    query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": verify_token}
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=POST_SECONDS)) as session,
            session.get(url, params=query) as response,
        ):
            return response.status == 200 and await response.text() == challenge
    except (OSError, TimeoutError, aiohttp.ClientError):
        return False
