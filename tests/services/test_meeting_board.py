"""The board as each may see it, asked with as many questions for few families as for many; the summary, once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.boards import Step
from bot.domain.errors import InvalidValue, NotAllowed, StaleScreen
from bot.domain.meetings import MeetingState
from bot.services.meetings import closing, minutes, phoning, summaries
from bot.services.meetings.board import board
from bot.services.meetings.minutes import Minutes
from bot.services.updates.catchup import catch_up
from bot.storage.engine import Sessions
from bot.storage.models import (
    Account,
    AccountState,
    Guardianship,
    GuardianState,
    Meeting,
    MeetingHost,
    Outgoing,
    Person,
    Teaching,
)
from tests.support.demo import ADMIN, PARENTS, TEACHER, Demo, demo_school
from tests.support.gathering import AFTERWARDS, AT_THE_DOOR, BEGINS, a_meeting, fan_out, invite

SITI, HENDRA, YANTI, AGUS = PARENTS


async def ready(sessions: Sessions, now: datetime, *classes: str) -> tuple[Demo, Meeting]:
    demo = await demo_school(sessions(), now)
    meeting = await a_meeting(demo, now, classes=classes or ("X-1",))
    await invite(demo, meeting, now)
    return demo, meeting


@contextmanager
def counted(engine: AsyncEngine) -> Iterator[list[str]]:
    """The questions that are asked meanwhile."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.extend([statement] if statement.startswith("SELECT") else [])

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine.sync_engine, "before_cursor_execute", note)


async def test_more_families_are_no_more_questions(sessions: Sessions, engine: AsyncEngine, now: datetime) -> None:
    demo, few = await ready(sessions, now)
    many = await a_meeting(demo, now, classes=("X-1", "X-2", "X-3"))
    await invite(demo, many, now)
    asked = []
    for meeting, families in ((few, 36), (many, 108)):
        with counted(engine) as statements:
            found = await board(demo.session, meeting, AFTERWARDS)
        assert len(found.lines) == families
        asked.append(len(statements))
    assert asked[0] == asked[1] <= 15
    await demo.session.close()


async def test_a_host_sees_the_families_she_may_write_to(sessions: Sessions, now: datetime) -> None:
    demo, meeting = await ready(sessions, now, "X-1", "X-2")
    dewi = await demo.session.scalar(select(Person).where(Person.name.startswith("Dewi")))
    assert dewi is not None
    assert (await board(demo.session, meeting, now, dewi)).lines == []
    demo.session.add(MeetingHost(meeting_id=meeting.id, person_id=dewi.id))
    x2 = await demo.school_class("X-2")
    for row in await demo.session.scalars(select(Teaching).where(Teaching.person_id == dewi.id)):
        if row.class_id == x2.id:
            await demo.session.delete(row)
    await demo.session.flush()
    seen = (await board(demo.session, meeting, now, dewi)).lines
    assert {line.child.class_name for line in seen} == {"X-1"}
    whole = (await board(demo.session, meeting, now)).lines
    assert {line.child.class_name for line in whole} == {"X-1", "X-2"}
    await demo.session.close()


async def written(demo: Demo, meeting: Meeting) -> None:
    part = Minutes("Kami berkenalan.", ["Ponsel disimpan."])
    await minutes.write(demo.session, await demo.person(TEACHER), meeting.id, part, AFTERWARDS)
    await demo.session.commit()


async def test_minutes_are_for_hosts_from_the_beginning_until_the_summary_leaves(
    sessions: Sessions, now: datetime
) -> None:
    demo, meeting = await ready(sessions, now, "X-1", "X-2")
    teacher, siti = await demo.person(TEACHER), await demo.person(SITI)
    rahmat = await demo.session.scalar(select(Person).where(Person.name.startswith("Rahmat")))
    assert rahmat is not None  # homeroom teacher of X-2 and no host: she reads them
    with pytest.raises(StaleScreen):
        await minutes.write(demo.session, teacher, meeting.id, Minutes("Kami …"), now)
    for somebody in (rahmat, siti):
        with pytest.raises(NotAllowed):
            await minutes.write(demo.session, somebody, meeting.id, Minutes("Kami …"), AFTERWARDS)
    with pytest.raises(InvalidValue):
        await summaries.send(demo.session, teacher, meeting.id, AFTERWARDS, AFTERWARDS)
    await written(demo, meeting)
    with pytest.raises(NotAllowed):
        await summaries.send(demo.session, rahmat, meeting.id, AFTERWARDS, AFTERWARDS)
    admin = await demo.person(ADMIN)
    row = await summaries.send(demo.session, admin, meeting.id, AFTERWARDS, AFTERWARDS)
    assert row.author_id == teacher.id  # in the leader's name, whoever sends it
    assert (meeting.state, meeting.summary_id) == (MeetingState.HELD, row.id)
    for late in (
        minutes.write(demo.session, teacher, meeting.id, Minutes("Lain."), AFTERWARDS),
        summaries.send(demo.session, teacher, meeting.id, AFTERWARDS, AFTERWARDS),
    ):
        with pytest.raises(StaleScreen):
            await late
    await summaries.undo(demo.session, teacher, meeting.id, AFTERWARDS)
    assert (await minutes.write(demo.session, teacher, meeting.id, Minutes("Lain."), AFTERWARDS)).minutes == "Lain."
    await demo.session.close()


