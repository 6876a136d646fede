"""What a family has asked, in the world that one would like to get at: of the homeroom teacher, and of the office."""

from datetime import timedelta

from bot.domain.threads import Addressed, ThreadState
from bot.storage.models import LogEntry, LogKind, Person, Pupil, Thread
from tests.hostile.world import World


async def ask(world: World) -> None:
    """The rows, and what buttons may carry to get at them; who may read which of their words."""
    asked = (
        ("Wqasksteacher", Addressed.HOMEROOM, "teacher", ThreadState.SCHOOL),
        ("Wqasksoffice", Addressed.OFFICE, "admin", ThreadState.DONE),
    )
    for word, addressed, staff, state in asked:
        thread = await _thread(world, addressed, staff, state)
        world.meant("thread_id", thread.id)
        for kind in (LogKind.QUESTION, LogKind.REPLY):
            entry = await _said(world, thread, kind, world.secret(word))
            world.meant("qs.one.entry_id", entry.id)
        for name in ("mother", staff):
            world.people[name].may |= {word}


async def _thread(world: World, addressed: Addressed, staff: str, state: ThreadState) -> Thread:
    victim = await world.session.get_one(Pupil, world.ids["pupil_id"][0])
    owes = state is ThreadState.SCHOOL
    return await world.add(
        Thread(
            school_id=victim.school_id,
            pupil_id=victim.id,
            person_id=world.people["mother"].person_id,
            addressed=addressed,
            responsible_id=world.people[staff].person_id,
            state=state,
            promised_at=world.now + timedelta(days=1) if owes else None,
            step_at=world.now + timedelta(hours=4) if owes else None,
            messages=2,
            opened_at=world.now,
            last_at=world.now,
        )
    )


async def _said(world: World, thread: Thread, kind: LogKind, word: str) -> LogEntry:
    pupil = await world.session.get_one(Pupil, thread.pupil_id)
    staff = await world.session.get_one(Person, thread.responsible_id)
    return await world.add(
        LogEntry(
            school_id=thread.school_id,
            at=world.now,
            kind=kind,
            person_id=thread.person_id,
            staff_id=staff.id,
            pupil_id=pupil.id,
            class_id=pupil.class_id,
            thread_id=thread.id,
            text=f"{word} apakah ada tugas?",
            message=f"{thread.id}{kind.value}"[:20],
        )
    )
