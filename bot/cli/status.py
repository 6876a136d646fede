"""`titian status`: how the queues stand, in plain words or as JSON. It may be asked at any time; it only reads."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli import work
from bot.cli.status_words import sentences
from bot.cli.words import say, source
from bot.domain.delivery import Lane
from bot.domain.errors import NotFound
from bot.domain.text import _

if TYPE_CHECKING:
    from bot.services.queue.queues import Line, Queues, Troubles

DAY = timedelta(days=1)
AsJson = Annotated[bool, typer.Option("--json", help=source(_("For scripts: one JSON object.")))]


def status(as_json: AsJson = False) -> None:
    """Print a few lines per bot; raises NotFound before a school is founded."""
    now, rate = work.now(), work.settings().telegram_messages_per_second
    found = work.do(_look(now))
    if as_json:
        import json

        bots = [{**_facts(bot, troubles), "messages_per_second": rate} for bot, troubles in found]
        typer.echo(json.dumps({"at": now.isoformat(), "bots": bots}, indent=2, ensure_ascii=False))
        return
    typer.echo("\n\n".join("\n".join(_lines(bot, troubles, now, rate)) for bot, troubles in found))


async def _look(now: datetime) -> "list[tuple[Queues, Troubles]]":
    from bot.services.queue import queues
    from bot.storage.engine import make_readers

    async with work.database() as engine, make_readers(engine)() as session:
        bots = await queues.standing(session, now)
        troubles = await queues.troubles(session, now - DAY)
    if not bots:
        raise NotFound("school")
    return [(bot, troubles.get(bot.bot_id, queues.Troubles())) for bot in bots]


def _lines(bot: "Queues", troubles: "Troubles", now: datetime, rate: int) -> Iterator[str]:
    name = f"@{bot.username}" if bot.username else say(_("bot not connected yet"))
    yield f"{bot.school} ({name})"
    for sentence in sentences(bot, troubles, now, rate):
        yield f"  {say(sentence)}"


def _facts(bot: "Queues", troubles: "Troubles") -> dict[str, Any]:
    """The same for scripts; every key is always there, times are ISO 8601 in UTC."""
    holder = bot.holder
    return {
        "bot": bot.bot_id,
        "school": bot.school,
        "username": bot.username,
        "holder": holder
        and {"host": holder.host, "process": holder.process, "renewed_at": holder.renewed_at.isoformat()},
        "paused_until": _iso(bot.paused_until),
        "answers": _line(bot.lanes[Lane.INTERACTIVE]),
        "bulk": _line(bot.lanes[Lane.BULK]),
        "in_hand": bot.in_hand,
        "inbox": {"waiting": bot.arrivals, "since": _iso(bot.arrivals_since)},
        "last_day": {
            "possibly_twice": troubles.possibly_twice,
            "unknown": troubles.unknown,
            "failed": {reason.value if reason else "": count for reason, count in troubles.failed.items()},
            "given_up": troubles.given_up,
        },
    }


def _line(line: "Line") -> dict[str, Any]:
    return {
        "due": line.due,
        "later": line.later,
        "again": line.again,
        "since": _iso(line.since),
        "again_since": _iso(line.again_since),
        "next_due": _iso(line.next_due),
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
