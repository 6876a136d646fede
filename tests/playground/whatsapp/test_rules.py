"""What the server refuses, with which code; and what stands just inside each limit."""

from typing import Any

import pytest

from bot.playground.whatsapp import CloudApi, Number, Phone, Upload
from tests.playground.whatsapp.conftest import ACCOUNT, NUMBER, PNG, Business


def reply(identifier: str, title: str) -> dict[str, object]:
    return {"type": "reply", "reply": {"id": identifier, "title": title}}


def keys(*buttons: object, body: str = "Rapat", **more: object) -> dict[str, object]:
    return {"type": "button", "body": {"text": body}, "action": {"buttons": list(buttons)}, **more}


def rows(*given: dict[str, object], button: str = "Pilih", body: str = "Rapat", **more: object) -> dict[str, object]:
    action = {"button": button, "sections": [{"rows": list(given)}]}
    return {"type": "list", "body": {"text": body}, "action": action, **more}


def row(identifier: str, title: str = "Hadir", **more: object) -> dict[str, object]:
    return {"id": identifier, "title": title, **more}


def link(url: str, face: str = "Buka") -> dict[str, object]:
    action = {"name": "cta_url", "parameters": {"display_text": face, "url": url}}
    return {"type": "cta_url", "body": {"text": "Rapat"}, "action": action}


OK = reply("1", "Hadir")
REFUSED: list[tuple[str, object, int, str]] = [
    ("text", {"body": ""}, 100, "text['body'] is required"),
    ("text", {}, 100, "text['body'] is required"),
    ("text", {"body": 5}, 100, "must be a string"),
    ("text", {"body": "a" * 4097}, 100, "at most 4096 characters"),
    ("text", {"body": "a", "colour": "red"}, 100, 'Unexpected key "colour"'),
    ("text", "a", 100, "must be a JSON object"),
    ("poem", {"body": "a"}, 100, "Param type must be one of"),
    ("interactive", keys(), 131009, "invalid count"),
    ("interactive", keys(OK, reply("2", "B"), reply("3", "C"), reply("4", "D")), 131009, "Max: 3"),
    ("interactive", keys(reply("1", "a" * 21)), 131009, "Button title length invalid"),
    ("interactive", keys(OK, reply("2", "Hadir")), 131009, "unique"),
    ("interactive", keys(OK, reply("1", "Tidak")), 131009, "unique"),
    ("interactive", keys(reply("x" * 257, "Hadir")), 131009, "Button id length invalid"),
    ("interactive", keys(reply(" 1", "Hadir")), 131009, "must not begin or end with a space"),
    ("interactive", keys({"type": "url", "reply": {}}), 100, "must be one of {reply}"),
    ("interactive", keys(OK, body="a" * 1025), 131009, "Body text length invalid"),
    ("interactive", keys(OK, header={"type": "text", "text": "a" * 61}), 131009, "Header text length invalid"),
    ("interactive", keys(OK, footer={"text": "a" * 61}), 131009, "Footer text length invalid"),
    ("interactive", keys(OK, sticker="x"), 100, 'Unexpected key "sticker"'),
    ("interactive", rows(), 131009, "invalid count"),
    ("interactive", rows(*[row(str(at)) for at in range(11)]), 131009, "Total row count"),
    ("interactive", rows(row("1", "a" * 25)), 131009, "Row title length invalid"),
    ("interactive", rows(row("1", description="a" * 73)), 131009, "Row description length invalid"),
    ("interactive", rows(row("x" * 201)), 131009, "Row id length invalid"),
    ("interactive", rows(row("1"), row("1", "B")), 131009, "unique"),
    ("interactive", rows(row("1"), button="a" * 21), 131009, "Button label length invalid"),
    ("interactive", rows(row("1"), body="a" * 4097), 131009, "Body text length invalid"),
    ("interactive", rows(row("1"), header={"type": "image", "image": {}}), 100, "must be one of {text}"),
    ("interactive", link("javascript:alert(1)"), 100, "valid URL"),
    ("interactive", link("https://a.id", "a" * 21), 131009, "Button title length invalid"),
    ("image", {"id": "1", "link": "https://a.id/b.png"}, 100, "Exactly one of"),
    ("image", {"id": "99"}, 100, "does not exist"),
    ("image", {"link": "ftp://a.id/b.png"}, 131052, "no address of the web"),
    ("image", {"link": "https://a.id/b.png", "caption": "a" * 1025}, 100, "at most 1024"),
    ("audio", {"link": "https://a.id/b.ogg", "caption": "a"}, 100, 'Unexpected key "caption"'),
    ("template", {"name": "nothing", "language": {"code": "id"}}, 132001, "does not exist in id"),
]  # fmt: skip
TAKEN: list[tuple[str, object]] = [
    ("text", {"body": "a" * 4096, "preview_url": True}),
    ("interactive", keys(reply("x" * 256, "a" * 20), reply("2", "b"), reply("3", "c"), body="a" * 1024)),
    ("interactive", keys(OK, header={"type": "text", "text": "a" * 60}, footer={"text": "a" * 60})),
    ("interactive", rows(*[row("x" * 199 + str(at), "a" * 24, description="a" * 72) for at in range(10)])),
    ("interactive", rows(row("1"), button="a" * 20, body="a" * 4096)),
    ("interactive", link("https://a.id/?a=1", "a" * 20)),
    ("image", {"link": "https://a.id/b.png", "caption": "a" * 1024}),
]


