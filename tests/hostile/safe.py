"""What keeps talking safe, of one family: messages that are held, a report, a look into its thread; and a leave."""

from datetime import timedelta

from bot.domain.answers import Words
from bot.domain.notices.safety import Reported
from bot.domain.threads import Addressed
from bot.services.hours import leaves
from bot.services.safety import complaints, holding, opening
from bot.services.threads import opening as threads
from bot.storage.models import LogEntry, Person, Pupil
from tests.hostile.world import World


async def keep_safe(world: World) -> None:
    """The rows, and what buttons may carry to get at them; who may read which of their words."""
    teacher, mother, admin, other = [
        await world.session.get_one(Person, world.people[one].person_id)
        for one in ("teacher", "mother", "admin", "teacher_b")
    ]
    await _held(world, teacher, mother)
    await _reported(world, mother)
    looked = world.ids["thread_id"][1]
    await opening.open_thread(world.session, admin, looked, f"Ada laporan {world.secret('Wqreason')}", world.now)
    world.people["admin"].may |= {"Wqanswered", "Wqthreadreply"}
    for name in ("mother", "teacher", "admin"):
        world.people[name].may |= {"Wqreason"}
    first = world.now.date() + timedelta(days=7)
    leave = await leaves.take(world.session, teacher, teacher, first, first, world.now, other)
    world.meant("leave_id", leave.id)
    world.meant("oh.person_id", teacher.id, mother.id, other.id)
    world.meant("cover_id", other.id, teacher.id, mother.id)


async def _held(world: World, teacher: Person, mother: Person) -> None:
    """One in a thread, and an answer to an update: for the teacher, once she chose to read them."""
    pupil = await world.session.get_one(Pupil, world.ids["pupil_id"][0])
    said = [Words(f"Ibu guru bodoh, {world.secret('Wqheld')}", channel="telegram")]
    opened = await threads.open_thread(world.session, mother, pupil, Addressed.HOMEROOM, "", said, world.now)
    (asked,) = opened.entries
    answer = await world.session.get_one(LogEntry, world.ids["entry_id"][0])
    answer.text = f"{answer.text}, dasar guru bodoh"
    assert await holding.consider(world.session, answer, teacher, world.now)
    assert await holding.is_held(world.session, asked.id)
    world.meant("thread_id", opened.thread.id)
    world.meant("sf.entry_id", asked.id, answer.id)
    for name in ("mother", "teacher"):
        world.people[name].may |= {"Wqheld"}


async def _reported(world: World, mother: Person) -> None:
    """A reply of the teacher's, to the administrator and to nobody else; what else could be reported."""
    reply = world.ids["entry_id"][1]
    words = f"Tidak pantas {world.secret('Wqreport')}"
    row, _due = await complaints.report(world.session, mother, Reported.REPLY, reply, words, world.now)
    world.meant("complaint_id", row.id)
    world.meant("sf.number", reply, world.ids["recipient_id"][0])
    for name in ("mother", "admin"):
        world.people[name].may |= {"Wqreport"}
