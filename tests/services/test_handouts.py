"""Letters of an update: for whom, what they say, and what marking them does to the rows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.courtesy import AnswerBy
from bot.domain.delivery import Reason, Rung, Via
from bot.domain.errors import NotAllowed, StaleScreen
from bot.services import updates
from bot.services.letters import handouts
from bot.services.letters import of_updates as update_letters
from bot.services.letters.letterheads import letterhead_of
from bot.services.updates import NewUpdate, fanout
from bot.services.updates.reports import FamilyLine
from bot.storage.models import (
    Bot,
    ClassUpdate,
    Guardianship,
    LogEntry,
    LogKind,
    Person,
    Pupil,
    Recipient,
    UpdateState,
)
from tests.support.demo import ADMIN, PARENTS, TEACHER, Demo, demo_school
from tests.support.said import EVENT

SITI, HENDRA, YANTI, AGUS = PARENTS


@pytest.fixture
async def demo(session: AsyncSession, now: datetime) -> Demo:
    return await demo_school(session, now)


async def send(demo: Demo, now: datetime, *classes: str) -> ClassUpdate:
    """An update that everybody with a chat has, or will have."""
    ids = [(await demo.school_class(name)).id for name in classes or ("X-1",)]
    new = NewUpdate(ids, "event_invitation", dict(EVENT), "id")
    row = await updates.create(demo.session, await demo.person(), new, now, now)
    await fanout.start_due(demo.session, now)
    while await fanout.fan_out(demo.session, row.id, now):
        pass
    await demo.session.refresh(row)
    return row


async def set_rung(demo: Demo, row: ClassUpdate, played: object, rung: Rung, reason: Reason | None = None) -> None:
    person = await demo.person(played)  # type: ignore[arg-type]
    recipient = await demo.session.scalar(
        select(Recipient).where(Recipient.update_id == row.id, Recipient.person_id == person.id)
    )
    assert recipient is not None
    recipient.rung, recipient.reason = rung, reason
    await demo.session.flush()


async def lines(demo: Demo, row: ClassUpdate) -> dict[int, FamilyLine]:
    return {line.pupil_id: line for line in await handouts.families(demo.session, await demo.person(), row)}


async def needing(demo: Demo, row: ClassUpdate) -> set[int]:
    return {pupil for pupil, line in (await lines(demo, row)).items() if line.needs_letter}


@pytest.mark.parametrize("rung", list(Rung))
async def test_a_family_needs_a_letter_when_every_guardian_is_unreached_or_failed(
    demo: Demo, now: datetime, rung: Rung
) -> None:
    row = await send(demo, now)
    await set_rung(demo, row, SITI, rung)
    wanted = rung in (Rung.UNREACHED, Rung.FAILED)
    assert ((await demo.child(SITI)).id in await needing(demo, row)) is wanted
    assert (await demo.child(AGUS)).id in await needing(demo, row)
    assert (await demo.child(HENDRA)).id not in await needing(demo, row)


async def test_who_was_written_to_by_hand_needs_no_letter(demo: Demo, now: datetime) -> None:
    row = await send(demo, now)
    await set_rung(demo, row, SITI, Rung.ACCEPTED)
    (await demo.session.scalars(select(Recipient).where(Recipient.rung == Rung.ACCEPTED))).one().via = Via.ASSISTED
    await demo.session.flush()
    assert (await demo.child(SITI)).id not in await needing(demo, row)


async def test_marks_are_kept_once_with_child_class_update_and_teacher(demo: Demo, now: datetime) -> None:
    row, teacher, child = await send(demo, now), await demo.person(), await demo.child(AGUS)
    assert await handouts.hand_out(demo.session, teacher, row, [child.id], now) == [child.id]
    assert await handouts.hand_out(demo.session, teacher, row, [child.id], now) == []
    (entry,) = await demo.session.scalars(select(LogEntry).where(LogEntry.kind == LogKind.HANDED_OUT))
    assert (entry.pupil_id, entry.class_id, entry.update_id, entry.staff_id, entry.channel) == (
        child.id,
        child.class_id,
        row.id,
        teacher.id,
        "paper",
    )
    assert child.id not in await needing(demo, row)
    assert await handouts.take_back(demo.session, teacher, row, [child.id], now) == [child.id]
    assert await handouts.take_back(demo.session, teacher, row, [child.id], now) == []
    assert child.id in await needing(demo, row)
    assert await handouts.hand_out(demo.session, teacher, row, [child.id], now) == [child.id]
    assert child.id not in await needing(demo, row)


async def test_marking_lifts_only_guardians_to_whom_it_was_sent_in_vain(demo: Demo, now: datetime) -> None:
    row, teacher = await send(demo, now), await demo.person()
    await set_rung(demo, row, SITI, Rung.FAILED, Reason.BLOCKED)
    children = [(await demo.child(played)).id for played in (SITI, HENDRA, AGUS)]
    await handouts.hand_out(demo.session, teacher, row, children, now)
    found = {
        recipient.person_id: (recipient.rung, recipient.via)
        for recipient in await demo.session.scalars(
            select(Recipient).where(Recipient.update_id == row.id).execution_options(populate_existing=True)
        )
    }
    assert found[(await demo.person(SITI)).id] == (Rung.ACCEPTED, Via.PAPER)
    assert found[(await demo.person(HENDRA)).id] == (Rung.QUEUED, None)
    assert (await demo.person(AGUS)).id not in found


async def test_a_mark_can_be_taken_back_for_a_week_and_not_after_an_answer(demo: Demo, now: datetime) -> None:
    row, teacher, child = await send(demo, now), await demo.person(), await demo.child(SITI)
    await set_rung(demo, row, SITI, Rung.UNREACHED, Reason.STOPPED)
    await handouts.hand_out(demo.session, teacher, row, [child.id], now)
    with pytest.raises(StaleScreen):
        await handouts.take_back(demo.session, teacher, row, [child.id], now + timedelta(days=8))
    await set_rung(demo, row, SITI, Rung.ANSWERED)
    with pytest.raises(StaleScreen):
        await handouts.take_back(demo.session, teacher, row, [child.id], now)


async def test_only_children_of_the_own_classes_can_be_marked(demo: Demo, now: datetime) -> None:
    row, other = await send(demo, now), await send(demo, now, "X-2")
    child, elsewhere = await demo.child(AGUS), await demo.child(YANTI, 1)
    rahmat = (await demo.session.scalars(select(Person).where(Person.name == "Rahmat Hidayat, S.Si."))).one()
    siti, teacher = await demo.person(SITI), await demo.person()
    for person, pupil in ((teacher, elsewhere), (rahmat, child), (siti, child)):
        with pytest.raises(NotAllowed):
            await handouts.hand_out(demo.session, person, row, [pupil.id], now)
    assert await handouts.hand_out(demo.session, rahmat, other, [elsewhere.id], now) == [elsewhere.id]
    assert await handouts.hand_out(demo.session, await demo.person(ADMIN), row, [child.id], now) == [child.id]


@pytest.mark.parametrize(
    "state", [UpdateState.SCHEDULED, UpdateState.SENDING, UpdateState.CANCELLED, UpdateState.WITHDRAWN]
)
async def test_there_are_no_letters_before_an_update_is_out_or_after_it_was_taken_back(
    demo: Demo, now: datetime, state: UpdateState
) -> None:
    row = await send(demo, now)
    row.state = state
    with pytest.raises(StaleScreen):
        await handouts.families(demo.session, await demo.person(), row)


async def test_letters_are_in_the_familys_language_and_signed_for_the_childs_class(demo: Demo, now: datetime) -> None:
    row = await send(demo, now, "X-1", "X-2")
    (await demo.person()).nip = "197805122005012003"
    for played in (HENDRA, YANTI):
        await set_rung(demo, row, played, Rung.FAILED, Reason.BLOCKED)
    found = await lines(demo, row)
    children = [await demo.child(HENDRA), await demo.child(AGUS), await demo.child(YANTI, 1)]
    english, agus, sibling = await update_letters.letters(
        demo.session, row, [found[child.id] for child in children], now
    )
    assert (english.reader.locale, agus.reader.locale) == ("en", "id")
    assert (english.invites, agus.invites) == (False, True)
    assert agus.signer.nip == "197805122005012003"
    assert (agus.signer.role, agus.signer.detail) == ("homeroom", "X-1")
    assert (sibling.signer.role, sibling.signer.detail) == ("teacher", "Bahasa Indonesia")
    assert [letter.child.name for letter in (english, agus, sibling)] == [child.name for child in children]
    for letter, child in zip((english, agus, sibling), children, strict=True):
        assert [dict(one)["name"] for one in letter.screen.values["children"]] == [child.name]  # type: ignore[union-attr, arg-type]


async def test_a_guardian_who_may_not_hear_of_the_child_does_not_choose_its_language(demo: Demo, now: datetime) -> None:
    row, child = await send(demo, now), await demo.child(HENDRA)
    tie = await demo.session.scalar(
        select(Guardianship).where(
            Guardianship.pupil_id == child.id, Guardianship.person_id == (await demo.person(HENDRA)).id
        )
    )
    assert tie is not None
    tie.sees_child = False
    await set_rung(demo, row, HENDRA, Rung.FAILED)
    (letter,) = await update_letters.letters(demo.session, row, [(await lines(demo, row))[child.id]], now)
    assert letter.reader.locale == "id"


async def test_once_the_day_is_over_there_is_no_slip(demo: Demo, now: datetime) -> None:
    row, child = await send(demo, now), await demo.child(AGUS)
    of = [(await lines(demo, row))[child.id]]
    (before,) = await update_letters.letters(demo.session, row, of, now)
    day = EVENT["day"]
    assert isinstance(day, date)
    later = datetime(day.year, day.month, day.day, 23, 0, tzinfo=UTC)
    (after,) = await update_letters.letters(demo.session, row, of, later)
    assert (len(before.answers), before.reader.answer_by) == (2, AnswerBy.SLIP)
    assert (after.answers, after.reader.answer_by) == ((), AnswerBy.NOTE)


async def test_the_letterhead_knows_every_bot_whose_name_is_known(demo: Demo) -> None:
    demo.session.add_all(
        [
            Bot(school_id=demo.school.id, channel="whatsapp", address="1", username=None),
            Bot(school_id=demo.school.id, channel="whatsapp", address="2", username="6281234567890"),
            Bot(school_id=demo.school.id, channel="telegram", address="3", username="another_bot"),
        ]
    )
    await demo.session.flush()
    head = await letterhead_of(demo.session, demo.school)
    assert [(way.channel, way.name, way.link) for way in head.ways] == [
        ("telegram", "@titian_bot", "https://t.me/titian_bot"),
        ("whatsapp", "0812-3456-7890", "https://wa.me/6281234567890?text=Halo"),
    ]


async def test_a_pupil_who_left_gets_no_letter(demo: Demo, now: datetime) -> None:
    row, child = await send(demo, now), await demo.child(AGUS)
    (await demo.session.get_one(Pupil, child.id)).left_at = now
    await demo.session.flush()
    assert child.id not in await lines(demo, row)
    with pytest.raises(NotAllowed):
        await handouts.hand_out(demo.session, await demo.person(TEACHER), row, [child.id], now)