@pytest.mark.parametrize(("kind", "content", "code", "words"), REFUSED)
async def test_a_message_that_breaks_a_rule_is_refused_and_nobody_sees_it(
    business: Business, api: CloudApi, phone: Phone, kind: str, content: object, code: int, words: str
) -> None:
    before = phone.screen()
    found, details = await business.refused(kind, content)
    assert (found, words in details) == (code, True), details
    assert phone.screen() == before
    assert not api.events


@pytest.mark.parametrize(("kind", "content"), TAKEN)
async def test_a_message_at_the_edge_of_a_rule_is_accepted(
    business: Business, phone: Phone, kind: str, content: object
) -> None:
    name = await business.send(kind, content)
    assert phone.screen()[-1].wamid == name


@pytest.mark.parametrize(
    ("more", "code", "words"),
    [
        ({"messaging_product": "telegram"}, 100, "messaging_product"),
        ({"to": "Siti"}, 100, "telephone number"),
        ({"to": "12"}, 100, "telephone number"),
        ({"to": "+62 811-7000-100"}, 131021, "Sender and recipient"),
        ({"recipient_type": "group"}, 100, "recipient_type"),
        ({"context": {"message_id": "wamid.x"}}, 131009, "replied to does not exist"),
        ({"biz_opaque_callback_data": "a" * 513}, 100, "at most 512"),
        ({"priority": "high"}, 100, 'Unexpected key "priority"'),
    ],
)
async def test_the_envelope_of_a_message_is_checked(
    business: Business, phone: Phone, more: dict[str, Any], code: int, words: str
) -> None:
    found, details = await business.refused("text", {"body": "a"}, **more)
    assert (found, words in details) == (code, True), details


@pytest.mark.parametrize("token", ["", "EAAother"])
async def test_without_the_right_token_nothing_is_done(api: CloudApi, phone: Phone, token: str) -> None:
    status, error = await Business(api, token).error("POST", NUMBER, "messages", body={})
    assert (status, error["code"], error["type"]) == (401, 190, "OAuthException")


@pytest.mark.parametrize(
    ("method", "node", "edge"),
    [("GET", "999", ""), ("POST", "999", "messages"), ("GET", NUMBER, "messages"), ("DELETE", "999", "")],
)
async def test_what_is_not_there_is_an_unsupported_request(
    business: Business, method: str, node: str, edge: str
) -> None:
    status, error = await business.error(method, node, edge)
    assert (status, error["code"], error["error_subcode"]) == (400, 100, 33)


async def test_a_number_tells_the_fields_asked_for(business: Business) -> None:
    known = await business.do("GET", NUMBER, query={"fields": "display_phone_number,verified_name"})
    assert known == {"display_phone_number": "+62 811-7000-100", "verified_name": "SMA Titian Bangsa", "id": NUMBER}
    assert (await business.do("GET", NUMBER))["quality_rating"] == "GREEN"
    numbers = await business.do("GET", ACCOUNT, "phone_numbers")
    assert [number["id"] for number in numbers["data"]] == [NUMBER]
    _, error = await business.error("GET", NUMBER, query={"fields": "shoe_size"})
    assert "nonexisting field (shoe_size)" in error["message"]


@pytest.mark.parametrize(("code", "status"), [(131031, 403), (131042, 400), (190, 401), (131048, 400)])
async def test_an_account_in_trouble_sends_nothing(
    business: Business, number: Number, phone: Phone, code: int, status: int
) -> None:
    number.trouble = code
    found, error = await business.error("POST", NUMBER, "messages", body=business.message("text", {"body": "a"}))
    assert (found, error["code"]) == (status, code)
    assert len(phone.screen()) == 1


@pytest.mark.parametrize(
    ("upload", "mime", "code", "words"),
    [
        (Upload("a.svg", b"<svg/>", "image/svg+xml"), "image/svg+xml", 100, "following types"),
        (Upload("a.png", PNG, "image/png"), "image/jpeg", 100, "type of the file"),
        (Upload("a.png", b"", "image/png"), "image/png", 131053, "empty"),
        (Upload("a.png", b"no picture", "image/png"), "image/png", 131053, "not the picture"),
        (Upload("a.png", PNG + bytes(5 << 20), "image/png"), "image/png", 100, "too big"),
        (Upload("a.ogg", bytes((16 << 20) + 1), "audio/ogg"), "audio/ogg", 100, "too big"),
    ],
)
async def test_a_file_of_a_wrong_kind_or_size_is_not_taken(
    business: Business, upload: Upload, mime: str, code: int, words: str
) -> None:
    body = {"messaging_product": "whatsapp", "type": mime}
    _, error = await business.error("POST", NUMBER, "media", body=body, files={"file": upload})
    told = error.get("error_data", {}).get("details", "") + error["message"]
    assert (error["code"], words in told) == (code, True), told


async def test_a_file_is_no_other_kind_of_message(business: Business, phone: Phone) -> None:
    sheet = await business.upload(Upload("a.pdf", b"%PDF-1.7", "application/pdf"), "application/pdf")
    assert (await business.refused("image", {"id": sheet}))[0] == 131053
    await business.send("document", {"id": sheet, "filename": "surat.pdf", "caption": "Surat"})
    shown = phone.screen()[-1]
    assert shown.media is not None
    assert (shown.media.name, shown.text, shown.media.content) == ("surat.pdf", "Surat", b"%PDF-1.7")
