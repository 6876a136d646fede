"""Whatever happens or breaks, no line of a log holds a name, a number, a code, a token or a word of anybody."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import datetime
from typing import cast

import pytest
import structlog
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.telegram import updates
from bot.domain.delivery import Lane
from bot.logs import LogFormat, set_up_logs
from bot.playground.demo import PARENTS, TEACHER
from bot.services.queue import inbox
from bot.storage.engine import Sessions
from bot.storage.models import Account, Outgoing, Person
from tests.support.house import TOKEN, House, open_house
from tests.support.letters import letters_of
from tests.support.said import recipient_of, sent_update

SITI, HENDRA, _YANTI, AGUS = PARENTS
SAID = "Zwrahasia anak saya sakit cacar"
TOKEN_OF_A_BOT = "4242:Zwrahasia_Zwrahasia_Zwrahasia"
PHONE = "+6281234509876"


@pytest.fixture(params=["plain", "json"])
def form(request: pytest.FixtureRequest) -> LogFormat:
    """Each form that a log can have."""
    return cast(LogFormat, request.param)


@pytest.fixture
def written(form: LogFormat) -> Iterator[io.StringIO]:
    """Everything that is logged, by ourselves and by libraries, as it would stand in the terminal."""
    root, out = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    root.handlers[:] = []
    before = structlog.get_config()
    set_up_logs(form)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(out), cache_logger_on_first_use=False)
    for handler in root.handlers:
        assert isinstance(handler, logging.StreamHandler)
        handler.setStream(out)
    yield out
    root.handlers[:], root.level = handlers, level
    structlog.configure(**before)


async def names_of(sessions: Sessions) -> set[str]:
    """Names of everybody, and what else is known of them."""
    async with sessions() as session:
        found = set(await session.scalars(select(Person.name))) | set(await session.scalars(select(Account.name)))
    return {name for name in found if len(name) > 3}


async def test_a_busy_day_and_every_kind_of_failure_leave_no_word_in_the_logs(
    sessions: Sessions, now: datetime, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = await open_house(sessions, now)
    codes = [letter.code for letter in (await letters_of(house)).all]
    await a_busy_day(house, codes[0])
    await failures(house, monkeypatch)
    out = written.getvalue()
    assert "arrival_failed" in out
    forbidden = {*await names_of(sessions), *codes, *(code.replace("-", "") for code in codes), TOKEN, SAID, PHONE}
    assert sorted(word for word in forbidden if word in out) == []
    assert "Zwrahasia" not in out


@pytest.mark.parametrize("form", ["json"])
def test_every_line_of_a_json_log_is_an_object_with_the_same_keys(written: io.StringIO) -> None:
    try:
        raise ValueError(SAID)
    except ValueError:
        structlog.get_logger("ours").exception("arrival_failed", arrival=7)
        logging.getLogger("a.library").exception("%s is broken", TOKEN_OF_A_BOT)
    logging.getLogger("a.library").warning("two\nlines")
    ours, theirs, warning = (json.loads(line) for line in written.getvalue().splitlines())
    assert (ours["event"], ours["level"], ours["arrival"]) == ("arrival_failed", "error", 7)
    assert (theirs["event"], theirs["level"], theirs["logger"]) == ("(token) is broken", "error", "a.library")
    assert (warning["event"], "where" in warning) == ("two\nlines", False)
    assert ours["where"].startswith("ValueError at test_logs.py:")
    assert theirs["where"] == ours["where"]
    for line in (ours, theirs, warning):
        assert datetime.fromisoformat(line["timestamp"]).tzinfo is not None


async def a_busy_day(house: House, code: str) -> None:
    """An update, answers, a wrong and a right code, a block, a teacher who loses her way."""
    sent = await sent_update(house)
    siti = await recipient_of(house, SITI, sent.id)
    parent, newcomer = house.phone(SITI.user_id), house.phone(900, "Zwrahasia Tetangga")
    await parent.forge(f"1:a.say:{siti.id}")
    await parent.say(SAID)
    await newcomer.start("7K3M9QXA2BCD")
    await newcomer.start(code.replace("-", ""))
    await newcomer.press("Setuju")
    await house.phone(TEACHER.user_id).forge("1:a.inbox:0")
    await house.phone(TEACHER.user_id).forge("9:nothing:Zwrahasia")
    await house.phone(HENDRA.user_id).block()


async def failures(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refused row, a value that quotes itself, a screen without words, a chat that refuses, unreadable mail."""
    parent = house.phone(SITI.user_id)

    async def refused_row(session: AsyncSession, *_anything: object) -> None:
        address = await session.scalar(select(Account.address).limit(1))
        await session.execute(
            text(
                "INSERT INTO accounts (bot_id, address, name, locale, state, state_since, created_at, seen_at)"
                " SELECT bot_id, address, :said, locale, state, state_since, created_at, seen_at FROM accounts"
                " WHERE address = :address"
            ),
            {"said": SAID, "address": address},
        )

    async def quoting(*_anything: object) -> None:
        int(SAID)

    async def chained(session: AsyncSession, *_anything: object) -> None:
        try:
            await refused_row(session)
        except SQLAlchemyError as error:
            raise RuntimeError(f"{SAID} {TOKEN} {PHONE}") from error

    for broken in (refused_row, quoting, chained):
        monkeypatch.setattr("bot.chat.desk.handle", broken)
        await parent.say(SAID)
        for pause in (*inbox.RETRIES, inbox.RETRIES[-1]):
            house.now += pause
            await house.desk.clear()
        monkeypatch.undo()
    async with house.sessions() as session:
        account = await session.scalar(select(Account).where(Account.address == str(HENDRA.user_id)))
        assert account is not None
        shown: dict[str, object] = {"values": {"said": SAID}, "rows": [], "file": None}
        for number, template in enumerate(("no/such", "home/menu", "home/help")):
            session.add(
                Outgoing(
                    school_id=house.demo.school.id,
                    bot_id=house.demo.bot.id,
                    account_id=account.id,
                    lane=Lane.INTERACTIVE,
                    due_at=house.now,
                    payload={**shown, "template": template, "protect": False, "locale": None},
                    dedupe=f"broken:{number}",
                    created_at=house.now,
                )
            )
        garbled = [updates.arrival({"update_id": 900_000, "message": {"text": SAID, "from": {"first_name": SAID}}})]
        await inbox.store(session, house.demo.bot.id, garbled, house.now)
        await session.commit()
    await house.settle()
    try:
        raise ValueError(SAID)
    except ValueError:
        logging.getLogger("some.library").exception("broken")
