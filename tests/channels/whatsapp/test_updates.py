"""What people do on WhatsApp, and what WhatsApp tells, read from its webhooks."""

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.base import Kind, Received
from bot.channels.whatsapp.send import WhatsAppChannel
from bot.channels.whatsapp.updates import arrivals, read
from bot.domain.delivery import Reason, Via
from bot.domain.errors import InvalidValue
from bot.domain.receipts import ReceiptState, TemplateState
from bot.domain.rendered import Choice, Rendered
from bot.domain.screens import FileKind
from bot.playground.whatsapp import CloudApi, Phone
from tests.channels.conftest import Clock, a_picture
from tests.channels.whatsapp.conftest import PARENT, PHONE_ID


def told(cloud: CloudApi) -> list[Received]:
    """All that was brought since the last time, as we read it."""
    found = [read(arrival.raw) for event in cloud.events for arrival in arrivals(event, PHONE_ID)]
    cloud.events.clear()
    return found


def a_message(**parts: Any) -> dict[str, Any]:
    return {"from": PARENT, "id": "wamid.HBgM", "timestamp": "1784512800", "type": "text", **parts}


def a_body(**value: Any) -> dict[str, Any]:
    metadata = {"display_phone_number": "628117000100", "phone_number_id": PHONE_ID}
    contacts = [{"profile": {"name": "Siti"}, "wa_id": PARENT, "user_id": "ID.77"}]
    filled = {"messaging_product": "whatsapp", "metadata": metadata, "contacts": contacts, **value}
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "5", "changes": [{"field": "messages", "value": filled}]}],
    }


def one(body: dict[str, Any]) -> Received:
    (found,) = arrivals(body, PHONE_ID)
    return read(found.raw)


def test_words_are_read_with_who_and_when(cloud: CloudApi, parent: Phone, clock: Clock) -> None:
    first = parent.say("Terima kasih 🙏")
    parent.say("Baik", reply_to=first)
    words, answer = told(cloud)
    assert words == Received(
        Kind.TEXT,
        PARENT,
        name="Siti",
        text="Terima kasih 🙏",
        message=first,
        at=datetime.fromtimestamp(clock.now, UTC),
        phone=f"+{PARENT}",
    )
    assert answer.reply_to == first


async def test_a_pressed_button_a_chosen_row_and_an_openers_button_are_presses(
    cloud: CloudApi, parent: Phone, whatsapp: WhatsAppChannel
) -> None:
    few = ((Choice("Ya", "1:a.yes:1"),),)
    many = tuple((Choice(f"Kelas {number}", f"1:a.class:{number}"),) for number in range(5))
    for rows, press in ((few, "1:a.yes:1"), (many, "1:a.class:3")):
        sent = await whatsapp.send(PARENT, Rendered("Silakan", rows))
        cloud.events.clear()
        parent.press(sent, press)
        pressed = told(cloud)[-1]
        assert (pressed.kind, pressed.press, pressed.message, pressed.reply_to) == (Kind.PRESS, press, sent, None)
    pressed = one(
        a_body(messages=[a_message(type="button", button={"payload": "1:w.read", "text": "Baca"}, context={"id": "w"})])
    )
    assert (pressed.kind, pressed.press, pressed.message) == (Kind.PRESS, "1:w.read", "w")


def test_files_keep_their_kind_and_name_the_channel(cloud: CloudApi, parent: Phone) -> None:
    parent.send_photo(a_picture(), "ini")
    parent.send_document(b"%PDF-1.7", "Surat.pdf", mime="application/pdf")
    parent.send_voice(b"OggS")
    files = [received.file for received in told(cloud) if received.kind is Kind.FILE and received.file]
    assert [(file.kind, file.name, file.via) for file in files] == [
        (FileKind.PHOTO, "photo.png", Via.WHATSAPP),
        (FileKind.DOCUMENT, "Surat.pdf", Via.WHATSAPP),
        (FileKind.VOICE, "voice.ogg", Via.WHATSAPP),
    ]
    assert all(file.remote for file in files)


