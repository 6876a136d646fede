"""What is known of a request that failed, over a real connection; and nothing of it in the log."""

import logging
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.channels.whatsapp import graph as graph_module
from bot.channels.whatsapp.graph import Graph
from bot.channels.whatsapp.send import WhatsAppChannel
from bot.channels.whatsapp.setup import identify
from bot.channels.whatsapp.templates import Draft, Templates, content_of
from bot.domain.delivery import Reason, Via
from bot.domain.errors import DeliveryError, ExtraMissing, InvalidValue, NotSent, Permanent, RetryAfter, Unknown
from bot.domain.receipts import TemplateState
from bot.domain.rendered import Rendered
from bot.domain.screens import FileKind, FileRef
from bot.messages.translations import translate
from bot.paths import ROOT
from bot.playground.faults import Wrong
from bot.playground.whatsapp import CloudApi, Phone, Verdict
from bot.playground.whatsapp.app import whatsapp_app
from bot.web.server import WebServer
from tests.channels.conftest import a_picture
from tests.channels.whatsapp.conftest import ACCOUNT, PARENT, PHONE_ID, TOKEN

VALUES = ("Ibu Siti", "Ananda Alya", "SMA Titian Bangsa")
BODY = "Yth. {{1}}, ada kabar tentang {{2}} dari {{3}}. Ketuk tombol di bawah ini."


@asynccontextmanager
async def served(app: Starlette) -> AsyncIterator[str]:
    server = WebServer(app, "127.0.0.1", 0)
    serving = server.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        await server.stop(serving)


@pytest.fixture
async def wired(cloud: CloudApi, tmp_path: Path) -> AsyncIterator[WhatsAppChannel]:
    """A channel on a server behind a real connection."""
    async with served(whatsapp_app(cloud)) as address:
        graph = Graph(SecretStr(TOKEN), address)
        yield WhatsAppChannel(graph, PHONE_ID, tmp_path, translate)
        await graph.close()


async def failure(channel: WhatsAppChannel) -> DeliveryError:
    with pytest.raises(DeliveryError) as raised:
        await channel.send(PARENT, Rendered("Rahasia Ananda Alya"))
    return raised.value


@pytest.mark.parametrize(
    ("wrong", "kind", "arrived"),
    [
        ("drop_before", Unknown, 0),
        ("drop_after", Unknown, 1),
        ("gateway_before", Unknown, 0),
        ("gateway_after", Unknown, 1),
        ("bare_error", Unknown, 0),
        ("server_error", NotSent, 0),
        ("too_many", RetryAfter, 0),
    ],
)
async def test_what_is_known_of_a_request_that_failed(
    wired: WhatsAppChannel, parent: Phone, cloud: CloudApi, wrong: Wrong, kind: type[DeliveryError], arrived: int
) -> None:
    cloud.faults.order(wrong, method="messages")
    assert type(await failure(wired)) is kind
    assert len(parent.screen()) - 1 == arrived
    await wired.send(PARENT, Rendered("lagi"))


async def test_an_answer_that_is_too_late_is_unknown(
    wired: WhatsAppChannel, parent: Phone, cloud: CloudApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    wired.graph._http.timeout = 0.2
    cloud.faults.order("delay", seconds=1.0, method="messages")
    assert type(await failure(wired)) is Unknown


async def test_without_a_connection_nothing_was_sent() -> None:
    graph = Graph(SecretStr(TOKEN), "http://127.0.0.1:9")
    with pytest.raises(NotSent):
        await identify(graph, PHONE_ID)
    await graph.close()


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Response(b"<html>", 200), Unknown),
        (Response(b"[]", 200), Unknown),
        (Response(b'{"messages":[]}', 200), Unknown),
        (RedirectResponse("https://other.example/"), NotSent),
        (Response(b"<html>", 404), NotSent),
        (Response(b'{"error":"kata"}', 400), Unknown),
        (Response(b'{"error":{"code":"x"}}', 400), Unknown),
        (Response(b'{"error":{"code":190,"message":"m","type":"OAuthException"}}', 401), RetryAfter),
    ],
)
async def test_an_answer_of_another_form_is_no_crash(
    tmp_path: Path, answer: Response, kind: type[DeliveryError]
) -> None:
    async def say(_request: Request) -> Response:
        return answer

    async with served(Starlette(routes=[Route("/{path:path}", say, methods=["GET", "POST"])])) as address:
        graph = Graph(SecretStr(TOKEN), address)
        channel = WhatsAppChannel(graph, PHONE_ID, tmp_path, translate)
        assert type(await failure(channel)) is kind
        await graph.close()


