"""The server as an independent client sees it: over HTTP, with files, faults and broken connections."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.playground.whatsapp import CloudApi, Dropped, Phone, whatsapp_app
from tests.playground.conftest import Clock
from tests.playground.whatsapp.conftest import NUMBER, PARENT, PNG, TOKEN, Business, said

MESSAGE = {"messaging_product": "whatsapp", "to": PARENT, "type": "text", "text": {"body": "Selamat pagi"}}


@pytest.fixture
async def http(api: CloudApi) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(whatsapp_app(api))
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://playground", headers=headers) as client:
        yield client


async def test_a_message_goes_and_comes_over_http(http: httpx.AsyncClient, api: CloudApi, phone: Phone) -> None:
    sent = await http.post(f"/v23.0/{NUMBER}/messages", json=MESSAGE | {"to": "+62 812-7000-0201"})
    assert sent.json()["contacts"] == [{"input": "+62 812-7000-0201", "wa_id": PARENT}]
    assert phone.screen()[-1].wamid == sent.json()["messages"][0]["id"]


@pytest.mark.parametrize("path", ["/v23/1/messages", "/vlatest.0/1/messages", f"/v23.0/{NUMBER}/dance"])
async def test_a_path_that_is_none_is_refused(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.post(path, json=MESSAGE)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)


async def test_a_body_that_is_no_json_is_refused(http: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "application/json"}
    for body in ("{", "[]"):
        answer = await http.post(f"/v23.0/{NUMBER}/messages", content=body, headers=headers)
        assert "not valid JSON" in answer.json()["error"]["message"]


async def test_a_file_goes_up_and_comes_down(http: httpx.AsyncClient, api: CloudApi, clock: Clock) -> None:
    form = {"messaging_product": "whatsapp", "type": "image/png"}
    files = {"file": ("foto.png", PNG, "image/png")}
    made = (await http.post(f"/v23.0/{NUMBER}/media", data=form, files=files)).json()["id"]
    told = (await http.get(f"/v23.0/{made}")).json()
    assert (told["mime_type"], told["file_size"], told["messaging_product"]) == ("image/png", len(PNG), "whatsapp")
    assert told["url"].startswith("http://playground/whatsapp_business/attachments/?mid=")
    assert (await http.get(told["url"])).content == PNG
    assert (await http.get(told["url"], headers={"Authorization": "Bearer x"})).status_code == 401
    assert (await http.get(told["url"].replace("hash=", "hash=0"))).status_code == 404
    clock.pass_by(301)
    assert (await http.get(told["url"])).status_code == 404
    assert (await http.delete(f"/v23.0/{made}")).json() == {"success": True}
    assert (await http.get(f"/v23.0/{made}")).json()["error"]["error_subcode"] == 33


async def test_what_a_person_sends_is_fetched_for_seven_days(
    http: httpx.AsyncClient, api: CloudApi, phone: Phone, clock: Clock
) -> None:
    phone.send_voice(b"OggS" * 10)
    phone.send_document(b"%PDF-1.7", "izin.pdf", "Surat izin", mime="application/pdf")
    phone.send_photo(PNG, "Foto")
    voice, sheet, photo = said(api)
    assert voice["audio"]["mime_type"] == "audio/ogg; codecs=opus"
    assert voice["audio"]["voice"] is True
    assert (sheet["document"]["filename"], sheet["document"]["caption"]) == ("izin.pdf", "Surat izin")
    assert photo["image"]["caption"] == "Foto"
    told = (await http.get(f"/v23.0/{sheet['document']['id']}", params={"phone_number_id": NUMBER})).json()
    assert (await http.get(told["url"])).content == b"%PDF-1.7"
    assert (await http.get(f"/v23.0/{told['id']}", params={"phone_number_id": "1"})).status_code == 400
    clock.pass_by(7 * 24 * 3600)
    assert (await http.get(f"/v23.0/{told['id']}")).status_code == 400


@pytest.mark.parametrize(
    ("wrong", "status", "acted"),
    [
        ("server_error", 500, False),
        ("bare_error", 500, False),
        ("too_many", 429, False),
        ("gateway_before", 502, False),
        ("gateway_after", 504, True),
    ],
)
async def test_what_goes_wrong_on_order(
    http: httpx.AsyncClient, api: CloudApi, phone: Phone, wrong: Any, status: int, acted: bool
) -> None:
    api.faults.order(wrong, method="messages", chat_id=PARENT)
    answer = await http.post(f"/v23.0/{NUMBER}/messages", json=MESSAGE)
    assert answer.status_code == status
    assert (len(phone.screen()) == 2) is acted
    assert (await http.post(f"/v23.0/{NUMBER}/messages", json=MESSAGE)).status_code == 200


@pytest.mark.parametrize(("wrong", "acted"), [("refuse", False), ("drop_before", False), ("drop_after", True)])
async def test_a_connection_breaks_before_or_after_the_server_acted(
    business: Business, api: CloudApi, phone: Phone, wrong: Any, acted: bool
) -> None:
    api.faults.order(wrong, method="messages")
    with pytest.raises(Dropped):
        await business.say()
    assert (len(phone.screen()) == 2) is acted


async def test_a_download_breaks_on_order(http: httpx.AsyncClient, api: CloudApi, phone: Phone) -> None:
    phone.send_photo(PNG)
    told = (await http.get(f"/v23.0/{said(api)[0]['image']['id']}")).json()
    api.faults.order("server_error", method="download")
    assert (await http.get(told["url"])).status_code == 500
    assert (await http.get(told["url"])).status_code == 200


async def test_every_request_is_kept_with_its_answer(business: Business, api: CloudApi, phone: Phone) -> None:
    await business.say()
    await business.refused("text", {})
    assert [(call.operation, call.answer.status) for call in api.calls] == [("messages", 200), ("messages", 400)]


async def test_a_list_opens_and_a_row_is_chosen(business: Business, api: CloudApi, phone: Phone) -> None:
    rows = [{"id": "1:a", "title": "Hadir", "description": "Kami datang"}, {"id": "1:b", "title": "Belum tahu"}]
    action = {"button": "Pilih", "sections": [{"title": "Jawaban", "rows": rows}]}
    name = await business.send("interactive", {"type": "list", "body": {"text": "Rapat"}, "action": action})
    shown = phone.screen()[-1]
    assert (shown.sheet, shown.labels()) == ("Pilih", ["Hadir", "Belum tahu"])
    phone.press(name, "1:a")
    (told,) = said(api)
    chosen = {"type": "list_reply", "list_reply": rows[0]}
    assert (told["interactive"], told["context"]["id"]) == (chosen, name)
    assert (phone.screen()[-1].text, phone.screen()[-1].reply_to) == ("Hadir", shown.id)
    with pytest.raises(ValueError, match="no such button"):
        phone.press(name, "Tidak")


async def test_a_reply_quotes_its_message(business: Business, api: CloudApi, phone: Phone) -> None:
    name = await business.say("Rapat Senin")
    phone.say("Baik", reply_to=name)
    assert said(api)[0]["context"] == {"from": "628117000100", "id": name}
    answered = await business.say("Terima kasih", context={"message_id": said(api)[0]["id"]})
    assert phone.bubble(answered) is not None
    assert [shown.reply_text for shown in phone.screen()] == ["", "", "Rapat Senin", "Baik"]


async def test_marks_and_addresses_are_shown_and_nothing_is_run(business: Business, phone: Phone) -> None:
    await business.say("*Rapat* _penting_ ~batal~ <img src=x> https://a.id/?a=1&b=2.\n> Senin\nYa")
    assert phone.screen()[-1].html == (
        "<strong>Rapat</strong> <em>penting</em> <s>batal</s> &lt;img src=x&gt; "
        '<a href="https://a.id/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">https://a.id/?a=1&amp;b=2</a>.'
        "<br><blockquote>Senin</blockquote>Ya"
    )
