"""Templates: what is refused when submitted, how they are listed, and the provider's verdicts."""

import asyncio
from typing import Any

import pytest

from bot.domain.openers import OPENERS
from bot.messages.openers import body_of
from bot.playground.whatsapp import CloudApi, Verdict
from tests.playground.conftest import Clock
from tests.playground.whatsapp.conftest import ACCOUNT, BODY, COMPONENTS, TEMPLATE, Business, changes

NAMES = [["Ibu Siti", "Ananda Alya"]]


def body(text: str, samples: object = NAMES) -> dict[str, Any]:
    example = {"example": {"body_text": samples}} if samples else {}
    return {"components": [{"type": "BODY", "text": text, **example}]}


def buttons(*faces: str, kind: str = "QUICK_REPLY", **more: object) -> dict[str, Any]:
    made = [{"type": kind, "text": face, **more} for face in faces]
    return {"components": [COMPONENTS[0], {"type": "BUTTONS", "buttons": made}]}


LONG = "Yth. {{1}}, ada kabar tentang {{2}} dari sekolah kami. " + "a" * 1024
REFUSED: list[tuple[dict[str, Any], int | None, str]] = [
    ({"name": "Titian News"}, 2388085, "lowercase"),
    ({"name": "a" * 513}, 2388085, "lowercase"),
    ({"language": "id_ID"}, None, "language"),
    ({"category": "NEWS"}, None, "category"),
    ({"colour": "red"}, None, "colour"),
    ({"components": []}, None, "invalid count"),
    ({"components": [COMPONENTS[1]]}, 2388043, "one body"),
    ({"components": [COMPONENTS[0]] * 2}, 2388043, "one body"),
    (body("{{1}}, ada kabar tentang {{2}} dari sekolah kami hari ini juga."), 2388299, "start or end"),
    (body("Yth. {{1}}, ada kabar dari sekolah kami hari ini tentang {{2}}"), 2388299, "start or end"),
    (body("Yth. {{1}} {{2}}, ada kabar dari sekolah kami hari ini untuk Anda."), 2388072, "between two places"),
    (body("Yth. {{2}}, ada kabar tentang {{1}} dari sekolah kami hari ini."), 2388072, "numbered"),
    (body("Yth. {{1}}, ada kabar tentang {{3}} dari sekolah kami hari ini."), 2388072, "numbered"),
    (body("Yth. {{ibu}}, ada kabar tentang {{2}} dari sekolah kami hari ini."), 2388072, "numbered"),
    (body("Yth. {{1}} dari {{2}} kami."), 2388293, "more words"),
    (body(BODY, None), 2388043, "missing expected field"),
    (body(BODY, [["Ibu Siti"]]), 2388043, "missing expected field"),
    (body(BODY, [["Ibu Siti", " "]]), 2388043, "missing expected field"),
    (body(BODY, ["Ibu Siti", "Ananda Alya"]), 2388043, "missing expected field"),
    (body(LONG), 2388040, "characters of 1024"),
    (body("Yth. {{1}},\n\n\nada kabar tentang {{2}} dari sekolah kami hari ini."), 2388072, "line breaks"),
    (buttons("a" * 26), 2388040, "25 characters"),
    (buttons("Baca {{1}}"), 2388040, "no places"),
    (buttons("Baca", "Baca"), 2388060, "same text"),
    (buttons(*[str(at) for at in range(11)]), None, "invalid count"),
    (buttons("Baca", kind="FLOW"), None, "type"),
    ({"components": [COMPONENTS[0], {"type": "FOOTER", "text": "a" * 61}]}, 2388040, "characters of 60"),
    ({"components": [COMPONENTS[0], {"type": "FOOTER", "text": "{{1}} hari ini"}]}, 2388073, "no places"),
    ({"components": [COMPONENTS[0], {"type": "HEADER", "format": "TEXT", "text": "*Kabar*"}]}, 2388047, "formatting"),
    ({"components": [COMPONENTS[0], {"type": "HEADER", "format": "TEXT", "text": "a" * 61}]}, 2388040, "of 60"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "subcode", "words"), REFUSED)
async def test_a_template_that_breaks_a_rule_is_not_taken(
    business: Business, changed: dict[str, Any], subcode: int | None, words: str
) -> None:
    _, error = await business.error("POST", ACCOUNT, "message_templates", body=TEMPLATE | changed)
    told = f"{error['message']} {error.get('error_user_msg', '')} {error.get('error_data', '')}"
    assert (error.get("error_subcode"), words in told) == (subcode, True), told
    assert (await business.do("GET", ACCOUNT, "message_templates"))["data"] == []