async def test_no_token_number_or_word_is_logged(
    wired: WhatsAppChannel, parent: Phone, cloud: CloudApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    graph_module.Graph(SecretStr("x"), "http://127.0.0.1:9")
    await wired.send(PARENT, Rendered("Rahasia Ananda Alya"))
    wrongs: tuple[Wrong, ...] = ("drop_before", "server_error", "gateway_after")
    for wrong in wrongs:
        cloud.faults.order(wrong, method="messages")
        error = await failure(wired)
        assert TOKEN not in error.detail + repr(error)
        assert error.__cause__ is None
    words = (TOKEN, PARENT, "Ananda", "127.0.0.1")
    assert [
        (record.name, word)
        for record in caplog.records
        for word in words
        if word in record.getMessage() and record.name not in ("asyncio", "uvicorn.access")
    ] == []


async def test_a_file_over_a_connection_is_stopped_at_the_limit(
    wired: WhatsAppChannel, parent: Phone, cloud: CloudApi
) -> None:
    parent.send_photo(a_picture())
    held = FileRef(FileKind.PHOTO, remote=parent.files()[-1].id, via=Via.WHATSAPP)
    assert await wired.download(held, 5000) == a_picture()
    with pytest.raises(InvalidValue):
        await wired.graph.fetch(
            str((await wired.graph.ask(wired.graph.calls.get_media_url(held.remote or "")))["url"]), 10
        )


async def test_who_a_number_is(graph: Graph) -> None:
    who = await identify(graph, PHONE_ID)
    assert (who.address, who.username, who.name) == (PHONE_ID, "628117000100", "SMA Titian Bangsa")
    with pytest.raises(Permanent) as refused:
        await identify(graph, "999")
    assert refused.value.reason == Reason.ACCOUNT


async def test_a_wrong_token_is_told_apart(cloud: CloudApi) -> None:
    async with served(whatsapp_app(cloud)) as address:
        graph = Graph(SecretStr("salah"), address)
        with pytest.raises(Permanent) as refused:
            await identify(graph, PHONE_ID)
        assert refused.value.reason == Reason.ACCOUNT
        await graph.close()


async def test_templates_are_submitted_judged_and_listed(graph: Graph, cloud: CloudApi) -> None:
    templates = Templates(graph, ACCOUNT)
    for locale in ("id", "en"):
        made = await templates.submit(Draft("titian_news", locale, BODY, VALUES, "Baca"))
        assert (made.locale, made.state) == (locale, TemplateState.SUBMITTED)
    await templates.submit(Draft("titian_urgent", "id", BODY, VALUES, "Baca"))
    cloud.judge("titian_news", "id", Verdict.APPROVED)
    cloud.judge("titian_urgent", "id", Verdict.REJECTED, "TAG_CONTENT_MISMATCH")
    found = {(one.name, one.locale): (one.state, one.reason) for one in await templates.every()}
    assert found == {
        ("titian_news", "id"): (TemplateState.APPROVED, ""),
        ("titian_news", "en"): (TemplateState.SUBMITTED, ""),
        ("titian_urgent", "id"): (TemplateState.REJECTED, "TAG_CONTENT_MISMATCH"),
    }
    rejected = next(one for one in await templates.every() if one.state is TemplateState.REJECTED)
    await templates.change(rejected.provider_id, Draft("titian_urgent", "id", "Kabar: " + BODY, VALUES, "Baca"))
    with pytest.raises(Permanent):
        await templates.submit(Draft("titian_news", "id", BODY, VALUES, "Baca"))


async def test_a_long_list_of_templates_is_read_to_its_end(graph: Graph, cloud: CloudApi) -> None:
    templates = Templates(graph, ACCOUNT)
    for number in range(130):
        await templates.submit(Draft(f"titian_{number:03}", "id", BODY, VALUES, "Baca"))
    assert len(await templates.every()) == 130


@pytest.mark.parametrize("draft", [("", "Baca"), ("x" * 1025, "Baca"), (BODY, ""), (BODY, "x" * 26)])
def test_what_is_too_long_is_said_before_it_is_submitted(draft: tuple[str, str]) -> None:
    with pytest.raises(InvalidValue):
        content_of(Draft("titian_news", "id", draft[0], VALUES, draft[1]))


def test_without_its_package_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pywa_async.api", None)
    with pytest.raises(ExtraMissing):
        Graph(SecretStr(TOKEN), "http://127.0.0.1:9")


def test_whoever_has_no_whatsapp_loads_none_of_it() -> None:
    asked = "import sys, bot.main; print([name for name in sys.modules if 'whatsapp' in name or 'pywa' in name])"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT)
    assert said.stdout.strip() == "[]"
