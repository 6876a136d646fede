"""Marks become visible when a teacher publishes them: who may, who hears of it, and what leaves in the end."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import OutboxState
from bot.domain.errors import InvalidValue, NotAllowed
from bot.domain.marks import MarkKind
from bot.domain.policy import Weight
from bot.services.marks import (
    Reached,
    assessments_of,
    enter,
    marks_of,
    new_assessment,
    publish,
    subjects_in,
    unpublished,
)
from bot.services.marks.leaving import is_of_marks, still_heard
from bot.storage.models import (
    Assessment,
    Consent,
    Guardianship,
    GuardianState,
    LogEntry,
    LogKind,
    Outgoing,
    Person,
)
from tests.support.marks import HISTORY, MATHS, MarkSchool, file_of, leger, mark_school, row

ADI, CITRA = "Adi Nugroho", "Citra Lestari"


async def with_marks(session: AsyncSession, now: datetime) -> tuple[MarkSchool, int, int]:
    """The small school with a leger's marks: the ids of Matematika and Sejarah."""
    house = await mark_school(session, now)
    report = await house.take_over(file_of(leger(row(7, ADI, 80.0, 75.0), row(8, CITRA, 90.0, "-"))))
    return house, report.assessments[0], report.assessments[1]


async def tie_of(session: AsyncSession, person: Person) -> Guardianship:
    return (await session.scalars(select(Guardianship).where(Guardianship.person_id == person.id))).one()


async def test_each_child_has_one_notice_that_names_no_mark(session: AsyncSession, now: datetime) -> None:
    house, maths, history = await with_marks(session, now)
    mother = await house.guardian(house.pupils[ADI], "Siti Rahayu")
    waiting = await unpublished(session, house.homeroom, house.x1.id)
    assert [(one.subject, one.marks, one.missing, one.families) for one in waiting] == [
        (MATHS, 2, 0, 1),
        (HISTORY, 1, 1, 1),
    ]
    done = await publish(session, house.homeroom, [maths, history], now)
    assert (done.assessments, done.pupils, done.told) == (2, 2, 1)
    (told,) = await house.told(mother)
    assert [mark["$map"]["subject"] for mark in told["values"]["marks"]] == [MATHS, HISTORY]
    assert "80" not in str(told["values"]["marks"])
    row_ = (await session.scalars(select(Outgoing))).one()
    assert (row_.weight, row_.personal) == (Weight.ROUTINE, True)
    assert await unpublished(session, house.homeroom, house.x1.id) == []
    logged = await session.scalars(select(LogEntry.pupil_id).where(LogEntry.kind == LogKind.PUBLISHED))
    assert sorted(filter(None, logged)) == sorted(house.pupils[name].id for name in (ADI, CITRA))


async def test_a_second_tap_tells_nobody_twice_and_a_second_subject_joins_the_notice(
    session: AsyncSession, now: datetime
) -> None:
    house, maths, history = await with_marks(session, now)
    mother = await house.guardian(house.pupils[ADI], "Siti Rahayu")
    await publish(session, house.homeroom, [maths], now)
    assert (await publish(session, house.homeroom, [maths], now)).told == 0
    await publish(session, house.homeroom, [history], now)
    (told,) = await house.told(mother)
    assert len(told["values"]["marks"]) == 2
    (await session.scalars(select(Outgoing))).one().state = OutboxState.SENT
    await new_marks(house, now + timedelta(days=1))
    assert len(await house.told(mother)) == 2


async def new_marks(house: MarkSchool, now: datetime) -> None:
    """A test of the next day, published."""
    made = await new_assessment(
        house.session, house.homeroom, house.x1.id, MATHS, MarkKind.SCOPE, now, title="TP 1", term="20261"
    )
    await enter(house.session, house.homeroom, made.id, house.pupils[ADI].id, 70, False, now)
    await publish(house.session, house.homeroom, [made.id], now)


async def test_only_confirmed_guardians_who_may_hear_of_the_child_are_told(
    session: AsyncSession, now: datetime
) -> None:
    house, maths, _history = await with_marks(session, now)
    people = [await house.guardian(house.pupils[ADI], f"Wali {number}") for number in range(5)]
    (await tie_of(session, people[0])).state = GuardianState.PROVISIONAL
    (await tie_of(session, people[1])).state = GuardianState.ENDED
    (await tie_of(session, people[2])).sees_child = False
    consent = (await session.scalars(select(Consent).where(Consent.person_id == people[3].id))).one()
    consent.withdrawn_at = now
    assert (await publish(session, house.homeroom, [maths], now)).told == 1
    assert [bool(await house.told(person)) for person in people] == [False] * 4 + [True]


