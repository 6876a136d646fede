"""Names and words as people really and wickedly write them: every screen stays whole, escaped and within limits."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from sqlalchemy import String, cast, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Kind, Received
from bot.channels.split import split, width
from bot.channels.telegram.send import LIMITS
from bot.chat.flows import all_flows
from bot.chat.router import Router
from bot.domain.codec import load_screen
from bot.domain.courtesy import Reader
from bot.domain.screens import FileKind, FileRef
from bot.messages.render import render
from bot.storage.engine import Sessions
from bot.storage.models import Account, LogEntry, Outgoing, OwnTemplate, Person, Pupil, School, SchoolClass
from tests.hostile.forging import do, drafts_of, press, presses_of
from tests.hostile.test_forgery import world
from tests.hostile.world import World

__all__ = ["world"]
EVIL = '<evil a="1">O\'Brien & </evil> \u202eمحمد\u202c 👨‍👩‍👧 %(name)s {{ x }} _*[`'
LONG = (EVIL + " sangat panjang" * 20)[:200]
PEOPLE = ("teacher", "mother", "admin", "stranger")


class _Tags(HTMLParser):
    """Whether every tag is one of ours and is closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)
        if tag not in {"b", "i", "u", "s", "code", "blockquote", "a"}:
            self.wrong.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def faults(text: str, labels: list[str]) -> list[str]:
    """What Telegram, or a reader, would stumble over."""
    found = []
    for part in split(text, LIMITS.text):
        tags = _Tags()
        tags.feed(part)
        tags.close()
        found += [f"tag {tag}" for tag in (*tags.wrong, *tags.open)]
        if not 1 <= width(part) <= LIMITS.text:
            found.append("length")
    if re.search(r"</?evil", text):
        found.append("not escaped")
    if "\u202e" in text:
        found.append("steers the direction")
    return found + [f"face {label!r}" for label in labels if not label.strip()]


async def disguise(session: AsyncSession) -> None:
    """Everything and everybody gets the worst name there can be."""
    for model in (School, Person, Pupil, Account):
        await session.execute(update(model).values(name=LONG))
    await session.execute(update(SchoolClass).values(name=cast(SchoolClass.id, String(4)) + LONG[:50]))
    await session.execute(update(OwnTemplate).values(name=LONG[:60]))
    await session.execute(update(LogEntry).where(LogEntry.text.is_not(None)).values(text=EVIL + "x" * 4_000))


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_screen_of_every_flow_bears_the_worst_of_names(world: World, sessions: Sessions) -> None:
    router = Router(all_flows())
    wrong: set[str] = set()
    bore = 0
    async with sessions() as session:
        await disguise(session)
        await session.commit()
        for name in PEOPLE:
            who = world.people[name]
            drafts = drafts_of(world, who)
            for presses in presses_of(router, world, len(name), 2).values():
                for one in presses:
                    before = who.account_id
                    stale = drafts[one.drafts % len(drafts)]
                    turn = await do(session, router, world, who, press(who, one.packed), stale)
                    wrong |= {f"{one.packed}: {fault}" for row in turn.shown for fault in looked_at(row, world)}
                    bore += sum("<evil" in str(row.payload) for row in turn.shown)
                    await session.rollback()
                    who.account_id = before
    assert sorted(wrong) == []
    assert bore > 50


def looked_at(row: Outgoing, world: World) -> list[str]:
    """The faults of one message in both languages."""
    if row.payload is None:
        return []
    found = []
    for locale in ("id", "en"):
        shown = render(load_screen(row.payload), Reader(locale, "Asia/Jakarta", LONG), world.now)
        found += faults(shown.text, [choice.label for line in shown.rows for choice in line])
    return found


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_five_thousand_characters_or_an_empty_file_at_any_step_of_any_flow(
    world: World, sessions: Sessions
) -> None:
    router = Router(all_flows())
    wrong: set[str] = set()
    said = [
        Received(Kind.TEXT, "", text=EVIL + "😀" * 2_500, message="60"),
        Received(Kind.TEXT, "", text="/start " + "A" * 5_000, message="60"),
        Received(Kind.TEXT, "", text="  ", message="60"),
        Received(Kind.TEXT, "", text="1/1/0001 00.00", message="60", reply_to="77"),
        Received(Kind.TEXT, "", text="/" + "x" * 4_000, message="60"),
        Received(Kind.FILE, "", file=FileRef(FileKind.PHOTO, remote="p", size=0), message="60"),
        Received(Kind.FILE, "", file=FileRef(FileKind.VOICE, remote="v", size=0), message="60", reply_to="77"),
        Received(Kind.FILE, "", text="😀" * 1_024, file=FileRef(FileKind.DOCUMENT, remote="d"), message="60"),
        Received(Kind.OTHER, "", message="60"),
        Received(Kind.EDITED, "", text=EVIL + "x" * 5_000, message="78"),
        Received(Kind.EDITED, "", text="never seen", message="4711"),
        Received(Kind.TEXT, "", text="/menu", message="60", group=True),
    ]
    async with sessions() as session:
        for name in PEOPLE:
            who = world.people[name]
            for drafts in drafts_of(world, who):
                for one in said:
                    received = replace(one, chat=who.address, name=LONG)
                    before = who.account_id
                    turn = await do(session, router, world, who, received, drafts)
                    found = [fault for row in turn.shown for fault in looked_at(row, world)]
                    wrong |= {f"{one.kind} {one.text[:20]}: {fault}" for fault in found}
                    await session.rollback()
                    who.account_id = before
    assert sorted(wrong) == []
