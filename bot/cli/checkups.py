"""What the doctor looks at: the machine, the database, and Telegram. Each finding says what to do."""

import re
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.cli import work
from bot.domain.text import Phrase, _

if TYPE_CHECKING:
    from bot.cli.telegram import Report
    from bot.settings import Settings

LITTLE_ROOM_MB, NO_ROOM_MB = 500, 50
SKEW_S, BAD_SKEW_S = 30, 300
"""A clock that is wrong by more sends reminders at the wrong time, and lets codes expire early or late."""
_TOKEN = re.compile(r"\d{3,}:[\w-]{5,}", re.ASCII)


class Mark(StrEnum):
    OK = "ok"
    CARE = "care"
    """It works, but somebody should look."""
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's."""

    mark: Mark
    words: Phrase


def of_machine(settings: "Settings") -> Iterator[Finding]:
    """Python, the data folder and its room, time zones, catalogs."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(Mark.OK, _("Python %(version)s", version=version))
    yield from _folder(settings.titian_data_dir)
    yield _zones()
    yield _catalogs()


def _folder(folder: Path) -> Iterator[Finding]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        problem = error.strerror or type(error).__name__
        words = _(
            "Data folder %(path)s cannot be written (%(problem)s). Set TITIAN_DATA_DIR.",
            path=str(folder),
            problem=problem,
        )
        yield Finding(Mark.BAD, words)
        return
    free = shutil.disk_usage(folder).free // 1_000_000
    mark = Mark.OK if free >= LITTLE_ROOM_MB else Mark.CARE if free >= NO_ROOM_MB else Mark.BAD
    if mark is Mark.OK:
        yield Finding(mark, _("Data folder %(path)s can be written, %(free)s MB free", path=str(folder), free=free))
    else:
        yield Finding(
            mark, _("Data folder %(path)s has only %(free)s MB left. Make room.", path=str(folder), free=free)
        )


def _zones() -> Finding:
    try:
        ZoneInfo("Asia/Jakarta")
    except KeyError:
        return Finding(Mark.BAD, _("Time zone data is missing. Install the Python package tzdata."))
    return Finding(Mark.OK, _("Time zone data is there"))


def _catalogs() -> Finding:
    from bot.domain.courtesy import LOCALES
    from bot.messages.translations import is_fresh, source_of

    missing = [locale for locale in LOCALES if not source_of(locale).exists()]
    if missing:
        return Finding(
            Mark.BAD, _("Texts are missing: %(languages)s. Install Titian again.", languages=", ".join(missing))
        )
    if not all(is_fresh(source_of(locale)) for locale in LOCALES):
        return Finding(Mark.CARE, _("Texts are not compiled, so every start takes longer. Run: make catalogs"))
    return Finding(Mark.OK, _("Texts are there in every language"))


async def of_database(settings: "Settings") -> AsyncIterator[Finding]:
    """Whether the database is reachable and of the newest shape, and whether a school has been founded."""
    from alembic.util.exc import CommandError
    from sqlalchemy.exc import SQLAlchemyError

    from bot.services import schools

    try:
        async with work.session() as session:
            names = [school.name for school in await schools.every(session)]
    except CommandError:
        yield Finding(Mark.BAD, _("The database was made by a newer Titian. Install that one, or a backup."))
        return
    except (SQLAlchemyError, OSError) as error:
        kind = type(error).__name__
        yield Finding(Mark.BAD, _("The database cannot be used (%(kind)s). Look at DATABASE_URL.", kind=kind))
        return
    yield Finding(Mark.OK, _("The database can be reached and has the newest shape"))
    if names:
        yield Finding(Mark.OK, _("School: %(names)s", names=", ".join(names)))
    else:
        yield Finding(Mark.CARE, _("No school yet. Found one: titian init"))


async def of_telegram(settings: "Settings") -> AsyncIterator[Finding]:
    """Whether the token has the right shape and Telegram knows it, where updates go, and whether the clocks agree."""
    from bot.cli.telegram import examine

    if settings.telegram_bot_token is None:
        yield Finding(Mark.CARE, _("No TELEGRAM_BOT_TOKEN, so only the playground runs. Get a token from @BotFather."))
        return
    token = settings.telegram_bot_token.get_secret_value()
    if not _TOKEN.fullmatch(token):
        yield Finding(Mark.BAD, _("TELEGRAM_BOT_TOKEN does not look like a token. Copy it again from @BotFather."))
        return
    report = await examine(settings.telegram_api_url, token)
    if report.refused:
        yield Finding(Mark.BAD, _("Telegram does not know this token. Copy it again from @BotFather."))
        return
    if report.trouble:
        words = _(
            "Telegram cannot be reached (%(kind)s). Look at the network or TELEGRAM_API_URL.", kind=report.trouble
        )
        yield Finding(Mark.BAD, words)
        return
    yield await _bot(report)
    yield _webhook(report, settings.titian_public_url)
    if report.clock is not None:
        yield of_clock(abs((work.now() - report.clock).total_seconds()))


async def _bot(report: "Report") -> Finding:
    """Keep who the bot is, so that letters can be printed before it runs for the first time."""
    from sqlalchemy import select

    from bot.storage.models import Bot

    async with work.session() as session:
        bots = list(await session.scalars(select(Bot).where(Bot.channel == "telegram").order_by(Bot.id)))
        known = next((bot for bot in bots if bot.address == report.bot_id), None)
        row = known or next((bot for bot in bots if bot.address is None), None)
        if row is not None:
            row.address, row.username = report.bot_id, report.username
    if row is None and bots:
        return Finding(
            Mark.BAD, _("The token is that of @%(name)s, but the school has another bot.", name=report.username)
        )
    return Finding(Mark.OK, _("Telegram knows the bot as @%(name)s", name=report.username))


def _webhook(report: "Report", public_url: str | None) -> Finding:
    ours = bool(public_url) and report.webhook.startswith((public_url or "").rstrip("/") + "/")
    if public_url and not public_url.startswith("https://"):
        return Finding(Mark.BAD, _("TITIAN_PUBLIC_URL must begin with https://, or Telegram brings nothing."))
    if report.webhook and not ours:
        return Finding(Mark.CARE, _("Updates go to another address now. The next start of Titian changes that."))
    if public_url and not report.webhook:
        return Finding(Mark.CARE, _("The webhook is not set yet. The next start of Titian sets it."))
    if report.webhook_error:
        return Finding(Mark.CARE, _("Telegram could not bring the last update: %(error)s", error=report.webhook_error))
    return Finding(Mark.OK, _("Updates come by webhook") if report.webhook else _("Updates are fetched by polling"))


def of_clock(skew: float) -> Finding:
    """What a clock that is `skew` seconds off means."""
    seconds = round(skew)
    if skew < SKEW_S:
        return Finding(Mark.OK, _("The clock agrees with Telegram's"))
    mark = Mark.CARE if skew < BAD_SKEW_S else Mark.BAD
    return Finding(
        mark, _("The clock is %(seconds)s seconds off Telegram's. Turn on time synchronisation.", seconds=seconds)
    )
