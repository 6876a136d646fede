"""What is kept of answers and replies, and who may see them, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import Words
from bot.domain.delivery import Rung
from bot.domain.errors import NotAllowed, NotFound, StaleScreen
from bot.services import answers, updates
from bot.services.answers import About, received, replies
from bot.services.answers import reports as answer_reports
from bot.services.updates import NewUpdate, fanout
from bot.storage.models import (
    Account,
    AccountState,
    ClassUpdate,
    LogEntry,
    Outgoing,
    Person,
    Recipient,
    Role,
    RoleKind,
    UpdateState,
)
from tests.support.demo import ADMIN, PARENTS, Demo, demo_school
from tests.support.said import EVENT

SITI, HENDRA, YANTI, AGUS = PARENTS


@pytest.fixture
async def demo(session: AsyncSession, now: datetime) -> Demo:
    return await demo_school(session, now)


async def update_to(demo: Demo, now: datetime, *classes: str) -> ClassUpdate:
    ids = [(await demo.school_class(name)).id for name in classes]
    new = NewUpdate(ids, "event_invitation", EVENT, "id")
    row = await updates.create(demo.session, await demo.person(), new, now, now)
    for update_id in await fanout.start_due(demo.session, now):
        await fanout.fan_out(demo.session, update_id, now)
    return await demo.session.get_one(ClassUpdate, row.id, populate_existing=True)


async def came_to(demo: Demo, row: ClassUpdate, guardian: Person) -> Recipient:
    found = await demo.session.scalars(
        select(Recipient).where(Recipient.update_id == row.id, Recipient.person_id == guardian.id)
    )
    return found.one()


async def said(demo: Demo, row: ClassUpdate, text: str, now: datetime, message: str | None = None) -> LogEntry:
    """Bu Siti answers in her own words."""
    siti = await demo.person(SITI)
    recipient = await came_to(demo, row, siti)
    about = About(await received.children_in(demo.session, siti, recipient), recipient)
    return (await answers.say(demo.session, siti, about, Words(text, message=message), now)).entry


async def test_reading_then_answering_climbs_and_never_comes_down(demo: Demo, now: datetime) -> None:
    row = await update_to(demo, now, "X-1")
    siti = await demo.person(SITI)
    recipient = await came_to(demo, row, siti)
    children = await received.children_in(demo.session, siti, recipient)
    await answers.mark_read(demo.session, recipient, "telegram", now)
    assert recipient.rung is Rung.READ
    await answers.choose(demo.session, recipient, "coming", children, Words(), now + timedelta(minutes=1))
    await answers.mark_read(demo.session, recipient, "telegram", now + timedelta(minutes=2))
    assert (recipient.rung, recipient.read_at, recipient.answer) == (Rung.ANSWERED, now, "coming")


async def test_only_offered_answers_to_shown_updates_are_taken(demo: Demo, now: datetime) -> None:
    row = await update_to(demo, now, "X-1")
    siti = await demo.person(SITI)
    recipient = await came_to(demo, row, siti)
    with pytest.raises(NotFound):
        await answers.choose(demo.session, recipient, "maybe", [], Words(), now)
    row.state = UpdateState.WITHDRAWN
    await demo.session.flush()
    with pytest.raises(StaleScreen):
        await answers.choose(demo.session, recipient, "coming", [], Words(), now)


async def test_the_day_asked_about_is_over_at_the_schools_midnight(demo: Demo, now: datetime) -> None:
    row = await update_to(demo, now, "X-1")
    last_minute = datetime(2026, 8, 15, 16, 59, tzinfo=UTC)  # 23.59 in Jakarta
    assert not await received.has_passed(demo.session, row, last_minute)
    assert await received.has_passed(demo.session, row, last_minute + timedelta(minutes=1))


async def test_words_go_to_an_administrator_when_no_teacher_of_the_child_is_left(demo: Demo, now: datetime) -> None:
    row = await update_to(demo, now, "X-1")
    for role in await demo.session.scalars(select(Role).where(Role.kind == RoleKind.TEACHER)):
        role.ended_at = now
    await demo.session.flush()
    entry = await said(demo, row, "Halo", now)
    assert entry.staff_id == (await demo.person(ADMIN)).id


async def test_words_are_kept_when_their_teacher_has_no_chat(demo: Demo, now: datetime) -> None:
    row = await update_to(demo, now, "X-1")
    for account in await demo.session.scalars(select(Account).join(Role, Role.person_id == Account.person_id)):
        account.state = AccountState.BLOCKED
    await demo.session.flush()
    siti = await demo.person(SITI)
    recipient = await came_to(demo, row, siti)
    about = About(await received.children_in(demo.session, siti, recipient), recipient)
    kept = await answers.say(demo.session, siti, about, Words("Halo"), now)
    assert (kept.told, kept.teacher) == (False, await demo.person())


async def test_telling_the_teacher_happens_once_for_each_version(demo: Demo, now: datetime) -> None:
    row = await update_to(demo, now, "X-1")
    entry = await said(demo, row, "bertiga", now, message="31")
    siti = await demo.person(SITI)
    assert await answers.edit(demo.session, siti, Words("bertiga", message="31"), now) is None
    assert await answers.edit(demo.session, siti, Words("berdua", message="99"), now) is None
    assert await answers.edit(demo.session, await demo.person(HENDRA), Words("berdua", message="31"), now) is None
    newer = await answers.edit(demo.session, siti, Words("berdua", message="31"), now)
    assert newer is not None
    assert newer.entry.replaces_id == entry.id
    told = list(await demo.session.scalars(select(Outgoing.dedupe).where(Outgoing.dedupe.like("answer:%"))))
    assert told == [f"answer:{entry.id}", f"answer:{newer.entry.id}"]


async def test_what_was_replied_to_waits_no_longer_until_more_is_said(demo: Demo, now: datetime) -> None:
    row = await update_to(demo, now, "X-1")
    teacher = await demo.person()
    first = await said(demo, row, "Jam berapa?", now)
    waiting = answer_reports.unanswered(teacher)
    assert [entry.id for entry in await demo.session.scalars(waiting)] == [first.id]
    await replies.reply(demo.session, teacher, first.id, Words("Pukul 8"), now)
    assert list(await demo.session.scalars(waiting)) == []
    second = await said(demo, row, "Baik, Bu", now)
    assert [entry.id for entry in await demo.session.scalars(waiting)] == [second.id]
    (line,) = await answer_reports.lines(demo.session, teacher, 0, 10)
    assert (line.answered, line.waiting) == (1, 1)


async def test_a_reply_answers_the_newest_version_of_the_words(demo: Demo, now: datetime) -> None:
    row = await update_to(demo, now, "X-1")
    entry = await said(demo, row, "bertiga", now, message="31")
    newer = await answers.edit(demo.session, await demo.person(SITI), Words("berdua", message="31"), now)
    assert newer is not None
    given = await replies.reply(demo.session, await demo.person(), entry.id, Words("Baik"), now)
    assert given.entry.replies_to_id == newer.entry.id


@pytest.mark.parametrize("name", ["Rahmat Hidayat, S.Si.", "Siti Rahayu"])
async def test_who_is_neither_author_nor_homeroom_sees_nothing(demo: Demo, now: datetime, name: str) -> None:
    row = await update_to(demo, now, "X-1")
    entry = await said(demo, row, "Rahasia", now)
    other = (await demo.session.scalars(select(Person).where(Person.name == name))).one()
    with pytest.raises(NotAllowed):
        await replies.answer_seen_by(demo.session, other, entry.id)
    with pytest.raises(NotAllowed):
        await answer_reports.families(demo.session, other, row)
    assert await answer_reports.lines(demo.session, other, 0, 10) == []


async def test_an_update_that_has_reached_nobody_yet_has_no_answers_and_no_error(demo: Demo, now: datetime) -> None:
    new = NewUpdate([(await demo.school_class("X-3")).id], "event_invitation", EVENT, "id")
    row = await updates.create(demo.session, await demo.person(), new, now + timedelta(days=1), now)
    assert await answer_reports.families(demo.session, await demo.person(), row) == []
