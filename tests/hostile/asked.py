"""What one family asked its child's teacher, and what she keeps to answer with: hers to read, and nobody else's."""

from datetime import timedelta

from sqlalchemy import select

from bot.domain.answers import Words
from bot.domain.threads import Addressed
from bot.services.threads import answering, opening
from bot.storage.models import LogEntry, LogKind, Person, Pupil, StockAnswer
from tests.hostile.world import World


async def ask(world: World) -> None:
    """A question that waits, one that was answered, and two answers that the teacher keeps."""
    teacher, mother = [
        await world.session.get_one(Person, world.people[one].person_id) for one in ("teacher", "mother")
    ]
    pupil = await world.session.get_one(Pupil, world.ids["pupil_id"][0])
    for word in ("Wqasked", "Wqanswered"):
        said = [Words(world.secret(word), channel="telegram")]
        opened = await opening.open_thread(
            world.session, mother, pupil, Addressed.HOMEROOM, "", said, world.now - timedelta(hours=1)
        )
        world.meant("thread_id", opened.thread.id)
        for key in ("qa.one", "qs.one"):
            world.meant(f"{key}.entry_id", opened.entries[0].id)
    reply = Words(world.secret("Wqthreadreply"), channel="telegram")
    await answering.answer(world.session, teacher, world.ids["thread_id"][-1], reply, world.now, seen=None)
    await _keep(world, teacher)
    replies = select(LogEntry.id).where(LogEntry.kind == LogKind.REPLY, LogEntry.staff_id == teacher.id)
    world.meant("st.keep.entry_id", *await world.session.scalars(replies))
    office = world.people["admin"].person_id
    world.texts["whom"] = [f"o{office}"]
    for name in ("teacher", "mother"):
        world.people[name].may |= {"Wqasked", "Wqanswered", "Wqthreadreply"}
    world.people["teacher"].may |= {"Wqstock", "Wqsharedstock"}
    for name in ("admin", "teacher_b", "teacher_lost"):
        world.people[name].may |= {"Wqsharedstock"}


async def _keep(world: World, teacher: Person) -> None:
    for word, shared in (("Wqstock", False), ("Wqsharedstock", True)):
        row = await world.add(
            StockAnswer(
                school_id=teacher.school_id,
                author_id=teacher.id,
                text=f"{world.secret(word)} {{{{ sapaan }}}}",
                shared=shared,
                made_at=world.now,
            )
        )
        world.meant("stock_id", row.id)
