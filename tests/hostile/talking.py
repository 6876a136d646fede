"""Times to meet in the world that one would like to get at: free, closed, and one that the first family has."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.chat.flows.talks.draft import Work
from bot.domain.talks import ticks
from bot.storage.models import Busy, Meeting, Person, Pupil, Slot, Talk, TalkNeed, TalkSlot, Wish
from tests.hostile.world import World

TEN = timedelta(minutes=10)


async def add_talks(world: World, planned: Meeting, invited: Meeting, pupil: Pupil, mother: Person) -> None:
    """Four times at the meeting that families are invited to; the family of this child has the first, and waits."""
    first = datetime.combine(invited.day, time(3), UTC)
    slots = [
        await world.add(
            Slot(
                meeting_id=invited.id,
                host_id=invited.host_id,
                starts_at=first + number * TEN,
                ends_at=first + (number + 1) * TEN,
                closed=number == 3,
            )
        )
        for number in range(4)
    ]
    common: dict[str, Any] = {"host_id": invited.host_id, "pupil_id": pupil.id, "person_id": mother.id}
    talk = await world.add(
        Talk(
            school_id=invited.school_id,
            meeting_id=invited.id,
            starts_at=first,
            ends_at=first + TEN,
            created_at=world.now,
            changed_at=world.now,
            **common,
        )
    )
    await world.add(TalkSlot(slot_id=slots[0].id, talk_id=talk.id))
    for who in (invited.host_id, mother.id):
        for at in ticks(talk.starts_at, talk.ends_at):
            await world.add(Busy(person_id=who, at=at, talk_id=talk.id))
    wish = await world.add(Wish(meeting_id=planned.id, since=world.now, **common))
    await world.add(
        TalkNeed(meeting_id=invited.id, host_id=invited.host_id, pupil_id=pupil.id, needed=True, at=world.now)
    )
    world.meant("slot_id", *(slot.id for slot in slots))
    world.meant("talk_id", talk.id)
    world.meant("wish_id", wish.id)
    world.meant("host_id", invited.host_id)


def work_of(world: World, stamp: int) -> Work:
    """What a host was about to do."""
    day = date(2026, 8, 13)
    return Work(
        meeting_id=world.ids["meeting_id"][-1],
        host_id=world.ids["host_id"][0],
        text=f"{day.isoformat()} 06.00-15.00, 15 menit",
        days=[day],
        starts=time(6),
        ends=time(15),
        talk_id=world.ids["talk_id"][0],
        stamp=stamp,
    )
