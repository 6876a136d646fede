"""The webhook keeps what WhatsApp brings, and nothing that others bring; it says so only once it is kept."""

import hashlib
import hmac
import json
from collections.abc import Callable, Sequence

import httpx
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette

from bot.channels.whatsapp.webhook import BODY_LIMIT, SIGNATURE_HEADER, Store, webhook
from bot.domain.arrivals import NotKept, RawArrival
from bot.playground.whatsapp import CloudApi, Phone
from tests.channels.whatsapp.conftest import PHONE_ID, SECRET

PATH, VERIFY = "/whatsapp", "kata-rahasia"


class Kept:
    """A store that remembers, or will not."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.away = False

    async def __call__(self, arrivals: Sequence[RawArrival]) -> None:
        if self.away:
            raise NotKept("full")
        self.keys += [arrival.key for arrival in arrivals]


@pytest.fixture
def kept() -> Kept:
    return Kept()


def client(store: Store) -> httpx.AsyncClient:
    app = Starlette(routes=[webhook(PATH, PHONE_ID, SecretStr(SECRET), SecretStr(VERIFY), store)])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://titian")


def signed(body: bytes, secret: str = SECRET) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def a_text(wamid: str = "wamid.1") -> bytes:
    message = {"from": "62812", "id": wamid, "timestamp": "1", "type": "text", "text": {"body": "Halo"}}
    value = {"metadata": {"phone_number_id": PHONE_ID}, "messages": [message]}
    return json.dumps({"entry": [{"changes": [{"field": "messages", "value": value}]}]}).encode()


@pytest.mark.parametrize(
    ("body", "signature", "status", "many"),
    [
        (a_text(), signed, 200, 1),
        (a_text(), lambda body: signed(body, "salah"), 403, 0),
        (a_text(), lambda body: signed(body + b" "), 403, 0),
        (a_text(), lambda body: signed(body).removeprefix("sha256="), 403, 0),
        (a_text(), lambda _body: "", 403, 0),
        (b"{", signed, 400, 0),
        (b"[]", signed, 400, 0),
        (b"[" * 100_000, signed, 400, 0),
        (b'{"entry":"x"}', signed, 200, 0),
        (b'"' + b"x" * BODY_LIMIT + b'"', signed, 413, 0),
    ],
    ids=["good", "other app", "other body", "bare", "none", "broken", "no object", "deep", "nothing", "too large"],
)
async def test_only_what_the_app_signed_is_kept(
    kept: Kept, body: bytes, signature: Callable[[bytes], str], status: int, many: int
) -> None:
    async with client(kept) as http:
        answer = await http.post(PATH, content=body, headers={SIGNATURE_HEADER: signature(body)})
    assert (answer.status_code, len(kept.keys)) == (status, many)


async def test_what_could_not_be_kept_is_not_acknowledged_and_comes_again(kept: Kept) -> None:
    body = a_text()
    async with client(kept) as http:
        kept.away = True
        answer = await http.post(PATH, content=body, headers={SIGNATURE_HEADER: signed(body)})
        assert (answer.status_code, int(answer.headers["Retry-After"]) > 0, kept.keys) == (503, True, [])
        kept.away = False
        for _again in range(2):
            answer = await http.post(PATH, content=body, headers={SIGNATURE_HEADER: signed(body)})
            assert answer.status_code == 200
    assert len(set(kept.keys)) == 1


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "1158"}, 200, "1158"),
        ({"hub.mode": "subscribe", "hub.verify_token": "salah", "hub.challenge": "1158"}, 403, ""),
        ({"hub.mode": "unsubscribe", "hub.verify_token": VERIFY, "hub.challenge": "1158"}, 403, ""),
        ({}, 403, ""),
    ],
)
async def test_only_who_knows_the_word_gets_the_challenge_back(
    kept: Kept, asked: dict[str, str], status: int, said: str
) -> None:
    async with client(kept) as http:
        answer = await http.get(PATH, params=asked)
    assert (answer.status_code, answer.text) == (status, said)
    assert not said or answer.headers["content-type"].startswith("text/plain")


async def test_what_the_server_posts_is_kept(kept: Kept, cloud: CloudApi, parent: Phone) -> None:
    async with client(kept) as http:

        async def post(url: str, headers: dict[str, str], body: bytes) -> int:
            return (await http.post(url, content=body, headers=headers)).status_code

        cloud.post = post
        cloud.set_webhook(PATH)
        parent.say("Halo")
        await cloud.settled()
    assert [key[0] for key in kept.keys][-1] == "m"
