"""pywa, which knows the real API, drives the server and reads its events."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pywa_async
from pywa_async import errors, types
from pywa_async.types.message_status import PricingType

from bot.playground.whatsapp import CloudApi, Phone, whatsapp_app
from tests.playground.whatsapp.conftest import ACCOUNT, NUMBER, PARENT, PNG, TEMPLATE, TOKEN, Business

PYWA: Any = pywa_async
TYPES: Any = types
"""Its types are made for mypy in part only."""


@pytest.fixture
async def wa(api: CloudApi) -> AsyncIterator[Any]:
    session = httpx.AsyncClient(transport=httpx.ASGITransport(whatsapp_app(api)))
    yield PYWA.WhatsApp(NUMBER, TOKEN, session=session, waba_id=ACCOUNT, api_version=23.0)
    await session.aclose()


async def test_a_conversation_by_pywa(wa: Any, api: CloudApi, phone: Phone) -> None:
    sent = await wa.send_message(PARENT, "Rapat?", buttons=[TYPES.Button("Hadir", "1:a")], tracker="mark-1")
    phone.press(sent.id, "Hadir")
    statuses: list[Any] = [TYPES.MessageStatus.from_update(wa, event) for event in list(api.events)[:3]]
    assert [(told.id, told.status.value, told.tracker) for told in statuses] == [
        (sent.id, name, "mark-1") for name in ("sent", "delivered", "read")
    ]
    assert statuses[0].pricing is not None
    assert statuses[0].pricing.type is PricingType.FREE_CUSTOMER_SERVICE
    pressed: Any = TYPES.CallbackButton.from_update(wa, api.events[-1])
    assert (pressed.data, pressed.title, pressed.from_user.wa_id) == ("1:a", "Hadir", PARENT)


async def test_lists_files_and_read_marks_by_pywa(wa: Any, api: CloudApi, phone: Phone) -> None:
    rows = [TYPES.SectionRow("Hadir", "1:a"), TYPES.SectionRow("Tidak", "1:b")]
    listed = await wa.send_message(
        PARENT, "Rapat?", buttons=TYPES.SectionList("Pilih", [TYPES.Section("Jawaban", rows)])
    )
    phone.press(listed.id, "Tidak")
    assert TYPES.CallbackSelection.from_update(wa, api.events[-1]).data == "1:b"
    photo = await wa.send_image(PARENT, PNG, caption="Foto", mime_type="image/png")
    assert phone.bubble(photo.id) is not None
    phone.send_document(b"%PDF-1.7", "izin.pdf", mime="application/pdf")
    came: Any = TYPES.Message.from_update(wa, api.events[-1])
    assert came.document is not None
    assert await came.document.get_bytes() == b"%PDF-1.7"
    await wa.mark_message_as_read(came.id)
    assert phone.screen()[-1].progress.value == "read"


async def test_errors_are_those_that_pywa_knows(wa: Any, business: Business, phone: Phone) -> None:
    with pytest.raises(errors.InvalidParameter, match="Parameter value is not valid"):
        await wa.api.send_message(NUMBER, PARENT, None, "individual", "interactive", _keys("a" * 21))
    with pytest.raises(errors.TemplateNotExists):
        await wa.api.send_message(NUMBER, PARENT, None, "individual", "template", business.opener("a", "b"))
    api_down = business.api.number()
    api_down.trouble = 131031
    with pytest.raises(errors.AccountLocked):
        await wa.send_message(PARENT, "a")


def _keys(title: str) -> dict[str, object]:
    buttons = [{"type": "reply", "reply": {"id": "1", "title": title}}]
    return {"type": "button", "body": {"text": "a"}, "action": {"buttons": buttons}}


async def test_templates_by_pywa(wa: Any, business: Business, api: CloudApi) -> None:
    await business.do("POST", ACCOUNT, "message_templates", body=TEMPLATE)
    (found,) = list(await wa.get_templates())
    assert (found.name, found.status.value, found.language.value) == ("titian_news", "PENDING", "id")
