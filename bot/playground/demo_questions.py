"""Questions of the demo school's families: one that waits for the teacher, one that she has answered."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import Words
from bot.domain.threads import Addressed
from bot.playground.demo import PARENTS, TEACHER, Played
from bot.services import scope
from bot.services.threads import answering, opening
from bot.storage.models import Outgoing, Person, Pupil, School, SchoolClass, Thread

ASKED = timedelta(hours=2)
ANSWERED = timedelta(hours=1)
_SITI, _HENDRA, YANTI, _AGUS = PARENTS
WAITS = "Bu, apakah seragam olahraga dipakai hari Jumat atau Sabtu?"
DONE = "Bu, bolehkah Ananda membawa kamus dari rumah?"
REPLY = "Boleh sekali. Tolong diberi nama di sampulnya ya."


async def ask_demo(session: AsyncSession, school: School, now: datetime) -> None:
    """Ask them, unless somebody has asked something already. The caller commits."""
    if await session.scalar(select(Thread.id).where(Thread.school_id == school.id).limit(1)) is not None:
        return
    yanti, teacher = await _person(session, school, YANTI), await _person(session, school, TEACHER)
    if yanti is None or teacher is None:
        return
    hers = select(SchoolClass.id).where(SchoolClass.homeroom_id == teacher.id)
    for words, answer in ((DONE, REPLY), (WAITS, "")):
        child = (await session.scalars(scope.told_of(yanti).where(Pupil.class_id.in_(hers)).limit(1))).one()
        said = [Words(words, channel="telegram")]
        opened = await opening.open_thread(session, yanti, child, Addressed.HOMEROOM, "", said, now - ASKED)
        if answer:
            reply = Words(answer, channel="telegram")
            await answering.answer(session, teacher, opened.thread.id, reply, now - ANSWERED, seen=1)
            await session.flush()
            await session.execute(delete(Outgoing).where(Outgoing.created_at < now))  # both have read it long ago


async def _person(session: AsyncSession, school: School, played: Played) -> Person | None:
    found: Person | None = await session.scalar(
        select(Person).where(Person.school_id == school.id, Person.name == played.name)
    )
    return found