async def test_a_template_waits_is_approved_and_told(business: Business, api: CloudApi) -> None:
    made = await business.do("POST", ACCOUNT, "message_templates", body=TEMPLATE)
    assert (made["status"], made["category"]) == ("PENDING", "UTILITY")
    assert (await business.refused("template", business.opener("a", "b")))[0] == 132001
    api.judge("titian_news", "id", Verdict.APPROVED)
    api.judge("titian_news", "id", Verdict.PAUSED)
    api.judge("titian_news", "id", Verdict.REJECTED, "INVALID_FORMAT")
    told = changes(api, "message_template_status_update")
    assert [(value["event"], value["reason"]) for value in told] == [
        ("APPROVED", "NONE"),
        ("PAUSED", "NONE"),
        ("REJECTED", "INVALID_FORMAT"),
    ]
    assert {value["message_template_id"] for value in told} == {int(made["id"])}
    (found,) = (await business.do("GET", ACCOUNT, "message_templates", query={"name": "titian_news"}))["data"]
    assert (found["status"], found["rejected_reason"], found["components"]) == (
        "REJECTED",
        "INVALID_FORMAT",
        COMPONENTS,
    )


async def test_a_name_is_taken_once_in_each_language_and_of_one_category(business: Business) -> None:
    await business.approved()
    for changed, subcode in (({}, 2388024), ({"language": "en", "category": "MARKETING"}, 2388026)):
        _, error = await business.error("POST", ACCOUNT, "message_templates", body=TEMPLATE | changed)
        assert error["error_subcode"] == subcode
    await business.approved(language="en")
    await business.do("DELETE", ACCOUNT, "message_templates", query={"name": "titian_news"})
    assert (await business.do("GET", ACCOUNT, "message_templates"))["data"] == []
    _, error = await business.error("DELETE", ACCOUNT, "message_templates", query={"name": "titian_news"})
    assert error["error_subcode"] == 2593002


async def test_a_template_is_edited_and_waits_anew(business: Business, api: CloudApi) -> None:
    made = await business.do("POST", ACCOUNT, "message_templates", body=TEMPLATE)
    fresh = body("Yth. {{1}}, kami ada pesan tentang {{2}} untuk dibaca. Silakan ketuk di bawah.")
    _, error = await business.error("POST", made["id"], body=fresh)
    assert error["error_subcode"] == 2388025
    api.judge("titian_news", "id", Verdict.REJECTED)
    await business.do("POST", made["id"], body=fresh)
    found = await business.do("GET", made["id"])
    assert (found["status"], found["components"]) == ("PENDING", fresh["components"])


async def test_a_long_list_comes_in_pages(business: Business) -> None:
    for at in range(5):
        await business.do("POST", ACCOUNT, "message_templates", body=TEMPLATE | {"name": f"titian_{at}"})
    seen: list[str] = []
    after = ""
    while True:
        query = {"limit": "2", "fields": "name", "after": after}
        page = await business.do("GET", ACCOUNT, "message_templates", query=query)
        seen += [found["name"] for found in page["data"]]
        after = page["paging"]["cursors"]["after"]
        if "next" not in page["paging"]:
            break
    assert seen == [f"titian_{at}" for at in range(5)]


async def test_a_template_may_be_approved_by_itself_after_a_while(clock: Clock) -> None:
    waited: list[float] = []

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    api = CloudApi(clock, approves_after=2.0, pause=pause)
    api.add_number("1", token="EAAtoken", account_id=ACCOUNT)
    await Business(api).do("POST", ACCOUNT, "message_templates", body=TEMPLATE)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert waited == [2.0]
    assert [value["event"] for value in changes(api, "message_template_status_update")] == ["APPROVED"]
    await api.aclose()


@pytest.mark.parametrize("key", OPENERS)
@pytest.mark.parametrize("locale", ["id", "en"])
async def test_the_products_own_openers_are_taken(business: Business, key: str, locale: str) -> None:
    opener = OPENERS[key]
    text = {"type": "BODY", "text": body_of(key, locale), "example": {"body_text": [list(opener.samples[locale])]}}
    faces = {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Baca"}]}
    made = TEMPLATE | {"name": f"titian_{key}", "language": locale, "components": [text, faces]}
    await business.do("POST", ACCOUNT, "message_templates", body=made)
