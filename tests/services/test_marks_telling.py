"""What families get on their phones when marks are published and corrected, and when they do not."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.domain.delivery import OutboxState, Reason
from bot.domain.marks import MarkKind
from bot.services.marks import enter, new_assessment, publish
from bot.storage.engine import Sessions
from bot.storage.models import Guardianship, Outgoing, Pupil
from tests.support.demo import PARENTS, TEACHER
from tests.support.house import House, open_house

MOTHER, FATHER = PARENTS[0], PARENTS[1]


async def published(house: House, title: str, score: float, subject: str = "Matematika") -> tuple[int, int]:
    """The mother's child has a mark in a new test, and it is published: the ids of test and child."""
    async with house.sessions() as session:
        demo = replace(house.demo, session=session)
        teacher, child = await demo.person(TEACHER), await demo.child(MOTHER)
        assert child.class_id is not None
        test = await new_assessment(session, teacher, child.class_id, subject, MarkKind.SCOPE, house.now, title=title)
        await enter(session, teacher, test.id, child.id, score, False, house.now)
        await publish(session, teacher, [test.id], house.now)
        await session.commit()
    await house.deliver()
    return test.id, child.id


async def test_the_family_reads_which_marks_can_be_seen_and_another_family_nothing(
    sessions: Sessions, now: datetime
) -> None:
    house = await open_house(sessions, now)
    before = len(house.phone(FATHER.user_id).bubbles)
    await published(house, "TP 1", 83.5)
    async with house.sessions() as session:
        child = (await replace(house.demo, session=session).child(MOTHER)).name
    text = house.phone(MOTHER.user_id).screen().text
    assert f"Nilai Ananda {child} (X-1) berikut sudah dapat dilihat:" in text
    assert "• Matematika: Tes materi (TP 1)" in text
    assert "83" not in text
    assert len(house.phone(FATHER.user_id).bubbles) == before


async def test_a_correction_says_the_old_and_the_new_mark(sessions: Sessions, now: datetime) -> None:
    house = await open_house(sessions, now)
    test_id, child_id = await published(house, "TP 1", 38)
    async with house.sessions() as session:
        teacher = await replace(house.demo, session=session).person(TEACHER)
        await enter(session, teacher, test_id, child_id, 83.5, False, house.now)
        await session.commit()
    await house.deliver()
    text = house.phone(MOTHER.user_id).screen().text
    assert "Ada perbaikan pada nilai Ananda" in text
    assert "• Matematika, Tes materi (TP 1): 83,5 (sebelumnya 38)" in text


async def test_beyond_the_weeks_number_marks_are_gathered_in_one_notice(sessions: Sessions, now: datetime) -> None:
    house = await open_house(sessions, now)
    for number in range(1, 7):
        await published(house, f"TP {number}", 70 + number)
    texts = [bubble.text for bubble in house.phone(MOTHER.user_id).bubbles.values() if "dapat dilihat" in bubble.text]
    assert len(texts) == 3
    house.now += timedelta(days=8)
    await house.deliver()
    texts = [bubble.text for bubble in house.phone(MOTHER.user_id).bubbles.values() if "dapat dilihat" in bubble.text]
    assert len(texts) == 4
    assert [f"TP {number})" in texts[3] for number in range(1, 7)] == [False] * 3 + [True] * 3


async def test_who_may_no_longer_hear_of_the_child_gets_nothing_in_the_morning(
    sessions: Sessions, now: datetime
) -> None:
    house = await open_house(sessions, now.replace(hour=13))
    _test, child_id = await published(house, "TP 1", 80)
    assert not house.phone(MOTHER.user_id).bubbles
    async with house.sessions() as session:
        for tie in await session.scalars(select(Guardianship).where(Guardianship.pupil_id == child_id)):
            tie.sees_child = False
        await session.commit()
    house.now += timedelta(hours=13)
    await house.deliver()
    assert not any("dapat dilihat" in bubble.text for bubble in house.phone(MOTHER.user_id).bubbles.values())
    async with house.sessions() as session:
        rows = await session.scalars(select(Outgoing).where(Outgoing.dedupe.startswith(f"mk:see:{child_id}:")))
        assert {(row.state, row.reason) for row in rows} == {(OutboxState.DROPPED, Reason.NOT_LINKED)}


async def test_of_a_child_that_left_nothing_is_told(sessions: Sessions, now: datetime) -> None:
    house = await open_house(sessions, now)
    test_id, child_id = await published(house, "TP 1", 80)
    async with house.sessions() as session:
        (await session.get_one(Pupil, child_id)).left_at = house.now
        await session.commit()
    async with house.sessions() as session:
        demo = replace(house.demo, session=session)
        teacher, of = await demo.person(TEACHER), await demo.school_class("X-1")
        other = await new_assessment(session, teacher, of.id, "Matematika", MarkKind.TASK, house.now)
        await enter(session, teacher, other.id, (await demo.child(FATHER)).id, 80, False, house.now)
        done = await publish(session, teacher, [test_id, other.id], house.now)
        assert (done.assessments, done.pupils, done.told) == (1, 1, 1)
