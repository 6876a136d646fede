"""The log as rows: page by page, complete, with the children a message was about."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import Rung
from bot.services.log import exports, note
from bot.services.log.exports import LogRow
from bot.services.log.ways import Direction, Source
from bot.storage.models import ClassUpdate, LogKind, Recipient, RecipientPupil, School, UpdateState
from tests.support.demo import PARENTS, TEACHER, Demo, demo_school


async def rows(session: AsyncSession, school: School, page: int = exports.PAGE) -> list[LogRow]:
    await session.commit()
    return [row async for found in exports.log_pages(session, school, page) for row in found]


async def received(demo: Demo, now: datetime) -> Recipient:
    """An update that a mother of two received on account of both."""
    teacher, mother = await demo.person(TEACHER), await demo.person(PARENTS[2])
    update = ClassUpdate(
        school_id=demo.school.id,
        author_id=teacher.id,
        template="event_invitation",
        state=UpdateState.SENT,
        send_at=now,
        current_until=now,
        created_at=now,
    )
    demo.session.add(update)
    await demo.session.flush()
    recipient = Recipient(update_id=update.id, person_id=mother.id, rung=Rung.READ)
    demo.session.add(recipient)
    await demo.session.flush()
    for number in range(2):
        child = await demo.child(PARENTS[2], number)
        demo.session.add(RecipientPupil(recipient_id=recipient.id, pupil_id=child.id))
    await demo.session.flush()
    return recipient


async def test_a_message_about_two_children_names_both_and_how_far_it_came(
    session: AsyncSession, now: datetime
) -> None:
    demo = await demo_school(session, now)
    recipient = await received(demo, now)
    about = {"person_id": recipient.person_id, "update_id": recipient.update_id, "recipient_id": recipient.id}
    note(session, demo.school.id, LogKind.SENT, now, channel="telegram", text="<i>Undangan</i>", **about)
    names = {(await demo.child(PARENTS[2], number)).name for number in range(2)}
    (row,) = await rows(session, demo.school)
    assert set(row.pupil.split(", ")) == names
    assert set(row.class_name.split(", ")) == {"X-1", "X-2"}
    assert (row.state, row.text, row.direction) == ("read", "Undangan", Direction.TO_FAMILY)
    assert row.relation is PARENTS[2].relation


async def test_a_tapped_answer_is_told_in_words_and_an_erased_one_as_erased(
    session: AsyncSession, now: datetime
) -> None:
    demo = await demo_school(session, now)
    recipient = await received(demo, now)
    about = {"person_id": recipient.person_id, "update_id": recipient.update_id, "recipient_id": recipient.id}
    note(session, demo.school.id, LogKind.ANSWER, now, choice="coming", **about)
    note(session, demo.school.id, LogKind.ANSWER, now, erased_at=now, **about)
    tapped, erased = await rows(session, demo.school)
    assert getattr(tapped.text, "msgid", None) == "We will come"
    assert tapped.source is Source.TAP
    assert (erased.state, erased.text) == ("erased", "")


async def test_pages_give_every_entry_once_and_none_of_another_school(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    other = School(name="SMA Lain", timezone="Asia/Jakarta", created_at=now)
    session.add(other)
    await session.flush()
    for number in range(7):
        note(session, demo.school.id, LogKind.ANSWER, now, text=str(number))
        note(session, other.id, LogKind.ANSWER, now, text="secret")
    assert [row.text for row in await rows(session, demo.school, page=3)] == [str(number) for number in range(7)]
