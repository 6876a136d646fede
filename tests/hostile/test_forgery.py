"""Any button can be sent by anybody with anything in it: nobody sees or changes what is not theirs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Kind, Received
from bot.chat.flows import all_flows
from bot.chat.router import Router
from bot.storage.engine import Sessions
from tests.hostile.asked import ask
from tests.hostile.building import build
from tests.hostile.forging import Forged, do, drafts_of, press, presses_of
from tests.hostile.held import DOOR, hold
from tests.hostile.privacy import ask_for_data
from tests.hostile.progress import know
from tests.hostile.safe import keep_safe
from tests.hostile.watch import Listener, Picture, picture, trespasses
from tests.hostile.world import Who, World

T = TypeVar("T")

INTRUDERS = (
    "stranger",
    "same_class",
    "other_class",
    "other_school",
    "teacher_b",
    "teacher_lost",
    "teacher_far",
    "admin_far",
    "provisional",
    "hidden",
    "ended",
)
EACH = 1
"""Presses with plausible arguments per button and person."""
GARBAGE = 3
"""Garbage is garbage whoever sends it: each intruder sends it with one button in so many, the next one with others."""
PARTS = {"sqlite": 1, "postgresql": 4}
"""Who may do what is asked in the same words of both databases. So on SQLite everybody tries everything; on PostgreSQL
each intruder tries one part in so many, the next one another: what only its types and errors can break shows."""
REFUSALS = {"home/not_yours", "home/stale", "home/invalid", "home/trouble"}
ELSEWHERE = {
    "al.grace",
    "at.xlsx",
    "by.page",
    "c.off",
    "cn.gone",
    "cn.leave",
    "ho.ans",
    "ho.given",
    "ho.one",
    "ho.undo",
    "iu.d",
    "iu.fixed",
    "iu.h",
    "iu.out",
    "iu.undo",
    "l.accept",
    "l.agree",
    "m.invite",
    "m.undo",
    "md.close",
    "md.door",
    "md.unsend",
    "mi.who",
    "mk.adjust",
    "mk.again",
    "mk.anew",
    "mk.answer",
    "mk.apart",
    "mk.apply",
    "mk.as",
    "mk.leave",
    "mk.nkind",
    "mk.ntitle",
    "mk.pub",
    "mk.pubfile",
    "mk.unpub",
    "mk.report",
    "mk.rest",
    "mk.without",
    "pv.take",
    "r.again",
    "r.apply",
    "r.leavers",
    "r.report",
    "rc.csv",
    "rc.xlsx",
    "rf.picture",
    "s.agree",
    "ta.book",
    "tk.wait",
    "tk.with",
    "tw.aside",
    "tw.assign",
    "tw.back",
    "tw.one",
    "tw.open",
    "tw.publish",
    "tw.put",
    "tw.ready",
    "tw.tap",
    "u.named",
    "u.skip",
    "w.more",
    "wr.ok",
    "wr.undo",
    "x.class",
    "x.update",
}
"""Buttons that need more than a draft to go before them; the tests of their flows press them."""
FEW = 2
RIGHTFUL = ("teacher", "mother", "admin", "other_class")


@pytest.fixture
async def world(sessions: Sessions, now: datetime, straight: None) -> World:
    async with sessions() as session:
        made = await build(session, now)
        await hold(made)
        await know(made)
        await ask(made)
        await ask_for_data(made)
        await keep_safe(made)
        await session.commit()
    return made


def part_of(session: AsyncSession, everything: Sequence[T], number: int) -> Sequence[T]:
    """What the intruder of this number tries on this database."""
    parts = PARTS[session.get_bind().dialect.name]
    return everything[number % parts :: parts]


async def stands(sessions: Sessions) -> Picture:
    """Every row as it is now."""
    async with sessions() as session:
        return await picture(session)


async def pressed(
    session: AsyncSession,
    router: Router,
    world: World,
    who: Who,
    forged: Sequence[Forged],
    drafts: Sequence[Sequence[dict[str, Any]]],
) -> list[str]:
    """Press these one after the other; what raised."""
    raised = []
    for one in forged:
        try:
            await do(session, router, world, who, press(who, one.packed), drafts[one.drafts % len(drafts)])
        except Exception as error:
            raised.append(f"{who.name} {one.packed!r}, drafts {one.drafts}: {type(error).__name__}: {error}"[:300])
            await session.rollback()
    await session.commit()
    session.expunge_all()
    return raised


@pytest.mark.slow
async def test_no_forged_button_shows_or_changes_what_is_somebody_elses(world: World, sessions: Sessions) -> None:
    router = Router(all_flows())
    wrong: list[str] = []
    before = await stands(sessions)
    for number, name in enumerate(INTRUDERS):
        who, listener = world.people[name], Listener(world)
        forged = presses_of(router, world, number, EACH, GARBAGE)
        drafts = drafts_of(world, who)
        async with sessions() as session:
            for one in part_of(session, list(forged.values()), number):
                wrong += await pressed(session, router, world, who, one, drafts)
            wrong += [f"{name} saw {leak}" for leak in await listener.hear(session, who, world.now)]
        after = await stands(sessions)
        wrong += [f"{name} changed {place}" for place in trespasses(before, after, who)]
        before = after
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_rightful_person_gets_through_with_every_one_of_these_buttons(
    world: World, sessions: Sessions
) -> None:
    router = Router(all_flows())
    forged = presses_of(router, world, 0, 20)
    tried = {key: presses for key, presses in forged.items() if key not in ELSEWHERE}
    refused = {key for key, presses in tried.items() if not await answered(router, world, sessions, key, presses)}
    assert not refused, " ".join(sorted(refused))


async def answered(router: Router, world: World, sessions: Sessions, key: str, forged: Sequence[Forged]) -> bool:
    """Whether somebody who may gets anything but a refusal for one of these; nothing of it lasts.

    First with what the button's own flow keeps, or nothing; only then with what others keep. And first a few presses
    of everybody, for most need no more.
    """
    own = {flow.name for flow in all_flows() if flow.prefix == key.partition(".")[0]}
    async with sessions() as session:
        for mine, some in ((True, forged[:FEW]), (True, forged[FEW:]), (False, forged[:FEW])):
            for name in RIGHTFUL:
                who = world.people[name]
                for drafts in drafts_of(world, who):
                    if mine is bool(not drafts or own & {row["flow"] for row in drafts}):
                        for one in some:
                            if await gets_through(session, router, world, who, one, drafts):
                                return True
    return False


async def gets_through(
    session: AsyncSession, router: Router, world: World, who: Who, one: Forged, drafts: Sequence[dict[str, Any]]
) -> bool:
    """Whether this press is answered with anything but a refusal; it is undone."""
    before = who.account_id
    turn = await do(session, router, world, who, press(who, one.packed), drafts)
    templates = {(row.payload or {}).get("template") for row in turn.shown}
    await session.rollback()
    who.account_id = before
    return bool(templates) and not templates & REFUSALS


PLAIN = Received(Kind.TEXT, "", text="Selamat pagi, ini saya", message="60")
TYPED = (
    Received(Kind.TEXT, "", text="Balasan", message="61", reply_to="77"),
    Received(Kind.TEXT, "", text="Balasan", message="62", reply_to="78"),
    Received(Kind.TEXT, "", text="Balasan", message="63", reply_to="79"),
    Received(Kind.EDITED, "", text="Kini lain", message="77"),
    Received(Kind.EDITED, "", text="Kini lain", message="78"),
    Received(Kind.EDITED, "", text="Kini lain", message="79"),
    Received(Kind.TEXT, "", text="besok 07.00", message="64"),
    Received(Kind.TEXT, "", text="1, sakit 2", message="74"),
    Received(Kind.TEXT, "", text="/start", message="65"),
    Received(Kind.TEXT, "", text="/start AAAABBBB2345", message="66"),
    Received(Kind.TEXT, "", text="/start u_1_2_3", message="67"),
    Received(Kind.TEXT, "", text="/start " + "9" * 64, message="68"),
    Received(Kind.TEXT, "", text=f"/start md_{DOOR}", message="72"),
    Received(Kind.TEXT, "", text=f"hadir md_{DOOR}", message="73"),
    Received(Kind.TEXT, "", text="/jawaban", message="69"),
    Received(Kind.TEXT, "", text="/terkirim", message="70"),
    Received(Kind.TEXT, "", text="/pengaturan", message="71"),
)
TURNS = 6
"""Plain words are typed by everybody in every state; of the rest one in so many, others by the next, who is in another
state with the same."""


@pytest.mark.slow
async def test_nothing_typed_replied_or_edited_shows_or_changes_what_is_somebody_elses(
    world: World, sessions: Sessions
) -> None:
    router = Router(all_flows())
    wrong: list[str] = []
    before = await stands(sessions)
    for intruder, name in enumerate(INTRUDERS):
        who, listener = world.people[name], Listener(world)
        async with sessions() as session:
            for number, drafts in part_of(session, list(enumerate(drafts_of(world, who))), intruder):
                for typed in (PLAIN, *TYPED[(number + intruder) % TURNS :: TURNS]):
                    try:
                        await do(session, router, world, who, replace(typed, chat=who.address, name=name), drafts)
                    except Exception as error:
                        wrong.append(f"{name} {typed.kind} {typed.text!r}, drafts {number}: {error!r}"[:300])
                        await session.rollback()
            await session.commit()
            wrong += [f"{name} saw {leak}" for leak in await listener.hear(session, who, world.now)]
        after = await stands(sessions)
        wrong += [f"{name} changed {place}" for place in trespasses(before, after, who)]
        before = after
    assert wrong == []
