"""Who comes, as families answered: read from the log, whichever way the answer came, on both databases."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import Words
from bot.domain.errors import StaleScreen
from bot.domain.rsvp import coming_with
from bot.services import answers
from bot.services.log import exports
from bot.services.meetings import rsvp
from bot.services.meetings.planning import pupils_of
from bot.services.updates import fanout
from bot.storage.models import (
    ClassUpdate,
    Consent,
    Guardianship,
    GuardianState,
    LogEntry,
    LogKind,
    Meeting,
    Person,
    Pupil,
    Relation,
)
from tests.support.demo import PARENTS, Demo, demo_school
from tests.support.invited import came_to, invited

SITI, HENDRA, YANTI, _AGUS = PARENTS
HOW = Words(channel="telegram", locale="id")


@pytest.fixture
async def demo(session: AsyncSession, now: datetime) -> Demo:
    return await demo_school(session, now)


async def answer(demo: Demo, meeting: Meeting, guardian: Person, key: str, at: datetime) -> list[Pupil]:
    recipient, children = await came_to(demo.session, meeting, guardian)
    await answers.choose(demo.session, recipient, key, children, HOW, at)
    return children


async def add_father(demo: Demo, meeting: Meeting, child: Pupil, now: datetime) -> Person:
    """Another guardian of the child, who got the invitation, too."""
    father = Person(school_id=demo.school.id, name="Bambang Wijaya", created_at=now)
    demo.session.add(father)
    await demo.session.flush()
    demo.session.add_all(
        [
            Guardianship(
                pupil_id=child.id, person_id=father.id, relation=Relation.FATHER, state=GuardianState.PROVISIONAL
            ),
            Consent(
                person_id=father.id, pupil_id=child.id, channel="telegram", locale="id", wording="Ya", given_at=now
            ),
        ]
    )
    await demo.session.flush()
    row = await demo.session.get_one(ClassUpdate, meeting.invitation_id)
    await fanout.add_recipients(demo.session, row, [father.id], now)
    return father


async def test_nobody_has_answered_before_anybody_does(demo: Demo, now: datetime) -> None:
    meeting = await invited(demo, now)
    assert await rsvp.of(demo.session, meeting) == {}
    meeting.invitation_id = None
    assert await rsvp.of(demo.session, meeting) == {}


async def test_the_newest_answer_of_a_guardian_counts(demo: Demo, now: datetime) -> None:
    meeting = await invited(demo, now)
    siti = await demo.person(SITI)
    await answer(demo, meeting, siti, "coming", now)
    (child,) = await answer(demo, meeting, siti, "not_coming", now + timedelta(minutes=1))
    found = (await rsvp.of(demo.session, meeting))[child.id]
    assert (found.choice, found.person_id, found.at) == ("not_coming", siti.id, now + timedelta(minutes=1))
    assert not found.comes
    assert len(found.replies) == 1
    assert set(await rsvp.of(demo.session, meeting)) == {child.id}


async def test_each_child_of_a_family_is_answered_for(demo: Demo, now: datetime) -> None:
    meeting = await invited(demo, now, ("X-1", "X-2"))
    yanti = await demo.person(YANTI)
    recipient, (first, second) = await came_to(demo.session, meeting, yanti)
    await answers.choose(demo.session, recipient, "coming", [first], HOW, now)
    await answers.choose(demo.session, recipient, "not_coming", [second], HOW, now)
    found = await rsvp.of(demo.session, meeting)
    assert {pupil: one.choice for pupil, one in found.items()} == {first.id: "coming", second.id: "not_coming"}


@pytest.mark.parametrize("father_first", [True, False])
async def test_when_guardians_disagree_the_family_comes_and_both_are_shown(
    demo: Demo, now: datetime, *, father_first: bool
) -> None:
    meeting = await invited(demo, now)
    siti = await demo.person(SITI)
    child = (await came_to(demo.session, meeting, siti))[1][0]
    father = await add_father(demo, meeting, child, now)
    said = [(father, "coming"), (siti, "not_coming")]
    for minute, (person, key) in enumerate(said if father_first else reversed(said)):
        await answer(demo, meeting, person, key, now + timedelta(minutes=minute))
    found = (await rsvp.of(demo.session, meeting))[child.id]
    assert (found.choice, found.person_id, found.comes) == ("coming", father.id, True)
    newest = siti.id if father_first else father.id
    assert found.replies[0].person_id == newest
    assert {one.choice for one in found.replies} == {"coming", "not_coming"}


async def test_an_answer_under_a_link_that_was_undone_counts_no_more(demo: Demo, now: datetime) -> None:
    meeting = await invited(demo, now)
    siti = await demo.person(SITI)
    (child,) = await answer(demo, meeting, siti, "coming", now)
    tie = (await demo.session.scalars(select(Guardianship).where(Guardianship.person_id == siti.id))).one()
    tie.state = GuardianState.ENDED
    await demo.session.flush()
    assert child.id not in await rsvp.of(demo.session, meeting)


async def test_with_whom_they_come_is_part_of_the_answer(demo: Demo, now: datetime) -> None:
    meeting = await invited(demo, now)
    siti = await demo.person(SITI)
    (child,) = await answer(demo, meeting, siti, "with", now)
    assert (await rsvp.of(demo.session, meeting))[child.id].with_ is None
    recipient, children = await came_to(demo.session, meeting, siti)
    for _twice in range(2):
        await rsvp.note_company(demo.session, recipient, children, "grandparent", HOW, now)
    await answers.choose(demo.session, recipient, "with", children, HOW, now)  # the button above, tapped once more
    found = (await rsvp.of(demo.session, meeting))[child.id]
    assert (found.choice, found.with_, found.comes) == ("with", "grandparent", True)
    entries = (await demo.session.scalars(select(LogEntry).where(LogEntry.choice == "with"))).all()
    assert [(one.kind, one.text) for one in entries] == [(LogKind.ANSWER, None), (LogKind.EDITED, "grandparent")]
    await demo.session.commit()
    rows = [row async for page in exports.log_pages(demo.session, demo.school) for row in page]
    assert coming_with("grandparent") in [row.text for row in rows]


async def test_company_is_noted_for_who_said_so_and_for_nobody_else(demo: Demo, now: datetime) -> None:
    meeting = await invited(demo, now)
    siti, hendra = await demo.person(SITI), await demo.person(HENDRA)
    await answer(demo, meeting, siti, "with", now)
    recipient, children = await came_to(demo.session, meeting, hendra)
    with pytest.raises(StaleScreen):
        await rsvp.note_company(demo.session, recipient, children, "mother", HOW, now)
    await answer(demo, meeting, siti, "coming", now + timedelta(minutes=1))
    recipient, children = await came_to(demo.session, meeting, siti)
    with pytest.raises(StaleScreen):
        await rsvp.note_company(demo.session, recipient, children, "mother", HOW, now)


async def test_everybody_of_the_class_may_answer_and_no_other_class_is_counted(demo: Demo, now: datetime) -> None:
    meeting = await invited(demo, now)
    await answer(demo, meeting, await demo.person(SITI), "coming", now)
    await answer(demo, meeting, await demo.person(HENDRA), "with", now)
    found = await rsvp.of(demo.session, meeting)
    assert set(found) < {pupil.id for pupil in await pupils_of(demo.session, meeting)}
    other = await invited(demo, now, ("X-2",))
    assert await rsvp.of(demo.session, other) == {}
