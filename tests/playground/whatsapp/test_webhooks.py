"""Events on their way: signed, tried again, in order; and everything that can happen to them."""

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.playground.whatsapp import SIGNATURE, CloudApi, Rates, Verdict, sign
from tests.playground.conftest import Clock
from tests.playground.whatsapp.conftest import ACCOUNT, NUMBER, PARENT, SECRET, TEMPLATE, TOKEN, Business

HOOK = "https://titian.example/whatsapp"


@dataclass
class Door:
    """What arrives at the webhook; `answers` are its statuses, then always 200."""

    answers: list[int] = field(default_factory=list)
    got: list[dict[str, Any]] = field(default_factory=list)
    signed: list[bool] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> int:
        assert url == HOOK
        self.headers.append(headers)
        right = headers.get(SIGNATURE) == sign(SECRET, body)
        self.signed.append(right)
        status = (self.answers.pop(0) if self.answers else 200) if right else 401
        if not status:
            raise ConnectionRefusedError
        if 200 <= status < 300:
            self.got.append(json.loads(body))
        return status

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    def told(self) -> list[str]:
        """Every word and every status, in the order it came."""
        found: list[str] = []
        for event in self.got:
            for value in _values(event):
                found += [one["status"] for one in value.get("statuses", [])]
                found += [one["text"]["body"] for one in value.get("messages", [])]
                found += [value["event"]] if "event" in value else []
        return found


def _values(event: dict[str, Any]) -> Iterable[dict[str, Any]]:
    return (change["value"] for entry in event["entry"] for change in entry["changes"])


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def api(clock: Clock, door: Door) -> CloudApi:
    api = CloudApi(clock, rates=Rates.off(), post=door.post, pause=door.pause)
    api.add_number(NUMBER, token=TOKEN, secret=SECRET, account_id=ACCOUNT)
    return api


async def test_events_come_signed_and_in_order_until_they_are_taken(api: CloudApi, door: Door) -> None:
    phone = api.phone(PARENT, "Siti")
    phone.say("satu")
    door.answers = [500, 0, 503]
    api.set_webhook(HOOK)
    phone.say("dua")
    await api.settled()
    assert (door.told(), door.pauses, set(door.signed)) == (["satu", "dua"], [1.0, 2.0, 4.0], {True})


async def test_a_chat_whose_event_fails_holds_up_no_other_chat(clock: Clock) -> None:
    other = asyncio.Event()

    async def post(url: str, headers: dict[str, str], body: bytes) -> int:
        if PARENT.encode() in body:
            return 500
        other.set()
        return 200

    async def pause(seconds: float) -> None:
        await asyncio.Event().wait()

    api = CloudApi(clock, post=post, pause=pause)
    api.add_number(NUMBER, token=TOKEN)
    api.set_webhook(HOOK)
    api.phone(PARENT, "Siti").say("satu")
    api.phone("6281270000202", "Hendra").say("satu")
    await other.wait()
    await api.aclose()


async def test_what_nobody_takes_for_seven_days_is_given_up(api: CloudApi, door: Door, clock: Clock) -> None:
    api.phone(PARENT, "Siti").say("satu")
    clock.pass_by(7 * 24 * 3600 + 1)
    door.answers = [500]
    api.set_webhook(HOOK)
    await api.settled()
    assert door.got == []


async def _told(api: CloudApi, door: Door, spoil: Callable[[], None]) -> list[str]:
    api.set_webhook(HOOK)
    api.phone(PARENT, "Siti").say("Halo")
    await api.settled()
    spoil()
    await Business(api).say()
    api.phone(PARENT).read()
    await api.settled()
    return door.told()[1:]


async def test_an_event_comes_twice(api: CloudApi, door: Door) -> None:
    told = await _told(api, door, lambda: api.mishaps.order("replay", status="delivered"))
    assert told == ["sent", "delivered", "delivered", "read"]
    assert door.got[2] == door.got[3]


async def test_statuses_change_places(api: CloudApi, door: Door) -> None:
    told = await _told(api, door, lambda: api.mishaps.order("swap", kind="status"))
    assert told == ["delivered", "sent", "read"]


async def test_an_event_never_comes(api: CloudApi, door: Door) -> None:
    assert await _told(api, door, lambda: api.mishaps.order("lose", times=2)) == ["read"]


async def test_an_event_comes_late_and_what_follows_with_it(api: CloudApi, door: Door) -> None:
    told = await _told(api, door, lambda: api.mishaps.order("hold", status="sent", seconds=90.0))
    assert (told, door.pauses) == (["sent", "delivered", "read"], [90.0])


async def test_a_status_tells_of_a_message_that_nobody_sent(api: CloudApi, door: Door) -> None:
    told = await _told(api, door, lambda: api.mishaps.order("stranger", status="read"))
    assert told == ["sent", "delivered", "read", "read"]
    ids = [value["statuses"][0]["id"] for event in door.got[-2:] for value in _values(event)]
    assert ids[0] != ids[1]


@pytest.mark.parametrize("mishap", ["forge", "unsigned"])
async def test_a_copy_comes_with_a_wrong_signature_or_none(api: CloudApi, door: Door, mishap: Any) -> None:
    told = await _told(api, door, lambda: api.mishaps.order(mishap, kind="status"))
    assert (told, door.signed.count(False)) == (["sent", "delivered", "read"], 1)
    assert (SIGNATURE in door.headers[door.signed.index(False)]) is (mishap == "forge")


async def test_what_waits_may_come_in_one_envelope(api: CloudApi, door: Door) -> None:
    api.bundles = True
    told = await _told(api, door, lambda: None)
    assert told == ["sent", "delivered", "read"]
    assert [len(event["entry"]) for event in door.got] == [1, 3]


async def test_a_verdict_on_a_template_comes_too(api: CloudApi, door: Door) -> None:
    api.set_webhook(HOOK)
    await Business(api).do("POST", ACCOUNT, "message_templates", body=TEMPLATE)
    api.judge("titian_news", "id", Verdict.APPROVED)
    await api.settled()
    assert door.told() == ["APPROVED"]


async def test_an_address_is_asked_for_its_word_first(api: CloudApi, door: Door) -> None:
    asked: list[tuple[str, str]] = []

    async def challenge(url: str, token: str) -> bool:
        asked.append((url, token))
        return token == "rahasia"

    api.verified = challenge
    body = {"override_callback_uri": HOOK, "verify_token": "salah"}
    _, error = await Business(api).error("POST", ACCOUNT, "subscribed_apps", body=body)
    assert (error["code"], api.number().account.webhook) == (100, None)
    await Business(api).do("POST", ACCOUNT, "subscribed_apps", body=body | {"verify_token": "rahasia"})
    api.phone(PARENT, "Siti").say("Halo")
    await api.settled()
    assert (asked, door.told()) == ([(HOOK, "salah"), (HOOK, "rahasia")], ["Halo"])
