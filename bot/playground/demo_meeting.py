"""A meeting of the demo school: a teacher has introduced herself and planned the year's first one."""

from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.meetings import USUAL, MeetingKind
from bot.playground.demo import CLASSES, TEACHER
from bot.services.calendar import quiet_rule
from bot.services.meetings import introductions, planning
from bot.services.meetings.planning import NewMeeting
from bot.storage.models import Person, School, SchoolClass

AHEAD = timedelta(days=10)
WORDS = {
    "who": "Saya Nurmala Sari, guru Bahasa Indonesia. Tahun ini saya mendampingi kelas X-1 sebagai wali kelas.",
    "vision": "Setiap anak berangkat ke sekolah dengan gembira, dan pulang dengan bertambah yakin pada dirinya.",
    "mission": "Mengenal setiap anak, mengajak membaca setiap hari, dan mengabari rumah sejak dini.",
    "hopes": "Semoga kita saling percaya dan saling mengabari sepanjang tahun ini.",
}


async def plan_demo(session: AsyncSession, school: School, now: datetime) -> None:
    """Plan it, unless she has planned something already. The caller commits."""
    teacher = await session.scalar(select(Person).where(Person.school_id == school.id, Person.name == TEACHER.name))
    found = await session.scalar(
        select(SchoolClass).where(SchoolClass.school_id == school.id, SchoolClass.name == CLASSES[0])
    )
    if teacher is None or found is None or await session.scalar(planning.visible_to(teacher).limit(1)) is not None:
        return
    for name, text in WORDS.items():
        await introductions.say(session, teacher, name, text, now)
    rule = await quiet_rule(session, school, now)
    day = now.date() + AHEAD
    while rule.is_closed(day):
        day += timedelta(days=1)
    new = NewMeeting(
        kind=MeetingKind.CLASS,
        class_ids=[found.id],
        day=day,
        starts=time(9),
        ends=time(11),
        place_key="hall",
        agenda=USUAL[MeetingKind.CLASS],
    )
    await planning.create(session, teacher, new, now)
