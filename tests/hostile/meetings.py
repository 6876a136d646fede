"""A meeting that is planned and one that families were invited to, and what was said before it."""

from datetime import date, time

from bot.domain.meetings import Booking, MeetingKind, MeetingState, instants
from bot.storage.models import Introduction, LogEntry, LogKind, Meeting, MeetingClass, MeetingHost, Person, SchoolClass
from tests.hostile.talking import add_talks
from tests.hostile.world import Family, World

PHOTO = {"kind": "photo", "remote": "f1", "path": None, "name": "", "size": 1, "via": None}


async def add_meetings(world: World, of: SchoolClass, host: Person, victim: Family) -> None:
    """One that the teacher plans and one that families were invited to, at a place only they may hear of, and what she
    has written of herself."""
    day = date(2026, 8, 15)
    made: list[Meeting] = []
    for number, state in enumerate((MeetingState.PLANNED, MeetingState.INVITED)):
        starts_at, ends_at = instants(day, time(9 + number), time(11 + number), "Asia/Jakarta")
        meeting = await world.add(
            Meeting(
                school_id=of.school_id,
                host_id=host.id,
                kind=MeetingKind.TALKS,
                day=day,
                starts=time(9 + number),
                ends=time(11 + number),
                starts_at=starts_at,
                ends_at=ends_at,
                place=f"Ruang {world.secret(f'Wqmeeting{number}')}",
                agenda=["Wqmeeting0"],
                booking=Booking.OPEN,
                state=state,
                door=f"door{number}",
                invitation_id=world.ids["update_id"][0] if number else None,
                created_at=world.now,
            )
        )
        await world.add(MeetingClass(meeting_id=meeting.id, class_id=of.id))
        await world.add(MeetingHost(meeting_id=meeting.id, person_id=host.id))
        world.meant("meeting_id", meeting.id)
        made.append(meeting)
    await add_talks(world, made[0], made[1], victim.pupil, victim.mother)
    world.meant("person_id", host.id, victim.mother.id)
    introduction = Introduction(
        person_id=host.id, who=f"Saya {world.secret('Wqintroduced')}", updated_at=world.now, file=PHOTO
    )
    await world.add(introduction)


async def add_hope(world: World, family: Family, host: Person) -> None:
    """What a mother said before the meeting, for the teacher and nobody else."""
    await world.add(
        LogEntry(
            school_id=family.pupil.school_id,
            at=world.now,
            kind=LogKind.HOPE,
            channel="telegram",
            person_id=world.people["mother"].person_id,
            staff_id=host.id,
            pupil_id=family.pupil.id,
            class_id=family.pupil.class_id,
            meeting_id=world.ids["meeting_id"][-1],
            choice="hope",
            text=f"Semoga {world.secret('Wqhope')}",
        )
    )