@pytest.mark.parametrize(
    ("parts", "kind", "text"),
    [
        ({"type": "location", "location": {"latitude": -6.2, "longitude": 106.8}}, Kind.OTHER, ""),
        ({"type": "contacts", "contacts": [{"phones": [{"phone": "+62812"}]}]}, Kind.OTHER, ""),
        ({"type": "unsupported", "errors": [{"code": 131051}]}, Kind.OTHER, ""),
        ({"type": "baru_sekali"}, Kind.OTHER, ""),
        ({"type": "sticker", "sticker": {"id": "7", "mime_type": "image/webp"}}, Kind.FILE, ""),
        ({"type": "system", "system": {"type": "user_changed_number", "wa_id": "62899"}}, Kind.BLOCKED, ""),
        ({"type": "system", "system": {"type": "customer_identity_changed"}}, Kind.OTHER, ""),
        ({"type": "button", "button": {"text": "Ya"}}, Kind.TEXT, "Ya"),
    ],
)
def test_everything_else_has_a_kind(parts: dict[str, Any], kind: Kind, text: str) -> None:
    found = one(a_body(messages=[a_message(**parts)]))
    assert (found.kind, found.text, found.chat) == (kind, text, PARENT)


def test_a_changed_message_is_the_one_that_it_was() -> None:
    edit = {"original_message_id": "wamid.old", "message": {"type": "text", "text": {"body": "maksud saya besok"}}}
    found = one(a_body(messages=[a_message(type="edit", edit=edit)]))
    assert (found.kind, found.message, found.text) == (Kind.EDITED, "wamid.old", "maksud saya besok")


def test_a_thumb_and_a_message_taken_back_are_not_kept(cloud: CloudApi, parent: Phone) -> None:
    own = parent.say("Baik")
    cloud.events.clear()
    parent.react(own, "👍")
    assert told(cloud) == []
    assert arrivals(a_body(messages=[a_message(type="revoke", revoke={"original_message_id": "x"})]), PHONE_ID) == []


def test_who_hides_their_number_has_another_address_and_no_phone() -> None:
    message = {**a_message(text={"body": "Halo"}), "from_user_id": "ID.77"}
    del message["from"]
    contacts = [{"profile": {"name": "Siti", "username": "siti"}, "user_id": "ID.77"}]
    found = one(a_body(messages=[message], contacts=contacts))
    assert (found.chat, found.name, found.phone) == ("ID.77", "Siti", "")


async def test_receipts_tell_how_far_a_message_came(cloud: CloudApi, parent: Phone, whatsapp: WhatsAppChannel) -> None:
    sent = await whatsapp.send(PARENT, Rendered("Halo", tag="12"))
    parent.read()
    receipts = [received.receipt for received in told(cloud) if received.receipt]
    assert [(receipt.message, receipt.state, receipt.tag) for receipt in receipts] == [
        (sent, state, "12") for state in (ReceiptState.SENT, ReceiptState.DELIVERED, ReceiptState.READ)
    ]
    assert all(receipt.billable is False for receipt in receipts)


async def test_a_failed_receipt_says_why(cloud: CloudApi, parent: Phone, whatsapp: WhatsAppChannel) -> None:
    await whatsapp.send("6281299999999", Rendered("Halo"))
    (received,) = told(cloud)
    assert received.receipt is not None
    assert (received.kind, received.chat) == (Kind.RECEIPT, "6281299999999")
    assert (received.receipt.state, received.receipt.reason, received.receipt.code) == (
        ReceiptState.FAILED,
        Reason.NOT_ON_CHANNEL,
        "131026",
    )


def template_event(name: str, event: str, reason: str | None = None) -> dict[str, Any]:
    value = {"event": event, "message_template_id": 1, "message_template_name": name}
    value |= {"message_template_language": "id", "reason": reason}
    return {"entry": [{"id": "5", "time": 1, "changes": [{"field": "message_template_status_update", "value": value}]}]}


