"""Updates about single pupils as rows: only the own family hears, whenever it joins; what is put right is put right for
it alone; and what another child's is stops before anything is kept."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.flows.individual.draft import own_occasion
from bot.domain.delivery import Reason, Rung
from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.guard import Leak
from bot.playground.demo import PARENTS
from bot.services.links import confirming
from bot.services.progress import individual
from bot.services.progress.individual import NamesAnother
from bot.services.updates import catchup, corrections, fanout, meant
from bot.services.updates.screens import screens_for
from bot.storage.models import (
    ClassUpdate,
    Guardianship,
    GuardianState,
    Outgoing,
    Person,
    Pupil,
    Recipient,
    RecipientPupil,
    UpdateState,
    UpdateVersion,
)
from tests.support.demo import Demo, demo_school
from tests.support.graded import graded

SITI, HENDRA, _YANTI, _AGUS = PARENTS
GOOD_NEWS = own_occasion("good_news")


@pytest.fixture
async def demo(session: AsyncSession, now: datetime) -> Demo:
    return await demo_school(session, now)


async def sent(demo: Demo, words: dict[int, str], now: datetime) -> ClassUpdate:
    """Good news of these pupils, fanned out."""
    teacher, of = await demo.person(), await demo.school_class()
    values = {pupil: {"fact": said, "step": "Baca bersama"} for pupil, said in words.items()}
    row = await individual.send(demo.session, teacher, of.id, GOOD_NEWS, values, "id", now)
    later = row.send_at + timedelta(seconds=1)
    await fanout.begin_due(demo.session, later)
    while await fanout.fan_out(demo.session, row.id, later):
        pass
    await demo.session.refresh(row)
    assert row.state is UpdateState.SENT
    return row


async def recipient(demo: Demo, row: ClassUpdate, person: Person) -> Recipient | None:
    found: Recipient | None = await demo.session.scalar(
        select(Recipient)
        .where(Recipient.update_id == row.id, Recipient.person_id == person.id)
        .execution_options(populate_existing=True)
    )
    return found


async def queued(demo: Demo, person: Person, row: ClassUpdate) -> int:
    count = await demo.session.scalar(
        select(func.count()).where(Outgoing.update_id == row.id, Outgoing.person_id == person.id)
    )
    return count or 0


async def test_only_the_family_of_the_child_becomes_a_recipient(demo: Demo, now: datetime) -> None:
    hers = await demo.child(SITI)
    row = await sent(demo, {hers.id: "tulisannya makin rapi"}, now)
    rows = await demo.session.scalars(
        select(RecipientPupil.pupil_id).join(Recipient, Recipient.id == RecipientPupil.recipient_id)
    )
    assert set(rows) == {hers.id}
    assert await recipient(demo, row, await demo.person(HENDRA)) is None


async def test_who_joins_later_gets_what_is_about_the_own_child_and_nothing_else(demo: Demo, now: datetime) -> None:
    hers = await demo.child(SITI)
    row = await sent(demo, {hers.id: "tulisannya makin rapi"}, now)
    other = await demo.person(HENDRA)
    assert await catchup.catch_up(demo.session, other, now) == 0
    assert await recipient(demo, row, other) is None
    assert await queued(demo, other, row) == 0


async def test_words_that_name_another_pupil_stop_and_nothing_is_kept(demo: Demo, now: datetime) -> None:
    mine, other = await demo.child(SITI), await demo.child(HENDRA)
    with pytest.raises(NamesAnother) as stopped:
        await sent(demo, {mine.id: f"lebih rapi daripada {other.name}"}, now)
    assert stopped.value.pupil_id == mine.id
    assert stopped.value.finding.leak is Leak.NAME
    assert await demo.session.scalar(select(func.count()).select_from(ClassUpdate)) == 0


async def test_a_mark_of_another_pupil_stops(demo: Demo, now: datetime) -> None:
    mine, other = await demo.child(SITI), await demo.child(HENDRA)
    await graded(demo.session, await demo.school_class(), "Matematika", {mine.id: 71.0, other.id: 93.0}, now)
    with pytest.raises(NamesAnother) as stopped:
        await sent(demo, {mine.id: "nilai Matematika 93"}, now)
    assert stopped.value.finding.leak is Leak.MARK
    await sent(demo, {mine.id: "nilai Matematika 71"}, now)


async def test_a_pupil_of_another_class_or_an_empty_value_is_refused(demo: Demo, now: datetime) -> None:
    teacher, of = await demo.person(), await demo.school_class()
    elsewhere = await demo.session.scalar(select(Pupil.id).where(Pupil.class_id != of.id).limit(1))
    whole = {"fact": "tulisannya makin rapi", "step": "Baca bersama"}
    with pytest.raises(NotAllowed):
        await individual.send(demo.session, teacher, of.id, GOOD_NEWS, {elsewhere or 0: whole}, "id", now)
    mine = await demo.child(SITI)
    with pytest.raises(StaleScreen):
        await individual.send(demo.session, teacher, of.id, GOOD_NEWS, {mine.id: {"fact": "rapi"}}, "id", now)


async def test_what_a_provisional_guardian_was_refused_is_queued_once_the_link_is_confirmed(
    demo: Demo, now: datetime
) -> None:
    hers, siti, teacher = await demo.child(SITI), await demo.person(SITI), await demo.person()
    tie = await demo.session.scalar(
        select(Guardianship).where(Guardianship.person_id == siti.id, Guardianship.pupil_id == hers.id)
    )
    assert tie is not None
    tie.state = GuardianState.PROVISIONAL
    row = await sent(demo, {hers.id: "tulisannya makin rapi"}, now)
    refused = await recipient(demo, row, siti)
    assert refused is not None
    assert await screens_for(demo.session, [refused.id]) == {}
    refused.rung, refused.reason = Rung.UNREACHED, Reason.PROVISIONAL
    await demo.session.flush()
    before = await queued(demo, siti, row)
    assert await confirming.confirm(demo.session, teacher, tie.id, now)
    again = await recipient(demo, row, siti)
    assert again is not None
    assert (again.rung, again.reason) == (Rung.QUEUED, None)
    assert await queued(demo, siti, row) == before + 1
    assert "makin rapi" in str((await screens_for(demo.session, [again.id]))[again.id].values["about"])


async def test_what_is_put_right_for_one_family_leaves_the_others_as_they_are(demo: Demo, now: datetime) -> None:
    mine, other, teacher = await demo.child(SITI), await demo.child(HENDRA), await demo.person()
    row = await sent(demo, {mine.id: "tulisannya makin rapi", other.id: "rajin bertanya"}, now)
    changed = {"fact": "gambarnya makin rapi", "step": "Baca bersama"}
    await corrections.correct_pupil(demo.session, teacher, row.id, mine.id, changed, now)
    said = await meant.facts_by_child(demo.session, row, [mine.id, other.id])
    assert said[mine.id]["corrected"] is True
    assert "gambarnya makin rapi" in str(said[mine.id])
    assert "corrected" not in said[other.id]
    (version,) = await demo.session.scalars(select(UpdateVersion))
    assert "tulisannya makin rapi" in str(version.values)
    with pytest.raises(NotAllowed):
        await corrections.correct_pupil(demo.session, await demo.person(SITI), row.id, mine.id, changed, now)
