"""The page of phones over HTTP: what it shows, what it passes on, and what it refuses."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest
from markupsafe import Markup

from bot.playground.faces import Faces, initials, payload_of
from bot.playground.page import playground_app
from bot.playground.stream import Place, happenings
from bot.playground.telegram import BotApi
from tests.playground.conftest import Bot
from tests.playground.echo_school import CAST, PIXEL, cast

OWN = {"X-Playground": "1"}


async def slot(locale: str) -> Markup:
    return Markup("<p>pukul 09.00</p>")


@pytest.fixture
async def http(api: BotApi) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(playground_app(api, cast, slot=slot))
    async with httpx.AsyncClient(transport=transport, base_url="http://playground") as client:
        yield client


async def test_the_page_opens_the_first_three_phones_or_those_asked_for(http: httpx.AsyncClient) -> None:
    first = (await http.get("/")).text
    asked = (await http.get("/?open=5,2,99")).text
    assert [f'id="phone-{member.user_id}"' in first for member in CAST] == [True, True, True, False, False]
    assert asked.index('id="phone-5"') < asked.index('id="phone-2"')
    assert 'id="phone-1"' not in asked
    assert "<p>pukul 09.00</p>" in first


async def test_the_page_speaks_indonesian_until_english_is_chosen(http: httpx.AsyncClient) -> None:
    assert "Ponsel siapa?" in (await http.get("/")).text
    await http.get("/playground/language?to=en")
    page = await http.get("/")
    assert "Whose phone?" in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self';")


async def test_thumbs_reach_the_phone(http: httpx.AsyncClient, api: BotApi, bot: Bot) -> None:
    phone, path = api.phone(1), "/playground/phones/1"
    await http.post(f"{path}/start", data={"payload": "KODE-1"}, headers=OWN)
    keys = {"inline_keyboard": [[{"text": "Hadir", "callback_data": "h"}]]}
    sent = await bot.do("sendMessage", chat_id=1, text="Rapat", reply_markup=keys)
    assert isinstance(sent, dict)
    number = str(sent["message_id"])
    done = [
        await http.post(f"{path}/say", data={"text": "Hadr", "reply_to": number}, headers=OWN),
        await http.post(f"{path}/edit", data={"message_id": str(int(number) + 1), "text": "Hadir"}, headers=OWN),
        await http.post(f"{path}/press", data={"message_id": number, "data": "h"}, headers=OWN),
        await http.post(f"{path}/voice", headers=OWN),
        await http.post(f"{path}/attach", files={"file": ("a.png", PIXEL, "image/png")}, headers=OWN),
        await http.post(f"{path}/attach", files={"file": ("a.png", b"not a png", "image/png")}, headers=OWN),
        await http.post(f"{path}/block", headers=OWN),
    ]
    assert [answer.status_code for answer in done] == [204] * 7
    assert [b.text for b in phone.screen()] == ["/start KODE-1", "Rapat", "Hadir", "", "", ""]
    assert [b.media.kind for b in phone.screen() if b.media] == ["VoiceNote", "Photo", "Document"]
    assert (phone.screen()[2].reply_to, phone.screen()[2].edited, phone.blocked) == (int(number), True, True)
    assert len(phone.answers()) == 1


@pytest.mark.parametrize(
    ("path", "data", "headers", "status"),
    [
        ("/playground/phones/1/say", {"text": "a"}, {}, 403),
        ("/playground/phones/1/say", {"text": " "}, OWN, 400),
        ("/playground/phones/1/press", {"message_id": "9", "data": "x"}, OWN, 400),
        ("/playground/phones/1/press", {"message_id": "x"}, OWN, 400),
        ("/playground/phones/1/attach", {}, OWN, 400),
        ("/playground/phones/1/dance", {}, OWN, 404),
        ("/playground/phones/99/say", {"text": "a"}, OWN, 404),
    ],
)
async def test_what_a_phone_cannot_do_changes_nothing(
    http: httpx.AsyncClient, api: BotApi, path: str, data: dict[str, str], headers: dict[str, str], status: int
) -> None:
    assert (await http.post(path, data=data, headers=headers)).status_code == status
    assert api.phone(1, "Ibu").screen() == []


async def test_a_file_is_shown_on_its_own_phone_only_and_never_as_a_page(http: httpx.AsyncClient, api: BotApi) -> None:
    phone = api.phone(1, "Ibu")
    phone.send_document(b"<script>alert(1)</script>", "a.html", mime="text/html")
    phone.send_photo(PIXEL)
    page, photo = phone.files()
    saved = await http.get(f"/playground/phones/1/files/{page.id}")
    assert saved.headers["content-disposition"] == "attachment"
    assert saved.headers["content-type"] == "application/octet-stream"
    assert (await http.get(f"/playground/phones/1/files/{photo.id}")).headers["content-type"] == "image/png"
    assert (await http.get(f"/playground/phones/2/files/{photo.id}")).status_code == 404


async def test_what_people_write_is_shown_and_never_run(http: httpx.AsyncClient, api: BotApi) -> None:
    api.phone(1, "Ibu").say('<img src=x onerror="alert(1)">')
    text = (await http.get("/playground/phones/1")).text
    assert "<img src=x" not in text
    assert "&lt;img src=x" in text


async def test_a_button_that_opens_this_bot_stays_on_the_phone(http: httpx.AsyncClient, api: BotApi, bot: Bot) -> None:
    api.phone(1, "Ibu").start()
    links = ["https://t.me/titian_bot?start=ABC", "https://t.me/other_bot?start=ABC"]
    keys = {"inline_keyboard": [[{"text": "Buka", "url": link}] for link in links]}
    await bot.do("sendMessage", chat_id=1, text="a", reply_markup=keys)
    text = (await http.get("/playground/phones/1")).text
    assert 'data-payload="ABC">Buka' in text
    assert f'href="{links[1]}"' in text


async def test_events_are_drawn_and_replayed(api: BotApi, bot: Bot) -> None:
    phones = {member.user_id: (member, api.phone(member.user_id, member.name)) for member in CAST}
    phone = phones[1][1]
    phone.start()
    query = phone.forge("x", 1)
    await bot.do("answerCallbackQuery", callback_query_id=query, text="Baik")
    await bot.do("sendChatAction", chat_id=1, action="typing")
    await bot.do("deleteMessage", chat_id=1, message_id=1)
    phone.block()
    stream = happenings(api.journal, phones, Faces("id", "Asia/Jakarta"), "run", Place("run", 0))
    async with asyncio.timeout(60):
        seen = [await anext(stream) for _ in range(5)]
    assert [event.event for event in seen] == ["state", "answer", "typing", "deleted", "state"]
    assert seen[-1].id == "run-6"
    await api.aclose()
    assert [event async for event in stream] == []
    data = [json.loads(str(event.data)) for event in seen]
    assert {item["phone"] for item in data} == {1}
    assert (data[1]["text"], data[4]["blocked"]) == ("Baik", True)


async def test_a_page_from_before_a_restart_is_told_to_load_anew(api: BotApi) -> None:
    for place in ("earlier-5", "", "run-x"):
        stream = happenings(api.journal, {}, Faces("id", "Asia/Jakarta"), "run", Place.read(place))
        assert [event.event async for event in stream] == ["renew"]


@pytest.mark.parametrize(
    ("name", "letters"), [("Ibu Rahmawati, S.Pd.", "R"), ("Pak Hendra Wijaya", "HW"), ("Ibu", "I")]
)
def test_a_round_picture_shows_the_name_without_its_title(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_a_code_is_read_from_telegrams_links_only() -> None:
    assert payload_of("https://t.me/titian_bot?start=A-1") == "A-1"
    assert payload_of("https://example.org/titian_bot?start=A-1") == ""
