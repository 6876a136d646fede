"""`titian whatsapp …` against the strict server; without keys, one line of what is missing."""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from queue import Queue

import pytest
from sqlalchemy import select

from bot.domain.courtesy import LOCALES
from bot.domain.openers import OPENERS
from bot.playground.whatsapp import CloudApi, Rates, Verdict
from bot.playground.whatsapp.app import whatsapp_app
from bot.storage.engine import make_engine, make_sessions
from bot.storage.models import Bot, ProviderTemplate, School
from bot.web.server import WebServer
from tests.cli.conftest import Titian
from tests.support.demo import Demo

TOKEN, NUMBER, ACCOUNT, SECRET = "EAAtoken", "100200300", "500600700", "s3cret"
KEYS = {
    "WHATSAPP_TOKEN": TOKEN,
    "WHATSAPP_PHONE_ID": NUMBER,
    "WHATSAPP_APP_SECRET": SECRET,
    "WHATSAPP_VERIFY_TOKEN": "verify",
    "WHATSAPP_ACCOUNT_ID": ACCOUNT,
}


@pytest.fixture(autouse=True)
def no_keys(titian: Titian, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*KEYS, "WHATSAPP_API_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def cloud(school: Titian, monkeypatch: pytest.MonkeyPatch) -> Iterator[CloudApi]:
    """A Cloud API server in a thread of its own, and the commands' settings pointing to it."""
    api = CloudApi(time.time, rates=Rates.off())
    api.add_number(NUMBER, token=TOKEN, secret=SECRET, account_id=ACCOUNT, name="SMA Titian Bangsa")
    started: Queue[tuple[asyncio.AbstractEventLoop, asyncio.Event, int]] = Queue()

    async def serve() -> None:
        server, ended = WebServer(whatsapp_app(api), "127.0.0.1", 0), asyncio.Event()
        serving = server.start()
        started.put((asyncio.get_running_loop(), ended, server.port))
        await ended.wait()
        await server.stop(serving)
        await api.aclose()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    loop, ended, port = started.get(timeout=60)
    for name, value in {**KEYS, "WHATSAPP_API_URL": f"http://127.0.0.1:{port}"}.items():
        monkeypatch.setenv(name, value)
    yield api
    loop.call_soon_threadsafe(ended.set)
    thread.join()


def bots(titian: Titian) -> list[tuple[str | None, str | None, int | None, int | None]]:
    found: list[tuple[str | None, str | None, int | None, int | None]] = []

    async def look(demo: Demo) -> None:
        rows = await demo.session.scalars(select(Bot).where(Bot.channel == "whatsapp"))
        found.extend((row.address, row.username, row.price, row.ceiling) for row in rows)

    _look(titian, look)
    return found


def _look(titian: Titian, look: Callable[[Demo], Awaitable[None]]) -> None:
    """Look at the rows of the school that is there."""

    async def run() -> None:
        engine = make_engine(titian.database)
        async with make_sessions(engine)() as session:
            school = (await session.scalars(select(School))).one()
            bot = (await session.scalars(select(Bot).where(Bot.channel == "telegram"))).one()
            await look(Demo(session, school, bot))
            await session.commit()
        await engine.dispose()

    asyncio.run(run())


def test_without_keys_one_line_says_what_is_missing(school: Titian) -> None:
    needed = "WHATSAPP_TOKEN, WHATSAPP_PHONE_ID, WHATSAPP_APP_SECRET, WHATSAPP_VERIFY_TOKEN"
    for command in ("connect", "status"):
        assert needed in school.fails("whatsapp", command)
    for command in ("templates", "meter"):
        assert school.fails("whatsapp", command).startswith("This school has no number on WhatsApp yet.")
    assert needed in school.fails("whatsapp", "templates", "--check")
    assert "WhatsApp" not in school.ok("doctor")


def test_half_of_the_keys_are_named_by_those_that_are_missing(school: Titian, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHATSAPP_TOKEN", TOKEN)
    said = school.fails("whatsapp", "connect")
    assert "WHATSAPP_PHONE_ID, WHATSAPP_APP_SECRET, WHATSAPP_VERIFY_TOKEN" in said
    outcome = school("doctor")
    assert outcome.code == 1
    assert "✗   WhatsApp needs these settings, too" in outcome.out
    assert TOKEN not in outcome.out


def test_connecting_makes_the_number_the_schools_once(
    school: Titian, cloud: CloudApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TITIAN_PUBLIC_URL", "https://127.0.0.1:1")
    digits = "".join(sign for sign in cloud.number().display if sign.isdigit())
    for _again in range(2):
        said = school.ok("whatsapp", "connect")
        assert f"SMA Titian Bangsa writes from +{digits} now." in said
        assert "The webhook does not answer at https://127.0.0.1:1/whatsapp yet." in said
        assert "messages, message_template_status_update" in said
    assert bots(school) == [(NUMBER, digits, None, None)]
    monkeypatch.setenv("WHATSAPP_TOKEN", "EAAother")
    assert "refused" in school.fails("whatsapp", "connect")


def test_the_openers_are_submitted_once_and_asked_after(school: Titian, cloud: CloudApi) -> None:
    school.ok("whatsapp", "connect")
    listed = school.ok("whatsapp", "templates").splitlines()
    assert len(listed) == len(OPENERS) * len(LOCALES)
    assert all("not submitted yet" in line for line in listed)
    assert all("looking at it" in line for line in school.ok("whatsapp", "templates", "--submit").splitlines())
    assert len(cloud.number().account.templates) == len(listed)
    school.ok("whatsapp", "templates", "--submit")
    cloud.judge("titian_news", "id", Verdict.APPROVED)
    cloud.judge("titian_news", "en", Verdict.REJECTED, "TAG_CONTENT_MISMATCH")
    lines = school.ok("whatsapp", "templates", "--check").splitlines()
    assert "titian_news  id  approved" in lines
    assert any(line.startswith("titian_news  en  rejected (TAG_CONTENT_MISMATCH). Look into") for line in lines)
    assert school.ok("whatsapp", "templates").splitlines() == lines


def test_other_words_are_submitted_anew_for_the_same_template(school: Titian, cloud: CloudApi) -> None:
    school.ok("whatsapp", "connect")
    school.ok("whatsapp", "templates", "--submit")
    for locale in LOCALES:
        cloud.judge("titian_news", locale, Verdict.APPROVED)
    school.ok("whatsapp", "templates", "--check")

    async def age(demo: Demo) -> None:
        rows = await demo.session.scalars(select(ProviderTemplate).where(ProviderTemplate.key == "news"))
        for row in rows:
            row.digest = "the words of last year"

    _look(school, age)
    assert "titian_news  id  approved; its words have changed since: --submit" in school.ok("whatsapp", "templates")
    said = school.ok("whatsapp", "templates", "--submit")
    assert "titian_news  id  submitted; WhatsApp is looking at it" in said
    assert cloud.number().account.templates["titian_news", "id"].verdict is Verdict.PENDING


def test_one_that_the_provider_has_no_more_is_missing_again(school: Titian, cloud: CloudApi) -> None:
    school.ok("whatsapp", "connect")
    school.ok("whatsapp", "templates", "--submit")
    cloud.number().account.templates.clear()
    assert all("not submitted yet" in line for line in school.ok("whatsapp", "templates", "--check").splitlines())


def test_without_the_accounts_id_nothing_is_submitted(
    school: Titian, cloud: CloudApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    school.ok("whatsapp", "connect")
    monkeypatch.delenv("WHATSAPP_ACCOUNT_ID")
    assert "WHATSAPP_ACCOUNT_ID" in school.fails("whatsapp", "templates", "--submit")


def test_the_meter_is_set_and_read(school: Titian, cloud: CloudApi) -> None:
    school.ok("whatsapp", "connect")
    assert "Nothing that is billed leaves until both are set" in school.ok("whatsapp", "meter")
    assert school.ok("whatsapp", "meter", "--price", "356,65", "--ceiling", "500.000").splitlines() == [
        "One message: IDR 356.65. One month, at most: IDR 500,000",
        "This month: 0 messages, IDR 0; WhatsApp has confirmed 0 of them",
        "There is room for 1401 more.",
    ]
    assert school.fails("whatsapp", "meter", "--price", "gratis") == "Write the price of a message like 356.65."
    assert [bot[2:] for bot in bots(school)] == [(35_665, 50_000_000)]


def test_doctor_and_status_say_what_is_left_to_do(school: Titian, cloud: CloudApi) -> None:
    outcome = school("doctor")
    assert "✗   The number is not the school's yet. Connect it: titian whatsapp connect" in outcome.out
    school.ok("whatsapp", "connect")
    outcome = school("doctor")
    assert "✓   WhatsApp knows the number" in outcome.out
    assert "✗   WhatsApp brings messages to an https address only." in outcome.out
    assert "!   8 openers are not approved." in outcome.out
    assert "!   No price or no limit is set" in outcome.out
    said = school.ok("whatsapp", "status")
    assert "8 openers are not approved" in said
    assert "This month: 0 messages" in said


def test_nothing_of_whatsapp_is_loaded_before_it_is_needed() -> None:
    code = "import sys, bot.cli.app; print([name for name in sys.modules if 'pywa' in name or 'channels' in name])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_number_that_is_another_schools_or_a_second_one_is_refused(school: Titian, cloud: CloudApi) -> None:
    async def other(demo: Demo) -> None:
        demo.session.add(Bot(school_id=demo.school.id, channel="whatsapp", address="999"))

    _look(school, other)
    assert "from another number already" in school.fails("whatsapp", "connect")
