"""Two administrators import at once: one of them wins, the other is told, and nothing is done by halves."""

import asyncio
from datetime import datetime

from sqlalchemy import func, select

from bot.domain.delivery import Rung
from bot.domain.roster import Roster
from bot.playground.demo import TEACHER
from bot.roster import read_roster
from bot.services import updates
from bot.services.rosters import ImportOutdated, apply_import, plan_import
from bot.services.updates import NewUpdate, fanout
from bot.storage.engine import Sessions
from bot.storage.models import ClassUpdate, Guardianship, LogKind, Outgoing, Pupil, Recipient, School, UpdateState
from tests.support.house import House, open_house
from tests.support.said import EVENT, logged

HEAD = "No,Nama,NISN,Kelas,JK,Nama Ayah,Nama Ibu\n"


def roster(count: int, word: str) -> Roster:
    """A school's own sheet with new pupils of a new class."""
    lines = [
        f"{at},{word} Murid {_letters(at)},{at + 1:010d},X-9,L,Ayah {word} {_letters(at)},Ibu {word} {_letters(at)}"
        for at in range(count)
    ]
    return read_roster((HEAD + "\n".join(lines)).encode(), "murid.csv")


def _letters(at: int) -> str:
    return chr(65 + at // 26) + chr(97 + at % 26)


async def imported(house: House, word: str, barrier: asyncio.Barrier) -> str:
    """Plan, wait until the other has planned too, apply, commit."""
    async with house.sessions() as session:
        school = await session.get_one(School, house.demo.school.id)
        plan = await plan_import(session, school, roster(40, word), house.now)
        await session.commit()
    await barrier.wait()
    async with house.sessions() as session:
        try:
            await apply_import(session, plan, house.now)
        except ImportOutdated:
            return "outdated"
        await session.commit()
    return word


async def test_of_two_who_import_at_once_one_wins_and_the_other_changes_nothing(
    sessions: Sessions, now: datetime
) -> None:
    house = await open_house(sessions, now)
    barrier = asyncio.Barrier(2)
    results = await asyncio.gather(imported(house, "Andi", barrier), imported(house, "Budi", barrier))
    (winner,) = set(results) - {"outdated"}
    assert sorted(results) == sorted([winner, "outdated"])
    async with sessions() as session:
        names = list(await session.scalars(select(Pupil.name).where(Pupil.name.contains(" Murid "))))
        ties = await session.scalar(
            select(func.count())
            .select_from(Guardianship)
            .join(Pupil, Pupil.id == Guardianship.pupil_id)
            .where(Pupil.name.contains(" Murid "))
        )
        school = await session.get_one(School, house.demo.school.id)
    assert len(names) == 40
    assert {name.split()[0] for name in names} == {winner}
    assert ties == 80
    assert school.roster_version == 1
    assert len(await logged(house, LogKind.IMPORTED)) == 1


async def test_an_import_while_an_update_fans_out_loses_no_family_and_doubles_none(
    sessions: Sessions, now: datetime
) -> None:
    house = await open_house(sessions, now)
    async with sessions() as session:
        house.demo.session = session
        ids = [(await house.demo.school_class(name)).id for name in ("X-1", "X-2", "X-3")]
        author = await house.demo.person(TEACHER)
        row = await updates.create(session, author, NewUpdate(ids, "event_invitation", EVENT, "id"), now, now)
        await session.commit()
        assert await fanout.start_due(session, now) == [row.id]
        await session.commit()

    async def fan_out() -> None:
        going = True
        while going:
            async with sessions() as session:
                going = await fanout.fan_out(session, row.id, now, chunk=7)
                await session.commit()

    barrier = asyncio.Barrier(1)
    _done, winner = await asyncio.gather(fan_out(), imported(house, "Citra", barrier))
    assert winner == "Citra"
    async with sessions() as session:
        rungs = list(await session.scalars(select(Recipient.rung).where(Recipient.update_id == row.id)))
        leaving = list(await session.scalars(select(Outgoing.person_id).where(Outgoing.update_id == row.id)))
        after = await session.get_one(ClassUpdate, row.id)
        linked = await session.scalar(
            select(func.count(Guardianship.person_id.distinct())).where(Guardianship.state == "confirmed")
        )
    assert after.state is UpdateState.SENT
    assert len(rungs) == linked
    assert rungs.count(Rung.QUEUED) == len(leaving) == len(set(leaving)) > 80
