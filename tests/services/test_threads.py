"""Who reads a thread, who answers it, and that nobody answers past a colleague."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.domain.answers import Words
from bot.domain.errors import AnsweredMeanwhile, NotAllowed, NotFound
from bot.domain.threads import Addressed, ThreadState
from bot.services.log import visible
from bot.services.threads import answering, opening, saying, views
from bot.storage.engine import Sessions
from bot.storage.models import Guardianship, GuardianState, LogEntry, LogKind, Person, Pupil, Role, SchoolClass, Thread
from tests.support.askworld import AskWorld

ASKED = Words("Apakah besok ada ulangan?", channel="telegram")
REPLY = Words("Tidak ada.", channel="telegram")


@dataclass(slots=True)
class School:
    """Everybody of the world, as rows of one session."""

    session: AsyncSession
    world: AskWorld
    ana: Person
    budi: Person
    cici: Person
    dodi: Person
    eka: Person
    siti: Person
    hendra: Person
    pupil: Pupil

    async def ask(self, addressed: Addressed = Addressed.HOMEROOM, subject: str = "") -> Thread:
        opened = await opening.open_thread(
            self.session, self.siti, self.pupil, addressed, subject, [ASKED], self.world.now
        )
        return opened.thread

    async def readers(self, thread: Thread) -> set[str]:
        """The names of those of the staff who read it."""
        found = set()
        for person in (self.ana, self.budi, self.cici, self.dodi, self.eka):
            try:
                await views.thread_for_staff(self.session, person, thread.id)
            except NotAllowed:
                continue
            found.add(person.name)
        return found


@pytest.fixture
async def school(engine: AsyncEngine, sessions: Sessions, session: AsyncSession) -> School:
    world = AskWorld(engine)
    await world.found()
    ids = (*world.staff, *world.guardians)
    ana, budi, cici, dodi, eka, siti, hendra = [await session.get_one(Person, one) for one in ids]
    pupil = await session.get_one(Pupil, world.pupil)
    return School(session, world, ana, budi, cici, dodi, eka, siti, hendra, pupil)


@pytest.mark.parametrize(
    ("addressed", "subject", "readers"),
    [
        (Addressed.HOMEROOM, "", {"Ana"}),
        (Addressed.SUBJECT, "Matematika", {"Budi"}),
        (Addressed.COUNSELLOR, "", {"Cici"}),
        (Addressed.OFFICE, "", {"Dodi", "Eka"}),
    ],
)
async def test_who_was_asked_reads_it_and_nobody_else(
    school: School, addressed: Addressed, subject: str, readers: set[str]
) -> None:
    assert await school.readers(await school.ask(addressed, subject)) == readers


async def test_whoever_it_is_passed_on_to_reads_it_too_and_the_note_stays_within_the_school(school: School) -> None:
    thread = await school.ask()
    await answering.forward(school.session, school.ana, thread.id, school.cici, "Mohon bantuannya", school.world.now)
    assert await school.readers(thread) == {"Ana", "Cici"}
    assert [one.id for one in await views.owed_by(school.session, school.cici)] == [thread.id]
    assert await views.owed_by(school.session, school.ana) == []
    (passed,) = await school.session.scalars(select(LogEntry).where(LogEntry.kind == LogKind.FORWARDED))
    assert (passed.person_id, passed.staff_id, passed.text) == (None, school.cici.id, "Mohon bantuannya")


async def test_it_is_passed_on_to_nobody_outside_the_staff_and_not_to_oneself(school: School) -> None:
    thread = await school.ask()
    for to in (school.siti, school.ana):
        with pytest.raises(NotAllowed):
            await answering.forward(school.session, school.ana, thread.id, to, "", school.world.now)
    with pytest.raises(NotAllowed):
        await answering.forward(school.session, school.budi, thread.id, school.cici, "", school.world.now)


async def test_a_colleagues_answer_is_not_answered_past(school: School) -> None:
    thread = await school.ask()
    await answering.forward(school.session, school.ana, thread.id, school.budi, "", school.world.now)
    await answering.answer(school.session, school.ana, thread.id, REPLY, school.world.now, seen=1)
    with pytest.raises(AnsweredMeanwhile) as meanwhile:
        await answering.answer(school.session, school.budi, thread.id, Words("Ada"), school.world.now, seen=1)
    assert meanwhile.value.by["name"] == "Ana"
    assert thread.messages == 2
    await answering.answer(school.session, school.budi, thread.id, Words("Ada"), school.world.now, seen=None)
    assert (thread.messages, thread.responsible_id) == (3, school.budi.id)


async def test_the_same_words_twice_are_sent_once(school: School) -> None:
    thread = await school.ask()
    first = await answering.answer(school.session, school.ana, thread.id, REPLY, school.world.now, seen=1)
    again = await answering.answer(school.session, school.ana, thread.id, REPLY, school.world.now, seen=1)
    assert (again.again, again.entry.id, thread.messages) == (True, first.entry.id, 2)


async def test_the_other_guardian_reads_nothing_of_it(school: School) -> None:
    thread = await school.ask()
    with pytest.raises(NotAllowed):
        await views.thread_for_guardian(school.session, school.hendra, thread.id)
    with pytest.raises(NotAllowed):
        await saying.add(school.session, school.hendra, thread.id, [ASKED], school.world.now)


async def test_whose_link_is_undone_is_neither_answered_nor_heard(school: School) -> None:
    thread = await school.ask()
    (tie,) = await school.session.scalars(select(Guardianship).where(Guardianship.person_id == school.siti.id))
    tie.state = GuardianState.ENDED
    await school.session.flush()
    with pytest.raises(NotAllowed):
        await answering.answer(school.session, school.ana, thread.id, REPLY, school.world.now, seen=None)
    with pytest.raises(NotAllowed):
        await saying.add(school.session, school.siti, thread.id, [ASKED], school.world.now)


async def test_who_left_the_school_gets_no_more_words_of_it(school: School) -> None:
    thread = await school.ask()
    await answering.answer(school.session, school.ana, thread.id, REPLY, school.world.now, seen=1)
    (role,) = await school.session.scalars(select(Role).where(Role.person_id == school.ana.id))
    role.ended_at = school.world.now
    (of,) = await school.session.scalars(select(SchoolClass))
    of.homeroom_id = school.cici.id
    added = await saying.add(school.session, school.siti, thread.id, [ASKED], school.world.now + timedelta(hours=1))
    assert (added.thread.responsible_id, added.thread.state) == (school.cici.id, ThreadState.SCHOOL)
    assert "Ana" not in await school.readers(thread)


async def test_a_school_without_anybody_says_so(school: School) -> None:
    for role in await school.session.scalars(select(Role)):
        role.ended_at = school.world.now
    (of,) = await school.session.scalars(select(SchoolClass))
    of.homeroom_id = None
    await school.session.flush()
    with pytest.raises(NotFound):
        await school.ask()


async def test_the_school_writes_first_and_the_family_goes_on(school: School) -> None:
    thread, _entry, reached = await opening.begin(
        school.session, school.ana, school.siti, school.pupil, Words("Sampai kapan Ananda izin, Bu?"), school.world.now
    )
    assert (thread.state, thread.promised_at, reached) == (ThreadState.FAMILY, None, True)
    added = await saying.add(school.session, school.siti, thread.id, [ASKED], school.world.now)
    assert (added.thread.state, added.promised is not None) == (ThreadState.SCHOOL, True)


async def test_the_class_log_of_a_homeroom_teacher_holds_no_words_to_the_counsellor(school: School) -> None:
    await school.ask(Addressed.COUNSELLOR)
    own = await school.ask()
    (of,) = await school.session.scalars(select(SchoolClass))
    shown = await visible.log_of_class(school.session, school.ana, of.id)
    rows = list(await school.session.scalars(select(LogEntry).where(shown)))
    assert {row.thread_id for row in rows} == {own.id}