@pytest.mark.parametrize(
    ("event", "reason", "state", "words"),
    [
        ("APPROVED", None, TemplateState.APPROVED, ""),
        ("APPROVED", "NONE", TemplateState.APPROVED, ""),
        ("REJECTED", "TAG_CONTENT_MISMATCH", TemplateState.REJECTED, "TAG_CONTENT_MISMATCH"),
        ("PAUSED", None, TemplateState.PAUSED, ""),
        ("DISABLED", None, TemplateState.DISABLED, ""),
    ],
)
def test_the_providers_word_on_a_template(event: str, reason: str | None, state: TemplateState, words: str) -> None:
    verdict = one(template_event("titian_news", event, reason)).verdict
    assert verdict is not None
    assert (verdict.name, verdict.locale, verdict.state, verdict.reason) == ("titian_news", "id", state, words)
    assert arrivals(template_event("promo", event, reason), PHONE_ID) == []


def test_one_post_is_taken_apart_and_what_is_of_another_number_is_left_alone() -> None:
    messages = [a_message(id="wamid.1", text={"body": "a"}), a_message(id="wamid.2", text={"body": "b"})]
    status = {"id": "wamid.3", "status": "read", "timestamp": "1784512800", "recipient_id": PARENT}
    body = a_body(messages=messages, statuses=[status, {**status, "status": "delivered"}])
    other = deepcopy(body)
    other["entry"][0]["changes"][0]["value"]["metadata"]["phone_number_id"] = "9"
    body["entry"] += other["entry"]
    found = arrivals(body, PHONE_ID)
    assert [arrival.key[0] for arrival in found] == ["m", "m", "s", "s"]
    assert len({arrival.key for arrival in found}) == 4
    assert {arrival.chat for arrival in found} == {PARENT}
    assert all(len(arrival.key) <= 128 and PARENT not in arrival.key for arrival in found)
    assert [arrival.key for arrival in arrivals(body, PHONE_ID)] == [arrival.key for arrival in found]


VALID = [
    a_body(messages=[a_message(text={"body": "Halo"}, context={"id": "wamid.0"})]),
    a_body(messages=[a_message(type="image", image={"id": "1", "mime_type": "image/png", "caption": "x"})]),
    a_body(messages=[a_message(type="interactive", interactive={"type": "list_reply", "list_reply": {"id": "1:a"}})]),
    a_body(
        statuses=[
            {
                "id": "wamid.3",
                "status": "failed",
                "timestamp": "1784512800",
                "recipient_id": PARENT,
                "errors": [{"code": 131026}],
                "pricing": {"billable": True, "category": "utility"},
            }
        ]
    ),
    template_event("titian_news", "APPROVED"),
]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["\ud83d", "a\x00b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a JSON value."""
    found = [path]
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        found += places(inner, (*path, name))
    return found


@given(st.sampled_from(VALID), st.data())
def test_whatever_is_changed_in_a_webhook_is_read_or_refused(body: dict[str, Any], data: st.DataObject) -> None:
    changed = deepcopy(body)
    path = data.draw(st.sampled_from([place for place in places(body) if place]))
    holder: Any = changed
    for name in path[:-1]:
        holder = holder[name]
    remove: Callable[[], Any] = lambda: holder.pop(path[-1])  # noqa: E731
    if data.draw(st.booleans()):
        remove()
    else:
        holder[path[-1]] = data.draw(JSON)
    for arrival in arrivals(changed, PHONE_ID):
        assert len(arrival.key) <= 128
        assert len(arrival.chat) <= 64
        arrival.raw.encode(), arrival.chat.encode()
        try:
            received = read(arrival.raw)
        except InvalidValue:
            continue
        assert "\x00" not in received.text + received.chat + received.name + received.press
        (received.text + received.chat + received.name + (received.message or "")).encode()


@given(JSON)
def test_whatever_was_stored_is_read_or_refused(content: Any) -> None:
    for raw in (json.dumps(content), json.dumps({"message": content}), json.dumps({"status": content}), "{"):
        try:
            read(raw)
        except InvalidValue:
            continue