async def test_a_right_that_ends_before_the_notice_leaves_keeps_it_back(session: AsyncSession, now: datetime) -> None:
    house, maths, _history = await with_marks(session, now)
    mother = await house.guardian(house.pupils[ADI], "Siti Rahayu")
    await publish(session, house.homeroom, [maths], now)
    (waiting,) = (await session.scalars(select(Outgoing))).all()
    assert is_of_marks(waiting)
    assert await still_heard(session, [waiting]) == {waiting.id}
    (await tie_of(session, mother)).sees_child = False
    await session.flush()
    assert await still_heard(session, [waiting]) == set()


async def test_others_neither_publish_nor_see_what_is_not_theirs(session: AsyncSession, now: datetime) -> None:
    house, maths, history = await with_marks(session, now)
    assert [one.id for one in await unpublished(session, house.maths, house.x1.id)] == [maths]
    assert [one.subject for one in await assessments_of(session, house.maths, house.x1.id, "20261")] == [MATHS]
    with pytest.raises(NotAllowed):
        await publish(session, house.maths, [maths, history], now)
    with pytest.raises(NotAllowed):
        await unpublished(session, house.homeroom, house.x2.id)
    with pytest.raises(NotAllowed):
        await marks_of(session, house.maths, history)
    for nobody in (10**6, 0):
        with pytest.raises(NotAllowed):
            await publish(session, house.admin, [nobody], now)
    assert await unpublished(session, house.admin, house.x1.id) != []
    assert list(await session.scalars(select(Assessment.published_at))) == [None, None]


async def test_a_mark_is_entered_corrected_and_taken_away_by_hand(session: AsyncSession, now: datetime) -> None:
    house, maths, _history = await with_marks(session, now)
    adi = house.pupils[ADI].id
    done = await enter(session, house.maths, maths, adi, 85, False, now)
    assert (done.old, done.new, done.told) == (Reached(80.0), Reached(85), 0)
    assert (await enter(session, house.maths, maths, adi, None, True, now)).new == Reached(None, True)
    assert (await enter(session, house.maths, maths, adi, None, False, now)).new == Reached()
    listed = await marks_of(session, house.maths, maths)
    assert [(one.name, one.reached) for one in listed] == [(ADI, Reached()), (CITRA, Reached(90.0))]
    for score in (-1, 100.5, float("nan"), float("inf")):
        with pytest.raises(InvalidValue):
            await enter(session, house.maths, maths, adi, score, False, now)
    with pytest.raises(NotAllowed):
        await enter(session, house.maths, maths, house.pupils["Fajar Hidayat"].id, 80, False, now)


async def test_a_published_mark_that_is_entered_or_corrected_is_told(session: AsyncSession, now: datetime) -> None:
    house, maths, _history = await with_marks(session, now)
    mother = await house.guardian(house.pupils[ADI], "Siti Rahayu")
    gita = await house.pupil("Gita Permata")
    father = await house.guardian(gita, "Bambang Irawan")
    await publish(session, house.homeroom, [maths], now)
    assert (await enter(session, house.maths, maths, house.pupils[ADI].id, 85, False, now)).told == 1
    assert (await enter(session, house.maths, maths, house.pupils[ADI].id, 85, False, now)).told == 0
    assert [told["template"] for told in await house.told(mother)] == ["marks/published", "marks/corrected"]
    await enter(session, house.maths, maths, gita.id, 70, False, now)
    assert [told["template"] for told in await house.told(father)] == ["marks/published"]


async def test_a_new_assessment_is_the_one_that_is_there_already(session: AsyncSession, now: datetime) -> None:
    house = await mark_school(session, now)
    one = await new_assessment(
        session, house.maths, house.x1.id, "MTK", MarkKind.SCOPE, now, title="TP 1", term="20261"
    )
    same = await new_assessment(session, house.homeroom, house.x1.id, "matematika", MarkKind.SCOPE, now, title="tp 1")
    assert (one.id, one.subject, one.position) == (same.id, MATHS, 0)
    other = await new_assessment(session, house.maths, house.x1.id, MATHS, MarkKind.SCOPE, now, title="TP 2")
    assert (other.id != one.id, other.position) == (True, 1)
    with pytest.raises(NotAllowed):
        await new_assessment(session, house.maths, house.x1.id, HISTORY, MarkKind.TASK, now)
    with pytest.raises(InvalidValue):
        await new_assessment(session, house.maths, house.x1.id, MATHS, MarkKind.TASK, now, best=0)
    with pytest.raises(InvalidValue):
        await new_assessment(session, house.maths, house.x1.id, "  ", MarkKind.TASK, now)
    assert await subjects_in(session, house.maths, house.x1.id) == [MATHS]
    assert await subjects_in(session, house.homeroom, house.x1.id) == [HISTORY, MATHS]