async def test_who_links_later_gets_the_summary_once(sessions: Sessions, now: datetime) -> None:
    demo, meeting = await ready(sessions, now)
    await written(demo, meeting)
    teacher, agus = await demo.person(TEACHER), await demo.person(AGUS)
    row = await summaries.send(demo.session, teacher, meeting.id, AFTERWARDS, AFTERWARDS)
    await demo.session.commit()
    await fan_out(demo.session, AFTERWARDS)
    later = AFTERWARDS + (summaries.CURRENT / 2)
    tie = await demo.session.scalar(select(Guardianship).where(Guardianship.person_id == agus.id))
    assert tie is not None
    tie.state = GuardianState.CONFIRMED
    demo.session.add(
        Account(
            bot_id=demo.bot.id,
            person_id=agus.id,
            address="204",
            name=agus.name,
            state=AccountState.ACTIVE,
            state_since=later,
            created_at=later,
            seen_at=later,
        )
    )
    await demo.session.flush()
    for _twice in range(2):
        await catch_up(demo.session, agus, later)
    await demo.session.commit()
    query = select(Outgoing).where(Outgoing.update_id == row.id, Outgoing.person_id == agus.id)
    assert len(list(await demo.session.scalars(query))) == 1
    await demo.session.close()


async def test_being_told_on_the_phone_is_noted_once_and_can_be_taken_back(sessions: Sessions, now: datetime) -> None:
    demo, meeting = await ready(sessions, now)
    teacher, child = await demo.person(TEACHER), await demo.child(AGUS)
    with pytest.raises(StaleScreen):
        await phoning.note_told(demo.session, teacher, meeting, child.id, AFTERWARDS)
    await written(demo, meeting)
    await summaries.send(demo.session, teacher, meeting.id, AFTERWARDS, AFTERWARDS)
    await demo.session.commit()
    await fan_out(demo.session, AFTERWARDS)
    await demo.session.refresh(meeting)

    async def acknowledged() -> bool:
        found = await board(demo.session, meeting, AFTERWARDS)
        return next(line for line in found.lines if line.pupil_id == child.id).acknowledged

    for _twice in range(2):
        await phoning.note_told(demo.session, teacher, meeting, child.id, AFTERWARDS)
    assert await acknowledged()
    await phoning.take_back_told(demo.session, teacher, meeting, child.id, AFTERWARDS)
    assert not await acknowledged()
    with pytest.raises(StaleScreen):
        await phoning.take_back_told(demo.session, teacher, meeting, child.id, AFTERWARDS)
    await demo.session.close()


async def test_a_meeting_is_over_when_its_hours_are_and_not_closed_while_a_family_is_open(
    sessions: Sessions, now: datetime
) -> None:
    demo, meeting = await ready(sessions, now)
    teacher = await demo.person(TEACHER)
    for at, state in ((BEGINS, MeetingState.INVITED), (AFTERWARDS, MeetingState.HELD)):
        await closing.end_due(demo.session, at)
        await demo.session.refresh(meeting)
        assert meeting.state is state
    assert await closing.held(demo.session) == [meeting.id]
    assert not await closing.is_empty(demo.session, meeting.id, AFTERWARDS)
    with pytest.raises(StaleScreen):
        await closing.close(demo.session, teacher, meeting.id, AFTERWARDS)
    steps = (await board(demo.session, meeting, AFTERWARDS)).steps()
    assert steps == {Step.ATTEND: 36}
    assert (await board(demo.session, meeting, AT_THE_DOOR)).steps() == {Step.ATTEND: 36}
    await demo.session.close()
