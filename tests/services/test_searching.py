"""What of the log is found by whom: never another's thread, concern or held message, and all kinds by some name."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.concerns import ConcernArea
from bot.domain.errors import NotAllowed
from bot.domain.records import About, Looking, Since, Sort
from bot.domain.threads import Addressed, ThreadState
from bot.playground.demo import ADMIN, PARENTS
from bot.services import log
from bot.services.log import searching
from bot.services.log.kinds import KINDS_OF
from bot.storage.models import Concern, ConcernMember, Held, LogEntry, LogKind, Person, Thread
from tests.support.demo import Demo, demo_school

SITI = PARENTS[0]


@pytest.fixture
async def demo(session: AsyncSession, now: datetime) -> Demo:
    return await demo_school(session, now)


async def entry(demo: Demo, now: datetime, text: str, **about: object) -> LogEntry:
    pupil, guardian = await demo.child(SITI), await demo.person(SITI)
    row = log.note(
        demo.session,
        demo.school.id,
        LogKind.QUESTION,
        now,
        person_id=guardian.id,
        pupil_id=pupil.id,
        class_id=pupil.class_id,
        text=text,
        **about,
    )
    await demo.session.flush()
    return row


async def texts(demo: Demo, staff: Person, now: datetime, about: About = About.CHILD, **narrower: object) -> list[str]:
    of = {About.CHILD: (await demo.child(SITI)).id, About.CLASS: (await demo.school_class()).id}.get(about, 0)
    looking = Looking(about, of or (staff.id if about is About.STAFF else 0)).other(**narrower)
    found = await searching.found(demo.session, staff, looking, now, limit=50)
    return [str(row.text) if isinstance(row.text, str) else row.text.msgid for row in found.rows]


async def thread_of(demo: Demo, now: datetime, staff: Person, addressed: Addressed) -> Thread:
    pupil, guardian = await demo.child(SITI), await demo.person(SITI)
    row = Thread(
        school_id=demo.school.id,
        pupil_id=pupil.id,
        person_id=guardian.id,
        addressed=addressed,
        responsible_id=staff.id,
        state=ThreadState.DONE,
        opened_at=now,
        last_at=now,
    )
    demo.session.add(row)
    await demo.session.flush()
    return row


@pytest.mark.parametrize("about", [About.CHILD, About.FAMILY, About.CLASS, About.ALL])
async def test_of_a_thread_only_who_reads_it_finds_the_words(demo: Demo, now: datetime, about: About) -> None:
    teacher, admin = await demo.person(), await demo.person(ADMIN)
    thread = await thread_of(demo, now, admin, Addressed.OFFICE)
    await entry(demo, now, "Soal biaya", thread_id=thread.id, staff_id=admin.id)
    await entry(demo, now, "Soal seragam")
    if about is About.FAMILY:
        looking = Looking(about, (await demo.child(SITI)).id)
        pages = [await searching.found(demo.session, one, looking, now, limit=9) for one in (teacher, admin)]
        found = [[str(row.text) for row in page.rows] for page in pages]
    else:
        found = [await texts(demo, one, now, about) for one in (teacher, admin)]
    assert found == [["Soal seragam"], ["Soal seragam", "Soal biaya"]]


async def test_of_a_concern_only_who_is_in_it(demo: Demo, now: datetime) -> None:
    teacher, admin = await demo.person(), await demo.person(ADMIN)
    pupil = await demo.child(SITI)
    concern = Concern(
        school_id=demo.school.id,
        pupil_id=pupil.id,
        area=next(iter(ConcernArea)),
        raised_by=teacher.id,
        keeper_id=teacher.id,
        next_step="Bicara",
        next_on=now.date(),
        opened_at=now,
    )
    demo.session.add(concern)
    await demo.session.flush()
    demo.session.add(ConcernMember(concern_id=concern.id, person_id=teacher.id, since=now))
    await entry(demo, now, "Rahasia", concern_id=concern.id, staff_id=teacher.id)
    for about in (About.CHILD, About.CLASS, About.ALL):
        assert [await texts(demo, one, now, about) for one in (teacher, admin)] == [["Rahasia"], []]


async def test_a_held_message_shows_that_it_is_held(demo: Demo, now: datetime) -> None:
    teacher = await demo.person()
    row = await entry(demo, now, "Kata kasar", staff_id=teacher.id)
    demo.session.add(Held(entry_id=row.id, school_id=demo.school.id, staff_id=teacher.id, why="rude"))
    await demo.session.flush()
    assert await texts(demo, teacher, now) == ["(held back: it may hurt)"]


async def test_what_was_erased_is_not_found_by_its_words(demo: Demo, now: datetime) -> None:
    teacher = await demo.person()
    row = await entry(demo, now, "Demam")
    row.text, row.erased_at = None, now
    await demo.session.flush()
    assert await texts(demo, teacher, now, words="demam") == []
    assert await texts(demo, teacher, now) == [""]


async def test_signs_that_databases_read_otherwise_are_words_like_others(demo: Demo, now: datetime) -> None:
    teacher = await demo.person()
    await entry(demo, now, "Naik 100% bulan ini")
    await entry(demo, now, "Naik 1000 bulan ini")
    assert await texts(demo, teacher, now, words="100%") == ["Naik 100% bulan ini"]
    assert await texts(demo, teacher, now, words="_") == []


async def test_times_begin_on_the_schools_calendar(demo: Demo, now: datetime) -> None:
    teacher = await demo.person()
    for days, text in ((0, "kini"), (5, "pekan lalu"), (25, "bulan lalu"), (300, "tahun lalu")):
        await entry(demo, now - timedelta(days=days), text)
    found = {since: set(await texts(demo, teacher, now, since=since)) for since in Since}
    assert found[Since.WEEK] == {"kini"}
    assert found[Since.MONTH] == {"kini", "pekan lalu"}
    assert found[Since.HALF] == {"kini", "pekan lalu"}
    assert len(found[Since.EVER]) == 4


async def test_of_colleagues_only_administrators_look(demo: Demo, now: datetime) -> None:
    teacher, admin = await demo.person(), await demo.person(ADMIN)
    await entry(demo, now, "Untuk wali kelas", staff_id=teacher.id)
    of_teacher = Looking(About.STAFF, teacher.id)
    found = await searching.found(demo.session, admin, of_teacher, now, limit=9)
    assert [row.text for row in found.rows] == ["Untuk wali kelas"]
    assert await texts(demo, teacher, now, About.STAFF) == ["Untuk wali kelas"]
    with pytest.raises(NotAllowed):
        await searching.found(demo.session, teacher, Looking(About.STAFF, admin.id), now, limit=9)
    with pytest.raises(NotAllowed):
        await searching.found(demo.session, await demo.person(SITI), Looking(About.ALL), now, limit=9)


async def test_all_pages_together_are_all_there_is(demo: Demo, now: datetime) -> None:
    teacher = await demo.person()
    for at in range(25):
        await entry(demo, now, f"Nomor {at}", staff_id=teacher.id)
    looking = Looking(About.STAFF, teacher.id)
    pages = [page async for page in searching.pages(demo.session, teacher, looking, now, page=10)]
    assert [row.text for page in pages for row in page] == [f"Nomor {at}" for at in reversed(range(25))]


def test_every_kind_of_entry_can_be_looked_for() -> None:
    assert {kind for kinds in KINDS_OF.values() for kind in kinds} == set(LogKind)
    assert set(KINDS_OF) == set(Sort) - {Sort.ALL}
